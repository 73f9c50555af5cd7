//! How much of a description the client has: the operations that were declared and those that can be called, and how
//! many of its types, fields and parameters have a Rust type of their own instead of any value.
//!
//! Comes in: the document as its author wrote it, its typed form, and (from lowering) a count of what became of its
//! schemas. Goes out: numbers for reports. Nothing is decided here.

mod cause;
mod operations;

use std::collections::BTreeMap;

use crate::pointer::Place;

pub use cause::Cause;
pub use operations::{declared, operations};

/// How much of a description the client has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// What became of its operations.
    pub operations: Operations,
    /// What became of its schemas.
    pub typing: Typing,
}

/// What became of the operations that a description declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operations {
    /// How many stand in the documents, in well-formed places or not.
    pub declared: usize,
    /// How many of them the client can call.
    pub kept: usize,
    /// Those that are neither kept nor spoken of in a diagnostic. A fault of this program: there should be none.
    pub lost: Vec<Place>,
}

/// What became of the schemas of a description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typing {
    /// Named schemas.
    pub types: Tally,
    /// Members of objects, once for each struct that has them.
    pub fields: Tally,
    /// Parameters and form fields.
    pub parameters: Tally,
}

/// How many of a kind there are, and how many of those are left untyped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub total: usize,
    /// Those that take any value, by the cause.
    pub untyped: BTreeMap<Cause, usize>,
}

impl Tally {
    /// Counts one more; `cause` says why it has no type, if it has none.
    pub fn add(&mut self, cause: Option<Cause>) {
        self.total += 1;
        if let Some(cause) = cause {
            *self.untyped.entry(cause).or_default() += 1;
        }
    }

    /// How many are untyped, for any cause.
    #[must_use]
    pub fn untyped(&self) -> usize {
        self.untyped.values().sum()
    }

    /// How many are untyped although the description types them.
    #[must_use]
    pub fn untyped_though_documented(&self) -> usize {
        self.untyped.iter().filter(|(cause, _)| cause.is_documented()).map(|(_, count)| count).sum()
    }

    /// Adds the counts of another.
    pub fn extend(&mut self, other: &Self) {
        self.total += other.total;
        for (cause, count) in &other.untyped {
            *self.untyped.entry(*cause).or_default() += count;
        }
    }
}
