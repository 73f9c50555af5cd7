//! `cargo xtask codegen`: writes client crates and their ledgers, or with `--check` shows stale files.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use clientsmith::diagnostic::Severity;
use clientsmith::document::Text;
use clientsmith::{Input, Output, Summary};

use crate::clients::{self, Client};
use crate::error::CliError;
use crate::report::count;
use crate::write::{self, SingleFile};
use crate::{Outcome, inputs, report, unified_diff};

/// Generate client crates.
///
/// Without --spec, generates every client in specs/clients.toml. With --spec, generates one crate from Swagger 2.0 or
/// OpenAPI documents; several documents are merged into one API.
///
/// The crate is replaced atomically, and only if something changed. Files in its directory that are not marked
/// `@generated`, such as hand-written tests, are kept. Symbolic links are not followed for writing: --out, --ledger and
/// --lock must not be links. Runs on the same crate wait for each other.
///
/// The lock records the names of the client. Later runs keep them, whatever is added to the documents; names of items
/// that the documents no longer have stay reserved.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --spec petstore.yaml --out ../petstore-client --package petstore-client
  cargo xtask codegen --spec petstore.yaml --out ../petstore-client --package petstore-client --driver
  cargo xtask codegen --spec users.json orders.json --overlay fixes.yaml --out client --package shop-client

Exit codes: 0 success; 1 stale files (with --check) or warnings (with --strict); 2 bad usage or bad input.")]
pub(crate) struct Codegen {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out", requires = "package")]
    spec: Vec<PathBuf>,
    /// APIs.json catalog that lists the API
    #[arg(long, value_name = "FILE", requires = "spec")]
    catalog: Option<PathBuf>,
    /// Overlays to apply, in this order
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "spec")]
    overlay: Vec<PathBuf>,
    /// Directory of the crate: new, empty, or generated earlier
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Package name of the crate
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = clients::check_package)]
    package: Option<String>,
    /// Also write the ledger: every repair and inference, with its evidence
    #[arg(long, value_name = "FILE", requires = "spec")]
    ledger: Option<PathBuf>,
    /// Keep the names in this file, and write it: the lock of the client's names
    #[arg(long, value_name = "FILE", requires = "spec")]
    lock: Option<PathBuf>,
    /// Release the names of items that the documents no longer have
    #[arg(long)]
    prune_lock: bool,
    /// Rename operations whose ids changed, with deprecated aliases under their earlier names
    #[arg(long)]
    accept_rename: bool,
    /// Also write examples/drive.rs, a program that calls every operation once
    #[arg(long, requires = "spec")]
    driver: bool,
    /// Write nothing; show the differences and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing and exit with 1 if there are warnings
    #[arg(long)]
    strict: bool,
    /// Keep only inferences with at least 95 % confidence
    #[arg(long)]
    strict_inference: bool,
    /// Show all diagnostics instead of the first 20 of each code
    #[arg(long)]
    all: bool,
}

/// The inputs and the target of one crate.
struct Job {
    input: Input,
    out: PathBuf,
    out_display: String,
    /// The path of the ledger, and the path in messages.
    ledger: Option<(PathBuf, String)>,
    /// The path of the lock, and the path in messages.
    lock: Option<(PathBuf, String)>,
}

impl Job {
    /// Returns the files outside of the crate.
    fn other_files<'t>(&'t self, output: &'t Output) -> Vec<SingleFile<'t>> {
        let ledger = self.ledger.iter().map(|path| (path, &output.ledger));
        let lock = self.lock.iter().map(|path| (path, &output.lock));
        ledger.chain(lock).map(|((path, display), text)| SingleFile { path, display, text }).collect()
    }
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Codegen, root: &Path) -> Result<Outcome, CliError> {
    if let (Some(out), Some(package)) = (&args.out, &args.package) {
        return run_job(&job_from_args(args, out, package)?, args);
    }
    let file = inputs::read_text(&root.join(clients::NAME), clients::NAME.to_owned())?;
    let text = String::from_utf8(file.bytes).map_err(|_| CliError::new(format!("{} is not UTF-8", clients::NAME)))?;
    let mut outcome = Outcome::Done;
    for client in clients::parse(&text)? {
        let done = job_from_client(&client, root, args).and_then(|job| run_job(&job, args)).unwrap_or_else(|error| {
            report::error(&error);
            Outcome::BadInput
        });
        outcome = outcome.max(done);
    }
    Ok(outcome)
}

fn job_from_args(args: &Codegen, out: &Path, package: &str) -> Result<Job, CliError> {
    let documents = args.spec.iter().map(PathBuf::as_path);
    let (overlay, catalog) = (args.overlay.clone(), args.catalog.clone());
    let input_args = inputs::InputArgs { overlay, catalog, strict_inference: args.strict_inference };
    let input = inputs::read_input(documents, &input_args)?;
    let displayed = |path: &PathBuf| (path.clone(), inputs::slashed(path));
    let (ledger, lock) = (args.ledger.as_ref().map(displayed), args.lock.as_ref().map(displayed));
    let input = Input {
        package: package.to_owned(),
        driver: args.driver,
        lock: earlier_lock(lock.as_ref())?,
        prune_lock: args.prune_lock,
        accept_renames: args.accept_rename,
        ..input
    };
    Ok(Job { input, out: out.to_owned(), out_display: inputs::slashed(out), ledger, lock })
}

