//! Discriminators of 2.0, which name only a property, get the mapping that 2.0 implies.
//!
//! A document with rewritten references comes in. In 2.0 the value of a discriminator is the name of a definition
//! that refers to the base in `allOf`, at first or second hand.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// Completes every discriminator. `renames` are the moves by which components got clean names.
pub(super) fn complete(root: &mut Value, renames: &[BTreeMap<Pointer, Pointer>]) {
    let Some(Value::Object(schemas)) = root.pointer_mut("/components/schemas") else { return };
    let bases: Vec<String> = schemas
        .iter()
        .filter(|(_, schema)| schema.get("discriminator").is_some_and(Value::is_string))
        .map(|(name, _)| name.clone())
        .collect();
    if bases.is_empty() {
        return;
    }
    let heirs = heirs(schemas);
    let mappings: Vec<BTreeMap<String, Value>> = bases
        .iter()
        .map(|base| {
            let reference = |name: &str| Value::from(format!("#/components/schemas/{name}"));
            let names = descendants(base, &heirs).into_iter();
            names.map(|name| (value_of(name, schemas, renames), reference(name))).collect()
        })
        .collect();
    for (base, mapping) in bases.iter().zip(mappings) {
        let discriminator = schemas.get_mut(base).and_then(|schema| schema.get_mut("discriminator"));
        if let Some(discriminator) = discriminator {
            let mut whole = Map::from_iter([("propertyName".to_owned(), discriminator.take())]);
            if !mapping.is_empty() {
                whole.insert("mapping".to_owned(), mapping.into_iter().collect());
            }
            *discriminator = Value::Object(whole);
        }
    }
}

/// For each schema, those whose `allOf` refers to it.
fn heirs(schemas: &Map<String, Value>) -> BTreeMap<&str, Vec<&str>> {
    let mut heirs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, schema) in schemas {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            let reference = part.get("$ref").and_then(Value::as_str);
            if let Some(base) = reference.and_then(|text| text.strip_prefix("#/components/schemas/")) {
                heirs.entry(base).or_default().push(name);
            }
        }
    }
    heirs
}

fn descendants<'v>(base: &str, heirs: &BTreeMap<&str, Vec<&'v str>>) -> BTreeSet<&'v str> {
    let mut found = BTreeSet::new();
    let mut waiting: VecDeque<&str> = VecDeque::from([base]);
    while let Some(name) = waiting.pop_front() {
        for heir in heirs.get(name).into_iter().flatten() {
            if *heir != base && found.insert(*heir) {
                waiting.push_back(heir);
            }
        }
    }
    found
}

/// What the property holds for a schema: what an extension says, or the name that its author gave it.
fn value_of(name: &str, schemas: &Map<String, Value>, renames: &[BTreeMap<Pointer, Pointer>]) -> String {
    let schema = schemas.get(name);
    let said = ["x-discriminator-value", "x-ms-discriminator-value"]
        .iter()
        .find_map(|key| schema?.get(*key)?.as_str().map(str::to_owned));
    let now = Pointer::of(["components", "schemas", name]);
    let written = || {
        renames.iter().find_map(|renames| renames.get(&now)).and_then(Pointer::split_last).map(|(_, written)| written)
    };
    said.or_else(written).unwrap_or_else(|| name.to_owned())
}
