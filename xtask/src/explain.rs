//! `cargo xtask explain`: all that is known about one place of a document.
//!
//! Comes in: a pointer or the name of an operation or parameter, and documents. Goes out: text for people on standard
//! output. What is known is the generator's business.

mod draw;

use std::path::PathBuf;

use clap::Args;

use crate::fault::Fault;
use crate::lines::Lines;
use crate::{Outcome, read, report};

/// Tell all that is known about one place of a document.
///
/// What stands there, what was repaired and what is concluded, how surely, from which words and by which rule, what else
/// it might be, what the client makes of it, and the overlay action that changes it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask explain 'GET /pets' --spec petstore.yaml
  cargo xtask explain 'GET /pets page' --spec petstore.yaml
  cargo xtask explain '#/paths/~1pets/get/parameters/0' --spec petstore.yaml --overlay fixes.yaml

Exit codes: 0 done; 2 bad usage or input, or the place does not exist.")]
pub(crate) struct Explain {
    /// A JSON Pointer into the document, or a method and a path, with or without the name of a parameter
    #[arg(value_name = "POINTER")]
    wanted: String,
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON; several are merged into one API
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    spec: Vec<PathBuf>,
    #[command(flatten)]
    beside: read::Beside,
}

/// Runs the command.
pub(crate) fn run(args: &Explain) -> Result<Outcome, Fault> {
    let documents = args.spec.iter().map(PathBuf::as_path);
    let input = read::input(documents, &args.beside)?;
    let explained = generator::explain(&input, &args.wanted);
    let Some(explanation) = explained.explanation else {
        report::diagnostics(&explained.diagnostics, &input, true);
        return Ok(Outcome::BadInput);
    };
    let explanation = explanation.map_err(|nowhere| Fault::new(nowhere.message).help(nowhere.help))?;
    report::results(&draw::explanation(&explanation, &Lines::of(&input), report::width()))?;
    Ok(Outcome::Done)
}
