//! What was changed or filled in, and why: the record behind every line of the ledger.
//!
//! A repair mends a document's form (a missing title, a cut-off operationId, `http` where the catalogue says
//! `https`); an inference says what a declaration leaves out. Both carry the author's own words as evidence.

use serde_json::Value;

use crate::pointer::Place;

/// The author's words that a conclusion rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Where they stand.
    pub place: Place,
    /// The words, quoted as they are (long ones are cut around what matters).
    pub quote: String,
}

/// One change to a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The rule that made it, in kebab case.
    pub rule: &'static str,
    /// What was changed; where something was missing, where it would stand.
    pub place: Place,
    /// What stood there before; `None` where nothing did.
    pub was: Option<Value>,
    /// What stands there now; `None` where it was taken away.
    pub now: Option<Value>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// The sink of repairs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Repairs {
    list: Vec<Repair>,
}

impl Repairs {
    /// Records a change.
    pub fn push(&mut self, repair: Repair) {
        self.list.push(repair);
    }

    /// The changes, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Repair> {
        self.list.iter()
    }
}
