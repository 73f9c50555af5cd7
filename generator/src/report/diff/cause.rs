//! The origin of a change: a document, an overlay, an inference rule, or the generator.

use std::collections::BTreeSet;
use std::fmt;

use super::{ItemCauses, ItemChange};
use crate::document::Text;
use crate::emit::ItemCause;

/// The origin of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeCause {
    /// The documents declare it differently.
    Document,
    /// An overlay.
    Overlay,
    /// Inference rules, which conclude differently.
    Rules(Vec<String>),
    /// The generator: the inputs are the same.
    Generator,
}

impl fmt::Display for ChangeCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => f.write_str("document"),
            Self::Overlay => f.write_str("overlay"),
            Self::Rules(rules) => write!(f, "inference rules {}", rules.join(", ")),
            Self::Generator => f.write_str("generator"),
        }
    }
}

/// The changes between the inputs of two clients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InputChanges {
    /// True if a document, a file that it refers to, or a page of documentation changed.
    pub documents: bool,
    /// True if an overlay changed.
    pub overlays: bool,
    /// The names of the overlays.
    pub overlay_names: BTreeSet<String>,
    /// The items that the generator itself changed: they differ from an earlier run on the old inputs.
    pub generator: BTreeSet<String>,
}

impl InputChanges {
    /// Compares texts by name and content.
    #[must_use]
    pub fn differ(old: &[Text], new: &[Text]) -> bool {
        old.len() != new.len() || old.iter().zip(new).any(|(old, new)| old.bytes != new.bytes)
    }

    /// Returns the origin of a change.
    pub(super) fn cause(&self, change: &ItemChange, causes: ItemCauses<'_>) -> ChangeCause {
        if self.generator.contains(&change.item) {
            return ChangeCause::Generator;
        }
        let is_overlay = |place: &crate::pointer::Place| self.overlay_names.contains(place.source.as_str());
        let is_in_overlay = change.old_place.iter().chain(&change.new_place).any(is_overlay);
        if self.overlays && (is_in_overlay || !self.documents) {
            return ChangeCause::Overlay;
        }
        let inferred = |cause: &&ItemCause| matches!(cause, ItemCause::Inferred(_));
        let [old, new] = causes.map(|cause| cause.filter(inferred));
        match new.or(old) {
            Some(ItemCause::Inferred(rules)) if old != new => ChangeCause::Rules(rules.clone()),
            _ if self.documents => ChangeCause::Document,
            _ => ChangeCause::Generator,
        }
    }
}
