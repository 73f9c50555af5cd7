//! `cargo xtask infer`: lists the inferences about each parameter, as text or lines of JSON.

mod render;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use clientsmith::diagnostic::{Diagnostics, Severity};
use clientsmith::infer::report::Row;

use crate::error::CliError;
use crate::source_lines::SourceLines;
use crate::{Outcome, inputs, parallel, report};
use render::Tally;

/// List the inferences about each parameter, with their evidence.
///
/// Each file is a separate API. A document that cannot be read is reported; the others are still listed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask infer petstore.yaml
  cargo xtask infer petstore.yaml --only page
  cargo xtask infer petstore.yaml --only '#/paths/~1pets/get'
  cargo xtask infer --format json apis/*.yaml > parameters.jsonl

Exit codes: 0 success; 2 a file could not be read.")]
pub(crate) struct Infer {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Output format: text, or a line of JSON for each parameter
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    inputs: inputs::InputArgs,
    /// Only parameters with this name, or at or below this JSON Pointer
    #[arg(long, value_name = "NAME|POINTER")]
    only: Option<String>,
}

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The output for one document.
struct DocumentOutput {
    text: String,
    errors: String,
    tally: Tally,
    outcome: Outcome,
}

/// Runs the command.
pub(crate) fn run(args: &Infer) -> Result<Outcome, CliError> {
    let width = report::width();
    let (mut outcome, mut tally, mut listed) = (Outcome::Done, Tally::default(), 0);
    for output in parallel::map(&args.files, |_, path| infer_document(path, args, width)) {
        report::rendered(&output.errors);
        report::results(&output.text)?;
        outcome = outcome.max(output.outcome);
        listed += usize::from(output.outcome == Outcome::Done);
        tally.add(&output.tally);
    }
    if args.format == Format::Text && listed > 0 {
        report::results(&render::summary(&tally, listed, width))?;
    }
    Ok(outcome)
}

/// Infers the parameters of one document.
fn infer_document(path: &Path, args: &Infer, width: usize) -> DocumentOutput {
    let failed =
        |errors| DocumentOutput { text: String::new(), errors, tally: Tally::default(), outcome: Outcome::BadInput };
    let input = match inputs::read_input([path], &args.inputs) {
        Ok(input) => input,
        Err(error) => return failed(report::render_error(&error)),
    };
    let mut inferred = clientsmith::infer(&input);
    if inferred.diagnostics.has_errors() {
        // Warnings are reported by `normalize` and `codegen`.
        let errors = inferred.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error);
        let mut only_errors = Diagnostics::default();
        errors.for_each(|found| only_errors.push(found.clone()));
        return failed(report::render_diagnostics(&only_errors, &input, true));
    }
    if let Some(wanted) = &args.only {
        inferred.rows.retain(|row| is_wanted(row, wanted));
    }
    let rows = &inferred.rows;
    let text = match args.format {
        Format::Text => render::rows(rows, &SourceLines::new(&input), width),
        Format::Json => {
            let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            rows.iter().map(|row| row.line(&name) + "\n").collect()
        }
    };
    DocumentOutput { text, errors: String::new(), tally: Tally::new(rows), outcome: Outcome::Done }
}

/// Returns true if a row has this name, or is at or below this pointer (with or without its `#`).
fn is_wanted(row: &Row, wanted: &str) -> bool {
    let pointer = wanted.strip_prefix('#').unwrap_or(wanted);
    let below = |place: &str| place.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_pointer = wanted.starts_with(['#', '/']);
    row.name == wanted || is_pointer && (below(row.place.pointer.as_str()) || below(row.operation.pointer.as_str()))
}
