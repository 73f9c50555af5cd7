//! `cargo xtask explain`: explains one location in a document.

mod render;

use std::path::PathBuf;

use clap::Args;

use crate::error::CliError;
use crate::source_lines::SourceLines;
use crate::{Outcome, inputs, report};

/// Explain one location in a document.
///
/// Prints the document's text, the repairs, the inferences with their rules, confidence, evidence and alternatives, the
/// generated Rust item, and an overlay action that overrides the inferences.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask explain 'GET /pets' --spec petstore.yaml
  cargo xtask explain 'GET /pets page' --spec petstore.yaml
  cargo xtask explain '#/paths/~1pets/get/parameters/0' --spec petstore.yaml --overlay fixes.yaml

Exit codes: 0 success; 2 bad usage or bad input, or the location does not exist.")]
pub(crate) struct Explain {
    /// JSON Pointer into the document, or method and path, optionally with a parameter name
    #[arg(value_name = "LOCATION")]
    location: String,
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON; several are merged into one API
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    spec: Vec<PathBuf>,
    #[command(flatten)]
    inputs: inputs::InputArgs,
}

/// Runs the command.
pub(crate) fn run(args: &Explain) -> Result<Outcome, CliError> {
    let documents = args.spec.iter().map(PathBuf::as_path);
    let input = inputs::read_input(documents, &args.inputs)?;
    let explained = clientsmith::explain(&input, &args.location);
    let Some(explanation) = explained.explanation else {
        report::diagnostics(&explained.diagnostics, &input, true);
        return Ok(Outcome::BadInput);
    };
    let explanation = explanation.map_err(|error| CliError::new(error.message).help(error.help))?;
    report::results(&render::explanation(&explanation, &SourceLines::new(&input), report::width()))?;
    Ok(Outcome::Done)
}
