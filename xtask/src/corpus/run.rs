//! Generation: one document after the other, several at a time, each on its own, so that one costs only itself.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::time::Instant;

use generator::diagnostic::{Code, Diagnostics, Severity};
use generator::document::Text;
use generator::{Input, Output};

use super::record::{Operations, Outcome, Record, Typed};
use super::scratch::{self, Scratch};
use crate::find::File;
use crate::many;
use crate::read::{self, Neighbours};

/// What becomes of every file, in the order of the files; the crates go to `scratch`.
pub(super) fn generate_all(files: &[File], scratch: Option<&Scratch>) -> Vec<Record> {
    many::each(files, "generate", |at, file| one(at, file, scratch))
}

/// The record of a document that nothing is known of yet.
pub(super) fn started(package: String, document: &str) -> Record {
    Record {
        document: document.to_owned(),
        package,
        bytes: 0,
        outcome: Outcome::Passed,
        problems: Vec::new(),
        seconds: 0.0,
        operations: Operations::default(),
        types: Typed::default(),
        fields: Typed::default(),
        parameters: Typed::default(),
        diagnostics: BTreeMap::new(),
    }
}

fn one(at: usize, file: &File, scratch: Option<&Scratch>) -> Record {
    let mut record = started(scratch::package(at, &file.name), &file.name);
    let bytes = match fs::read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            record.fail(Outcome::NotGenerated, format!("cannot read it: {error}"));
            return record;
        }
    };
    record.bytes = bytes.len();
    let text = Text { name: file.name.clone(), bytes };
    let Neighbours { files, unread } = read::neighbours([(file.path.as_path(), &text)]);
    let package = record.package.clone();
    let input = Input { package, documents: vec![text], files, unread, ..Input::default() };
    let started = Instant::now();
    // A panic has been printed by the time it is caught here.
    let output = panic::catch_unwind(AssertUnwindSafe(|| generator::generate(&input)));
    record.seconds = started.elapsed().as_secs_f64();
    match output {
        Ok(output) => take(&mut record, &output, scratch),
        Err(_) => record.fail(Outcome::Panicked, "the generator broke down".to_owned()),
    }
    record
}

fn take(record: &mut Record, output: &Output, scratch: Option<&Scratch>) {
    for diagnostic in output.diagnostics.iter() {
        *record.diagnostics.entry(diagnostic.code.as_str()).or_default() += 1;
    }
    if output.diagnostics.has_errors() {
        refuse(record, &output.diagnostics);
        return;
    }
    record.cover(&output.coverage);
    for place in &output.coverage.operations.lost {
        record.fail(Outcome::OperationsLost, format!("the operation at {place} is missing without a word"));
    }
    if let Some(scratch) = scratch
        && let Err(fault) = scratch.write(&record.package, &output.files)
    {
        record.fail(Outcome::NotGenerated, fault.what);
    }
}

/// What has errors is no API description, or one that fails.
fn refuse(record: &mut Record, diagnostics: &Diagnostics) {
    let errors: Vec<_> = diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    let is_none = errors.iter().all(|error| error.code == Code::NotAnApi);
    record.outcome = if is_none { Outcome::Skipped } else { Outcome::NotGenerated };
    record.problems.extend(errors.first().map(ToString::to_string));
}
