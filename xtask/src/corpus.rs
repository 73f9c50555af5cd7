//! `cargo xtask corpus`: generates a client for every API description below some directories, and prints statistics.

mod cargo;
mod record;
mod run;
pub(crate) mod scratch;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::error::CliError;
use crate::{Outcome, discover, report};
use record::DocumentRecord;

/// Generate a client for every API description below some directories, and report the results.
///
/// Files that are not API descriptions, such as overlays, are counted and skipped. Without --check nothing is written.
/// With --check the crates are compiled in one scratch workspace, target/corpus, which builds the dependencies once.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus ../apis
  cargo xtask corpus ../apis --check --json outcome.json
  cargo xtask corpus ../apis --only '*shop*'

For meaningful times, use a release build: `cargo run --release -p xtask -- corpus ...`.

A document fails if no crate is generated, if an operation is neither in the crate nor mentioned in a diagnostic, or,
with --check, if the crate has errors or warnings.

Exit codes: 0 every document passes; 1 some fail; 2 bad usage.")]
pub(crate) struct Corpus {
    /// Directories to search, and single documents
    #[arg(required = true, value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Compile the crates and their tests with `cargo check`; a warning is a failure
    #[arg(long)]
    check: bool,
    /// Like --check, with `cargo clippy`
    #[arg(long)]
    clippy: bool,
    /// Write all statistics to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only documents whose path contains this; `*` matches any text
    #[arg(long, value_name = "PATTERN")]
    only: Option<String>,
}

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Corpus, root: &Path) -> Result<Outcome, CliError> {
    let started = Instant::now();
    let files = discover::files(&args.roots, args.only.as_deref())?;
    if files.is_empty() {
        return Err(
            CliError::new("no YAML or JSON file was found").help("name a directory that contains API descriptions")
        );
    }
    if let Some(path) = &args.json {
        // Fails before the work is done, not after.
        fs::write(path, "").map_err(|error| CliError::io("write", path, &error))?;
    }
    let tool = match (args.clippy, args.check) {
        (true, _) => Some(cargo::Tool::Clippy),
        (false, true) => Some(cargo::Tool::Check),
        (false, false) => None,
    };
    let scratch = tool.map(|_| scratch::Scratch::new(root, "corpus")).transpose()?;
    let mut records = run::generate_all(&files, scratch.as_ref());
    if let (Some(scratch), Some(tool)) = (&scratch, tool) {
        let packages = records.iter().filter(|record| record.has_crate()).map(|record| record.package.as_str());
        scratch.finish(packages)?;
        cargo::compile(scratch, tool, &mut records)?;
    }
    report::results(&table::render(&records, started.elapsed()))?;
    if let Some(path) = &args.json {
        write_json(path, &records)?;
    }
    Ok(if records.iter().any(DocumentRecord::is_failure) { Outcome::Findings } else { Outcome::Done })
}

fn write_json(path: &Path, records: &[DocumentRecord]) -> Result<(), CliError> {
    let totals = record::Totals::new(records);
    let data = serde_json::json!({ "totals": totals, "documents": records });
    let text = serde_json::to_string_pretty(&data)
        .map_err(|error| CliError::new(format!("the statistics cannot be written as JSON: {error}")))?;
    fs::write(path, format!("{text}\n")).map_err(|error| CliError::io("write", path, &error))
}
