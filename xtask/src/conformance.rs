//! `cargo xtask conformance`: calls every operation of generated clients against a Prism mock server.

mod driver;
mod prism;
mod table;

use std::path::{Path, PathBuf};

use clap::Args;
use clientsmith::diagnostic::Severity;
use clientsmith::{Input, Output};

use crate::corpus::scratch::{self, Scratch};
use crate::error::CliError;
use crate::{Outcome, inputs, report};
use table::{DocumentResult, OperationResult};

/// Call every operation of a generated client against a Prism mock server.
///
/// Prism (npm package @stoplight/prism-cli) reads the same document, validates each request against it, and responds
/// with an example or a value of the declared schema. An operation conforms if Prism accepts the request and the client
/// decodes the response. If Prism reports that an example violates its schema, the operation is called again with
/// responses generated from the schemas. Each file is a separate API. The clients are built in target/conformance;
/// Prism is installed once, in target/prism.
///
/// Prism reads the original document, or with --overlay, --docs, --catalog or --normalize the output of `normalize`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask conformance petstore.yaml
  cargo xtask conformance specs/stack-exchange.yaml --overlay specs/stack-exchange.overlay.yaml

Requires Node 18 or later; the first run also requires npm and network access.

Exit codes: 0 at least 98 % of the operations of each document conform; 1 fewer conform; 2 bad usage or no Node.")]
pub(crate) struct Conformance {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    inputs: inputs::InputArgs,
    /// Let Prism read the output of `normalize`
    #[arg(long)]
    normalize: bool,
}

/// The percentage of operations that must conform.
const REQUIRED_PERCENT: f64 = 98.0;

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Conformance, root: &Path) -> Result<Outcome, CliError> {
    let prism = prism::Prism::find(root)?;
    let scratch = Scratch::new(root, "conformance")?;
    let mut results = Vec::new();
    for (at, file) in args.files.iter().enumerate() {
        results.push(generate(args, at, file, &scratch)?);
    }
    let packages: Vec<&str> =
        results.iter().filter(|result| result.problem.is_none()).map(|result| result.package.as_str()).collect();
    scratch.finish(packages.iter().copied())?;
    let programs = driver::build(scratch.directory(), &packages)?;
    for result in &mut results {
        if result.problem.is_none() {
            let program = programs.get(&result.package);
            let program = program.ok_or_else(|| format!("{}: the driver does not compile", result.package));
            let operations = program.and_then(|program| call_operations(&prism, program, result));
            match operations {
                Ok(operations) => result.operations = operations,
                Err(problem) => result.problem = Some(problem),
            }
        }
        report::note(&table::line(result));
    }
    report::results(&table::render(&results))?;
    let conforms = results
        .iter()
        .all(|result| result.problem.is_none() && result.percent().is_some_and(|percent| percent >= REQUIRED_PERCENT));
    Ok(if conforms { Outcome::Done } else { Outcome::Findings })
}

/// Writes the client of one document, and the document for Prism if it differs from the original.
fn generate(args: &Conformance, at: usize, file: &Path, scratch: &Scratch) -> Result<DocumentResult, CliError> {
    let input = inputs::read_input([file], &args.inputs)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let package = scratch::package(at, &name);
    let input = Input { package: package.clone(), driver: true, ..input };
    let output = clientsmith::generate(&input);
    let (declared, operations) = (output.coverage.operations.declared, Vec::new());
    let mut result =
        DocumentResult { document: name, package, served: file.to_owned(), declared, operations, problem: None };
    if output.diagnostics.has_errors() || declared == 0 {
        result.problem = first_error(&output).or_else(|| Some("the document declares no operation".to_owned()));
        return Ok(result);
    }
    scratch.write(&result.package, &output.files)?;
    let adds = !args.inputs.overlay.is_empty() || !args.inputs.docs.is_empty();
    let repaired = args.normalize || adds || args.inputs.catalog.is_some();
    if repaired {
        let normalized = clientsmith::normalize(&input);
        let directory = format!("{}-served", result.package);
        let files = [("openapi.yaml".to_owned(), normalized.yaml)].into_iter().collect();
        scratch.write(&directory, &files)?;
        result.served = scratch.directory().join("crates").join(directory).join("openapi.yaml");
    }
    Ok(result)
}

fn first_error(output: &Output) -> Option<String> {
    let mut errors = output.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error);
    errors.next().map(ToString::to_string)
}

/// Calls every operation of one client. Operations whose examples violate the schemas, as Prism reports, are called
/// again with responses generated from the schemas.
fn call_operations(
    prism: &prism::Prism,
    program: &Path,
    result: &DocumentResult,
) -> Result<Vec<OperationResult>, String> {
    let first = call_all(prism, program, result, true)?;
    if !first.iter().any(OperationResult::has_wrong_example) {
        return Ok(first);
    }
    let second = call_all(prism, program, result, false)?;
    let pairs = first.into_iter().zip(second);
    Ok(pairs.map(|(first, second)| if first.has_wrong_example() { first.or(second) } else { first }).collect())
}

fn call_all(
    prism: &prism::Prism,
    program: &Path,
    result: &DocumentResult,
    examples: bool,
) -> Result<Vec<OperationResult>, String> {
    let server = prism.serve(&result.served, examples)?;
    let lines = driver::run(program, &server.url)?;
    let log = server.stop();
    Ok(lines.into_iter().map(|line| table::classify(line, &log)).collect())
}
