//! Inline schemas that are the target of a reference.
//!
//! A reference may point to a schema anywhere in the document: a property, a response, the `$defs` of another schema.
//! [`extract`] moves each such schema to the components under a unique name, so that it becomes one type for all uses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::pointer::PathStack;
use crate::pointer::Pointer;
use crate::upgrade::components::{clean, unique_name};
use crate::upgrade::context::Context;
use crate::upgrade::object_model::{METHODS, ObjectKind, visit};

/// Pointer tokens that do not contribute to the name of a schema.
const STRUCTURE: &[&str] = &[
    "paths",
    "components",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "content",
    "schema",
    "properties",
    "allOf",
    "oneOf",
    "anyOf",
    "$defs",
    "definitions",
    "patternProperties",
];

/// Moves the schemas that are referenced outside of the components to the components.
pub(in crate::upgrade) fn extract(root: &mut Value, context: &mut Context<'_>) {
    let targets = targets(root);
    if targets.is_empty() {
        return;
    }
    let mut components_by_target = aliases(root, &targets);
    let mut reserved = names(root);
    for target in &targets {
        let mut name = || unique_schema_name(target, root, &mut reserved);
        components_by_target
            .entry(target.clone())
            .or_insert_with_key(|_| Pointer::from_tokens(["components", "schemas", &name()]));
    }
    // Inner schemas first, so that outer schemas move with references to them.
    let mut order: Vec<&Pointer> = targets.iter().collect();
    order.sort_by_key(|target| std::cmp::Reverse(target.tokens().count()));
    for target in order {
        if let (Some(component), Some(schema)) = (components_by_target.get(target), target.find_mut(root)) {
            let reference = Value::Object(Map::from_iter([("$ref".to_owned(), component.to_string().into())]));
            let schema = std::mem::replace(schema, reference);
            if insert(root, component, schema) {
                context.moved(component.clone(), target.clone());
            }
        }
    }
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, _| {
        if let Some(component) = deep_target(map, kind).and_then(|target| components_by_target.get(&target)) {
            map.insert("$ref".to_owned(), component.to_string().into());
        }
    });
}

/// Returns the schemas outside of the components that schemas refer to.
fn targets(root: &mut Value) -> BTreeSet<Pointer> {
    let mut targets = BTreeSet::new();
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, _| {
        targets.extend(deep_target(map, kind));
    });
    targets.retain(|target| target.find(root).is_some_and(|schema| schema.is_object() || schema.is_boolean()));
    targets
}

fn deep_target(map: &Map<String, Value>, kind: ObjectKind) -> Option<Pointer> {
    let reference = map.get("$ref").filter(|_| kind == ObjectKind::Schema)?.as_str()?.strip_prefix('#')?;
    let is_component = reference.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'));
    Pointer::parse(reference).filter(|_| !is_component)
}

/// Returns the components that are only a reference to one of the targets; of several, the first by name.
fn aliases(root: &Value, targets: &BTreeSet<Pointer>) -> BTreeMap<Pointer, Pointer> {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let mut aliases: BTreeMap<Pointer, Pointer> = BTreeMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(map) = schema.as_object().filter(|map| map.len() == 1) else { continue };
        let Some(target) = deep_target(map, ObjectKind::Schema).filter(|target| targets.contains(target)) else {
            continue;
        };
        let component = Pointer::from_tokens(["components", "schemas", name]);
        let known = aliases.entry(target).or_insert_with(|| component.clone());
        if component < *known {
            *known = component;
        }
    }
    aliases
}

/// Returns the comparison keys of the component names.
fn names(root: &Value) -> BTreeSet<String> {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    schemas.into_iter().flat_map(Map::keys).map(|name| comparison_key(name)).collect()
}

/// Returns the letters and digits of a name in lowercase: names that differ otherwise may become the same type name.
fn comparison_key(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns a unique name for a schema: its key in `$defs`, or else the words of its pointer.
fn unique_schema_name(target: &Pointer, root: &Value, reserved: &mut BTreeSet<String>) -> String {
    let unique = |name: &str, reserved: &mut BTreeSet<String>| {
        unique_name(name, '_', |name| reserved.insert(comparison_key(name)))
    };
    let tokens: Vec<String> = target.tokens().collect();
    if let [.., holder, name] = tokens.as_slice()
        && matches!(holder.as_str(), "$defs" | "definitions")
        && !reserved.contains(&comparison_key(&clean(name)))
    {
        return unique(&clean(name), reserved);
    }
    let words: Vec<String> = match tokens.as_slice() {
        [paths, path, method, rest @ ..] if paths == "paths" && METHODS.contains(&method.as_str()) => {
            let id = Pointer::from_tokens(["paths", path, method, "operationId"]).find(root).and_then(Value::as_str);
            let id = id.map_or_else(|| format!("{method}_{path}"), str::to_owned);
            std::iter::once(id).chain(words(rest)).collect()
        }
        all => words(all).collect(),
    };
    let name = words.iter().map(|word| clean(word)).filter(|word| word != "unnamed").collect::<Vec<_>>().join("_");
    unique(if name.is_empty() { "unnamed" } else { &name }, reserved)
}

/// Returns the pointer tokens that contribute to a name.
fn words(tokens: &[String]) -> impl Iterator<Item = String> + '_ {
    tokens.iter().filter(|token| !STRUCTURE.contains(&token.as_str()) && !token.contains('/')).map(|token| match token
        .as_str()
    {
        "items" => "item".to_owned(),
        "additionalProperties" => "value".to_owned(),
        "requestBody" => "body".to_owned(),
        word => word.to_owned(),
    })
}

/// Inserts a schema as a component; returns false if the document has no object for it.
fn insert(root: &mut Value, component: &Pointer, schema: Value) -> bool {
    let Some((_, name)) = component.split_last() else { return false };
    let Value::Object(root) = root else { return false };
    let components = root.entry("components").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(components) = components else { return false };
    let schemas = components.entry("schemas").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(schemas) = schemas else { return false };
    schemas.insert(name, schema);
    true
}
