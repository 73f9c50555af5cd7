//! Conversion of tuples, which are arrays with a schema for each position.
//!
//! In 3.0 `items` is a single schema: it becomes the union of the schemas of all positions. The positions are kept in the
//! extension [`PREFIX_ITEMS`].

use serde_json::{Map, Value, json};

use crate::pointer::PathStack;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::PREFIX_ITEMS;

/// Converts `prefixItems`, and `items` that is an array or a boolean, of one schema object.
pub(super) fn convert(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    let is_new = matches!(schema.get("prefixItems"), Some(Value::Array(_)));
    let key = if is_new { "prefixItems" } else { "items" };
    // The keyword for the items after the listed positions.
    let rest_key = if is_new { "items" } else { "additionalItems" };
    if !matches!(schema.get(key), Some(Value::Array(_))) {
        convert_flag(schema);
        return;
    }
    let Some(Value::Array(positions)) = schema.shift_remove(key) else { return };
    let rest = schema.shift_remove(rest_key);
    if rest == Some(Value::Bool(false)) {
        schema.entry("maxItems").or_insert_with(|| positions.len().into());
    }
    for index in 0..positions.len() {
        let was = path.key(key).index(index).pointer();
        context.moved_on(path.key(PREFIX_ITEMS).index(index).pointer(), &was);
    }
    let items = any_of(&positions, rest.as_ref().map(|rest| (rest, rest_key)), key, path, context);
    schema.insert("items".to_owned(), items);
    if !positions.is_empty() {
        schema.insert(PREFIX_ITEMS.to_owned(), Value::Array(positions));
    }
}

/// Returns the union of the schemas of all items.
fn any_of(
    positions: &[Value],
    rest: Option<(&Value, &str)>,
    key: &str,
    path: &PathStack<'_>,
    context: &mut Context<'_>,
) -> Value {
    // The schemas of nested tuples would double with each level.
    if positions.iter().any(has_tuples) {
        return json!({});
    }
    let listed = path.key(key);
    let listed = positions.iter().enumerate().map(|(index, schema)| (schema, listed.index(index).pointer()));
    let rest = rest.filter(|(schema, _)| schema.is_object());
    let rest = rest.map(|(schema, key)| (schema, path.key(key).pointer()));
    let mut variants: Vec<(&Value, Pointer)> = Vec::with_capacity(positions.len() + 1);
    for (schema, was) in listed.chain(rest) {
        if !variants.iter().any(|(known, _)| *known == schema) {
            variants.push((schema, was));
        }
    }
    let items = path.key("items");
    if let [(single, was)] = variants.as_slice() {
        context.moved_on(items.pointer(), was);
        return (*single).clone();
    }
    for (index, (_, was)) in variants.iter().enumerate() {
        context.moved_on(items.key("anyOf").index(index).pointer(), was);
    }
    let variants: Vec<Value> = variants.into_iter().map(|(schema, _)| schema.clone()).collect();
    if variants.is_empty() { json!({}) } else { json!({ "anyOf": variants }) }
}

/// Returns true if a schema contains a tuple.
fn has_tuples(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => map.iter().any(|(key, value)| {
            key == "prefixItems" || key == PREFIX_ITEMS || (key == "items" && value.is_array()) || has_tuples(value)
        }),
        Value::Array(list) => list.iter().any(has_tuples),
        _ => false,
    }
}

/// Converts a boolean `items`: the array is empty, or accepts any items.
fn convert_flag(schema: &mut Map<String, Value>) {
    match schema.get("items") {
        Some(Value::Bool(false)) => {
            schema.insert("items".to_owned(), json!({}));
            schema.insert("maxItems".to_owned(), 0.into());
        }
        Some(Value::Bool(true)) => {
            schema.insert("items".to_owned(), json!({}));
        }
        _ => {}
    }
}
