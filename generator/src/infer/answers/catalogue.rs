//! The named schemas of a document by the words of their names, and which of them refer to which.
//!
//! Comes in: a spec. Goes out: [`Catalogue`], which finds the schemas that a name in prose can mean, each with the
//! [`Form`] of its name around that name. Reads no prose.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};

use crate::infer::plurals::singulars;
use crate::infer::words;
use crate::spec::facts::{self, Kind};
use crate::spec::{Spec, component_name};

/// The named schemas of a document.
#[derive(Debug)]
pub(super) struct Catalogue<'s> {
    spec: &'s Spec,
    /// The schemas whose names have some words in a row, by those words joined, and by their singular.
    forms: BTreeMap<String, Vec<(&'s str, Form)>>,
    /// What each schema refers to.
    references: BTreeMap<&'s str, BTreeSet<&'s str>>,
    /// What requests refer to.
    sent: BTreeSet<&'s str>,
}

/// What stands around a name in the name of a schema: `GetOrdersResponse` has `get` before `order`, which is a plural,
/// and `response` after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    before: String,
    after: String,
    plural: bool,
}

impl Form {
    /// What one form has more than another.
    pub(super) fn more_than(&self, other: &Self) -> Option<String> {
        let before = self
            .before
            .strip_suffix(other.before.as_str())
            .or_else(|| self.before.strip_prefix(other.before.as_str()))?;
        let after =
            self.after.strip_suffix(other.after.as_str()).or_else(|| self.after.strip_prefix(other.after.as_str()))?;
        let more = format!("{before}{after}");
        (!more.is_empty()).then_some(more)
    }

    /// Whether the schema's name is the name itself, in the singular.
    pub(super) fn is_name(&self) -> bool {
        self.before.is_empty() && self.after.is_empty() && !self.plural
    }

    /// Whether the schema's name says that it is a list, and nothing else.
    pub(super) fn says_list(&self) -> bool {
        let listing = ["list", "collection", "page", "paged", "paginated", "array", "set", "listresponse", "response"];
        let beside = |part: &str| listing.contains(&part);
        match (self.before.as_str(), self.after.as_str()) {
            ("", "") => self.plural,
            ("", part) | (part, "") => beside(part) && (self.plural || part != "response"),
            _ => false,
        }
    }
}

/// Words of names of things that are sent or that went wrong.
const NO_ANSWERS: &[&str] = &["request", "input", "error", "errors", "exception", "fault", "params", "parameters"];

impl<'s> Catalogue<'s> {
    pub(super) fn of(spec: &'s Spec) -> Self {
        let mut sent = BTreeSet::new();
        let bodies = spec.operations.iter().filter_map(|operation| operation.body.as_ref());
        let schemas = bodies.flat_map(|body| &body.media).filter_map(|media| media.schema.as_ref());
        schemas.for_each(|schema| references(schema, &mut sent));
        let mut catalogue = Self { spec, forms: BTreeMap::new(), references: BTreeMap::new(), sent };
        for (name, schema) in &spec.schemas {
            let words = words_of(name);
            if words.iter().all(|word| !NO_ANSWERS.contains(&word.as_str())) {
                catalogue.enter(name, &words);
            }
            let mut found = BTreeSet::new();
            references(schema, &mut found);
            catalogue.references.insert(name, found);
        }
        catalogue
    }

    /// Enters a schema under every row of words in its name.
    fn enter(&mut self, name: &'s str, words: &[String]) {
        const LONGEST: usize = 10;
        for start in 0..words.len().min(LONGEST) {
            for end in start + 1..=words.len().min(LONGEST) {
                let part = |range: std::ops::Range<usize>| words.get(range).unwrap_or_default().concat();
                let (before, own, after) = (part(0..start), part(start..end), part(end..words.len()));
                let mut keys: BTreeSet<String> = singulars(&own).into_iter().collect();
                let plural = !keys.contains(&own);
                keys.insert(own);
                let form = Form { before, after, plural };
                for key in keys {
                    self.forms.entry(key).or_default().push((name, form.clone()));
                }
            }
        }
    }

