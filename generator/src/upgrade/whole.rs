//! What a schema says of itself that only the whole document can tell to be wrong.
//!
//! A tidied document comes in. A default that the schema, with all it refers to, does not allow is set aside; a name
//! that `required` asks for and no part of the schema declares is left out. It must not change what values look like.

mod fit;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use self::fit::fits;
use super::shape::{Shape, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// How many references may follow each other before they are taken for a circle.
const LONGEST_CHAIN: usize = 32;

/// Settles every schema.
pub(super) fn settle(root: &mut Value, stage: &mut Stage<'_>) {
    let mut with_default = Vec::new();
    let mut with_required = Vec::new();
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, trail| {
        if shape != Shape::Schema {
            return;
        }
        if map.contains_key("default") {
            with_default.push(trail.pointer());
        }
        // Without parts, what `required` names besides the properties is among the additional ones.
        if map.contains_key("required") && map.contains_key("allOf") {
            with_required.push(trail.pointer());
        }
    });
    for at in with_default {
        settle_default(root, &at, stage);
    }
    for at in with_required {
        settle_required(root, &at, stage);
    }
}

fn settle_default(root: &mut Value, at: &Pointer, stage: &mut Stage<'_>) {
    let Some(Value::Object(schema)) = at.find(root) else { return };
    let Some(default) = schema.get("default") else { return };
    if fits(default, &Value::Object(without_default(schema)), root) {
        return;
    }
    let Some(Value::Object(schema)) = at.find_mut(root) else { return };
    if let Some(default) = schema.shift_remove("default") {
        stage.repair("default-unfit", &at.child("default"), Some(default.clone()), None);
        stage.moved(at.child("x-default"), at.child("default"));
        schema.entry("x-default").or_insert(default);
    }
}

/// Only what judges a value: texts and examples may be long.
fn without_default(schema: &Map<String, Value>) -> Map<String, Value> {
    let words = ["default", "description", "example", "title", "externalDocs", "xml"];
    let kept = schema.iter().filter(|(key, _)| !words.contains(&key.as_str()) && !key.starts_with("x-"));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn settle_required(root: &mut Value, at: &Pointer, stage: &mut Stage<'_>) {
    let Some(schema) = at.find(root) else { return };
    let mut known = Names { root, names: BTreeSet::new(), seen: BTreeSet::new(), is_open: false };
    known.collect(schema, 0);
    if known.is_open {
        return;
    }
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let unknown: Vec<String> =
        required.filter_map(Value::as_str).filter(|name| !known.names.contains(*name)).map(str::to_owned).collect();
    if unknown.is_empty() {
        return;
    }
    let message =
        format!("`required` names `{}`, which no part of the schema declares; left out", unknown.join("`, `"));
    let help = "declare the property, or correct its name";
    stage.report(Code::RequiredUndeclared, &at.child("required"), message, help);
    let Some(Value::Object(schema)) = at.find_mut(root) else { return };
    let Some(Value::Array(required)) = schema.get_mut("required") else { return };
    required.retain(|name| name.as_str().is_none_or(|name| !unknown.iter().any(|unknown| unknown == name)));
    if required.is_empty() {
        schema.shift_remove("required");
    }
}

/// The properties that a schema has, through all of its parts.
struct Names<'v> {
    root: &'v Value,
    names: BTreeSet<&'v str>,
    seen: BTreeSet<&'v str>,
    /// A part cannot be seen, and may have any.
    is_open: bool,
}

impl<'v> Names<'v> {
    fn collect(&mut self, schema: &'v Value, links: usize) {
        let Value::Object(schema) = schema else { return };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|target| self.root.pointer(target));
            match target {
                Some(target) if links < LONGEST_CHAIN => {
                    if self.seen.insert(reference) {
                        self.collect(target, links + 1);
                    }
                }
                _ => self.is_open = true,
            }
            return;
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        self.names.extend(properties.into_iter().flat_map(Map::keys).map(String::as_str));
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for part in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.collect(part, links);
            }
        }
    }
}
