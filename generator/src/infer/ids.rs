//! Ids: one id of an API tells what the others are.
//!
//! Comes in: the ids of a spec whose types are known, and a site. Goes out: the type of an id of the API's own things,
//! by another's. Who numbers one kind of thing mostly numbers them all; ids that come from elsewhere are what they are.

use std::collections::{BTreeMap, BTreeSet};

use super::plurals::singulars;
use super::site::{Finding, Site, behind_in_path, plain};
use super::survey::Witness;
use super::words::{self, Prose};
use super::{Fact, Scalar, Shape, lists};
use crate::repair::Evidence;
use crate::spec::{Argument, Location, Operation, Spec};

/// The rules that tell what values look like. What others conclude of one id, they conclude from what it is for.
pub(super) const ABOUT_VALUES: &[&str] = &[
    "prose-says-integer",
    "prose-says-string",
    "prose-compared-id",
    "shown-value",
    "example-value",
    "example-text",
    "format-of-one-type",
];

/// The ids of a document, by what tells them from each other.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// Those that are numbers wherever their type is known, and what says so.
    numbers: BTreeMap<String, Evidence>,
    /// Those that are a text somewhere.
    texts: BTreeSet<String>,
    /// Those that a path has behind the things they are of.
    own: BTreeSet<String>,
}

impl Ids {
    /// The names of a document's own ids; of none is the type known yet.
    pub(super) fn of(spec: &Spec) -> Self {
        let mut ids = Self::default();
        for operation in &spec.operations {
            let own = operation.arguments.iter().filter(|argument| is_own(operation, argument));
            ids.own.extend(own.map(|argument| name(operation, argument)));
        }
        ids
    }

    /// Takes in a type that an argument declares, if that is an id.
    pub(super) fn note(&mut self, operation: &Operation, argument: &Argument, witness: &Witness) {
        if is_named_id(argument) {
            self.take(operation, argument, witness);
        }
    }

    /// Takes in a type that a rule concluded of an argument, if that is an id: also `since` is one, where it is said to
    /// be. A "numeric id" is told from one that is none.
    pub(super) fn conclude(&mut self, operation: &Operation, argument: &Argument, witness: &Witness, rule: &str) {
        if !ABOUT_VALUES.contains(&rule) {
            return;
        }
        let prose = Prose::read(argument.description.as_deref().unwrap_or_default());
        let is_id = is_named_id(argument) || prose.says("integer id|identifier");
        if is_id && !prose.says("numeric|numerical id|identifier") {
            self.take(operation, argument, witness);
        }
    }

    fn take(&mut self, operation: &Operation, argument: &Argument, witness: &Witness) {
        let is_number = match &witness.shape {
            Shape::Scalar { kind: Scalar::Integer | Scalar::Number, .. } => true,
            Shape::Scalar { kind: Scalar::String, .. } => false,
            Shape::Scalar { kind: Scalar::Boolean, .. } | Shape::List { .. } => return,
        };
        if !can_have_ids(argument.location) {
            return;
        }
        let name = name(operation, argument);
        if !is_number {
            self.numbers.remove(&name);
            self.texts.insert(name);
        } else if !self.texts.contains(&name) {
            let evidence = Evidence { place: witness.place.clone(), quote: witness.quote.clone() };
            let known = self.numbers.entry(name).or_insert_with(|| evidence.clone());
            // Whatever the order of the document.
            if evidence.place.pointer < known.place.pointer {
                *known = evidence;
            }
        }
    }

    /// What says that another id than this is a number, where not more of the others are texts.
    fn another(&self, name: &str) -> Option<&Evidence> {
        let (_, evidence) = self.numbers.iter().find(|(other, _)| *other != name)?;
        let numbers = self.numbers.len() - usize::from(self.numbers.contains_key(name));
        let texts = self.texts.len() - usize::from(self.texts.contains(name));
        (numbers >= texts).then_some(evidence)
    }
}

/// One of the API's own ids is a number where another id is.
pub(super) fn as_another(site: &Site) -> Option<Finding> {
    if site.last_word() != "id" || !can_have_ids(site.argument.location) || site.survey.ids.numbers.is_empty() {
        return None;
    }
    let name = name(site.operation, site.argument);
    if !site.survey.ids.own.contains(&name) || lists::says_several(site) {
        return None;
    }
    let evidence = vec![site.by_name(), site.survey.ids.another(&name)?.clone()];
    Some(Finding { fact: Fact::Type(plain(Scalar::Integer)), evidence })
}

/// What tells an id from the others: the words of its name in one, or of a mere `id` in a path what stands before it.
fn name(operation: &Operation, argument: &Argument) -> String {
    let name = words::of_name(&argument.name).concat();
    let before = if name == "id" { segment_before(operation, argument) } else { None };
    before.map_or_else(|| name.clone(), |segment| format!("{segment}/{name}"))
}

fn is_named_id(argument: &Argument) -> bool {
    words::of_name(&argument.name).last().is_some_and(|last| last == "id")
}

fn can_have_ids(location: Location) -> bool {
    match location {
        Location::Path | Location::Query | Location::Field(_) => true,
        Location::Header | Location::Cookie => false,
    }
}

/// Whether an id stands in the path behind the name of what it is the id of: `/orders/{id}`, `/orders/{orderId}`,
/// `/sales-orders/{order_id}.json`.
fn is_own(operation: &Operation, argument: &Argument) -> bool {
    let name = words::of_name(&argument.name);
    let Some((_, of)) = name.split_last().filter(|(last, _)| *last == "id") else { return false };
    let thing = segment_before(operation, argument).and_then(|segment| words::of_name(segment).pop());
    let Some(thing) = thing else { return false };
    of.last().is_none_or(|of| *of == thing || singulars(&thing).contains(of))
}

/// The part of the path before an argument, where that is no argument too.
fn segment_before<'s>(operation: &'s Operation, argument: &Argument) -> Option<&'s str> {
    behind_in_path(operation, argument).map(|(segment, _)| segment).filter(|segment| !segment.contains('{'))
}
