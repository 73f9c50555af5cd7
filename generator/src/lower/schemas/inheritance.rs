//! Inheritance: a named object with a `discriminator` accepts itself or any schema that has it in `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use super::json_shapes;
use crate::ir::Literal;
use crate::spec::{Discriminator, SchemaRef, Spec, component_name};

/// A base schema with its children.
#[derive(Debug, Clone)]
pub(in crate::lower) struct Family {
    /// Names of the direct and indirect children, sorted.
    pub(super) children: Vec<String>,
}

/// Returns the families of a document by the names of their base schemas.
pub(in crate::lower) fn find(spec: &Spec) -> BTreeMap<String, Family> {
    let bases: Vec<&String> = spec
        .schemas
        .iter()
        .filter_map(|(name, schema)| {
            let item = schema.as_inline()?;
            let chooses = item.has_alternatives();
            (item.discriminator.is_some() && !chooses).then_some(name)
        })
        .collect();
    if bases.is_empty() {
        return BTreeMap::new();
    }
    let children = children(spec);
    let families = bases.into_iter().filter_map(|base| {
        let below = descendants(base, &children);
        let names = below.into_iter().filter(|name| name != base);
        let children: Vec<String> = names.map(str::to_owned).collect();
        (!children.is_empty()).then(|| (base.clone(), Family { children }))
    });
    families.collect()
}

/// Returns the discriminator values of a schema: those of the mapping, or else the constants that it declares, or else
/// its name.
pub(super) fn values(spec: &Spec, discriminator: &Discriminator, name: &str) -> Vec<String> {
    let mapped: Vec<String> = discriminator
        .mapping
        .iter()
        .filter(|(_, target)| component_name(target).unwrap_or(target) == name)
        .map(|(value, _)| value.clone())
        .collect();
    let listed = json_shapes::listed_values(spec, &SchemaRef::component(name), &discriminator.property_name);
    match (mapped.is_empty(), listed.is_empty()) {
        (false, _) => mapped.into_iter().map(|value| as_listed(value, &listed)).collect(),
        (true, false) => listed.iter().map(json_shapes::text_of).collect(),
        (true, true) => vec![name.to_owned()],
    }
}

/// Returns a key of a mapping as the text of the number that a schema lists: keys keep their spelling in YAML, numbers
/// do not.
fn as_listed(key: String, listed: &[Literal]) -> String {
    let Some(number) = number(&key) else { return key };
    let is_same = |literal: &&Literal| match literal {
        Literal::Integer(_) | Literal::Number(_) => self::number(&json_shapes::text_of(literal)) == Some(number),
        Literal::Text(_) | Literal::Bool(_) => false,
    };
    listed.iter().find(is_same).map_or(key, json_shapes::text_of)
}

/// Returns the number that a key of a YAML document spells.
fn number(key: &str) -> Option<f64> {
    let radix = [("0x", 16), ("0o", 8), ("0b", 2)].into_iter();
    let mut prefixed = radix.filter_map(|(prefix, radix)| i64::from_str_radix(key.strip_prefix(prefix)?, radix).ok());
    prefixed.next().map(|integer| integer as f64).or_else(|| key.parse().ok())
}

/// Returns the constants that a schema declares for a property, as texts. A discriminator is always present, even if it
/// is not `required`.
pub(super) fn constants(spec: &Spec, schema: &SchemaRef, member: &str) -> Vec<String> {
    json_shapes::listed_values(spec, schema, member).iter().map(json_shapes::text_of).collect()
}

/// Returns the schemas that have a named schema in `allOf`, by its name.
fn children(spec: &Spec) -> BTreeMap<&str, Vec<&str>> {
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in &spec.schemas {
        let Some(item) = schema.as_inline() else { continue };
        for part in &item.all_of {
            if let SchemaRef::Reference(reference) = part
                && let Some(base) = component_name(reference)
            {
                children.entry(base).or_default().push(name);
            }
        }
    }
    children
}

fn descendants<'s>(base: &str, children: &BTreeMap<&str, Vec<&'s str>>) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    let mut open = vec![base];
    while let Some(name) = open.pop() {
        for child in children.get(name).into_iter().flatten() {
            if found.insert(*child) {
                open.push(child);
            }
        }
    }
    found
}
