//! Reads OpenAPI overlays (1.0 and 1.1) and applies their actions to the author's document.
//!
//! An action that is not applicable is an error, because the document may have changed since the correction was written.
//! An action that changes nothing is a warning.

mod apply;
mod cost;
mod growth;
mod hint;
mod no_change;
mod read;
mod target;

use serde_json::Value;

use crate::pointer::{Place, Pointer, Source, Spelling};

pub use apply::apply;
pub use read::read;
pub use target::Target;

/// An OpenAPI overlay.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The input text.
    pub source: Source,
    /// The version of the format.
    pub version: Version,
    /// The title.
    pub title: Option<String>,
    /// The document that it extends.
    pub extends: Option<String>,
    /// The actions, in order.
    pub actions: Vec<Action>,
    /// The scalars whose text differs from that of their value.
    pub spellings: Vec<(Pointer, Spelling)>,
}

/// A version of the overlay specification, without the patch version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.0.x.
    V1_0,
    /// 1.1.x: adds `copy`, and targets that are neither objects nor arrays.
    V1_1,
}

/// One change of all values that match a target.
#[derive(Debug, Clone)]
pub struct Action {
    /// The position in the list of actions, from 1.
    pub number: usize,
    /// The values to change.
    pub target: Target,
    /// The change.
    pub change: Change,
    /// The description.
    pub description: Option<String>,
    /// The reason, from `x-reason`.
    pub reason: Option<String>,
    /// The place in the overlay.
    pub place: Place,
}

/// The change that an action makes.
#[derive(Debug, Clone)]
pub enum Change {
    /// Removes the target.
    Remove,
    /// Merges an object into an object, appends to an array, or replaces any other value.
    Update(Value),
    /// An update with another value of the document.
    Copy(Target),
}
