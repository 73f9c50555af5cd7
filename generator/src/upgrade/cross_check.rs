//! Checks that need the entire document.
//!
//! They remove operation ids that are not unique, defaults that their schema does not allow, and names in `required`
//! that no part of the schema declares.

pub(super) mod security;
mod validate;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::validate::is_valid;
use super::context::Context;
use super::object_model::{METHODS, ObjectKind, visit};
use crate::diagnostic::Code;
use crate::pointer::PathStack;
use crate::pointer::Pointer;

/// Maximum number of consecutive references before they count as a cycle.
const MAX_REFERENCES: usize = 32;

/// Removes the operation ids that several operations share, so that names do not depend on the order of operations.
pub(super) fn remove_duplicate_operation_ids(root: &mut Value, context: &mut Context<'_>) {
    let Some(Value::Object(paths)) = root.get_mut("paths") else { return };
    let mut given: BTreeMap<String, Vec<Pointer>> = BTreeMap::new();
    for (path, item) in paths.iter() {
        for method in METHODS {
            let id = item.get(*method).and_then(|operation| operation.get("operationId")).and_then(Value::as_str);
            if let Some(id) = id {
                given.entry(id.to_owned()).or_default().push(Pointer::from_tokens(["paths", path, method]));
            }
        }
    }
    for (id, places) in given.into_iter().filter(|(_, places)| places.len() > 1) {
        for at in places {
            let operation = at.find_mut(root).and_then(Value::as_object_mut);
            let was = operation.and_then(|operation| operation.shift_remove("operationId"));
            let id_at = at.child("operationId");
            let message = format!("duplicate operationId `{id}`; ignored for all operations that have it");
            context.report_once(Code::DuplicateOperationId, message, &id_at, "give each operation a unique id");
            context.repair("duplicate-operation-id", &id_at, was, None);
        }
    }
}

/// Checks the `default` and `required` keywords of every schema.
pub(super) fn check_schemas(root: &mut Value, context: &mut Context<'_>) {
    let mut with_default = Vec::new();
    let mut with_required = Vec::new();
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, path| {
        if kind != ObjectKind::Schema {
            return;
        }
        if map.contains_key("default") {
            with_default.push(path.pointer());
        }
        // Without `allOf`, a required name that is not a property is an additional property.
        if map.contains_key("required") && map.contains_key("allOf") {
            with_required.push(path.pointer());
        }
    });
    for at in with_default {
        check_default(root, &at, context);
    }
    for at in with_required {
        check_required(root, &at, context);
    }
}

/// Moves a default that the schema does not allow to `x-default`.
fn check_default(root: &mut Value, at: &Pointer, context: &mut Context<'_>) {
    let Some(Value::Object(schema)) = at.find(root) else { return };
    let Some(default) = schema.get("default") else { return };
    if is_valid(default, &Value::Object(constraints(schema)), root) {
        return;
    }
    let Some(Value::Object(schema)) = at.find_mut(root) else { return };
    if let Some(default) = schema.shift_remove("default") {
        context.repair("default-unfit", &at.child("default"), Some(default.clone()), None);
        context.moved(at.child("x-default"), at.child("default"));
        schema.entry("x-default").or_insert(default);
    }
}

/// Returns the keywords of a schema that constrain values, without its default and its annotations.
fn constraints(schema: &Map<String, Value>) -> Map<String, Value> {
    let annotations = ["default", "description", "example", "title", "externalDocs", "xml"];
    let kept = schema.iter().filter(|(key, _)| !annotations.contains(&key.as_str()) && !key.starts_with("x-"));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Removes undeclared names from `required`.
fn check_required(root: &mut Value, at: &Pointer, context: &mut Context<'_>) {
    let Some(schema) = at.find(root) else { return };
    let mut known = PropertyNames { root, names: BTreeSet::new(), seen: BTreeSet::new(), is_open: false };
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
    let message = format!("`required` lists undeclared properties: `{}`; ignored", unknown.join("`, `"));
    let help = "declare the property, or correct its name";
    context.report(Code::RequiredUndeclared, &at.child("required"), message, help);
    let Some(Value::Object(schema)) = at.find_mut(root) else { return };
    let Some(Value::Array(required)) = schema.get_mut("required") else { return };
    required.retain(|name| name.as_str().is_none_or(|name| !unknown.iter().any(|unknown| unknown == name)));
    if required.is_empty() {
        schema.shift_remove("required");
    }
}

/// The names of the properties that a schema and its parts declare.
struct PropertyNames<'v> {
    root: &'v Value,
    names: BTreeSet<&'v str>,
    seen: BTreeSet<&'v str>,
    /// True if a part cannot be resolved and may declare any property.
    is_open: bool,
}

impl<'v> PropertyNames<'v> {
    fn collect(&mut self, schema: &'v Value, links: usize) {
        let Value::Object(schema) = schema else { return };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference.strip_prefix('#').and_then(|target| self.root.pointer(target));
            match target {
                Some(target) if links < MAX_REFERENCES => {
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
