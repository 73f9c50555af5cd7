//! Coverage: the share of a document's operations that are in the client, and of its types, fields and parameters that
//! have a specific Rust type.

mod cause;
mod operations;

use std::collections::BTreeMap;

use crate::pointer::Place;

pub use cause::Cause;
pub use operations::{declared, operations};

/// The share of a document that is in the client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The declared and the generated operations.
    pub operations: Operations,
    /// The typed and the untyped schemas.
    pub typing: Typing,
}

/// The number of declared and generated operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operations {
    /// The number of operations in the documents, including malformed ones.
    pub declared: usize,
    /// The number of operations in the client.
    pub kept: usize,
    /// The operations that are neither in the client nor in a diagnostic. Any entry is a bug of the generator.
    pub lost: Vec<Place>,
}

/// The number of typed and untyped schemas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typing {
    /// Named schemas.
    pub types: Tally,
    /// Fields, counted for each struct that has them.
    pub fields: Tally,
    /// Parameters and form fields.
    pub parameters: Tally,
}

/// The number of items of one kind, and of the untyped ones among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of all items.
    pub total: usize,
    /// The number of items that accept any value, by cause.
    pub untyped: BTreeMap<Cause, usize>,
}

impl Tally {
    /// Counts an item; `cause` is the reason if it has no type.
    pub fn add(&mut self, cause: Option<Cause>) {
        self.total += 1;
        if let Some(cause) = cause {
            *self.untyped.entry(cause).or_default() += 1;
        }
    }

    /// Returns the number of untyped items.
    #[must_use]
    pub fn untyped(&self) -> usize {
        self.untyped.values().sum()
    }

    /// Returns the number of untyped items whose type is documented.
    #[must_use]
    pub fn untyped_though_documented(&self) -> usize {
        self.untyped.iter().filter(|(cause, _)| cause.is_documented()).map(|(_, count)| count).sum()
    }

    /// Adds the counts of another tally.
    pub fn extend(&mut self, other: &Self) {
        self.total += other.total;
        for (cause, count) in &other.untyped {
            *self.untyped.entry(*cause).or_default() += count;
        }
    }
}
