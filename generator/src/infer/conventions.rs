//! Types that most providers give to a name, to one word of it, or to what begins with the same words.
//!
//! Comes in: a site, and the tallies of the figures. Goes out: the type that providers agree on, with the row of the
//! figures as evidence and its share as confidence. Knows nothing of what a word means.

use super::count::beginnings;
use super::figures::{self, Kind, Table, Tally};
use super::flags::names_a_value;
use super::prose::says_more_than_yes_or_no;
use super::site::{Finding, Site, plain};
use super::words::Hit;
use super::{Fact, Scalar, Shape};
use crate::pointer::{Place, Pointer, Source};
use crate::repair::Evidence;

/// What is said, and how sure it is, in percent.
pub(super) type Weighed = (Finding, u8);

/// Where the rows of the figures stand, for who wants to look one up.
const FIGURES: &str = "generator/src/infer/figures.tsv";

/// A row of the figures.
struct Row<'k> {
    table: Table,
    key: &'k str,
    tally: Tally,
}

impl<'k> Row<'k> {
    fn of(table: Table, key: &'k str) -> Option<Self> {
        Some(Self { table, key, tally: figures::tally(table, key)? })
    }
}

/// The type of most arguments of this name.
pub(super) fn whole_name(site: &Site) -> Option<Weighed> {
    let table = if site.in_path() { Table::PathName } else { Table::Name };
    weighed(site, &Row::of(table, &site.joined)?, site.by_name())
}

/// The type of most arguments whose name of several words begins with the same.
pub(super) fn first_word(site: &Site) -> Option<Weighed> {
    let [word, _, ..] = site.name.as_slice() else { return None };
    let row = Row::of(if site.in_path() { Table::PathFirst } else { Table::First }, word)?;
    // `send` begins a flag, and `send_id` is an id.
    if row.tally.commonest() == Some(Kind::Boolean) && names_a_value(site) {
        return None;
    }
    weighed(site, &row, site.by_name())
}

/// The type of most arguments whose name of several words ends with the same.
pub(super) fn last_word(site: &Site) -> Option<Weighed> {
    let [_, .., word] = site.name.as_slice() else { return None };
    let table = if site.in_path() { Table::PathLast } else { Table::Last };
    weighed(site, &Row::of(table, word)?, site.by_name())
}

/// The type of most arguments whose description begins with the same words.
pub(super) fn beginning(site: &Site) -> Option<Weighed> {
    let words = beginnings(&site.prose);
    let row = words.iter().rev().find_map(|words| Row::of(Table::Begins, words))?;
    let length = row.key.split(' ').count();
    let span = site.prose.span(0)?.start..site.prose.span(length.checked_sub(1)?)?.end;
    weighed(site, &row, site.by_prose(&Hit { words: 0..length, span }))
}

/// The commonest type of a row, where it is one that words can tell: what joins a list, they do not.
fn weighed(site: &Site, row: &Row, evidence: Evidence) -> Option<Weighed> {
    let kind = row.tally.commonest()?;
    let found = |shape| Finding { fact: Fact::Type(shape), evidence: vec![evidence.clone()] };
    let mut finding = match kind {
        Kind::Integer => found(plain(Scalar::Integer)),
        Kind::Number => found(plain(Scalar::Number)),
        Kind::Boolean if says_more_than_yes_or_no(&site.prose) => return None,
        Kind::Boolean => site.flag(evidence),
        Kind::Array => {
            let separator = site.unsaid_separator()?;
            found(Shape::List { kind: Scalar::String, format: None, separator })
        }
        Kind::String => return None,
    };
    let place = Place { source: Source::new(FIGURES), pointer: Pointer::of([row.table.as_str(), row.key]) };
    let quote = format!("{}: {} of {} providers", kind.as_str(), row.tally.of(kind), row.tally.total());
    finding.evidence.push(Evidence { place, quote });
    Some((finding, row.tally.confidence(kind)))
}
