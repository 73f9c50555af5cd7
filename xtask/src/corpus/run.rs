//! Reads one document and generates its client.

use std::fs;
use std::io::ErrorKind;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::Instant;

use clientsmith::diagnostic::{Code, Diagnostics, Severity};
use clientsmith::document::Text;
use clientsmith::{Input, Output};

use super::record::{DocumentOutcome, DocumentRecord};
use super::scratch;
use crate::discover::DocumentFile;
use crate::inputs::{self, ReferencedFiles};

/// Reads a document and the files that it refers to. The error is the record of a file that cannot be read.
pub(super) fn read(package: String, file: &DocumentFile) -> Result<Input, Box<DocumentRecord>> {
    let bytes = fs::read(&file.path).map_err(|error| {
        let is_memory = error.kind() == ErrorKind::OutOfMemory;
        let outcome = if is_memory { DocumentOutcome::OutOfMemory } else { DocumentOutcome::NotGenerated };
        let mut record = DocumentRecord::new(package.clone(), &file.name);
        record.fail(outcome, format!("cannot read the file: {error}"));
        record
    })?;
    let text = Text { name: file.name.clone(), bytes };
    let ReferencedFiles { files, unreadable } = inputs::read_referenced([(file.path.as_path(), &text)]);
    Ok(Input { package, documents: vec![text], files, unreadable, ..Input::default() })
}

/// Generates the client of a document, and writes it below `crates`, the directory of a scratch workspace.
pub(super) fn generate(input: &Input, crates: Option<&Path>) -> DocumentRecord {
    let name = input.documents.first().map_or("", |document| document.name.as_str());
    let mut record = DocumentRecord::new(input.package.clone(), name);
    record.bytes = input.documents.iter().map(|document| document.bytes.len()).sum();
    let started = Instant::now();
    // The panic hook has already printed the message.
    let output = panic::catch_unwind(AssertUnwindSafe(|| clientsmith::generate(input)));
    record.seconds = started.elapsed().as_secs_f64();
    match output {
        Ok(output) => record_output(&mut record, input, &output, crates),
        Err(_) => record.fail(DocumentOutcome::Panicked, "the generator panicked".to_owned()),
    }
    if crates.is_none() {
        record.pass();
    }
    record
}

fn record_output(record: &mut DocumentRecord, input: &Input, output: &Output, crates: Option<&Path>) {
    for diagnostic in output.diagnostics.iter() {
        *record.diagnostics.entry(diagnostic.code.as_str().to_owned()).or_default() += 1;
    }
    if output.diagnostics.has_errors() {
        record_errors(record, &output.diagnostics, mentions_specification(input));
        return;
    }
    record.set_coverage(&output.coverage);
    for place in &output.coverage.operations.lost {
        record
            .fail(DocumentOutcome::OperationsLost, format!("the operation at {place} is missing without a diagnostic"));
    }
    if let Some(crates) = crates
        && let Err(error) = scratch::write_crate(crates, &record.package, &output.files)
    {
        record.fail(DocumentOutcome::NotGenerated, error.message);
    }
}

/// Records a document with errors. A file that is not an API description is skipped, and so is one that is not YAML if
/// it does not mention a specification.
fn record_errors(record: &mut DocumentRecord, diagnostics: &Diagnostics, mentions_specification: bool) {
    let errors: Vec<_> = diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    let is_other_file = errors.iter().all(|error| match error.code {
        Code::NotAnApi => true,
        Code::NotYaml => !mentions_specification,
        _ => false,
    });
    record.outcome = if is_other_file { DocumentOutcome::Skipped } else { DocumentOutcome::NotGenerated };
    record.problems.extend(errors.first().map(ToString::to_string));
}

/// Returns true if a document contains the key that names its specification, wherever it is.
fn mentions_specification(input: &Input) -> bool {
    let contains =
        |text: &[u8], word: &str| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    let texts = input.documents.iter().map(|document| document.bytes.as_slice());
    texts.into_iter().any(|text| contains(text, "swagger") || contains(text, "openapi"))
}
