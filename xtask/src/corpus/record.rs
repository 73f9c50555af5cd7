//! Statistics of each document, and of all documents together.

use std::collections::BTreeMap;

use clientsmith::coverage::{Coverage, Tally, Typing};
use serde::{Deserialize, Serialize};

/// The statistics of one document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DocumentRecord {
    /// The name of the document.
    pub(super) document: String,
    /// The package of the crate.
    pub(super) package: String,
    /// The size.
    pub(super) bytes: usize,
    /// The outcome.
    pub(super) outcome: DocumentOutcome,
    /// The problems, one line each.
    pub(super) problems: Vec<String>,
    /// The wall-clock time of generation.
    pub(super) seconds: f64,
    /// The operations of the document.
    pub(super) operations: Operations,
    /// Named schemas with and without a type.
    pub(super) types: TypeCounts,
    /// Fields of objects with and without a type.
    pub(super) fields: TypeCounts,
    /// Parameters with and without a type.
    pub(super) parameters: TypeCounts,
    /// The number of diagnostics by code.
    pub(super) diagnostics: BTreeMap<String, usize>,
}

/// The outcome of a document, from worst to best after `Skipped`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DocumentOutcome {
    /// The file is not an API description.
    Skipped,
    /// The file could not be read, or no crate was generated.
    NotGenerated,
    /// The generator panicked.
    Panicked,
    /// The process of the document ended without a result.
    Crashed,
    /// The process of the document exceeded the memory limit.
    OutOfMemory,
    /// The process of the document exceeded the time limit.
    TimedOut,
    /// Operations are missing without a diagnostic.
    OperationsLost,
    /// The crate does not compile.
    NotCompiled,
    /// The crate compiles with warnings.
    Warned,
    /// A crate was generated and is not compiled yet.
    Generated,
    /// All checks passed.
    Passed,
}

/// Operation counts.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Operations {
    /// The number in the document.
    pub(super) declared: usize,
    /// The number in the client.
    pub(super) kept: usize,
    /// The number that is missing without a diagnostic.
    pub(super) lost: usize,
}

/// Counts of typed and untyped items.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct TypeCounts {
    /// The total.
    pub(super) total: usize,
    /// The number without a type.
    pub(super) untyped: usize,
    /// The number without a type that the document does type.
    pub(super) untyped_though_documented: usize,
    /// The number without a type, by cause.
    pub(super) causes: BTreeMap<String, usize>,
}

impl DocumentRecord {
    /// Creates the record of a document before generation.
    pub(super) fn new(package: String, document: &str) -> Self {
        Self {
            document: document.to_owned(),
            package,
            bytes: 0,
            outcome: DocumentOutcome::Generated,
            problems: Vec::new(),
            seconds: 0.0,
            operations: Operations::default(),
            types: TypeCounts::default(),
            fields: TypeCounts::default(),
            parameters: TypeCounts::default(),
            diagnostics: BTreeMap::new(),
        }
    }

    /// Returns true if the document fails.
    pub(super) fn is_failure(&self) -> bool {
        use DocumentOutcome::{Generated, Passed, Skipped};
        !matches!(self.outcome, Generated | Passed | Skipped)
    }

    /// Returns true if there is a crate to compile.
    pub(super) fn has_crate(&self) -> bool {
        use DocumentOutcome::{Generated, NotCompiled, OperationsLost, Passed, Warned};
        matches!(self.outcome, Generated | OperationsLost | NotCompiled | Warned | Passed)
    }

    /// Sets the outcome of a document without problems after the last check.
    pub(super) fn pass(&mut self) {
        if self.outcome == DocumentOutcome::Generated {
            self.outcome = DocumentOutcome::Passed;
        }
    }

    /// Records a problem; the worst outcome wins.
    pub(super) fn fail(&mut self, outcome: DocumentOutcome, problem: String) {
        self.outcome = self.outcome.min(outcome);
        self.problems.push(problem);
    }

    /// Sets the counts of the generator.
    pub(super) fn set_coverage(&mut self, coverage: &Coverage) {
        let Coverage { operations, typing } = coverage;
        self.operations =
            Operations { declared: operations.declared, kept: operations.kept, lost: operations.lost.len() };
        let Typing { types, fields, parameters } = typing;
        (self.types, self.fields, self.parameters) = (types.into(), fields.into(), parameters.into());
    }
}

impl From<&Tally> for TypeCounts {
    fn from(tally: &Tally) -> Self {
        Self {
            total: tally.total,
            untyped: tally.untyped(),
            untyped_though_documented: tally.untyped_though_documented(),
            causes: tally.untyped.iter().map(|(cause, count)| (cause.as_str().to_owned(), *count)).collect(),
        }
    }
}

impl TypeCounts {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.untyped += other.untyped;
        self.untyped_though_documented += other.untyped_though_documented;
        for (cause, count) in &other.causes {
            *self.causes.entry(cause.clone()).or_default() += count;
        }
    }

    /// Returns the percentage without a type; 0 if there are no items.
    pub(super) fn percent(&self) -> f64 {
        percent(self.untyped, self.total)
    }
}

/// Returns a percentage; 0 of a total of 0.
pub(super) fn percent(part: usize, total: usize) -> f64 {
    if total == 0 { 0.0 } else { part as f64 * 100.0 / total as f64 }
}

/// The statistics of all documents together.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Totals {
    /// The number of files.
    pub(super) files: usize,
    /// The number of API descriptions.
    pub(super) documents: usize,
    /// The number of documents by outcome.
    pub(super) outcomes: BTreeMap<DocumentOutcome, usize>,
    /// The total size.
    pub(super) bytes: usize,
    /// The total time of generation.
    pub(super) seconds: f64,
    /// The operations.
    pub(super) operations: Operations,
    /// Named schemas with and without a type.
    pub(super) types: TypeCounts,
    /// Fields of objects with and without a type.
    pub(super) fields: TypeCounts,
    /// Parameters with and without a type.
    pub(super) parameters: TypeCounts,
    /// The number of diagnostics and of documents with them, by code.
    pub(super) diagnostics: BTreeMap<String, (usize, usize)>,
}

impl Totals {
    /// Sums up the records.
    pub(super) fn new(records: &[DocumentRecord]) -> Self {
        let mut totals = Self { files: records.len(), ..Self::default() };
        for record in records {
            *totals.outcomes.entry(record.outcome).or_default() += 1;
            if record.outcome == DocumentOutcome::Skipped {
                continue;
            }
            totals.documents += 1;
            totals.bytes += record.bytes;
            totals.seconds += record.seconds;
            totals.operations.declared += record.operations.declared;
            totals.operations.kept += record.operations.kept;
            totals.operations.lost += record.operations.lost;
            totals.types.add(&record.types);
            totals.fields.add(&record.fields);
            totals.parameters.add(&record.parameters);
            for (code, count) in &record.diagnostics {
                let entry = totals.diagnostics.entry(code.clone()).or_default();
                *entry = (entry.0 + count, entry.1 + 1);
            }
        }
        totals
    }
}
