//! Schemas that are referred to where they stand become components.
//!
//! A document comes in whose references lead to schemas in any place: a property, a response, the `$defs` of another
//! schema. Out it goes with each of those under a name of its own, referred to where it stood, so that it is one type
//! for all that use it. It must not know what a schema says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::components::clean;
use super::shape::{METHODS, Shape, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::pointer::Pointer;

/// Tokens of a pointer that say how a schema is held, and not what it is.
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

/// Gives names to the schemas that are referred to elsewhere than among the components.
pub(super) fn settle(root: &mut Value, stage: &mut Stage<'_>) {
    let targets = targets(root);
    if targets.is_empty() {
        return;
    }
    let mut homes = aliases(root, &targets);
    let mut taken = names(root);
    for target in &targets {
        let mut name = || claim_name(target, root, &mut taken);
        homes.entry(target.clone()).or_insert_with_key(|_| Pointer::of(["components", "schemas", &name()]));
    }
    // Inner ones first, so that outer ones take along references to them.
    let mut order: Vec<&Pointer> = targets.iter().collect();
    order.sort_by_key(|target| std::cmp::Reverse(target.tokens().count()));
    for target in order {
        if let (Some(home), Some(schema)) = (homes.get(target), target.find_mut(root)) {
            let reference = Value::Object(Map::from_iter([("$ref".to_owned(), home.to_string().into())]));
            let schema = std::mem::replace(schema, reference);
            if insert(root, home, schema) {
                stage.moved(home.clone(), target.clone());
            }
        }
    }
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, _| {
        if let Some(home) = deep_target(map, shape).and_then(|target| homes.get(&target)) {
            map.insert("$ref".to_owned(), home.to_string().into());
        }
    });
}

/// The places outside of the components' schemas that schemas refer to, in the order of their pointers.
fn targets(root: &mut Value) -> BTreeSet<Pointer> {
    let mut targets = BTreeSet::new();
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, _| {
        targets.extend(deep_target(map, shape));
    });
    targets.retain(|target| target.find(root).is_some_and(|schema| schema.is_object() || schema.is_boolean()));
    targets
}

fn deep_target(map: &Map<String, Value>, shape: Shape) -> Option<Pointer> {
    let reference = map.get("$ref").filter(|_| shape == Shape::Schema)?.as_str()?.strip_prefix('#')?;
    let is_component = reference.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'));
    Pointer::parse(reference).filter(|_| !is_component)
}

/// A component that is nothing but a reference is the home of what it refers to; of several, the first by name.
fn aliases(root: &Value, targets: &BTreeSet<Pointer>) -> BTreeMap<Pointer, Pointer> {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let mut aliases: BTreeMap<Pointer, Pointer> = BTreeMap::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(map) = schema.as_object().filter(|map| map.len() == 1) else { continue };
        let Some(target) = deep_target(map, Shape::Schema).filter(|target| targets.contains(target)) else { continue };
        let home = Pointer::of(["components", "schemas", name]);
        let known = aliases.entry(target).or_insert_with(|| home.clone());
        if home < *known {
            *known = home;
        }
    }
    aliases
}

/// The names of the components' schemas, as far as they tell types apart.
fn names(root: &Value) -> BTreeSet<String> {
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    schemas.into_iter().flat_map(Map::keys).map(|name| essence(name)).collect()
}

/// A type's name has no signs, and starts each word with a capital, whatever the document writes.
fn essence(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn claim(wish: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wish.to_owned();
    let mut number = 1;
    while !taken.insert(essence(&name)) {
        number += 1;
        name = format!("{wish}_{number}");
    }
    name
}

/// The last word of the way to a schema if it was given to be referred to, else all words of that way.
fn claim_name(target: &Pointer, root: &Value, taken: &mut BTreeSet<String>) -> String {
    let tokens: Vec<String> = target.tokens().collect();
    if let [.., holder, name] = tokens.as_slice()
        && matches!(holder.as_str(), "$defs" | "definitions")
        && !taken.contains(&essence(&clean(name)))
    {
        return claim(&clean(name), taken);
    }
    let words: Vec<String> = match tokens.as_slice() {
        [paths, path, method, rest @ ..] if paths == "paths" && METHODS.contains(&method.as_str()) => {
            let id = Pointer::of(["paths", path, method, "operationId"]).find(root).and_then(Value::as_str);
            let id = id.map_or_else(|| format!("{method}_{path}"), str::to_owned);
            std::iter::once(id).chain(words(rest)).collect()
        }
        all => words(all).collect(),
    };
    let name = words.iter().map(|word| clean(word)).filter(|word| word != "unnamed").collect::<Vec<_>>().join("_");
    claim(if name.is_empty() { "unnamed" } else { &name }, taken)
}

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

fn insert(root: &mut Value, home: &Pointer, schema: Value) -> bool {
    let Some((_, name)) = home.split_last() else { return false };
    let Value::Object(root) = root else { return false };
    let components = root.entry("components").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(components) = components else { return false };
    let schemas = components.entry("schemas").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(schemas) = schemas else { return false };
    schemas.insert(name, schema);
    true
}
