//! The generation of one crate: its inputs, and the files that it writes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::diagnostic::Severity;
use clientsmith::document::Text;
use clientsmith::{Input, Output};

use crate::clients::{self, Client};
use crate::error::CliError;
use crate::report::count;
use crate::write::{self, Change, SingleFile};
use crate::{inputs, report};

/// The inputs and the target of one crate.
pub(crate) struct Job {
    pub(crate) input: Input,
    pub(crate) out: PathBuf,
    pub(crate) out_display: String,
    /// The path of the ledger, and the path in messages.
    pub(crate) ledger: Option<(PathBuf, String)>,
    /// The path of the lock, and the path in messages.
    pub(crate) lock: Option<(PathBuf, String)>,
}

/// The options of a command for the clients of the workspace.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct JobOptions {
    pub(crate) prune_lock: bool,
    pub(crate) accept_renames: bool,
    pub(crate) strict_inference: bool,
}

impl Job {
    /// Reads the inputs of a client; their names are the paths in the workspace, which are the same on every machine.
    pub(crate) fn from_client(client: &Client, root: &Path, options: JobOptions) -> Result<Self, CliError> {
        let name = |path: &Path| inputs::slashed(&Path::new("specs").join(path));
        let text = |path: &PathBuf| {
            let help = format!("{} lists it for the client {}", clients::NAME, client.package);
            inputs::read_text(&root.join(name(path)), name(path)).map_err(|error| error.help(help))
        };
        let documents: Vec<_> = client.documents.iter().map(text).collect::<Result<_, _>>()?;
        let paths: Vec<PathBuf> = client.documents.iter().map(|path| root.join(name(path))).collect();
        let referenced = inputs::read_referenced(paths.iter().map(PathBuf::as_path).zip(&documents));
        let displayed = |path: &Path| (root.join(name(path)), name(path));
        let lock = client.lock().map(|path| displayed(&path));
        let input = Input {
            package: client.package.clone(),
            documents,
            files: referenced.files,
            unreadable: referenced.unreadable,
            catalog: client.catalog.as_ref().map(text).transpose()?,
            overlays: client.overlays.iter().map(text).collect::<Result<_, _>>()?,
            certainty: inputs::certainty(options.strict_inference || client.strict_inference),
            lock: earlier_lock(lock.as_ref())?,
            prune_lock: options.prune_lock,
            accept_renames: options.accept_renames,
            ..Input::default()
        };
        let ledger = Some(displayed(&client.ledger));
        Ok(Self { input, out: root.join(&client.out), out_display: inputs::slashed(&client.out), ledger, lock })
    }

    /// Generates the client and prints the diagnostics, with `all` without a limit. After errors, prints that nothing is
    /// written and returns `None`.
    pub(crate) fn generate(&self, all: bool) -> Result<Option<Output>, CliError> {
        let output = clientsmith::generate(&self.input);
        report::diagnostics(&output.diagnostics, &self.input, all);
        if !output.diagnostics.has_errors() {
            return Ok(Some(output));
        }
        let errors = count(output.diagnostics.count(Severity::Error), "error");
        let warnings = count(output.diagnostics.count(Severity::Warning), "warning");
        report::results(&format!("{}: {errors}, {warnings} (nothing written)\n", self.input.package))?;
        Ok(None)
    }

    /// Returns the summary of a client that was generated without errors.
    pub(crate) fn summarize(&self, output: &Output) -> String {
        let summary = output.summary;
        format!(
            "{}: {}, {}, {}, {}",
            self.input.package,
            count(summary.operations, "operation"),
            count(summary.types, "type"),
            count(summary.repairs, "repair"),
            count(output.diagnostics.count(Severity::Warning), "warning"),
        )
    }

    /// Lists the changes of [`Self::write`], without writing.
    pub(crate) fn compare(&self, output: &Output) -> Result<Vec<Change>, CliError> {
        write::compare(&self.out, &self.out_display, &output.files, &self.other_files(output))
    }

    /// Writes the crate and the other files.
    pub(crate) fn write(&self, output: &Output) -> Result<Vec<Change>, CliError> {
        let is_inside = is_current_directory_inside(&self.out);
        let changes = write::write(&self.out, &self.out_display, &output.files, &self.other_files(output))?;
        if is_inside && !changes.is_empty() {
            report::note("note: the current directory was replaced; run `cd \"$PWD\"` to enter the new one");
        }
        Ok(changes)
    }

    /// Returns the files outside of the crate.
    fn other_files<'t>(&'t self, output: &'t Output) -> Vec<SingleFile<'t>> {
        let ledger = self.ledger.iter().map(|path| (path, output.ledger.as_str()));
        let lock = self.lock.iter().map(|path| (path, output.lock.as_str()));
        ledger.chain(lock).map(|((path, display), text)| SingleFile { path, display, text }).collect()
    }
}

/// Reads the lock of an earlier run; `None` if there is none.
pub(crate) fn earlier_lock(lock: Option<&(PathBuf, String)>) -> Result<Option<Text>, CliError> {
    match lock {
        Some((path, display)) if fs::symlink_metadata(path).is_ok() => {
            inputs::read_text(path, display.clone()).map(Some)
        }
        _ => Ok(None),
    }
}

/// Returns the number of changes: `unchanged`, or `2 files changed` for the word `changed`.
pub(crate) fn state(changes: usize, word: &str) -> String {
    if changes == 0 { "unchanged".to_owned() } else { format!("{} {word}", count(changes, "file")) }
}

/// Returns true if the current directory is the crate's directory or inside it; it then belongs to the old crate after
/// the swap.
fn is_current_directory_inside(out: &Path) -> bool {
    matches!((env::current_dir(), fs::canonicalize(out)), (Ok(here), Ok(out)) if here.starts_with(&out))
}

#[cfg(test)]
mod tests {
    use clientsmith::Summary;

    use super::*;

    #[test]
    fn summary_counts_with_nouns() {
        let input = Input { package: "pets".to_owned(), ..Input::default() };
        let job = Job { input, out: PathBuf::new(), out_display: String::new(), ledger: None, lock: None };
        let summary = Summary { operations: 3, types: 1, repairs: 21 };
        let output = Output { summary, ..Output::default() };
        assert_eq!(job.summarize(&output), "pets: 3 operations, 1 type, 21 repairs, 0 warnings");
        assert_eq!(state(0, "stale"), "unchanged");
        assert_eq!(state(1, "stale"), "1 file stale");
    }
}
