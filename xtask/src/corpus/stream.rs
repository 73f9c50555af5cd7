//! Prints and writes the result of each document when it is available, so that an interrupted run keeps its results.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::record::{DocumentOutcome, DocumentRecord, Totals};
use super::table;
use crate::error::CliError;
use crate::report;

/// A line of the JSON file.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum JsonLine<'r> {
    /// A document after generation.
    Document(&'r DocumentRecord),
    /// A crate after compilation.
    Compilation { document: &'r str, package: &'r str, outcome: DocumentOutcome, problems: &'r [String] },
    /// The end of a complete run.
    Totals(&'r Totals),
}

/// The receiver of the results.
#[derive(Debug)]
pub(super) struct ResultStream {
    json: Option<(PathBuf, File)>,
}

impl ResultStream {
    /// Creates the JSON file, if there is one.
    pub(super) fn new(json: Option<PathBuf>) -> Result<Self, CliError> {
        let create = |path: PathBuf| match File::create(&path) {
            Ok(file) => Ok((path, file)),
            Err(error) => Err(CliError::io("write", &path, &error)),
        };
        Ok(Self { json: json.map(create).transpose()? })
    }

    /// Reports a document after generation. Files that are not API descriptions are only in the JSON file.
    pub(super) fn document(&mut self, record: &DocumentRecord) -> Result<(), CliError> {
        self.write(&JsonLine::Document(record))?;
        if record.outcome == DocumentOutcome::Skipped { Ok(()) } else { report::results(&table::line(record)) }
    }

    /// Reports a crate after compilation.
    pub(super) fn compilation(&mut self, record: &DocumentRecord) -> Result<(), CliError> {
        let DocumentRecord { document, package, outcome, problems, .. } = record;
        self.write(&JsonLine::Compilation { document, package, outcome: *outcome, problems })?;
        report::results(&table::compilation_line(record))
    }

    /// Reports the totals, the last line of the JSON file.
    pub(super) fn totals(&mut self, totals: &Totals) -> Result<(), CliError> {
        self.write(&JsonLine::Totals(totals))
    }

    /// Writes a line with one call, so that an interrupted run leaves no incomplete line.
    fn write(&mut self, line: &JsonLine<'_>) -> Result<(), CliError> {
        let Some((path, file)) = &mut self.json else { return Ok(()) };
        let mut text = serde_json::to_string(line)
            .map_err(|error| CliError::new(format!("the statistics cannot be written as JSON: {error}")))?;
        text.push('\n');
        file.write_all(text.as_bytes()).map_err(|error| CliError::io("write", path, &error))
    }
}
