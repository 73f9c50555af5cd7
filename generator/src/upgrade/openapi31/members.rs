//! Members of objects that are not named one by one.
//!
//! One schema object comes in and is changed in place. It must not go down into other schemas.

use serde_json::{Map, Value, json};

use crate::upgrade::stage::Stage;
use crate::upgrade::trail::Trail;

/// Converts `patternProperties` and `unevaluatedProperties` where `additionalProperties` says the same of a value.
pub(super) fn convert(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    convert_patterns(schema, trail, stage);
    convert_unevaluated(schema, trail, stage);
}

/// Names by pattern are, to a reader of the value, names that are not known beforehand.
fn convert_patterns(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    let Some(Value::Object(patterns)) = schema.get("patternProperties") else { return };
    let is_declared = schema.get("additionalProperties").is_some_and(Value::is_object);
    let mut kinds: Vec<&Value> = Vec::with_capacity(patterns.len());
    for kind in patterns.values().filter(|kind| !kind.is_boolean()) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if is_declared || kinds.is_empty() {
        return;
    }
    let now = trail.key("additionalProperties");
    let places = trail.key("patternProperties");
    let of = |kind: &Value| patterns.iter().find(|(_, value)| *value == kind).map(|(pattern, _)| pattern.as_str());
    let additional = match kinds.as_slice() {
        [single] => {
            stage.moved_on(now.pointer(), &places.key(of(single).unwrap_or_default()).pointer());
            (*single).clone()
        }
        several => {
            for (index, kind) in several.iter().enumerate() {
                let was = places.key(of(kind).unwrap_or_default()).pointer();
                stage.moved_on(now.key("anyOf").index(index).pointer(), &was);
            }
            json!({ "anyOf": several })
        }
    };
    schema.insert("additionalProperties".to_owned(), additional);
}

/// Without other parts, no property is evaluated elsewhere.
fn convert_unevaluated(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    let has_parts = ["allOf", "anyOf", "oneOf", "$ref", "additionalProperties", "if", "dependentSchemas"];
    if !schema.contains_key("unevaluatedProperties") || has_parts.iter().any(|key| schema.contains_key(*key)) {
        return;
    }
    if let Some(value) = schema.shift_remove("unevaluatedProperties") {
        let now = trail.key("additionalProperties").pointer();
        stage.moved_on(now, &trail.key("unevaluatedProperties").pointer());
        schema.insert("additionalProperties".to_owned(), value);
    }
}
