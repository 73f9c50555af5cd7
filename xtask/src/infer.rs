//! `cargo xtask infer`: every parameter of some documents, with what is inferred about it and why.
//!
//! Comes in: documents named on the command line, each an API of its own. Goes out: text for people or lines of JSON on
//! standard output. What is inferred is the generator's business.

mod draw;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::{Args, ValueEnum};
use generator::diagnostic::{Diagnostics, Severity};
use generator::infer::report::Row;

use crate::fault::Fault;
use crate::lines::Lines;
use crate::{Outcome, read, report};
use draw::Tally;

/// Show what is inferred about each parameter, and why.
///
/// Each file is an API of its own. A document that cannot be read is named with what to do about it; the others are
/// shown all the same.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cargo xtask infer petstore.yaml
  cargo xtask infer petstore.yaml --only page
  cargo xtask infer petstore.yaml --only '#/paths/~1pets/get'
  cargo xtask infer --format json apis/*.yaml > parameters.jsonl

Exit codes: 0 done; 2 a file could not be read.")]
pub(crate) struct Infer {
    /// Swagger 2.0 or OpenAPI documents, YAML or JSON
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Text for people, or a line of JSON for each parameter
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    beside: read::Beside,
    /// Only the parameters of this name, or at or below this JSON Pointer
    #[arg(long, value_name = "NAME|POINTER")]
    only: Option<String>,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What came of one document.
struct Told {
    text: String,
    errors: String,
    tally: Tally,
    outcome: Outcome,
}

/// Runs the command.
pub(crate) fn run(args: &Infer) -> Result<Outcome, Fault> {
    let width = report::width();
    let (mut outcome, mut tally, mut shown) = (Outcome::Done, Tally::default(), 0);
    for told in each(&args.files, |path| tell(path, args, width)) {
        report::drawn(&told.errors);
        report::results(&told.text)?;
        outcome = outcome.max(told.outcome);
        shown += usize::from(told.outcome == Outcome::Done);
        tally.add(&told.tally);
    }
    if args.format == Format::Text && shown > 0 {
        report::results(&draw::summary(&tally, shown, width))?;
    }
    Ok(outcome)
}

/// What is to be told of one document.
fn tell(path: &Path, args: &Infer, width: usize) -> Told {
    let refused = |errors| Told { text: String::new(), errors, tally: Tally::default(), outcome: Outcome::BadInput };
    let input = match read::input([path], &args.beside) {
        Ok(input) => input,
        Err(fault) => return refused(report::drawn_fault(&fault)),
    };
    let mut inferred = generator::inferred(&input);
    if inferred.diagnostics.has_errors() {
        // What is wrong but readable is what `normalize` and `codegen` tell of.
        let errors = inferred.diagnostics.iter().filter(|found| found.code.severity() == Severity::Error);
        let mut only_errors = Diagnostics::default();
        errors.for_each(|found| only_errors.push(found.clone()));
        return refused(report::drawn_diagnostics(&only_errors, &input, true));
    }
    if let Some(wanted) = &args.only {
        inferred.rows.retain(|row| is_wanted(row, wanted));
    }
    let rows = &inferred.rows;
    let text = match args.format {
        Format::Text => draw::rows(rows, &Lines::of(&input), width),
        Format::Json => {
            let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            rows.iter().map(|row| row.line(&name) + "\n").collect()
        }
    };
    Told { text, errors: String::new(), tally: Tally::of(rows), outcome: Outcome::Done }
}

/// Whether a row is of a name, or at or below a pointer (with or without its `#`).
fn is_wanted(row: &Row, wanted: &str) -> bool {
    let pointer = wanted.strip_prefix('#').unwrap_or(wanted);
    let below = |place: &str| place.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_pointer = wanted.starts_with(['#', '/']);
    row.name == wanted || is_pointer && (below(row.place.pointer.as_str()) || below(row.operation.pointer.as_str()))
}

/// The results of some work for each path, in their order, several at a time.
fn each<T: Send>(paths: &[PathBuf], work: impl Fn(&Path) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some((at, path)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, paths.get(at)?)))
        {
            let result = work(path);
            if let Ok(mut done) = done.lock() {
                done.insert(at, result);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, usize::from).min(paths.len()) {
            // Where no thread can be had this one does all the work.
            _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    done.into_inner().map(|done| done.into_values().collect()).unwrap_or_default()
}
