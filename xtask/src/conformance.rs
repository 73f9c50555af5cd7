//! `cargo xtask conformance`: what another reader of the same document says of a client's calls.
//!
//! Comes in: API descriptions. Goes out: for each, how many operations Prism accepts and the client then reads, and what
//! is known of the others. It knows no document by name, and makes no allowance for any.

mod drive;
mod prism;
mod running;
mod table;

use std::path::{Path, PathBuf};

use clap::Args;
use generator::diagnostic::Severity;
use generator::{Input, Output};

use crate::corpus::scratch::{self, Scratch};
use crate::fault::Fault;
use crate::{Outcome, read, report};
use table::{Record, Row};

/// Call every operation of a document's client, against Prism as the server.
///
/// Prism (npm package @stoplight/prism-cli) reads the same document, checks what arrives by it, and answers with an
/// example or a value of the declared schema. An operation conforms where Prism accepts the call and the client reads
/// the answer. Where Prism itself says that an example of the document is not of its schema, the call is made again with
/// answers made from the schemas. Each document is an API of its own. The clients are built in target/conformance; Prism
/// is installed once, in target/prism.
///
/// Prism reads the document as its author wrote it, or with --overlay, --catalog or --normalize as `normalize` repairs it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask conformance petstore.yaml
  cargo xtask conformance specs/stack-exchange.yaml --overlay specs/stack-exchange.overlay.yaml

It needs Node, version 18 or later, and for the first run npm and the network.

Exit codes: 0 of each document at least 98 % of the operations conform; 1 of some fewer do; 2 bad usage or no Node.")]
pub(crate) struct Conformance {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    beside: read::Beside,
    /// Give Prism the documents as `normalize` repairs them
    #[arg(long)]
    normalize: bool,
}

/// The share of operations that must conform.
const ENOUGH: f64 = 98.0;

/// Runs the command; `root` is the workspace.
pub(crate) fn run(args: &Conformance, root: &Path) -> Result<Outcome, Fault> {
    let prism = prism::Prism::find(root)?;
    let scratch = Scratch::make(root, "conformance")?;
    let mut records = Vec::new();
    for (at, file) in args.files.iter().enumerate() {
        records.push(generate(args, at, file, &scratch)?);
    }
    let packages: Vec<&str> =
        records.iter().filter(|record| record.problem.is_none()).map(|r| r.package.as_str()).collect();
    scratch.finish(packages.iter().copied())?;
    let programs = drive::build(scratch.folder(), &packages)?;
    for record in &mut records {
        if record.problem.is_none() {
            let program = programs.get(&record.package);
            let program = program.ok_or_else(|| format!("{}: its driver does not compile", record.package));
            let rows = program.and_then(|program| call(&prism, program, record));
            match rows {
                Ok(rows) => record.rows = rows,
                Err(problem) => record.problem = Some(problem),
            }
        }
        report::note(&table::line(record));
    }
    report::results(&table::draw(&records))?;
    let enough = records
        .iter()
        .all(|record| record.problem.is_none() && record.percent().is_some_and(|percent| percent >= ENOUGH));
    Ok(if enough { Outcome::Done } else { Outcome::Findings })
}

/// Writes the client of one document, and the document that Prism is to read.
fn generate(args: &Conformance, at: usize, file: &Path, scratch: &Scratch) -> Result<Record, Fault> {
    let input = read::input([file], &args.beside)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let package = scratch::package(at, &name);
    let input = Input { package: package.clone(), driver: true, ..input };
    let output = generator::generate(&input);
    let (declared, rows) = (output.coverage.operations.declared, Vec::new());
    let mut record = Record { document: name, package, served: file.to_owned(), declared, rows, problem: None };
    if output.diagnostics.has_errors() || declared == 0 {
        record.problem = first_error(&output).or_else(|| Some("it declares no operation".to_owned()));
        return Ok(record);
    }
    scratch.write(&record.package, &output.files)?;
    let repaired = args.normalize || !args.beside.overlay.is_empty() || args.beside.catalog.is_some();
    if repaired {
        let normalized = generator::normalize(&input);
        let folder = format!("{}-served", record.package);
        let files = [("openapi.yaml".to_owned(), normalized.yaml)].into_iter().collect();
        scratch.write(&folder, &files)?;
        record.served = scratch.folder().join("crates").join(folder).join("openapi.yaml");
    }
    Ok(record)
}

fn first_error(output: &Output) -> Option<String> {
    let mut errors = output.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error);
    errors.next().map(ToString::to_string)
}

/// Calls every operation of one client; what became of each, with Prism's words about it. Where the document's own
/// examples are not of its schemas, and Prism says so, the answers are values of the schemas at a second call.
fn call(prism: &prism::Prism, program: &Path, record: &Record) -> Result<Vec<Row>, String> {
    let rows = call_all(prism, program, record, true)?;
    if !rows.iter().any(Row::has_wrong_example) {
        return Ok(rows);
    }
    let again = call_all(prism, program, record, false)?;
    let pairs = rows.into_iter().zip(again);
    Ok(pairs.map(|(row, again)| if row.has_wrong_example() { row.or(again) } else { row }).collect())
}

fn call_all(prism: &prism::Prism, program: &Path, record: &Record, examples: bool) -> Result<Vec<Row>, String> {
    let server = prism.serve(&record.served, examples)?;
    let lines = drive::run(program, &server.url)?;
    let log = server.stop();
    Ok(lines.into_iter().map(|line| table::judge(line, &log)).collect())
}
