//! Types that most providers give to a name, to one word of it, or to what begins with the same words.
//!
//! Comes in: a site, and the tallies of the figures. Goes out: the type that providers agree on, with their number as
//! evidence and as confidence. Knows nothing of what a word means.

use super::count::beginnings;
use super::figures::{self, Kind, Tally};
use super::flags::names_a_value;
use super::prose::says_more_than_yes_or_no;
use super::site::{Finding, Site, plain};
use super::{Scalar, Shape};
use crate::repair::Evidence;

/// What is said, and how sure it is, in percent.
pub(super) type Weighed = (Finding, u8);

/// The type of most arguments of this name.
pub(super) fn whole_name(site: &Site) -> Option<Weighed> {
    let tally = if site.in_path() { figures::path_names(&site.joined) } else { figures::names(&site.joined) };
    by_name(site, tally?)
}

/// The type of most arguments whose name of several words begins with the same.
pub(super) fn first_word(site: &Site) -> Option<Weighed> {
    let [word, _, ..] = site.name.as_slice() else { return None };
    let tally = if site.in_path() { figures::path_first_words(word) } else { figures::first_words(word) }?;
    // `send` begins a flag, and `send_id` is an id.
    let is_flag = tally.commonest() == Some(Kind::Boolean);
    if is_flag && names_a_value(site) {
        return None;
    }
    by_name(site, tally)
}

/// The type of most arguments whose name of several words ends with the same.
pub(super) fn last_word(site: &Site) -> Option<Weighed> {
    let [_, .., word] = site.name.as_slice() else { return None };
    by_name(site, if site.in_path() { figures::path_last_words(word) } else { figures::last_words(word) }?)
}

/// The type of most arguments whose description begins with the same words.
pub(super) fn beginning(site: &Site) -> Option<Weighed> {
    let words = beginnings(&site.prose);
    let tally = words.iter().rev().find_map(|words| figures::beginnings(words))?;
    let length = words.last()?.split(' ').count();
    let span = site.prose.span(0)?.start..site.prose.span(length.checked_sub(1)?)?.end;
    let hit = super::words::Hit { words: 0..length, span };
    weighed(site, tally, site.by_prose(&hit))
}

fn by_name(site: &Site, tally: Tally) -> Option<Weighed> {
    weighed(site, tally, site.by_name())
}

/// The commonest type of a tally, where it is one that a name can tell: what joins a list, it does not.
fn weighed(site: &Site, tally: Tally, evidence: Evidence) -> Option<Weighed> {
    let kind = tally.commonest()?;
    let shape = match kind {
        Kind::Integer => plain(Scalar::Integer),
        Kind::Number => plain(Scalar::Number),
        Kind::Boolean if says_more_than_yes_or_no(&site.prose) => return None,
        Kind::Boolean => {
            let finding = with_tally(site.flag(evidence), kind, tally);
            return Some((finding, tally.confidence(kind)));
        }
        Kind::Array => {
            let separator = site.unsaid_separator()?;
            Shape::List { kind: Scalar::String, format: None, separator }
        }
        Kind::String => return None,
    };
    let finding = Finding { fact: super::Fact::Type(shape), evidence: vec![evidence] };
    Some((with_tally(finding, kind, tally), tally.confidence(kind)))
}

/// Says beside the author's words how many others mean the same by them.
fn with_tally(mut finding: Finding, kind: Kind, tally: Tally) -> Finding {
    if let Some(place) = finding.evidence.first().map(|evidence| evidence.place.clone()) {
        let quote = format!("{} for {} of {} providers", kind.as_str(), tally.of(kind), tally.total());
        finding.evidence.push(Evidence { place, quote });
    }
    finding
}
