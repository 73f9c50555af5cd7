//! Bases and their children: a named object with a discriminator stands for itself or any schema that has it in
//! `allOf`.
//!
//! The named schemas come in; for each base its children go out, and for each schema the values of a tag that name it.
//! Knows no type.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Discriminator, ReferenceOr};

use super::profiles;
use crate::spec::{Spec, component_name, facts};

/// A base and its children.
#[derive(Debug, Clone)]
pub(super) struct Family {
    /// The children, at first and second hand, in the order of their names.
    pub(super) children: Vec<String>,
}

/// The families of a description, by the names of their bases.
pub(super) fn find(spec: &Spec) -> BTreeMap<String, Family> {
    let bases: Vec<&String> = spec
        .schemas
        .iter()
        .filter_map(|(name, schema)| {
            let item = schema.as_item()?;
            let parts = facts::parts(item);
            let chooses = !parts.one_of.is_empty() || !parts.any_of.is_empty();
            (item.schema_data.discriminator.is_some() && !chooses).then_some(name)
        })
        .collect();
    if bases.is_empty() {
        return BTreeMap::new();
    }
    let heirs = heirs(spec);
    let families = bases.into_iter().filter_map(|base| {
        let below = descendants(base, &heirs);
        let names = below.into_iter().filter(|name| name != base);
        let children: Vec<String> = names.map(str::to_owned).collect();
        (!children.is_empty()).then(|| (base.clone(), Family { children }))
    });
    families.collect()
}

/// The values of a tag that name a schema: those of the mapping, else the constants that it has there itself, else its
/// name.
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
    let reference = ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") };
    let own = constants(spec, &reference, &discriminator.property_name);
    if own.is_empty() { vec![name.to_owned()] } else { own }
}

/// The constants that a schema has for a member, as texts. A tag is there where it tells variants apart, whether or not
/// `required` says so.
pub(super) fn constants(spec: &Spec, schema: &ReferenceOr<openapiv3::Schema>, member: &str) -> Vec<String> {
    profiles::listed(spec, schema, member).iter().map(profiles::text_of).collect()
}

/// For each named schema, those that have it in `allOf`.
fn heirs(spec: &Spec) -> BTreeMap<&str, Vec<&str>> {
    let mut heirs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in &spec.schemas {
        let Some(item) = schema.as_item() else { continue };
        for part in facts::parts(item).all_of {
            if let ReferenceOr::Reference { reference } = part
                && let Some(base) = component_name(reference)
            {
                heirs.entry(base).or_default().push(name);
            }
        }
    }
    heirs
}

fn descendants<'s>(base: &str, heirs: &BTreeMap<&str, Vec<&'s str>>) -> BTreeSet<&'s str> {
    let mut found = BTreeSet::new();
    let mut open = vec![base];
    while let Some(name) = open.pop() {
        for heir in heirs.get(name).into_iter().flatten() {
            if found.insert(*heir) {
                open.push(heir);
            }
        }
    }
    found
}
