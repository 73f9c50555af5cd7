//! `cargo xtask normalize`: the repaired document as OpenAPI 3.0.3.
//!
//! Comes in: documents named on the command line. Goes out: YAML on standard output, diagnostics on the error stream.

use std::path::PathBuf;

use clap::Args;

use crate::fault::Fault;
use crate::{Outcome, read, report};

/// Print a repaired document as OpenAPI 3.0.3 YAML.
///
/// Several files are merged into one API. The document goes to standard output, what was found in it to standard error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask normalize petstore.yaml > petstore.openapi.yaml
  cargo xtask normalize specs/stack-exchange.yaml --overlay specs/stack-exchange.overlay.yaml")]
pub(crate) struct Normalize {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    beside: read::Beside,
    /// Show every finding, not only the first 20 of each kind
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Normalize) -> Result<Outcome, Fault> {
    let documents = args.files.iter().map(PathBuf::as_path);
    let input = read::input(documents, &args.beside)?;
    let normalized = generator::normalize(&input);
    report::diagnostics(&normalized.diagnostics, &input, args.all);
    if normalized.diagnostics.has_errors() {
        return Ok(Outcome::BadInput);
    }
    report::document(&normalized.yaml)?;
    Ok(Outcome::Done)
}
