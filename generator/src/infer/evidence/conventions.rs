//! Types that most API providers declare for a name, its first or last word, or a beginning of the description.
//!
//! The evidence is a row of `figures.tsv`, and the share of the providers gives the confidence.

use super::booleans::names_a_value;
use crate::infer::calibration_data::{self, DeclaredType, TallyTable, TypeTally};
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::text::phrases::{beginnings, says_more_than_yes_or_no};
use crate::infer::text::tokens::Match;
use crate::infer::{Claim, InferredType, Scalar};
use crate::pointer::{Place, Pointer, Source};
use crate::repairs::Evidence;

/// A finding with its confidence in percent.
pub(in crate::infer) type Weighed = (Finding, u8);

/// The path of the figures, for evidence.
const FIGURES: &str = "generator/src/infer/figures.tsv";

/// A row of the figures.
struct TallyRow<'k> {
    table: TallyTable,
    key: &'k str,
    tally: TypeTally,
}

impl<'k> TallyRow<'k> {
    /// Looks up the row of a key.
    fn find(table: TallyTable, key: &'k str) -> Option<Self> {
        Some(Self { table, key, tally: calibration_data::tally(table, key)? })
    }
}

/// Infers the type of most parameters with this name.
pub(in crate::infer) fn full_name(context: &ParameterContext) -> Option<Weighed> {
    let table = if context.in_path() { TallyTable::PathName } else { TallyTable::Name };
    weighed(context, &TallyRow::find(table, &context.joined)?, context.by_name())
}

/// Infers the type of most parameters whose names have several words and the same first word.
pub(in crate::infer) fn first_word(context: &ParameterContext) -> Option<Weighed> {
    let [word, _, ..] = context.name.as_slice() else { return None };
    let row = TallyRow::find(if context.in_path() { TallyTable::PathFirst } else { TallyTable::First }, word)?;
    // Names with `send` are flags, but `send_id` is an id.
    if row.tally.commonest() == Some(DeclaredType::Boolean) && names_a_value(context) {
        return None;
    }
    weighed(context, &row, context.by_name())
}

/// Infers the type of most parameters whose names have several words and the same last word.
pub(in crate::infer) fn last_word(context: &ParameterContext) -> Option<Weighed> {
    let [_, .., word] = context.name.as_slice() else { return None };
    let table = if context.in_path() { TallyTable::PathLast } else { TallyTable::Last };
    weighed(context, &TallyRow::find(table, word)?, context.by_name())
}

/// Infers the type of most parameters whose descriptions start with the same words.
pub(in crate::infer) fn beginning(context: &ParameterContext) -> Option<Weighed> {
    let words = beginnings(&context.prose);
    let row = words.iter().rev().find_map(|words| TallyRow::find(TallyTable::Begins, words))?;
    let length = row.key.split(' ').count();
    let span = context.prose.span(0)?.start..context.prose.span(length.checked_sub(1)?)?.end;
    weighed(context, &row, context.by_prose(&Match { words: 0..length, span }))
}

/// Returns the most common type of a row; `None` for strings, and for arrays with an unknown separator.
fn weighed(context: &ParameterContext, row: &TallyRow, evidence: Evidence) -> Option<Weighed> {
    let kind = row.tally.commonest()?;
    let found = |shape| Finding { fact: Claim::Type(shape), evidence: vec![evidence.clone()] };
    let mut finding = match kind {
        DeclaredType::Integer => found(InferredType::scalar(Scalar::Integer)),
        DeclaredType::Number => found(InferredType::scalar(Scalar::Number)),
        DeclaredType::Boolean if says_more_than_yes_or_no(&context.prose) => return None,
        DeclaredType::Boolean => context.flag(evidence),
        DeclaredType::Array => {
            let separator = context.implied_separator()?;
            found(InferredType::List { kind: Scalar::String, format: None, separator })
        }
        DeclaredType::String => return None,
    };
    let place = Place::new(Source::new(FIGURES), Pointer::from_tokens([row.table.as_str(), row.key]));
    let quote = format!("{}: {} of {} providers", kind.as_str(), row.tally.count(kind), row.tally.total());
    finding.evidence.push(Evidence { place, quote });
    Some((finding, row.tally.confidence(kind)))
}
