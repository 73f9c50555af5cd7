//! What the confidence of a rule rests on, for people.
//!
//! Comes in: a rule's name. Goes out: where its confidence comes from. Decides nothing: figures stand in
//! their table.

use std::fmt;

use super::certainty::SET_ASIDE;
use super::figures;
use super::rules::RULES;
use super::settle::DECLARED;

/// What the confidence of a rule rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// It was tried on documents that declare their types.
    Counted {
        /// The API providers for whom it was right.
        right: u32,
        /// All of them for whom it had something to say, without those who declare a string instead where that is what
        /// is declared for want of a thought.
        of: u32,
    },
    /// The words that it found were looked up in documents that declare their types; the evidence says how many agree.
    Tallied,
    /// A specification or the author's own words say so.
    Stated {
        /// What remains when misreading is allowed for.
        percent: u8,
    },
    /// The document declares it.
    Declared,
    /// It follows from how sure the other answers are.
    Derived,
}

/// What the confidence of a rule rests on.
#[must_use]
pub fn basis(rule: &str) -> Basis {
    if rule == DECLARED {
        return Basis::Declared;
    }
    let stated = RULES.iter().find(|known| known.name == rule).map(|known| known.basis);
    match (stated, figures::FIGURES.rules.get(rule)) {
        (Some(figures::Basis::Stated(percent)), _) => Basis::Stated { percent },
        (Some(figures::Basis::Tallied), _) => Basis::Tallied,
        (Some(figures::Basis::CountedWithStrings), Some(record)) => {
            Basis::Counted { right: record.right, of: record.of }
        }
        (_, Some(record)) if rule != SET_ASIDE => {
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
                write!(f, "stated: a specification or the author says so; {percent} % allows for misreading")
            }
            Self::Tallied => f.write_str("counted for these very words, as the evidence says"),
            Self::Declared => f.write_str("the document declares it"),
            Self::Derived => f.write_str("follows from the other answers"),
        }
    }
}
