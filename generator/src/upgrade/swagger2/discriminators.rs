//! Mappings of discriminators.
//!
//! In 2.0 a discriminator is only the name of a property. Its values are the names of the definitions that extend the
//! base schema through `allOf`, directly or indirectly; 3.0 states this mapping explicitly.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::upgrade::conform::to_text;

/// Adds the mapping to every discriminator. `renames` are the moves of components that got valid names.
pub(in crate::upgrade) fn complete(root: &mut Value, renames: &[BTreeMap<Pointer, Pointer>]) {
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    let bases: Vec<String> = schemas
        .iter()
        .filter(|(_, schema)| schema.get("discriminator").is_some_and(Value::is_string))
        .map(|(name, _)| name.clone())
        .collect();
    if bases.is_empty() {
        return;
    }
    let subtypes = direct_subtypes(schemas);
    let mappings: Vec<BTreeMap<String, Value>> = bases
        .iter()
        .map(|base| {
            let reference = |name: &str| Value::from(format!("#/components/schemas/{name}"));
            let names = all_subtypes(base, &subtypes).into_iter();
            names.map(|name| (value_of(name, schemas, renames), reference(name))).collect()
        })
        .collect();
    for (base, mapping) in bases.iter().zip(mappings) {
        let discriminator = schemas.get_mut(base).and_then(|schema| schema.get_mut("discriminator"));
        if let Some(discriminator) = discriminator {
            let mut object = Map::from_iter([("propertyName".to_owned(), discriminator.take())]);
            if !mapping.is_empty() {
                object.insert("mapping".to_owned(), mapping.into_iter().collect());
            }
            *discriminator = Value::Object(object);
        }
    }
}

/// Returns the schemas whose `allOf` refers to a schema, by the name of that schema.
fn direct_subtypes(schemas: &Map<String, Value>) -> BTreeMap<&str, Vec<&str>> {
    let mut subtypes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let reference = part.get("$ref").and_then(Value::as_str);
            if let Some(base) = reference.and_then(|text| text.strip_prefix("#/components/schemas/")) {
                subtypes.entry(base).or_default().push(name);
            }
        }
    }
    subtypes
}

fn all_subtypes<'v>(base: &str, subtypes: &BTreeMap<&str, Vec<&'v str>>) -> BTreeSet<&'v str> {
    let mut found = BTreeSet::new();
    let mut waiting: VecDeque<&str> = VecDeque::from([base]);
    while let Some(name) = waiting.pop_front() {
        for subtype in subtypes.get(name).into_iter().flatten() {
            if *subtype != base && found.insert(*subtype) {
                waiting.push_back(subtype);
            }
        }
    }
    found
}

/// Returns the discriminator value of a schema: that of an extension, or the name of the definition as written.
fn value_of(name: &str, schemas: &Map<String, Value>, renames: &[BTreeMap<Pointer, Pointer>]) -> String {
    let schema = schemas.get(name);
    let declared =
        ["x-discriminator-value", "x-ms-discriminator-value"].iter().find_map(|key| to_text(schema?.get(*key)?));
    let now = Pointer::from_tokens(["components", "schemas", name]);
    let written = || {
        renames.iter().find_map(|renames| renames.get(&now)).and_then(Pointer::split_last).map(|(_, written)| written)
    };
    declared.or_else(written).unwrap_or_else(|| name.to_owned())
}
