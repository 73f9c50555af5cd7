//! What is said of one value in several places, brought together: a schema, the schemas it refers to, and `allOf`.
//!
//! Comes in: a schema. Goes out: every keyword that has a say, gathered. Nothing is decided about values here.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, Discriminator, ReferenceOr, Schema};

use crate::spec::facts::{self, Kind};
use crate::spec::{Spec, component_name};

/// A schema, and its name where it has one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'s> {
    pub(super) name: Option<&'s str>,
    pub(super) item: &'s Schema,
}

impl<'s> Named<'s> {
    /// What a schema or a chain of references stands for.
    pub(super) fn of(spec: &'s Spec, schema: &'s ReferenceOr<Schema>) -> Option<Self> {
        spec.resolve(schema).map(|(name, item)| Self { name, item })
    }

    /// The same of a member, as its object holds it.
    pub(super) fn of_member(spec: &'s Spec, member: &'s ReferenceOr<Box<Schema>>) -> Option<Self> {
        match member {
            ReferenceOr::Item(item) => Some(Self { name: None, item }),
            ReferenceOr::Reference { reference } => {
                let (name, target) = spec.schemas.get_key_value(component_name(reference)?)?;
                let named = Self::of(spec, target)?;
                Some(Self { name: named.name.or(Some(name)), ..named })
            }
        }
    }
}

/// Alternatives of which one must hold, and what names the chosen one.
pub(super) type Choice<'s> = (&'s [ReferenceOr<Schema>], Option<&'s Discriminator>);

/// All that is said of a value.
#[derive(Debug, Clone, Default)]
pub(super) struct Merged<'s> {
    /// The schemas that have a say, the outer first.
    pub(super) own: Vec<&'s Schema>,
    /// The declared members, each with all that is said of it.
    pub(super) properties: IndexMap<&'s str, Vec<Named<'s>>>,
    /// The members that must be there.
    pub(super) required: BTreeSet<&'s str>,
    /// The alternatives.
    pub(super) choices: Vec<Choice<'s>>,
    /// Members that say which schema the value is of, and what they say.
    pub(super) tags: BTreeMap<&'s str, String>,
    /// The named schemas among those, so that each has its say once.
    names: BTreeSet<&'s str>,
}

impl<'s> Merged<'s> {
    /// All that a schema says.
    pub(super) fn of(spec: &'s Spec, schema: Named<'s>) -> Self {
        let mut merged = Self::default();
        merged.add(spec, schema);
        // The outermost name is what the value is; inner ones are what it is made of.
        let discriminators = merged.own.iter().filter_map(|item| item.schema_data.discriminator.as_ref());
        let tags = discriminators.filter_map(|one| Some((one.property_name.as_str(), tag(one, schema.name?))));
        merged.tags = tags.collect();
        merged
    }

    /// What a schema says by itself.
    pub(super) fn alone(schema: Named<'s>) -> Self {
        Self { own: vec![schema.item], ..Self::default() }
    }

    /// The same, with one alternative of the first choice taken.
    pub(super) fn choosing(&self, spec: &'s Spec, alternative: usize) -> Option<Self> {
        let mut merged = self.clone();
        let (alternatives, discriminator) = merged.choices.remove(0);
        let chosen = alternatives.get(alternative)?;
        if let (Some(discriminator), ReferenceOr::Reference { reference }) = (discriminator, chosen)
            && let Some(name) = component_name(reference)
        {
            merged.tags.insert(&discriminator.property_name, tag(discriminator, name));
        }
        merged.add(spec, Named::of(spec, chosen)?);
        Some(merged)
    }

    fn add(&mut self, spec: &'s Spec, Named { name, item }: Named<'s>) {
        if name.is_some_and(|name| !self.names.insert(name)) {
            return;
        }
        self.own.push(item);
        for (name, property) in facts::properties(item).into_iter().flatten() {
            self.properties.entry(name).or_default().extend(Named::of_member(spec, property));
        }
        self.required.extend(facts::required(item).iter().map(String::as_str));
        let parts = facts::parts(item);
        let discriminator = item.schema_data.discriminator.as_ref();
        let choices = [parts.one_of, parts.any_of].into_iter().filter(|choice| !choice.is_empty());
        self.choices.extend(choices.map(|choice| (choice, discriminator)));
        for part in parts.all_of.iter().filter_map(|part| Named::of(spec, part)) {
            self.add(spec, part);
        }
    }

    /// The type of the value; a whole number where one of the schemas says so.
    pub(super) fn kind(&self) -> Option<Kind> {
        let kinds: Vec<Kind> = self.own.iter().filter_map(|item| facts::kind(item)).collect();
        let objects = !self.properties.is_empty();
        let first = kinds.first().copied().or(objects.then_some(Kind::Object));
        if first == Some(Kind::Number) && kinds.contains(&Kind::Integer) { Some(Kind::Integer) } else { first }
    }

    /// The format, where one is declared.
    pub(super) fn format(&self) -> Option<&'s str> {
        self.own.iter().find_map(|item| facts::format(item))
    }

    /// Whether the format is one of numbers without a fraction.
    pub(super) fn has_whole_format(&self) -> bool {
        let format = self.format().map(super::formats::plain);
        matches!(format.as_deref(), Some("int32" | "int64" | "integer" | "long"))
    }

    /// The pattern, where one is declared.
    pub(super) fn pattern(&self) -> Option<&'s str> {
        self.own.iter().find_map(|item| facts::pattern(item))
    }

    /// How long a text is: at least, and at most.
    pub(super) fn length(&self) -> (usize, usize) {
        tightest(self.own.iter().map(|item| facts::length(item)))
    }

    /// How many items a list has: at least, and at most.
    pub(super) fn item_count(&self) -> (usize, usize) {
        tightest(self.own.iter().map(|item| facts::item_count(item)))
    }

    /// Whether no item of a list comes twice.
    pub(super) fn has_unique_items(&self) -> bool {
        self.own.iter().any(|item| facts::has_unique_items(item))
    }

    /// How many members an object has: at least, and at most.
    pub(super) fn member_count(&self) -> (usize, usize) {
        tightest(self.own.iter().map(|item| facts::member_count(item)))
    }

    /// The schema of the members that are not declared.
    pub(super) fn additional(&self) -> Option<&'s AdditionalProperties> {
        self.own.iter().find_map(|item| facts::additional(item))
    }
}

fn tightest(limits: impl Iterator<Item = (Option<usize>, Option<usize>)>) -> (usize, usize) {
    limits.fold((0, usize::MAX), |(least, most), (from, to)| {
        (least.max(from.unwrap_or(0)), most.min(to.unwrap_or(usize::MAX)))
    })
}

/// What a discriminator calls a schema: as its mapping says, else by the schema's own name.
fn tag(discriminator: &Discriminator, name: &str) -> String {
    let names = |target: &String| component_name(target).unwrap_or(target) == name;
    let mapped = discriminator.mapping.iter().find(|(_, target)| names(target)).map(|(key, _)| key.clone());
    mapped.unwrap_or_else(|| name.to_owned())
}
