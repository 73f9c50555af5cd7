//! What became of each document, and of all of them: the figures, as data.

use std::collections::BTreeMap;

use generator::coverage::{Coverage, Tally, Typing};
use serde::Serialize;

/// What became of one document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Record {
    /// The document.
    pub(super) document: String,
    /// The crate's package, where there is one.
    pub(super) package: String,
    /// Its size.
    pub(super) bytes: usize,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// What went wrong, where something did: one line each.
    pub(super) problems: Vec<String>,
    /// How long generation took, on the wall.
    pub(super) seconds: f64,
    /// The operations of the document.
    pub(super) operations: Operations,
    /// Named schemas with and without a type.
    pub(super) types: Typed,
    /// Members of objects with and without a type.
    pub(super) fields: Typed,
    /// Parameters with and without a type.
    pub(super) parameters: Typed,
    /// How many findings there are of each code.
    pub(super) diagnostics: BTreeMap<&'static str, usize>,
}

/// How a document ended; the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// It is no API description.
    Skipped,
    /// It could not be read, or no crate came out.
    NotGenerated,
    /// The generator broke down.
    Panicked,
    /// Operations are missing without a word.
    OperationsLost,
    /// The crate does not compile.
    NotCompiled,
    /// The crate compiles with warnings.
    Warned,
    /// All is well, as far as was looked.
    Passed,
}

/// What became of operations.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Operations {
    /// How many the document declares.
    pub(super) declared: usize,
    /// How many of these can be called.
    pub(super) kept: usize,
    /// How many are missing without a word.
    pub(super) lost: usize,
}

/// How many have a type.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    /// All of them.
    pub(super) total: usize,
    /// Those without a type.
    pub(super) untyped: usize,
    /// Those of them that the document does type.
    pub(super) untyped_though_documented: usize,
    /// Those without a type, by the cause.
    pub(super) causes: BTreeMap<&'static str, usize>,
}

impl Record {
    /// Whether the document fails.
    pub(super) fn is_failure(&self) -> bool {
        !matches!(self.outcome, Outcome::Passed | Outcome::Skipped)
    }

    /// Whether there is a crate to compile.
    pub(super) fn has_crate(&self) -> bool {
        !matches!(self.outcome, Outcome::Skipped | Outcome::NotGenerated | Outcome::Panicked)
    }

    /// Notes that it ended worse.
    pub(super) fn fail(&mut self, outcome: Outcome, problem: String) {
        self.outcome = self.outcome.min(outcome);
        self.problems.push(problem);
    }

    /// Takes over what the generator counted.
    pub(super) fn cover(&mut self, coverage: &Coverage) {
        let Coverage { operations, typing } = coverage;
        self.operations =
            Operations { declared: operations.declared, kept: operations.kept, lost: operations.lost.len() };
        let Typing { types, fields, parameters } = typing;
        (self.types, self.fields, self.parameters) = (types.into(), fields.into(), parameters.into());
    }
}

impl From<&Tally> for Typed {
    fn from(tally: &Tally) -> Self {
        Self {
            total: tally.total,
            untyped: tally.untyped(),
            untyped_though_documented: tally.untyped_though_documented(),
            causes: tally.untyped.iter().map(|(cause, count)| (cause.as_str(), *count)).collect(),
        }
    }
}

impl Typed {
    fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.untyped += other.untyped;
        self.untyped_though_documented += other.untyped_though_documented;
        for (cause, count) in &other.causes {
            *self.causes.entry(cause).or_default() += count;
        }
    }

    /// The share without a type, in percent; nothing of nothing is none.
    pub(super) fn percent(&self) -> f64 {
        percent(self.untyped, self.total)
    }
}

/// A share in percent.
pub(super) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}

/// The figures of all documents together.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Totals {
    /// How many files were looked at.
    pub(super) files: usize,
    /// How many of them are API descriptions.
    pub(super) documents: usize,
    /// How many ended which way.
    pub(super) outcomes: BTreeMap<Outcome, usize>,
    /// Their size.
    pub(super) bytes: usize,
    /// How long generation took, summed up.
    pub(super) seconds: f64,
    /// Their operations.
    pub(super) operations: Operations,
    /// Named schemas with and without a type.
    pub(super) types: Typed,
    /// Members of objects with and without a type.
    pub(super) fields: Typed,
    /// Parameters with and without a type.
    pub(super) parameters: Typed,
    /// Findings by their code: how many, and in how many documents.
    pub(super) diagnostics: BTreeMap<&'static str, (usize, usize)>,
}

impl Totals {
    /// Sums up.
    pub(super) fn of(records: &[Record]) -> Self {
        let mut totals = Self { files: records.len(), ..Self::default() };
        for record in records {
            *totals.outcomes.entry(record.outcome).or_default() += 1;
            if record.outcome == Outcome::Skipped {
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
                let entry = totals.diagnostics.entry(code).or_default();
                *entry = (entry.0 + count, entry.1 + 1);
            }
        }
        totals
    }
}
