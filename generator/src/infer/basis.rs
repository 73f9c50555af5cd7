//! The basis of a rule's confidence, for reports.

use std::fmt;

use super::calibration_data;
use super::rule_ids::{DECLARED, LOCKED, NOT_CERTAIN};
use super::rules::RULES;

/// The basis of a rule's confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The rule was evaluated on documents that declare their types.
    Counted {
        /// The number of API providers that agree with the rule.
        right: u32,
        /// The number of API providers that the rule applies to, without those that declare a string instead (unless a
        /// declared string counts as evidence for this rule).
        of: u32,
    },
    /// The words were counted in documents that declare their types; the evidence states how many agree.
    Tallied,
    /// A specification or the document states the fact.
    Stated {
        /// The confidence, with a margin for misreading.
        percent: u8,
    },
    /// The document declares it.
    Declared,
    /// The lock contains it.
    Locked,
    /// The confidence is derived from other inferences.
    Derived,
}

/// Returns the basis of the confidence of a rule.
#[must_use]
pub fn basis(rule: &str) -> Basis {
    if rule == DECLARED {
        return Basis::Declared;
    }
    if rule == LOCKED {
        return Basis::Locked;
    }
    let stated = RULES.iter().find(|known| known.name == rule).map(|known| known.basis);
    match (stated, calibration_data::FIGURES.rules.get(rule)) {
        (Some(calibration_data::RuleBasis::Stated(percent)), _) => Basis::Stated { percent },
        (Some(calibration_data::RuleBasis::Tallied), _) => Basis::Tallied,
        (Some(calibration_data::RuleBasis::CountedWithStrings), Some(record)) => {
            Basis::Counted { right: record.right, of: record.of }
        }
        (_, Some(record)) if rule != NOT_CERTAIN => {
            Basis::Counted { right: record.right, of: record.of - record.strings }
        }
        _ => Basis::Derived,
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counted { right, of } => write!(f, "counted: {right} of {of} API providers agree"),
            Self::Stated { percent } => {
                write!(f, "stated in a specification or the description; {percent} % allows for misreading")
            }
            Self::Tallied => f.write_str("counted for these words, see the evidence"),
            Self::Declared => f.write_str("the document declares it"),
            Self::Locked => f.write_str("an earlier generation concluded it, and the lock keeps it"),
            Self::Derived => f.write_str("derived from the other inferences"),
        }
    }
}
