//! Index of a document's named schemas by the words of their names, with the references between them.

use std::collections::{BTreeMap, BTreeSet};

use crate::infer::text::plurals::singulars;
use crate::infer::text::tokens;
use crate::spec::{AdditionalProperties, Schema, SchemaRef, SchemaType, Spec, component_name};

/// Index of the named schemas of a document.
#[derive(Debug)]
pub(super) struct SchemaIndex<'s> {
    spec: &'s Spec,
    /// Schemas and the form of the remaining name, by each sequence of words in their names, also in singular.
    forms: BTreeMap<String, Vec<(&'s str, NameForm)>>,
    /// The schemas that each schema refers to.
    references: BTreeMap<&'s str, BTreeSet<&'s str>>,
    /// The schemas that requests refer to.
    sent: BTreeSet<&'s str>,
}

/// The parts of a schema name around a noun: `GetOrdersResponse` has `get` before the plural of `order`, and `response`
/// after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NameForm {
    before: String,
    after: String,
    plural: bool,
}

impl NameForm {
    /// Returns the words that this form has in addition to another.
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

    /// Returns true if the schema name is the noun itself, in singular.
    pub(super) fn is_name(&self) -> bool {
        self.before.is_empty() && self.after.is_empty() && !self.plural
    }

    /// Returns true if the schema name adds nothing to the noun but that it is a list.
    pub(super) fn says_list(&self) -> bool {
        let listing = ["list", "collection", "page", "paged", "paginated", "array", "set", "listresponse", "response"];
        let is_listing = |part: &str| listing.contains(&part);
        match (self.before.as_str(), self.after.as_str()) {
            ("", "") => self.plural,
            ("", part) | (part, "") => is_listing(part) && (self.plural || part != "response"),
            _ => false,
        }
    }
}

/// Words in the names of request and error schemas.
const NOT_RESPONSES: &[&str] = &["request", "input", "error", "errors", "exception", "fault", "params", "parameters"];

impl<'s> SchemaIndex<'s> {
    pub(super) fn new(spec: &'s Spec) -> Self {
        let mut sent = BTreeSet::new();
        let bodies = spec.operations.iter().filter_map(|operation| operation.body.as_ref());
        let schemas = bodies.flat_map(|body| &body.media).filter_map(|media| media.schema.as_ref());
        schemas.for_each(|schema| references(schema, &mut sent));
        let mut index = Self { spec, forms: BTreeMap::new(), references: BTreeMap::new(), sent };
        for (name, schema) in &spec.schemas {
            let words = words_of(name);
            if words.iter().all(|word| !NOT_RESPONSES.contains(&word.as_str())) {
                index.enter(name, &words);
            }
            let mut found = BTreeSet::new();
            references(schema, &mut found);
            index.references.insert(name, found);
        }
        index
    }

    /// Adds a schema for every sequence of words in its name.
    fn enter(&mut self, name: &'s str, words: &[String]) {
        const LONGEST: usize = 10;
        for start in 0..words.len().min(LONGEST) {
            for end in start + 1..=words.len().min(LONGEST) {
                let part = |range: std::ops::Range<usize>| words.get(range).unwrap_or_default().concat();
                let (before, inner, after) = (part(0..start), part(start..end), part(end..words.len()));
                let mut keys: BTreeSet<String> = singulars(&inner).into_iter().collect();
                let plural = !keys.contains(&inner);
                keys.insert(inner);
                let form = NameForm { before, after, plural };
                for key in keys {
                    self.forms.entry(key).or_default().push((name, form.clone()));
                }
            }
        }
    }

    /// Returns the schemas whose names contain a noun, in singular or plural.
    pub(super) fn with_any(&self, joined: &str) -> Vec<(&'s str, &NameForm)> {
        let keys: BTreeSet<String> = singulars(joined).into_iter().chain([joined.to_owned()]).collect();
        let found: BTreeSet<_> = keys.iter().filter_map(|key| self.forms.get(key)).flatten().collect();
        found.into_iter().map(|(name, form)| (*name, form)).collect()
    }

    /// Returns true if no request and no other schema refers to a schema.
    pub(super) fn is_root(&self, name: &str) -> bool {
        let others = self.references.iter().filter(|(from, _)| **from != name);
        !self.is_sent(name) && !others.into_iter().any(|(_, to)| to.contains(name))
    }

    /// Returns true if a request refers to a schema.
    pub(super) fn is_sent(&self, name: &str) -> bool {
        self.sent.contains(name)
    }

    /// Returns true if a schema is a list of another, or has such a list as a property.
    pub(super) fn holds(&self, name: &str, item: &str) -> bool {
        let Some(schema) = self.spec.schemas.get(name).and_then(|schema| self.spec.resolve(schema)) else {
            return false;
        };
        let is_item = |items: &SchemaRef| named(items) == Some(item);
        let list = |schema: &Schema| {
            schema.schema_type == Some(SchemaType::Array) && schema.items.as_ref().is_some_and(is_item)
        };
        list(schema.1)
            || properties(self.spec, schema.1, &mut BTreeSet::new())
                .into_iter()
                .any(|member| self.spec.resolve_schema(member).is_some_and(list))
    }

    /// Returns true if a schema refers to another, directly or not.
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

/// Collects the properties of an object, including those of its `allOf` parts.
fn properties<'s>(spec: &'s Spec, schema: &'s Schema, seen: &mut BTreeSet<&'s str>) -> Vec<&'s SchemaRef> {
    let mut found: Vec<&SchemaRef> = schema.properties.values().collect();
    for (name, part) in schema.all_of.iter().filter_map(|part| spec.resolve(part)) {
        if name.is_none_or(|name| seen.insert(name)) {
            found.extend(properties(spec, part, seen));
        }
    }
    found
}

/// Collects the names of the schemas that a schema refers to directly.
fn references<'s>(schema: &'s SchemaRef, found: &mut BTreeSet<&'s str>) {
    match schema {
        SchemaRef::Reference(reference) => found.extend(component_name(reference)),
        SchemaRef::Inline(schema) => references_in(schema, found),
    }
}

fn references_in<'s>(schema: &'s Schema, found: &mut BTreeSet<&'s str>) {
    let properties = schema.properties.values();
    for member in properties.chain(schema.items.as_ref()) {
        match member {
            SchemaRef::Reference(reference) => found.extend(component_name(reference)),
            SchemaRef::Inline(schema) => references_in(schema, found),
        }
    }
    let parts = schema.all_of.iter().chain(&schema.one_of).chain(&schema.any_of);
    parts.for_each(|part| references(part, found));
    if let Some(AdditionalProperties::Schema(values)) = schema.additional_properties.as_ref() {
        references(values, found);
    }
}

fn named(schema: &SchemaRef) -> Option<&str> {
    match schema {
        SchemaRef::Reference(reference) => component_name(reference),
        SchemaRef::Inline(_) => None,
    }
}

/// Splits a schema name into words: all of them if it contains brackets, else those after the last dot.
fn words_of(name: &str) -> Vec<String> {
    if name.contains(['[', '<', '\u{ab}']) {
        return name.split(|c: char| !c.is_alphanumeric()).flat_map(tokens::of_name).collect();
    }
    tokens::of_name(name)
}
