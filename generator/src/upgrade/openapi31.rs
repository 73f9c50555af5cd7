//! Schemas of OpenAPI 3.1, and of JSON Schema beyond 3.0, in the words that 3.0 has for them.
//!
//! A document in 3.0 structure comes in, whose references lead to components. Out it goes with every schema in words
//! of 3.0, each move recorded. What 3.0 has no words for is kept as an extension, and noted once for each keyword.

mod alternatives;
mod lists;
mod members;
mod types;

use serde_json::{Map, Number, Value};

use super::shape::{Shape, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::diagnostic::Code;
use crate::document::Dialect;

/// What may stand beside a reference and still be said: words about the value, none of its type.
pub(super) const BESIDE_REFERENCE: &[&str] = &[
    "title",
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "default",
    "example",
    "externalDocs",
    "xml",
];

/// What schemas say of themselves and not of values: names to be referred to by, and remarks.
const OF_THE_SCHEMA: &[&str] = &[
    "$schema",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$vocabulary",
    "$comment",
    "$defs",
    "definitions",
];

/// Keywords that rule values out, and say nothing about what the others look like.
const LIMITS: &[&str] = &[
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "propertyNames",
    "patternProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
];

/// Rewrites every schema; `author` is the dialect that the document was written in.
pub(super) fn settle(root: &mut Value, author: Dialect, stage: &mut Stage<'_>) {
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, trail| {
        if shape == Shape::Schema {
            if author == Dialect::OpenApi31 {
                part_reference(map, trail, stage);
            }
            convert(map, trail, stage);
        }
    });
}

/// From 3.1 on, what stands beside a reference limits the value too: the reference is one part of it.
fn part_reference(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    let says = |(key, value): (&String, &Value)| {
        let key = key.as_str();
        let is_word = BESIDE_REFERENCE.contains(&key) || OF_THE_SCHEMA.contains(&key) || key == "examples";
        key != "$ref" && !is_word && !key.starts_with("x-") && !value.is_null()
    };
    if !schema.get("$ref").is_some_and(Value::is_string) || !schema.iter().any(says) {
        return;
    }
    let Some(reference) = schema.shift_remove("$ref") else { return };
    let part = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => parts.push(part),
        _ => {
            stage.moved_on(trail.key("allOf").index(0).pointer(), &trail.pointer());
            schema.insert("allOf".to_owned(), Value::Array(vec![part]));
        }
    }
}

fn convert(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    schema.retain(|key, _| !OF_THE_SCHEMA.contains(&key.as_str()));
    types::convert(schema, trail, stage);
    alternatives::convert(schema, trail, stage);
    convert_const(schema);
    convert_bound(schema, "minimum", "exclusiveMinimum", |exclusive, inclusive| exclusive >= inclusive);
    convert_bound(schema, "maximum", "exclusiveMaximum", |exclusive, inclusive| exclusive <= inclusive);
    convert_examples(schema);
    lists::convert(schema, trail, stage);
    members::convert(schema, trail, stage);
    convert_encoding(schema);
    set_limits_aside(schema, trail, stage);
}

/// A constant is the one value of an enumeration, and has the type of its value.
fn convert_const(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.shift_remove("const") {
        if !schema.contains_key("type")
            && let Some(word) = types::of_value(&value)
        {
            schema.insert("type".to_owned(), word.into());
        }
        schema.entry("enum").or_insert_with(|| Value::Array(vec![value]));
    }
    let has_null = matches!(schema.get("enum"), Some(Value::Array(values)) if values.contains(&Value::Null));
    if has_null {
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// An exclusive bound that is a number becomes the bound, with a flag, where it is the stricter one.
fn convert_bound(schema: &mut Map<String, Value>, bound: &str, exclusive: &str, stricter: fn(f64, f64) -> bool) {
    let Some(limit) = schema.get(exclusive).and_then(Value::as_number).cloned() else { return };
    schema.shift_remove(exclusive);
    let number = |limit: &Number| limit.as_f64().unwrap_or_default();
    let inclusive = schema.get(bound).and_then(Value::as_number).map(number);
    if inclusive.is_none_or(|inclusive| stricter(number(&limit), inclusive)) {
        schema.insert(bound.to_owned(), Value::Number(limit));
        schema.insert(exclusive.to_owned(), true.into());
    }
}

fn convert_examples(schema: &mut Map<String, Value>) {
    let first = match schema.get_mut("examples") {
        Some(Value::Array(list)) if !list.is_empty() => list.swap_remove(0),
        Some(Value::Array(_)) => Value::Null,
        _ => return,
    };
    schema.shift_remove("examples");
    if !first.is_null() {
        schema.entry("example").or_insert(first);
    }
}

/// Text that carries bytes: encoded as text, or as they are.
fn convert_encoding(schema: &mut Map<String, Value>) {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_ascii_lowercase);
    let format = match (text("contentEncoding"), text("contentMediaType")) {
        (Some(encoding), _) if encoding == "base64url" => "base64url",
        (Some(encoding), _) if encoding.starts_with("base64") => "byte",
        (None, Some(media_type)) if is_binary(&media_type) => "binary",
        _ => return,
    };
    schema.shift_remove("contentEncoding");
    schema.entry("format").or_insert_with(|| format.into());
    schema.entry("type").or_insert_with(|| "string".into());
}

fn is_binary(media_type: &str) -> bool {
    let families = ["image/", "audio/", "video/", "font/"];
    let types = ["application/octet-stream", "application/pdf", "application/zip", "application/gzip"];
    let is_text = media_type.ends_with("+xml") || media_type.ends_with("+json");
    types.contains(&media_type) || (families.iter().any(|family| media_type.starts_with(family)) && !is_text)
}

/// Keywords that only rule values out are noted, and kept where no reader of 3.0 takes them for its own.
fn set_limits_aside(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    if schema.get("not").is_some_and(limits) {
        note_limit("not", trail, stage);
    }
    let found: Vec<&str> = LIMITS.iter().copied().filter(|key| schema.contains_key(*key)).collect();
    for key in found {
        let Some(value) = schema.shift_remove(key) else { continue };
        if limits(&value) {
            note_limit(key, trail, stage);
        }
        let extension = format!("x-{key}");
        stage.moved_on(trail.key(&extension).pointer(), &trail.key(key).pointer());
        schema.entry(extension).or_insert(value);
    }
}

/// True and the empty schema rule nothing out.
fn limits(value: &Value) -> bool {
    !value.is_null() && *value != Value::Bool(true) && value.as_object().is_none_or(|map| !map.is_empty())
}

fn note_limit(key: &str, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    let fault = format!("`{key}` limits values in a way that types do not show; the client does not check it");
    let at = stage.before(&trail.key(key).pointer());
    stage.report_once(Code::LimitUnchecked, fault, &at, "nothing is to be done: the API checks what it is sent");
}

#[cfg(test)]
mod tests;
