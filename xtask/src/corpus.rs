//! `cargo xtask corpus`: generates a client for every API description below some directories, and prints statistics.

mod cargo;
pub(crate) mod document_command;
mod isolate;
mod memory_limit;
mod record;
mod run;
pub(crate) mod scratch;
mod stream;
mod table;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use crate::discover::DocumentFile;
use crate::error::CliError;
use crate::{Outcome, discover, parallel, report};
use record::{DocumentRecord, Totals};
use stream::ResultStream;

/// Generate a client for every API description below some directories, and report the results.
///
/// Files that are not API descriptions, such as overlays, are counted and skipped; so are files that are not YAML and do
/// not contain the word `swagger` or `openapi`. Without --check nothing is written.
/// Each document is reported when it is done. With --check the crates are then compiled in one scratch workspace,
/// target/corpus, which builds the dependencies once.
///
/// With --isolate each document is generated in a separate process, so that one that runs out of time, memory or stack
/// fails alone. Without it, a panic fails its document, and anything else ends the run.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask corpus ../apis
  cargo xtask corpus ../apis --check --json outcome.jsonl
  cargo xtask corpus ../apis --isolate --time-limit 30 --memory-limit 2000
  cargo xtask corpus ../apis --only '*shop*'

For meaningful times, use a release build: `cargo run --release -p xtask -- corpus ...`.

A document fails if no crate is generated, if an operation is neither in the crate nor mentioned in a diagnostic, or,
with --check, if the crate has errors or warnings.

Each line of the file of --json is an object, whose `kind` is `document` (the statistics after generation),
`compilation` (the outcome of a crate with --check) or `totals` (the last line of a complete run). An interrupted run
keeps the lines of the documents that were done.

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
    /// Generate each document in a separate process, with limits
    #[arg(long)]
    isolate: bool,
    #[command(flatten)]
    limits: isolate::Limits,
    /// Write all statistics to this file as JSON lines
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
    // Fails before the work is done, not after.
    let mut stream = ResultStream::new(args.json.clone())?;
    let tool = match (args.clippy, args.check) {
        (true, _) => Some(cargo::Tool::Clippy),
        (false, true) => Some(cargo::Tool::Check),
        (false, false) => None,
    };
    let scratch = tool.map(|_| scratch::Scratch::new(root, "corpus")).transpose()?;
    let mut records = generate_all(args, &files, scratch.as_ref(), &mut stream)?;
    if let (Some(scratch), Some(tool)) = (&scratch, tool) {
        let packages = records.iter().filter(|record| record.has_crate()).map(|record| record.package.as_str());
        scratch.finish(packages)?;
        cargo::compile(scratch, tool, &mut records)?;
        records.iter().filter(|record| record.has_crate()).try_for_each(|record| stream.compilation(record))?;
    }
    let totals = Totals::new(&records);
    report::results(&table::render(&records, &totals, started.elapsed()))?;
    stream.totals(&totals)?;
    Ok(if records.iter().any(DocumentRecord::is_failure) { Outcome::Findings } else { Outcome::Done })
}

/// Generates a client for each file and writes the crates to `scratch`. The records have the order of the files.
fn generate_all(
    args: &Corpus,
    files: &[DocumentFile],
    scratch: Option<&scratch::Scratch>,
    stream: &mut ResultStream,
) -> Result<Vec<DocumentRecord>, CliError> {
    let crates = scratch.map(scratch::Scratch::crates);
    let generate = |at: usize, file: &DocumentFile| {
        let package = scratch::package(at, &file.name);
        if args.isolate {
            return isolate::generate(package, file, crates.as_deref(), args.limits);
        }
        match run::read(package, file) {
            Ok(input) => run::generate(&input, crates.as_deref()),
            Err(record) => *record,
        }
    };
    parallel::map_streaming(files, "generate", generate, |record| stream.document(record))
}
