//! The generation of one crate: its inputs, and the files that it writes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::diagnostic::Severity;
use clientsmith::document::Text;
use clientsmith::lock::LockedSource;
use clientsmith::{Input, Output};

use crate::clients::{self, Client, ClientDocument, ReleaseSettings};
use crate::error::CliError;
use crate::report::count;
use crate::write::{self, Change, Contents, SingleFile};
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
    /// The workspace of a client of `clients.toml`.
    pub(crate) workspace: Option<PathBuf>,
    pub(crate) release: ReleaseSettings,
    /// The documents that are stored with the crate.
    pub(crate) fetched: Vec<FetchedDocument>,
}

/// A document in the bytes of its source.
pub(crate) struct FetchedDocument {
    /// The path in the workspace.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    /// The stored bytes; `None` if the document is new.
    pub(crate) replaced: Option<Vec<u8>>,
    /// The entry in the lock.
    pub(crate) source: LockedSource,
}

/// The options of a command for the clients of the workspace.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct JobOptions {
    pub(crate) prune_lock: bool,
    pub(crate) accept_renames: bool,
    pub(crate) accept_inferences: bool,
    pub(crate) strict_inference: bool,
}

impl Job {
    /// Reads the inputs of a client; their names are the paths in the workspace, which are the same on every machine.
    /// Fetched documents replace those on the disk.
    pub(crate) fn from_client(
        client: &Client,
        root: &Path,
        options: JobOptions,
        fetched: Vec<FetchedDocument>,
    ) -> Result<Self, CliError> {
        let name = |path: &Path| clients::name_in_workspace(path);
        let text = |path: &PathBuf| read_listed(client, root, path);
        let document = |document: &ClientDocument| {
            let name = name(&document.path);
            match fetched.iter().find(|fetched| fetched.name == name) {
                Some(fetched) => Ok(Text { name, bytes: fetched.bytes.clone() }),
                None => read_document(client, root, document),
            }
        };
        let documents: Vec<_> = client.documents.iter().map(document).collect::<Result<_, _>>()?;
        let paths: Vec<PathBuf> = client.documents.iter().map(|document| root.join(name(&document.path))).collect();
        let referenced = inputs::read_referenced(paths.iter().map(PathBuf::as_path).zip(&documents));
        let lock = lock_path(client, root);
        let input = Input {
            package: client.package.clone(),
            documents,
            files: referenced.files,
            unreadable: referenced.unreadable,
            catalog: client.catalog.as_ref().map(text).transpose()?,
            overlays: client.overlays.iter().map(text).collect::<Result<_, _>>()?,
            docs: client.docs.iter().map(text).collect::<Result<_, _>>()?,
            certainty: inputs::certainty(options.strict_inference || client.strict_inference),
            required: client.required.into(),
            lock: earlier_lock(lock.as_ref())?,
            version: client.release.initial_version(&root.join(&client.out)),
            fetched: fetched.iter().map(|document| (document.name.clone(), document.source.clone())).collect(),
            prune_lock: options.prune_lock,
            accept_renames: options.accept_renames,
            accept_inferences: options.accept_inferences,
            ..Input::default()
        };
        let ledger = Some((root.join(name(&client.ledger)), name(&client.ledger)));
        let (out, out_display) = (root.join(&client.out), inputs::slashed(&client.out));
        let (workspace, release) = (Some(root.to_owned()), client.release.clone());
        Ok(Self { input, out, out_display, ledger, lock, workspace, release, fetched })
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

    /// Returns the files outside of the crate. The lock is the last one: until it is written, the next run repeats the
    /// update of the documents.
    fn other_files<'t>(&'t self, output: &'t Output) -> Vec<SingleFile<'t>> {
        let documents = self.fetched.iter().map(|document| SingleFile {
            path: &document.path,
            display: &document.name,
            contents: Contents::Fetched { bytes: &document.bytes, replaced: document.replaced.as_deref() },
        });
        let ledger = self.ledger.iter().map(|path| (path, output.ledger.as_str()));
        let lock = self.lock.iter().map(|path| (path, output.lock.as_str()));
        let generated = |((path, display), text): (&'t (PathBuf, String), &'t str)| SingleFile {
            path,
            display,
            contents: Contents::Generated(text),
        };
        documents.chain(ledger.chain(lock).map(generated)).collect()
    }
}

/// Reads a document of a client.
fn read_document(client: &Client, root: &Path, document: &ClientDocument) -> Result<Text, CliError> {
    let name = clients::name_in_workspace(&document.path);
    if document.source.is_some() && fs::symlink_metadata(root.join(&name)).is_err() {
        return Err(CliError::new(format!("{name} does not exist"))
            .help(format!("run `cargo xtask update` to fetch it: {} has its `source`", clients::NAME)));
    }
    read_listed(client, root, &document.path)
}

/// Reads a file that a client lists.
fn read_listed(client: &Client, root: &Path, path: &Path) -> Result<Text, CliError> {
    let name = clients::name_in_workspace(path);
    let help = format!("{} lists it for the client {}", clients::NAME, client.package);
    inputs::read_text(&root.join(&name), name).map_err(|error| error.help(help))
}

/// Returns the path of the lock of a client, and the path in messages.
pub(crate) fn lock_path(client: &Client, root: &Path) -> Option<(PathBuf, String)> {
    client.lock.as_ref().map(|path| (root.join(clients::name_in_workspace(path)), clients::name_in_workspace(path)))
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
        let out = PathBuf::new();
        let job = Job {
            input,
            out,
            out_display: String::new(),
            ledger: None,
            lock: None,
            workspace: None,
            release: ReleaseSettings::default(),
            fetched: Vec::new(),
        };
        let summary = Summary { operations: 3, types: 1, repairs: 21 };
        let output = Output { summary, ..Output::default() };
        assert_eq!(job.summarize(&output), "pets: 3 operations, 1 type, 21 repairs, 0 warnings");
        assert_eq!(state(0, "stale"), "unchanged");
        assert_eq!(state(1, "stale"), "1 file stale");
    }
}
