//! Types from elsewhere in the document: the same name with a declared type, or with better words.
//!
//! Comes in: a site and the survey. Goes out: what the other places agree on; where they do not, nothing.

use super::site::{Finding, Site, plain};
use super::survey::Witness;
use super::{Fact, Scalar, Shape};
use crate::repair::Evidence;

/// The type that every other argument of this name declares.
pub(super) fn same_name(site: &Site) -> Option<Finding> {
    let others = site.survey.declared(&site.joined).iter().filter(|other| is_elsewhere(site, other));
    agreed(others)
}

/// The type that the prose of other arguments of this name tells, where this one has no words of its own.
pub(super) fn same_name_described(site: &Site) -> Option<Finding> {
    if !site.prose.is_empty() {
        return None;
    }
    let others = site.survey.described(&site.joined).iter().filter(|other| is_elsewhere(site, other));
    // One operation may take many where another takes one.
    agreed(others).filter(|found| !site.in_path() || !matches!(found.fact, Fact::Type(Shape::List { .. })))
}

/// The type that the properties of this name declare in the document's schemas. One word may mean anything.
pub(super) fn same_property(site: &Site) -> Option<Finding> {
    if site.name.len() < 2 || site.argument.name.ends_with("[]") {
        return None;
    }
    agreed(site.survey.properties(&site.joined).iter())
}

/// `id`, or what is said to be one, where the document's `ids` are a list of numbers.
pub(super) fn singular(site: &Site) -> Option<Finding> {
    let plural = format!("{}s", site.joined);
    // `toId` is an id as well as `id` is.
    let said = site.prose.find("^the|a|an? unique|numeric? id|identifier of|for");
    let is_id = said.is_some() || site.last_word() == "id" || site.in_path() && site.joined.ends_with("id");
    let plurals = if is_id { vec![plural, "ids".to_owned()] } else { vec![plural] };
    plurals.iter().find_map(|plural| {
        let lists = site.survey.described(plural).iter().chain(site.survey.declared(plural));
        let lists: Vec<&Witness> = lists.filter(|witness| matches!(witness.shape, Shape::List { .. })).collect();
        let of_integers = |list: &&&Witness| matches!(list.shape, Shape::List { kind: Scalar::Integer, .. });
        let first = lists.iter().find(of_integers)?;
        // One list of something else under the same name does not outweigh all the others.
        let nearly_all = lists.iter().filter(of_integers).count() * 10 >= lists.len() * 9;
        let own = said.as_ref().map(|hit| site.by_prose(hit));
        let evidence = own.into_iter().chain([Evidence { place: first.place.clone(), quote: first.quote.clone() }]);
        let evidence = evidence.collect();
        nearly_all.then(|| Finding { fact: Fact::Type(plain(Scalar::Integer)), evidence })
    })
}

/// Neither the argument itself nor one of the same operation.
fn is_elsewhere(site: &Site, other: &Witness) -> bool {
    other.pointer != site.argument.pointer && other.operation.as_ref() != Some(&site.operation.pointer)
}

/// What witnesses agree on, quoted from the first.
fn agreed<'w>(witnesses: impl Iterator<Item = &'w Witness>) -> Option<Finding> {
    let mut witnesses = witnesses.peekable();
    let first = witnesses.peek().copied()?;
    if !witnesses.all(|witness| same(&witness.shape, &first.shape)) {
        return None;
    }
    let evidence = vec![Evidence { place: first.place.clone(), quote: first.quote.clone() }];
    Some(Finding { fact: Fact::Type(first.shape.clone()), evidence })
}

fn same(one: &Shape, other: &Shape) -> bool {
    match (one, other) {
        (Shape::Scalar { kind, .. }, Shape::Scalar { kind: other, .. }) => kind == other,
        (Shape::List { separator, .. }, Shape::List { separator: other, .. }) => separator == other,
        (Shape::Scalar { .. }, Shape::List { .. }) | (Shape::List { .. }, Shape::Scalar { .. }) => false,
    }
}
