//! `cargo xtask codegen`: client crates from API descriptions.
//!
//! Comes in: the command line, or `specs/clients.toml`. Goes out: a crate and its ledger on the disk, or with `--check`
//! what differs; one summary line for each client on standard output. What is generated is the generator's business.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use generator::diagnostic::Severity;
use generator::{Input, Output, Summary};

use crate::clients::{self, Client};
use crate::fault::Fault;
use crate::report::count;
use crate::write::{self, Change};
use crate::{Outcome, diff, read, report};

/// Write client crates.
///
/// Without --spec, every client of specs/clients.toml is written. With it, one crate is made from any Swagger 2.0 or
/// OpenAPI document; several documents are merged into one API.
///
/// The out folder is swapped in whole, and only if something changed. Files of others in it, such as tests written by
/// hand, are kept.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --spec petstore.yaml --out ../petstore-client --package petstore-client
  cargo xtask codegen --spec petstore.yaml --out ../petstore-client --package petstore-client --driver
  cargo xtask codegen --spec users.json orders.json --overlay fixes.yaml --out client --package shop-client

Exit codes: 0 done; 1 with --check, something is stale, or with --strict, there are warnings; 2 bad usage or input.")]
pub(crate) struct Codegen {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out", requires = "package")]
    spec: Vec<PathBuf>,
    /// APIs.json catalogue that lists the API
    #[arg(long, value_name = "FILE", requires = "spec")]
    catalog: Option<PathBuf>,
    /// Overlays to apply, in this order
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "spec")]
    overlay: Vec<PathBuf>,
    /// Folder for the crate: new, empty, or of an earlier run
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
    /// Package name of the crate
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = clients::check_package)]
    package: Option<String>,
    /// Also write the record of every repair and inference, with its evidence
    #[arg(long, value_name = "FILE", requires = "spec")]
    ledger: Option<PathBuf>,
    /// Also write examples/drive.rs, which calls every operation once
    #[arg(long, requires = "spec")]
    driver: bool,
    /// Write nothing; show what differs, and exit with 1 if anything does
    #[arg(long)]
    check: bool,
    /// Write nothing and exit with 1 if there are warnings
    #[arg(long)]
    strict: bool,
    /// Infer only what is certain; the rest stands among the runners-up
    #[arg(long)]
    strict_inference: bool,
    /// Show every finding, not only the first 20 of each kind
    #[arg(long)]
    all: bool,
}

/// One crate to make.
struct Job {
    input: Input,
    out: PathBuf,
    out_shown: String,
    ledger: Option<(PathBuf, String)>,
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Codegen, root: &Path) -> Result<Outcome, Fault> {
    if let (Some(out), Some(package)) = (&args.out, &args.package) {
        return run_job(&given_job(args, out, package)?, args);
    }
    let file = read::text(&root.join(clients::NAME), clients::NAME.to_owned())?;
    let text = String::from_utf8(file.bytes).map_err(|_| Fault::new(format!("{} is not UTF-8", clients::NAME)))?;
    let mut outcome = Outcome::Done;
    for client in clients::parse(&text)? {
        let done = client_job(&client, root, args.strict_inference).and_then(|job| run_job(&job, args)).unwrap_or_else(
            |fault| {
                report::fault(&fault);
                Outcome::BadInput
            },
        );
        outcome = outcome.max(done);
    }
    Ok(outcome)
}

fn given_job(args: &Codegen, out: &Path, package: &str) -> Result<Job, Fault> {
    let documents = args.spec.iter().map(PathBuf::as_path);
    let (overlay, catalog) = (args.overlay.clone(), args.catalog.clone());
    let beside = read::Beside { overlay, catalog, strict_inference: args.strict_inference };
    let input = read::input(documents, &beside)?;
    let input = Input { package: package.to_owned(), driver: args.driver, ..input };
    let ledger = args.ledger.as_ref().map(|path| (path.clone(), read::slashed(path)));
    Ok(Job { input, out: out.to_owned(), out_shown: read::slashed(out), ledger })
}

