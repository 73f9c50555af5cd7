//! Repairs of documents, such as an added title, a completed operationId, or `https` from the catalog for `http`.
//!
//! Repairs and inferences contain [`Evidence`], which quotes the document.

use serde_json::Value;

use crate::pointer::Place;

/// A quotation of a document that supports a repair or an inference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The place of the quoted value.
    pub place: Place,
    /// The text; long ones are shortened around the relevant part.
    pub quote: String,
}

/// One change to a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// The rule of the repair, in kebab case.
    pub rule: &'static str,
    /// The changed value, or the place where a missing one was added.
    pub place: Place,
    /// The value before the repair; `None` if it was missing.
    pub before: Option<Value>,
    /// The value after the repair; `None` if it was removed.
    pub after: Option<Value>,
    /// The evidence for the repair.
    pub evidence: Vec<Evidence>,
}

/// The collection that all stages push repairs into.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Repairs {
    list: Vec<Repair>,
}

impl Repairs {
    /// Adds a repair.
    pub fn push(&mut self, repair: Repair) {
        self.list.push(repair);
    }

    /// Returns the repairs in the order of their application.
    pub fn iter(&self) -> impl Iterator<Item = &Repair> {
        self.list.iter()
    }
}
