//! How sure a conclusion must be to be kept.
//!
//! Comes in: inferences as the rules settle them. Goes out: the same, with what is less sure set aside: it is no
//! conclusion any more, but still stands among the runners-up. Knows no rule.

use std::collections::BTreeMap;

use super::settle::{DECLARED, DEFAULT, default_string};
use super::{Aspect, Candidate, Fact, Inference, Inferences, Role, Scalar, site};

/// How sure a conclusion must be to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certainty {
    /// More likely right than wrong; a type other than string must be much more likely so.
    #[default]
    Likely,
    /// At least [`Certainty::CERTAIN`] percent.
    Certain,
}

/// The rule of an answer that was set aside.
pub(super) const SET_ASIDE: &str = "not-certain";

impl Certainty {
    /// From here on, in percent, a conclusion counts as certain.
    ///
    /// Where types are taken from typed documents of providers that were not counted, and inferred again (`cargo xtask
    /// measure` does so), 99 of 100 that are this sure are what their authors declare other than a string, or 99.7 where
    /// every argument counts; about a quarter of those to be found are found so.
    pub const CERTAIN: u8 = 95;
}

/// Sets aside what is not certain.
///
/// Secrecy stays as it is: to keep a value out of logs for no reason costs nothing, to show a secret does. So does an
/// operation's id, which says nothing of what the server takes.
pub(super) fn only_certain(inferences: &mut Inferences) {
    inferences.values_mut().for_each(settle);
}

fn settle(answers: &mut BTreeMap<Aspect, Inference>) {
    let lost_type = answers.get_mut(&Aspect::Type).is_some_and(|inference| {
        let unsure = is_unsure(inference) && inference.chosen.fact != Fact::Type(site::plain(Scalar::String));
        if unsure {
            set_aside(inference, default_string(100 - inference.chosen.confidence));
        }
        unsure
    });
    for (aspect, inference) in answers {
        let of_type = matches!(aspect, Aspect::Count | Aspect::Bounds | Aspect::Default | Aspect::Enum);
        let asked = matches!(aspect, Aspect::Required | Aspect::Role) || of_type;
        if asked && (is_unsure(inference) || lost_type && (of_type || is_counted(inference))) {
            let confidence = 100 - inference.chosen.confidence;
            let fact = Fact::Open(*aspect);
            set_aside(inference, Candidate { fact, rule: SET_ASIDE, confidence, evidence: Vec::new() });
        }
    }
}

/// Whether a role was concluded that only integers have.
fn is_counted(inference: &Inference) -> bool {
    let counts = matches!(inference.chosen.fact, Fact::Role(Role::Page | Role::PageSize | Role::Offset));
    counts && inference.chosen.rule != DECLARED
}

fn is_unsure(inference: &Inference) -> bool {
    let Candidate { rule, confidence, .. } = &inference.chosen;
    *confidence < Certainty::CERTAIN && ![DECLARED, DEFAULT].contains(rule)
}

fn set_aside(inference: &mut Inference, instead: Candidate) {
    let unsure = std::mem::replace(&mut inference.chosen, instead);
    inference.runners_up.insert(0, unsure);
}