/// Reads the inputs and paths of a client of `specs/clients.toml`.
fn job_from_client(client: &Client, root: &Path, args: &Codegen) -> Result<Job, CliError> {
    let displayed = |path: &Path| {
        let name = client_file(path);
        (root.join(&name), name)
    };
    let input = Input {
        certainty: inputs::certainty(args.strict_inference || client.strict_inference),
        prune_lock: args.prune_lock,
        accept_renames: args.accept_rename,
        ..client_input(client, root)?
    };
    let (lock, ledger) = (client.lock().map(|path| displayed(&path)), Some(displayed(&client.ledger)));
    Ok(Job { input, out: root.join(&client.out), out_display: inputs::slashed(&client.out), ledger, lock })
}

/// Returns the path of a file of a client in the workspace.
fn client_file(path: &Path) -> String {
    inputs::slashed(&Path::new("specs").join(path))
}

/// Reads the inputs of a client; their names are the paths in the workspace, which are the same on every machine.
pub(crate) fn client_input(client: &Client, root: &Path) -> Result<Input, CliError> {
    let text = |path: &PathBuf| {
        let help = format!("{} lists it for the client {}", clients::NAME, client.package);
        let name = client_file(path);
        inputs::read_text(&root.join(&name), name).map_err(|error| error.help(help))
    };
    let documents: Vec<_> = client.documents.iter().map(text).collect::<Result<_, _>>()?;
    let paths: Vec<PathBuf> = client.documents.iter().map(|path| root.join(client_file(path))).collect();
    let referenced = inputs::read_referenced(paths.iter().map(PathBuf::as_path).zip(&documents));
    let lock = client.lock().map(|path| client_file(&path)).map(|name| (root.join(&name), name));
    Ok(Input {
        package: client.package.clone(),
        documents,
        files: referenced.files,
        unreadable: referenced.unreadable,
        catalog: client.catalog.as_ref().map(text).transpose()?,
        overlays: client.overlays.iter().map(text).collect::<Result<_, _>>()?,
        certainty: inputs::certainty(client.strict_inference),
        lock: earlier_lock(lock.as_ref())?,
        ..Input::default()
    })
}

/// Reads the lock of an earlier run; `None` if there is none.
fn earlier_lock(lock: Option<&(PathBuf, String)>) -> Result<Option<Text>, CliError> {
    match lock {
        Some((path, display)) if fs::symlink_metadata(path).is_ok() => {
            inputs::read_text(path, display.clone()).map(Some)
        }
        _ => Ok(None),
    }
}

fn run_job(job: &Job, args: &Codegen) -> Result<Outcome, CliError> {
    let output = clientsmith::generate(&job.input);
    report::diagnostics(&output.diagnostics, &job.input, args.all);
    let package = &job.input.package;
    let warnings = output.diagnostics.count(Severity::Warning);
    if output.diagnostics.has_errors() {
        let errors = count(output.diagnostics.count(Severity::Error), "error");
        report::results(&format!("{package}: {errors}, {} (nothing written)\n", count(warnings, "warning")))?;
        return Ok(Outcome::BadInput);
    }
    let summary = summarize(package, output.summary, warnings);
    if args.strict && warnings > 0 {
        report::results(&format!("{summary} (nothing written: --strict rejects warnings)\n"))?;
        return Ok(Outcome::Findings);
    }
    let others = job.other_files(&output);
    if args.check {
        let changes = write::compare(&job.out, &job.out_display, &output.files, &others)?;
        report::results(&changes.iter().map(unified_diff::render).collect::<String>())?;
        report::results(&format!("{summary} ({})\n", state(changes.len(), "stale")))?;
        return Ok(if changes.is_empty() { Outcome::Done } else { report_stale(args) });
    }
    let is_inside = is_current_directory_inside(&job.out);
    let changed = write::write(&job.out, &job.out_display, &output.files, &others)?.len();
    report::results(&format!("{summary} ({})\n", state(changed, "changed")))?;
    if is_inside && changed > 0 {
        report::note("note: the current directory was replaced; run `cd \"$PWD\"` to enter the new one");
    }
    Ok(Outcome::Done)
}

fn report_stale(args: &Codegen) -> Outcome {
    let command = if args.spec.is_empty() { "`cargo xtask codegen`" } else { "the same command without --check" };
    report::note(&format!("stale: run {command} and commit the result"));
    Outcome::Findings
}

/// Returns true if the current directory is the crate's directory or inside it; it then belongs to the old crate after
/// the swap.
fn is_current_directory_inside(out: &Path) -> bool {
    matches!((env::current_dir(), fs::canonicalize(out)), (Ok(here), Ok(out)) if here.starts_with(&out))
}

fn summarize(package: &str, summary: Summary, warnings: usize) -> String {
    format!(
        "{package}: {}, {}, {}, {}",
        count(summary.operations, "operation"),
        count(summary.types, "type"),
        count(summary.repairs, "repair"),
        count(warnings, "warning"),
    )
}

fn state(changes: usize, word: &str) -> String {
    if changes == 0 { "unchanged".to_owned() } else { format!("{} {word}", count(changes, "file")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_counts_with_nouns() {
        let summary = Summary { operations: 3, types: 1, repairs: 21 };
        assert_eq!(summarize("pets", summary, 0), "pets: 3 operations, 1 type, 21 repairs, 0 warnings");
        assert_eq!(state(0, "stale"), "unchanged");
        assert_eq!(state(1, "stale"), "1 file stale");
    }
}
