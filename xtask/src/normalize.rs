//! `cargo xtask normalize`: prints the repaired document as OpenAPI 3.0.3.

use std::path::PathBuf;

use clap::Args;

use crate::error::CliError;
use crate::{Outcome, inputs, report};

/// Print the repaired document as OpenAPI 3.0.3 in YAML.
///
/// Several files are merged into one API. The document goes to standard output, diagnostics go to standard error.
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
    inputs: inputs::InputArgs,
    /// Show all diagnostics instead of the first 20 of each code
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub(crate) fn run(args: &Normalize) -> Result<Outcome, CliError> {
    let documents = args.files.iter().map(PathBuf::as_path);
    let input = inputs::read_input(documents, &args.inputs)?;
    let normalized = clientsmith::normalize(&input);
    report::diagnostics(&normalized.diagnostics, &input, args.all);
    if normalized.diagnostics.has_errors() {
        return Ok(Outcome::BadInput);
    }
    report::document(&normalized.yaml)?;
    Ok(Outcome::Done)
}
