//! Conversion of `type` arrays to `nullable` and `oneOf`.

use serde_json::{Map, Value, json};

use crate::pointer::PathStack;
use crate::upgrade::context::Context;
use crate::upgrade::type_words;

/// Keywords that apply to one type, and move with it when a schema of several types is split.
const TYPE_KEYWORDS: &[(&str, &[&str])] = &[
    ("array", &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &["properties", "patternProperties", "required", "additionalProperties", "minProperties", "maxProperties"],
    ),
    ("string", &["pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("integer", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
];

/// Formats of numbers; all others are formats of strings.
const NUMBER_FORMATS: &[&str] = &["float", "double", "decimal", "int8", "int16", "int32", "int64"];

/// Converts `type: [a, "null"]` to `nullable`, and `type: [a, b]` to `oneOf`.
pub(super) fn convert(schema: &mut Map<String, Value>, path: &PathStack<'_>, context: &mut Context<'_>) {
    if schema.get("type").and_then(Value::as_str) == Some("null") {
        schema.shift_remove("type");
        schema.insert("nullable".to_owned(), true.into());
        schema.entry("enum").or_insert_with(|| json!([null]));
        return;
    }
    let Some(Value::Array(list)) = schema.get("type") else { return };
    let mut types: Vec<String> = Vec::new();
    for word in list.iter().filter_map(Value::as_str).filter_map(plain_type) {
        if !types.contains(&word) {
            types.push(word);
        }
    }
    let nullable = types.iter().any(|word| word == "null") || list.contains(&Value::Null);
    types.retain(|word| word != "null");
    if types.iter().any(|word| word == "number") {
        types.retain(|word| word != "integer");
    }
    match types.as_slice() {
        [] => {
            schema.shift_remove("type");
        }
        [word] => {
            schema.insert("type".to_owned(), word.as_str().into());
        }
        several => split(schema, several, path, context),
    }
    if nullable {
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// Returns the JSON Schema type that a type word means.
fn plain_type(word: &str) -> Option<String> {
    if word == "null" {
        return Some(word.to_owned());
    }
    type_words::keywords(word)?.get("type").and_then(Value::as_str).map(str::to_owned)
}

/// Returns the type of a scalar.
pub(super) fn type_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Splits a schema of several types into alternatives, each with the keywords of its type.
fn split(schema: &mut Map<String, Value>, types: &[String], path: &PathStack<'_>, context: &mut Context<'_>) {
    schema.shift_remove("type");
    // Enumerated values and alternatives are more precise than a list of types, and a list of all types means any type.
    let is_redundant = ["enum", "const", "oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword));
    let all = ["string", "number", "boolean", "array", "object"];
    if is_redundant || all.iter().all(|word| types.iter().any(|listed| listed == word)) {
        return;
    }
    let mut moved: Vec<&str> = Vec::new();
    let mut alternatives = Vec::with_capacity(types.len());
    for (index, word) in types.iter().enumerate() {
        let mut alternative = Map::from_iter([("type".to_owned(), Value::from(word.as_str()))]);
        let keywords = TYPE_KEYWORDS.iter().filter(|(name, _)| name == word).flat_map(|(_, keywords)| keywords.iter());
        for keyword in keywords.copied().chain(has_format(schema, word).then_some("format")) {
            if let Some(value) = schema.get(keyword) {
                alternative.insert(keyword.to_owned(), value.clone());
                let now = path.key("oneOf").index(index).key(keyword).pointer();
                context.moved_on(now, &path.key(keyword).pointer());
                moved.push(keyword);
            }
        }
        alternatives.push(Value::Object(alternative));
    }
    for keyword in moved {
        schema.shift_remove(keyword);
    }
    context.moved_on(path.key("oneOf").pointer(), &path.key("type").pointer());
    schema.insert("oneOf".to_owned(), Value::Array(alternatives));
}

/// Returns true if the format of the schema applies to a type.
fn has_format(schema: &Map<String, Value>, word: &str) -> bool {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let is_number_format = NUMBER_FORMATS.contains(&format) || format.starts_with("uint");
    if is_number_format { matches!(word, "number" | "integer") } else { word == "string" }
}
