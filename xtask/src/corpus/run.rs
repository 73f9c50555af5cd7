//! Generates the clients of all documents in parallel; a failure affects its document alone.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::time::Instant;

use clientsmith::diagnostic::{Code, Diagnostics, Severity};
use clientsmith::document::Text;
use clientsmith::{Input, Output};

use super::record::{DocumentOutcome, DocumentRecord, Operations, TypeCounts};
use super::scratch::{self, Scratch};
use crate::discover::DocumentFile;
use crate::inputs::{self, ReferencedFiles};
use crate::parallel;

/// Generates a client for each file and writes the crates to `scratch`. The records have the order of the files.
pub(super) fn generate_all(files: &[DocumentFile], scratch: Option<&Scratch>) -> Vec<DocumentRecord> {
    parallel::map_with_progress(files, "generate", |at, file| generate(at, file, scratch))
}

/// Creates the record of a document before generation.
pub(super) fn empty_record(package: String, document: &str) -> DocumentRecord {
    DocumentRecord {
        document: document.to_owned(),
        package,
        bytes: 0,
        outcome: DocumentOutcome::Passed,
        problems: Vec::new(),
        seconds: 0.0,
        operations: Operations::default(),
        types: TypeCounts::default(),
        fields: TypeCounts::default(),
        parameters: TypeCounts::default(),
        diagnostics: BTreeMap::new(),
    }
}

fn generate(at: usize, file: &DocumentFile, scratch: Option<&Scratch>) -> DocumentRecord {
    let mut record = empty_record(scratch::package(at, &file.name), &file.name);
    let bytes = match fs::read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            record.fail(DocumentOutcome::NotGenerated, format!("cannot read the file: {error}"));
            return record;
        }
    };
    record.bytes = bytes.len();
    let text = Text { name: file.name.clone(), bytes };
    let ReferencedFiles { files, unreadable } = inputs::read_referenced([(file.path.as_path(), &text)]);
    let package = record.package.clone();
    let input = Input { package, documents: vec![text], files, unreadable, ..Input::default() };
    let started = Instant::now();
    // The panic hook has already printed the message.
    let output = panic::catch_unwind(AssertUnwindSafe(|| clientsmith::generate(&input)));
    record.seconds = started.elapsed().as_secs_f64();
    match output {
        Ok(output) => record_output(&mut record, &output, scratch),
        Err(_) => record.fail(DocumentOutcome::Panicked, "the generator panicked".to_owned()),
    }
    record
}

fn record_output(record: &mut DocumentRecord, output: &Output, scratch: Option<&Scratch>) {
    for diagnostic in output.diagnostics.iter() {
        *record.diagnostics.entry(diagnostic.code.as_str()).or_default() += 1;
    }
    if output.diagnostics.has_errors() {
        record_errors(record, &output.diagnostics);
        return;
    }
    record.set_coverage(&output.coverage);
    for place in &output.coverage.operations.lost {
        record
            .fail(DocumentOutcome::OperationsLost, format!("the operation at {place} is missing without a diagnostic"));
    }
    if let Some(scratch) = scratch
        && let Err(error) = scratch.write(&record.package, &output.files)
    {
        record.fail(DocumentOutcome::NotGenerated, error.message);
    }
}

/// Records a document with errors; a file that is not an API description is skipped.
fn record_errors(record: &mut DocumentRecord, diagnostics: &Diagnostics) {
    let errors: Vec<_> = diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    let is_other_file = errors.iter().all(|error| error.code == Code::NotAnApi);
    record.outcome = if is_other_file { DocumentOutcome::Skipped } else { DocumentOutcome::NotGenerated };
    record.problems.extend(errors.first().map(ToString::to_string));
}
