//! Conversion of OpenAPI 3.1 schemas to OpenAPI 3.0.
//!
//! [`upgrade`] replaces the keywords of JSON Schema 2020-12 by those of 3.0, in documents of any dialect. Keywords without
//! a counterpart are kept as extensions and reported once per keyword.

mod alternatives;
mod properties;
mod tuples;
mod types;

use serde_json::{Map, Number, Value};

use super::context::Context;
use super::object_model::{ObjectKind, REFERENCE_SIBLINGS, visit};
use crate::diagnostic::Code;
use crate::document::Dialect;
use crate::pointer::PathStack;

/// Keywords that identify or comment a schema and do not apply to values.
const IDENTIFYING_KEYWORDS: &[&str] = &[
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

/// Keywords that constrain values without changing their type.
const CONSTRAINTS: &[&str] = &[
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

/// Converts every schema; `author` is the dialect that the document was written in.
pub(super) fn upgrade(root: &mut Value, author: Dialect, context: &mut Context<'_>) {
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, path| {
        if kind == ObjectKind::Schema {
            if author == Dialect::OpenApi31 {
                wrap_reference(map, path, context);
            }
            convert(map, path, context);
        }
    });
}

/// Moves a `$ref` into an `allOf` if it has siblings that constrain values: in 3.1 these apply as well.
fn wrap_reference(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    let constrains = |(key, value): (&String, &Value)| {
        let key = key.as_str();
        let is_annotation =
            REFERENCE_SIBLINGS.contains(&key) || IDENTIFYING_KEYWORDS.contains(&key) || key == "examples";
        key != "$ref" && !is_annotation && !key.starts_with("x-") && !value.is_null()
    };
    if !schema.get("$ref").is_some_and(Value::is_string) || !schema.iter().any(constrains) {
        return;
    }
    let Some(reference) = schema.shift_remove("$ref") else { return };
    let part = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => parts.push(part),
        _ => {
            context.moved_on(path.key("allOf").index(0).pointer(), &path.pointer());
            schema.insert("allOf".to_owned(), Value::Array(vec![part]));
        }
    }
}

/// Converts one schema object in place.
fn convert(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    schema.retain(|key, _| !IDENTIFYING_KEYWORDS.contains(&key.as_str()));
    types::convert(schema, path, context);
    alternatives::convert(schema, path, context);
    convert_const(schema);
    convert_bound(schema, "minimum", "exclusiveMinimum", |exclusive, inclusive| exclusive >= inclusive);
    convert_bound(schema, "maximum", "exclusiveMaximum", |exclusive, inclusive| exclusive <= inclusive);
    convert_examples(schema);
    tuples::convert(schema, path, context);
    properties::convert(schema, path, context);
    convert_encoding(schema);
    set_aside_constraints(schema, path, context);
}

/// Converts `const` to an `enum` of one value, with the type of that value.
fn convert_const(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.shift_remove("const") {
        if !schema.contains_key("type")
            && let Some(word) = types::type_of(&value)
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

/// Converts a numeric exclusive bound to a bound with a flag, unless the inclusive bound is stricter.
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

/// Converts `examples` to `example`, with the first value.
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

/// Converts `contentEncoding` and binary media types to a `format`.
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

/// Reports the keywords that only constrain values, and renames those without a counterpart in 3.0 to extensions.
fn set_aside_constraints(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    if schema.get("not").is_some_and(is_constraining) {
        report_constraint("not", path, context);
    }
    let found: Vec<&str> = CONSTRAINTS.iter().copied().filter(|key| schema.contains_key(*key)).collect();
    for key in found {
        let Some(value) = schema.shift_remove(key) else { continue };
        if is_constraining(&value) {
            report_constraint(key, path, context);
        }
        let extension = format!("x-{key}");
        context.moved_on(path.key(&extension).pointer(), &path.key(key).pointer());
        schema.entry(extension).or_insert(value);
    }
}

/// Returns false for null, true and the empty schema, which allow every value.
fn is_constraining(value: &Value) -> bool {
    !value.is_null() && *value != Value::Bool(true) && value.as_object().is_none_or(|map| !map.is_empty())
}

fn report_constraint(key: &str, path: &PathStack<'_>, context: &mut Context<'_>) {
    let message = format!("`{key}` is not checked by the client: types cannot express it");
    let at = context.before(&path.key(key).pointer());
    context.report_once(Code::LimitUnchecked, message, &at, "no action needed: the server validates the requests");
}

#[cfg(test)]
mod tests;
