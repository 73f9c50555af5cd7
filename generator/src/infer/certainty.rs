//! Removal of conclusions that are not certain. They stay in the list of runners-up.

use std::collections::BTreeMap;

use super::resolve::default_string;
use super::rule_ids::{DECLARED, DEFAULT, NOT_CERTAIN};
use super::{Aspect, Candidate, Claim, Inference, Inferences, InferredType, Role, Scalar};

/// The confidence that conclusions need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certainty {
    /// At least 50 percent, and at least 60 percent for types other than string.
    #[default]
    Likely,
    /// At least [`Certainty::CERTAIN`] percent.
    Certain,
}

impl Certainty {
    /// The confidence, in percent, from which a conclusion is certain.
    ///
    /// `cargo xtask measure` removes the types from documents of providers that were not counted, and infers them again.
    /// Of the types inferred with this confidence, 99 % match a declared type other than string, or 99.7 % if all
    /// parameters are included. About a quarter of the types other than string are found with this confidence.
    pub const CERTAIN: u8 = 95;
}

/// Replaces conclusions that are not certain.
///
/// Secrecy is kept, because redacting a harmless value costs nothing. Operation ids are kept, because they do not affect
/// requests.
pub(super) fn keep_certain(inferences: &mut Inferences) {
    inferences.values_mut().for_each(keep_certain_facts);
}

fn keep_certain_facts(facts: &mut BTreeMap<Aspect, Inference>) {
    let type_replaced = facts.get_mut(&Aspect::Type).is_some_and(|inference| {
        let uncertain =
            is_uncertain(inference) && inference.chosen.fact != Claim::Type(InferredType::scalar(Scalar::String));
        if uncertain {
            replace(inference, default_string(100 - inference.chosen.confidence));
        }
        uncertain
    });
    for (aspect, inference) in facts {
        let of_type = matches!(aspect, Aspect::Count | Aspect::Bounds | Aspect::Default | Aspect::Enum);
        let is_affected = matches!(aspect, Aspect::Required | Aspect::Role) || of_type;
        if is_affected && (is_uncertain(inference) || type_replaced && (of_type || is_integer_role(inference))) {
            let confidence = 100 - inference.chosen.confidence;
            let fact = Claim::Open(*aspect);
            replace(inference, Candidate { fact, rule: NOT_CERTAIN, confidence, evidence: Vec::new() });
        }
    }
}

/// Returns true for an inferred role that only integers have.
fn is_integer_role(inference: &Inference) -> bool {
    let counts = matches!(inference.chosen.fact, Claim::Role(Role::Page | Role::PageSize | Role::Offset));
    counts && inference.chosen.rule != DECLARED
}

fn is_uncertain(inference: &Inference) -> bool {
    let Candidate { rule, confidence, .. } = &inference.chosen;
    *confidence < Certainty::CERTAIN && ![DECLARED, DEFAULT].contains(rule)
}

fn replace(inference: &mut Inference, instead: Candidate) {
    let uncertain = std::mem::replace(&mut inference.chosen, instead);
    inference.runners_up.insert(0, uncertain);
}
