//! `cargo xtask corpus`: what becomes of every API description below some folders.
//!
//! Comes in: folders. Goes out: one line for each document, a table of totals and the commonest causes, and with
//! `--json` the same as data. It knows no document by name, and makes no allowance for any.

mod cargo;
mod record;
mod run;
pub(crate) mod scratch;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::fault::Fault;
use crate::{Outcome, find, report};
use record::Record;

/// Generate a client of every API description below some folders, and say what became of each.
///
/// Files that are no API description, such as overlays, are counted and left alone. Without --check nothing is
/// written. With it the crates are compiled in one scratch workspace, `target/corpus`, whose dependencies are built
/// once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus ../apis
  cargo xtask corpus ../apis --check --json outcome.json
  cargo xtask corpus ../apis --only '*shop*'

Times are those of the build that runs: for meaningful ones, use `cargo run --release -p xtask -- corpus ...`.

A document fails where it makes no crate, where an operation is neither in the crate nor spoken of in a diagnostic,
and with --check where the crate has an error or a warning.

Exit codes: 0 every document passes; 1 some fail; 2 bad usage.")]
pub(crate) struct Corpus {
    /// Folders to search, and single documents
    #[arg(required = true, value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Compile the crates and their tests with `cargo check`; a warning is a failure
    #[arg(long)]
    check: bool,
    /// As --check, with `cargo clippy`
    #[arg(long)]
    clippy: bool,
    /// Write every figure to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only documents whose path contains this; `*` stands for anything
    #[arg(long, value_name = "PATTERN")]
    only: Option<String>,
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Corpus, root: &Path) -> Result<Outcome, Fault> {
    let started = Instant::now();
    let files = find::files(&args.roots, args.only.as_deref())?;
    if files.is_empty() {
        return Err(Fault::new("there is no YAML or JSON file to read").help("name a folder that has API descriptions"));
    }
    if let Some(path) = &args.json {
        // Found out before the work is done, not after.
        fs::write(path, "").map_err(|error| Fault::io("write", path, &error))?;
    }
    let tool = match (args.clippy, args.check) {
        (true, _) => Some(cargo::Tool::Clippy),
        (false, true) => Some(cargo::Tool::Check),
        (false, false) => None,
    };
    let scratch = tool.map(|_| scratch::Scratch::make(root, "corpus")).transpose()?;
    let mut records = run::generate_all(&files, scratch.as_ref());
    if let (Some(scratch), Some(tool)) = (&scratch, tool) {
        let packages = records.iter().filter(|record| record.has_crate()).map(|record| record.package.as_str());
        scratch.finish(packages)?;
        cargo::compile(scratch, tool, &mut records)?;
    }
    report::results(&table::draw(&records, started.elapsed()))?;
    if let Some(path) = &args.json {
        write_json(path, &records)?;
    }
    Ok(if records.iter().any(Record::is_failure) { Outcome::Findings } else { Outcome::Done })
}

fn write_json(path: &Path, records: &[Record]) -> Result<(), Fault> {
    let totals = record::Totals::of(records);
    let data = serde_json::json!({ "totals": totals, "documents": records });
    let text = serde_json::to_string_pretty(&data)
        .map_err(|error| Fault::new(format!("the figures cannot be written as JSON: {error}")))?;
    fs::write(path, format!("{text}\n")).map_err(|error| Fault::io("write", path, &error))
}
