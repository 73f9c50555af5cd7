//! Conversion of `patternProperties` and `unevaluatedProperties` to `additionalProperties`.

use serde_json::{Map, Value, json};

use crate::pointer::PathStack;
use crate::upgrade::context::Context;

/// Converts `patternProperties` and `unevaluatedProperties` of one schema object if `additionalProperties` is equivalent.
pub(super) fn convert(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    convert_patterns(schema, path, context);
    convert_unevaluated(schema, path, context);
}

/// Converts `patternProperties`: for a reader of values these are properties with unknown names.
fn convert_patterns(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    let Some(Value::Object(patterns)) = schema.get("patternProperties") else { return };
    let is_declared = schema.get("additionalProperties").is_some_and(Value::is_object);
    let mut schemas: Vec<&Value> = Vec::with_capacity(patterns.len());
    for value_schema in patterns.values().filter(|value_schema| !value_schema.is_boolean()) {
        if !schemas.contains(&value_schema) {
            schemas.push(value_schema);
        }
    }
    if is_declared || schemas.is_empty() {
        return;
    }
    let now = path.key("additionalProperties");
    let places = path.key("patternProperties");
    let pattern_of = |value_schema: &Value| {
        patterns.iter().find(|(_, value)| *value == value_schema).map(|(pattern, _)| pattern.as_str())
    };
    let additional = match schemas.as_slice() {
        [single] => {
            context.moved_on(now.pointer(), &places.key(pattern_of(single).unwrap_or_default()).pointer());
            (*single).clone()
        }
        several => {
            for (index, value_schema) in several.iter().enumerate() {
                let was = places.key(pattern_of(value_schema).unwrap_or_default()).pointer();
                context.moved_on(now.key("anyOf").index(index).pointer(), &was);
            }
            json!({ "anyOf": several })
        }
    };
    schema.insert("additionalProperties".to_owned(), additional);
}

/// Converts `unevaluatedProperties` of a schema without compositions, for which it means the same.
fn convert_unevaluated(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    let has_parts = ["allOf", "anyOf", "oneOf", "$ref", "additionalProperties", "if", "dependentSchemas"];
    if !schema.contains_key("unevaluatedProperties") || has_parts.iter().any(|key| schema.contains_key(*key)) {
        return;
    }
    if let Some(value) = schema.shift_remove("unevaluatedProperties") {
        let now = path.key("additionalProperties").pointer();
        context.moved_on(now, &path.key("unevaluatedProperties").pointer());
        schema.insert("additionalProperties".to_owned(), value);
    }
}
