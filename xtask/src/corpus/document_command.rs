//! The hidden subcommand `corpus-document`, which generates the client of one document with limited memory.
//!
//! The process exits when its standard input is closed, so that it does not outlive its parent.

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process;
use std::thread;

use clap::Args;
use clientsmith::Input;

use super::memory_limit::MemoryLimit;
use super::run::{generate, read};
use crate::discover::DocumentFile;
use crate::error::CliError;
use crate::{Outcome, report};

/// Generate the client of one document, and print its statistics.
#[derive(Debug, Args)]
pub(crate) struct CorpusDocument {
    #[arg(long)]
    package: String,
    #[arg(long)]
    name: String,
    #[arg(long)]
    memory_limit: u64,
    #[arg(long)]
    crates: Option<PathBuf>,
    path: PathBuf,
}

/// Runs the subcommand of the child process.
pub(crate) fn run(args: &CorpusDocument) -> Result<Outcome, CliError> {
    thread::spawn(|| {
        _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(2);
    });
    let failed = |error| CliError::new(format!("cannot limit the memory of the process: {error}"));
    let limit = MemoryLimit::new(args.memory_limit).map_err(failed)?;
    let file = DocumentFile { name: args.name.clone(), path: args.path.clone() };
    let record = match read(args.package.clone(), &file) {
        // Documents are generated in parallel, and further threads would reserve more stacks.
        Ok(input) => {
            limit.add_stack().map_err(failed)?;
            generate(&Input { threads: Some(NonZeroUsize::MIN), ..input }, args.crates.as_deref())
        }
        Err(record) => *record,
    };
    let text = serde_json::to_string(&record)
        .map_err(|error| CliError::new(format!("the statistics cannot be written as JSON: {error}")))?;
    report::document(&text)?;
    Ok(Outcome::Done)
}
