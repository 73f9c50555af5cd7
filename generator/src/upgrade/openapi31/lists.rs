//! Lists that give each place a schema of its own.
//!
//! One schema object comes in and is changed in place. 3.0 can say only which schemas there are, so that the places
//! are kept in an extension beside that. It must not go down into other schemas.

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;
use crate::upgrade::shape::PREFIX_ITEMS;
use crate::upgrade::stage::Stage;
use crate::upgrade::trail::Trail;

/// Converts `prefixItems`, and `items` that is a list or a flag.
pub(super) fn convert(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    let is_new = matches!(schema.get("prefixItems"), Some(Value::Array(_)));
    let key = if is_new { "prefixItems" } else { "items" };
    // What the places after the listed ones hold.
    let rest_key = if is_new { "items" } else { "additionalItems" };
    if !matches!(schema.get(key), Some(Value::Array(_))) {
        close_empty(schema);
        return;
    }
    let Some(Value::Array(places)) = schema.shift_remove(key) else { return };
    let rest = schema.shift_remove(rest_key);
    if rest == Some(Value::Bool(false)) {
        schema.entry("maxItems").or_insert_with(|| places.len().into());
    }
    for index in 0..places.len() {
        let was = trail.key(key).index(index).pointer();
        stage.moved_on(trail.key(PREFIX_ITEMS).index(index).pointer(), &was);
    }
    let items = any_of(&places, rest.as_ref().map(|rest| (rest, rest_key)), key, trail, stage);
    schema.insert("items".to_owned(), items);
    if !places.is_empty() {
        schema.insert(PREFIX_ITEMS.to_owned(), Value::Array(places));
    }
}

/// What any item may be.
fn any_of(
    places: &[Value],
    rest: Option<(&Value, &str)>,
    key: &str,
    trail: &Trail<'_>,
    stage: &mut Stage<'_>,
) -> Value {
    // Each level of such lists would double what is in it.
    if places.iter().any(has_places) {
        return json!({});
    }
    let listed = trail.key(key);
    let listed = places.iter().enumerate().map(|(index, schema)| (schema, listed.index(index).pointer()));
    let rest = rest.filter(|(schema, _)| schema.is_object());
    let rest = rest.map(|(schema, key)| (schema, trail.key(key).pointer()));
    let mut kinds: Vec<(&Value, Pointer)> = Vec::with_capacity(places.len() + 1);
    for (schema, was) in listed.chain(rest) {
        if !kinds.iter().any(|(known, _)| *known == schema) {
            kinds.push((schema, was));
        }
    }
    let items = trail.key("items");
    if let [(single, was)] = kinds.as_slice() {
        stage.moved_on(items.pointer(), was);
        return (*single).clone();
    }
    for (index, (_, was)) in kinds.iter().enumerate() {
        stage.moved_on(items.key("anyOf").index(index).pointer(), was);
    }
    let kinds: Vec<Value> = kinds.into_iter().map(|(schema, _)| schema.clone()).collect();
    if kinds.is_empty() { json!({}) } else { json!({ "anyOf": kinds }) }
}

/// Whether there is a list in a schema that gives each place a schema of its own.
fn has_places(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => map.iter().any(|(key, value)| {
            key == "prefixItems" || key == PREFIX_ITEMS || (key == "items" && value.is_array()) || has_places(value)
        }),
        Value::Array(list) => list.iter().any(has_places),
        _ => false,
    }
}

/// A list whose items may be nothing is empty.
fn close_empty(schema: &mut Map<String, Value>) {
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
