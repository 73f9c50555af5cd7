//! Inheritance: a named object with a `discriminator` accepts itself or any schema that has it in `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use super::json_shapes;
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
    if !mapped.is_empty() {
        return mapped;
    }
    let reference = SchemaRef::component(name);
    let declared = constants(spec, &reference, &discriminator.property_name);
    if declared.is_empty() { vec![name.to_owned()] } else { declared }
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
