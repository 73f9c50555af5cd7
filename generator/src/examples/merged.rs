//! Merges the keywords that apply to one value: those of a schema and of its `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::spec::{AdditionalProperties, Discriminator, Schema, SchemaRef, SchemaType, Spec, component_name};

/// A schema and its component name, if it has one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'s> {
    pub(super) name: Option<&'s str>,
    pub(super) item: &'s Schema,
}

impl<'s> Named<'s> {
    /// Resolves a schema or a chain of references.
    pub(super) fn resolve(spec: &'s Spec, schema: &'s SchemaRef) -> Option<Self> {
        spec.resolve(schema).map(|(name, item)| Self { name, item })
    }
}

/// Alternatives of `oneOf` or `anyOf`, and their discriminator.
pub(super) type Choice<'s> = (&'s [SchemaRef], Option<&'s Discriminator>);

/// The keywords that apply to a value.
#[derive(Debug, Clone, Default)]
pub(super) struct Merged<'s> {
    /// The schemas, the outermost first.
    pub(super) schemas: Vec<&'s Schema>,
    /// The declared properties, each with its schemas.
    pub(super) properties: IndexMap<&'s str, Vec<Named<'s>>>,
    /// The required properties.
    pub(super) required: BTreeSet<&'s str>,
    /// The alternatives.
    pub(super) choices: Vec<Choice<'s>>,
    /// The discriminator properties and their values.
    pub(super) tags: BTreeMap<&'s str, String>,
    /// The names of the schemas, so that each is added once.
    names: BTreeSet<&'s str>,
}

impl<'s> Merged<'s> {
    /// Merges a schema with its `allOf`.
    pub(super) fn new(spec: &'s Spec, schema: Named<'s>) -> Self {
        let mut merged = Self::default();
        merged.add(spec, schema);
        // The discriminator value is that of the outermost name.
        let discriminators = merged.schemas.iter().filter_map(|item| item.discriminator.as_ref());
        let tags =
            discriminators.filter_map(|one| Some((one.property_name.as_str(), discriminator_value(one, schema.name?))));
        merged.tags = tags.collect();
        merged
    }

    /// Creates the keywords of a schema without its `allOf`.
    pub(super) fn from_schema(schema: Named<'s>) -> Self {
        Self { schemas: vec![schema.item], ..Self::default() }
    }

    /// Returns the keywords with one alternative of the first choice.
    pub(super) fn with_alternative(&self, spec: &'s Spec, alternative: usize) -> Option<Self> {
        let mut merged = self.clone();
        let (alternatives, discriminator) = merged.choices.remove(0);
        let chosen = alternatives.get(alternative)?;
        if let (Some(discriminator), SchemaRef::Reference(reference)) = (discriminator, chosen)
            && let Some(name) = component_name(reference)
        {
            merged.tags.insert(&discriminator.property_name, discriminator_value(discriminator, name));
        }
        merged.add(spec, Named::resolve(spec, chosen)?);
        Some(merged)
    }

    fn add(&mut self, spec: &'s Spec, Named { name, item }: Named<'s>) {
        if name.is_some_and(|name| !self.names.insert(name)) {
            return;
        }
        self.schemas.push(item);
        for (name, property) in &item.properties {
            self.properties.entry(name).or_default().extend(Named::resolve(spec, property));
        }
        self.required.extend(item.required.iter().map(String::as_str));
        let discriminator = item.discriminator.as_ref();
        let choices = [&item.one_of, &item.any_of].into_iter().filter(|choice| !choice.is_empty());
        self.choices.extend(choices.map(|choice| (choice.as_slice(), discriminator)));
        for part in item.all_of.iter().filter_map(|part| Named::resolve(spec, part)) {
            self.add(spec, part);
        }
    }

    /// Returns the type of the value; `integer` takes precedence over `number`.
    pub(super) fn schema_type(&self) -> Option<SchemaType> {
        let types: Vec<SchemaType> = self.schemas.iter().filter_map(|item| item.schema_type).collect();
        let objects = !self.properties.is_empty();
        let first = types.first().copied().or(objects.then_some(SchemaType::Object));
        if first == Some(SchemaType::Number) && types.contains(&SchemaType::Integer) {
            Some(SchemaType::Integer)
        } else {
            first
        }
    }

    /// Returns the declared format.
    pub(super) fn format(&self) -> Option<&'s str> {
        self.schemas.iter().find_map(|item| item.format.as_deref())
    }

    /// Returns true for the format of an integer.
    pub(super) fn has_integer_format(&self) -> bool {
        let format = self.format().map(super::formats::normalize);
        matches!(format.as_deref(), Some("int32" | "int64" | "integer" | "long"))
    }

    /// Returns the declared pattern.
    pub(super) fn pattern(&self) -> Option<&'s str> {
        self.schemas.iter().find_map(|item| item.pattern.as_deref())
    }

    /// Returns the minimum and maximum length of a string.
    pub(super) fn length(&self) -> (usize, usize) {
        tightest(self.schemas.iter().map(|item| (item.min_length, item.max_length)))
    }

    /// Returns the minimum and maximum number of items.
    pub(super) fn item_count(&self) -> (usize, usize) {
        tightest(self.schemas.iter().map(|item| (item.min_items, item.max_items)))
    }

    /// Returns true if all items of an array must be different.
    pub(super) fn has_unique_items(&self) -> bool {
        self.schemas.iter().any(|item| item.unique_items)
    }

    /// Returns the minimum and maximum number of properties.
    pub(super) fn property_count(&self) -> (usize, usize) {
        tightest(self.schemas.iter().map(|item| (item.min_properties, item.max_properties)))
    }

    /// Returns the schema of undeclared properties.
    pub(super) fn additional(&self) -> Option<&'s AdditionalProperties> {
        self.schemas.iter().find_map(|item| item.additional_properties.as_ref())
    }
}

fn tightest(limits: impl Iterator<Item = (Option<usize>, Option<usize>)>) -> (usize, usize) {
    limits
        .fold((0, usize::MAX), |(min, max), (from, to)| (min.max(from.unwrap_or(0)), max.min(to.unwrap_or(usize::MAX))))
}

/// Returns the discriminator value of a schema: the key of its mapping, otherwise the schema's name.
fn discriminator_value(discriminator: &Discriminator, name: &str) -> String {
    let names = |target: &String| component_name(target).unwrap_or(target) == name;
    let mapped = discriminator.mapping.iter().find(|(_, target)| names(target)).map(|(key, _)| key.clone());
    mapped.unwrap_or_else(|| name.to_owned())
}