    /// The schemas whose names have a name in them, in its singular or plural.
    pub(super) fn with_any(&self, joined: &str) -> Vec<(&'s str, &Form)> {
        let keys: BTreeSet<String> = singulars(joined).into_iter().chain([joined.to_owned()]).collect();
        let found: BTreeSet<_> = keys.iter().filter_map(|key| self.forms.get(key)).flatten().collect();
        found.into_iter().map(|(name, form)| (*name, form)).collect()
    }

    /// Whether no other schema and no request refers to one: it is there to be received as a whole.
    pub(super) fn is_root(&self, name: &str) -> bool {
        let others = self.references.iter().filter(|(from, _)| **from != name);
        !self.is_sent(name) && !others.into_iter().any(|(_, to)| to.contains(name))
    }

    /// Whether a request has it.
    pub(super) fn is_sent(&self, name: &str) -> bool {
        self.sent.contains(name)
    }

    /// Whether a schema is a list, or has one for a member.
    pub(super) fn holds(&self, name: &str, item: &str) -> bool {
        let Some(schema) = self.spec.schemas.get(name).and_then(|schema| self.spec.resolve(schema)) else {
            return false;
        };
        let is_item = |items: &ReferenceOr<Box<Schema>>| named(items) == Some(item);
        let list =
            |schema: &Schema| facts::kind(schema) == Some(Kind::Array) && facts::items(schema).is_some_and(is_item);
        list(schema.1)
            || members(self.spec, schema.1, 8)
                .into_iter()
                .any(|member| self.spec.resolve_boxed(member).is_some_and(list))
    }

    /// Whether all that one schema refers to, directly or not, includes another.
    pub(super) fn reaches(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            for target in self.references.get(next).into_iter().flatten() {
                if *target == to {
                    return true;
                }
                if seen.insert(*target) {
                    open.push(target);
                }
            }
        }
        false
    }
}

/// The members of an object, those of its parts too.
fn members<'s>(spec: &'s Spec, schema: &'s Schema, left: usize) -> Vec<&'s ReferenceOr<Box<Schema>>> {
    let Some(left) = left.checked_sub(1) else { return Vec::new() };
    let own = facts::properties(schema).into_iter().flat_map(indexmap::IndexMap::values);
    let parts = facts::parts(schema).all_of.iter().filter_map(|part| spec.resolve(part));
    own.chain(parts.flat_map(|(_, part)| members(spec, part, left))).collect()
}

/// The names that a schema refers to itself.
fn references<'s>(schema: &'s ReferenceOr<Schema>, found: &mut BTreeSet<&'s str>) {
    match schema {
        ReferenceOr::Reference { reference } => found.extend(component_name(reference)),
        ReferenceOr::Item(schema) => references_in(schema, found),
    }
}

fn references_in<'s>(schema: &'s Schema, found: &mut BTreeSet<&'s str>) {
    let properties = facts::properties(schema).into_iter().flat_map(indexmap::IndexMap::values);
    for member in properties.chain(facts::items(schema)) {
        match member {
            ReferenceOr::Reference { reference } => found.extend(component_name(reference)),
            ReferenceOr::Item(schema) => references_in(schema, found),
        }
    }
    let parts = facts::parts(schema);
    let parts = parts.all_of.iter().chain(parts.one_of).chain(parts.any_of);
    parts.for_each(|part| references(part, found));
    if let Some(AdditionalProperties::Schema(values)) = facts::additional(schema) {
        references(values, found);
    }
}

fn named(schema: &ReferenceOr<Box<Schema>>) -> Option<&str> {
    match schema {
        ReferenceOr::Reference { reference } => component_name(reference),
        ReferenceOr::Item(_) => None,
    }
}

/// The words of a schema's name without what stands before a dot; all of those of a name that has brackets.
fn words_of(name: &str) -> Vec<String> {
    if name.contains(['[', '<', '\u{ab}']) {
        return name.split(|c: char| !c.is_alphanumeric()).flat_map(words::of_name).collect();
    }
    words::of_name(name)
}
