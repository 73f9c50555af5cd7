//! Facts of pages of documentation that differ from the document.

use std::collections::BTreeMap;

use super::{Aspect, Candidate, Claim, Inference};
use crate::pointer::Place;

/// A fact of a page that differs from the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The place of the parameter or response.
    pub place: Place,
    /// The name of the parameter, or the status of the response.
    pub subject: String,
    /// The method and path of the operation.
    pub operation: String,
    /// The fact of the page, with its evidence.
    pub documented: Candidate,
    /// The fact of the document.
    pub kept: Claim,
}

impl Contradiction {
    /// Returns true if the facts are values of a secret, according to the facts about its parameter.
    pub(super) fn has_secret_value(&self, facts: &BTreeMap<Aspect, Inference>) -> bool {
        let is_value = matches!(self.kept, Claim::Default(_) | Claim::Enum(_));
        is_value && facts.get(&Aspect::Secrecy).is_some_and(|secrecy| secrecy.chosen.fact == Claim::Secret(true))
    }
}