/// Inputs are called by their path in the workspace, which is the same on every machine.
fn client_job(client: &Client, root: &Path, strict: bool) -> Result<Job, Fault> {
    let name = |path: &Path| read::slashed(&Path::new("specs").join(path));
    let text = |path: &PathBuf| {
        let help = format!("{} names it for the client {}", clients::NAME, client.package);
        read::text(&root.join(name(path)), name(path)).map_err(|fault| fault.help(help))
    };
    let documents: Vec<_> = client.documents.iter().map(text).collect::<Result<_, _>>()?;
    let paths: Vec<PathBuf> = client.documents.iter().map(|path| root.join(name(path))).collect();
    let neighbours = read::neighbours(paths.iter().map(PathBuf::as_path).zip(&documents));
    let input = Input {
        package: client.package.clone(),
        documents,
        files: neighbours.files,
        unread: neighbours.unread,
        catalog: client.catalog.as_ref().map(text).transpose()?,
        overlays: client.overlays.iter().map(text).collect::<Result<_, _>>()?,
        certainty: read::certainty(strict || client.strict_inference),
        driver: false,
    };
    let ledger = Some((root.join(name(&client.ledger)), name(&client.ledger)));
    Ok(Job { input, out: root.join(&client.out), out_shown: read::slashed(&client.out), ledger })
}

fn run_job(job: &Job, args: &Codegen) -> Result<Outcome, Fault> {
    let output = generator::generate(&job.input);
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
        report::results(&format!("{summary} (nothing written, as --strict allows no warnings)\n"))?;
        return Ok(Outcome::Findings);
    }
    if args.check {
        let changes = compare(job, &output)?;
        report::results(&changes.iter().map(diff::draw).collect::<String>())?;
        report::results(&format!("{summary} ({})\n", state(changes.len(), "stale")))?;
        return Ok(if changes.is_empty() { Outcome::Done } else { stale(args) });
    }
    let inside = stands_inside(&job.out);
    let changed = store(job, &output)?;
    report::results(&format!("{summary} ({})\n", state(changed, "changed")))?;
    if inside && changed > 0 {
        report::note("note: the current folder was replaced; run `cd \"$PWD\"` to stand in the new one");
    }
    Ok(Outcome::Done)
}

fn stale(args: &Codegen) -> Outcome {
    let again = if args.spec.is_empty() { "`cargo xtask codegen`" } else { "the same command without --check" };
    report::note(&format!("stale: run {again} and commit what it writes"));
    Outcome::Findings
}

fn compare(job: &Job, output: &Output) -> Result<Vec<Change>, Fault> {
    let mut changes = write::compare(&job.out, &job.out_shown, &output.files)?;
    if let Some((path, shown)) = &job.ledger {
        changes.extend(write::compare_one(path, shown, &output.ledger)?);
    }
    Ok(changes)
}

/// Writes crate and ledger, and says how many files changed. A ledger that cannot be written is found out first.
fn store(job: &Job, output: &Output) -> Result<usize, Fault> {
    if let Some((path, shown)) = &job.ledger {
        write::compare_one(path, shown, &output.ledger)?;
    }
    let mut changed = write::write(&job.out, &job.out_shown, &output.files)?.len();
    if let Some((path, shown)) = &job.ledger {
        changed += usize::from(write::write_one(path, shown, &output.ledger)?.is_some());
    }
    Ok(changed)
}

/// Whether the current folder is the crate's or in it, and so will be a folder of the old crate after a swap.
fn stands_inside(out: &Path) -> bool {
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
    fn a_summary_counts_in_words() {
        let summary = Summary { operations: 3, types: 1, repairs: 21 };
        assert_eq!(summarize("pets", summary, 0), "pets: 3 operations, 1 type, 21 repairs, 0 warnings");
        assert_eq!(state(0, "stale"), "unchanged");
        assert_eq!(state(1, "stale"), "1 file stale");
    }
}
