//! A document and overlays in; the document with the overlays' actions applied, out.
//!
//! Overlays are OpenAPI Overlay 1.0 and 1.1. They apply to a document as its author wrote it, before any stage changes
//! its form. An action that does not fit the document is an error, because a correction that no longer applies hides
//! what it was for; one that changes nothing any more is reported. It must not know what the document describes.

mod apply;
mod hint;
mod read;
mod standing;
mod target;

use serde_json::Value;

use crate::pointer::{Place, Source};

pub use apply::apply;
pub use read::read;
pub use target::Target;

/// An overlay, read.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The text it was read from.
    pub source: Source,
    /// The version of the format.
    pub version: Version,
    /// What it says it is for.
    pub title: Option<String>,
    /// The document that it says it is made for.
    pub extends: Option<String>,
    /// What it does, in order.
    pub actions: Vec<Action>,
}

/// A version of the overlay format. Patch versions make no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.0.x.
    V1_0,
    /// 1.1.x: adds `copy`, and targets that are neither maps nor lists.
    V1_1,
}

/// One change, wherever its target matches.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its place in the list of actions, from 1.
    pub number: usize,
    /// What it changes.
    pub target: Target,
    /// What it does there.
    pub change: Change,
    /// What it says of itself.
    pub description: Option<String>,
    /// Why it is right, from `x-reason`.
    pub reason: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// What an action does.
#[derive(Debug, Clone)]
pub enum Change {
    /// Takes the target away.
    Remove,
    /// Merges a map into a map, adds to a list, or replaces anything else.
    Update(Value),
    /// As an update, with a value of the document itself.
    Copy(Target),
}
