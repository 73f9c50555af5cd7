//! Lists of types: one of them and null, or one of several.
//!
//! One schema object comes in and is changed in place. It must not go down into other schemas.

use serde_json::{Map, Value, json};

use crate::upgrade::stage::Stage;
use crate::upgrade::tidy::words;
use crate::upgrade::trail::Trail;

/// The keywords that belong to one type, and move with it when a schema of several types is split.
const OF_TYPE: &[(&str, &[&str])] = &[
    ("array", &["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
    (
        "object",
        &["properties", "patternProperties", "required", "additionalProperties", "minProperties", "maxProperties"],
    ),
    ("string", &["pattern", "minLength", "maxLength", "contentEncoding", "contentMediaType"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("integer", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
];

/// Formats of numbers; the others are of texts.
const NUMBER_FORMATS: &[&str] = &["float", "double", "decimal", "int8", "int16", "int32", "int64"];

/// `type: [a, "null"]` is nullable, `type: [a, b]` is one of two.
pub(super) fn convert(schema: &mut Map<String, Value>, trail: &Trail<'_>, stage: &mut Stage<'_>) {
    if schema.get("type").and_then(Value::as_str) == Some("null") {
        schema.shift_remove("type");
        schema.insert("nullable".to_owned(), true.into());
        schema.entry("enum").or_insert_with(|| json!([null]));
        return;
    }
    let Some(Value::Array(list)) = schema.get("type") else { return };
    let mut types: Vec<String> = Vec::new();
    for word in list.iter().filter_map(Value::as_str).filter_map(plain) {
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
        several => split(schema, several, trail, stage),
    }
    if nullable {
        schema.insert("nullable".to_owned(), true.into());
    }
}

/// The type that a word means.
fn plain(word: &str) -> Option<String> {
    if word == "null" {
        return Some(word.to_owned());
    }
    words::meaning(word)?.get("type").and_then(Value::as_str).map(str::to_owned)
}

/// The type that a value has.
pub(super) fn of_value(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn split(schema: &mut Map<String, Value>, types: &[String], trail: &Trail<'_>, stage: &mut Stage<'_>) {
    schema.shift_remove("type");
    // Listed values, or alternatives that the author gave, say more than a list of types does; and a list of all
    // types says nothing.
    let says_more = ["enum", "const", "oneOf", "anyOf"].iter().any(|keyword| schema.contains_key(*keyword));
    let all = ["string", "number", "boolean", "array", "object"];
    if says_more || all.iter().all(|word| types.iter().any(|listed| listed == word)) {
        return;
    }
    let mut moved: Vec<&str> = Vec::new();
    let mut alternatives = Vec::with_capacity(types.len());
    for (index, word) in types.iter().enumerate() {
        let mut alternative = Map::from_iter([("type".to_owned(), Value::from(word.as_str()))]);
        let keywords = OF_TYPE.iter().filter(|(name, _)| name == word).flat_map(|(_, keywords)| keywords.iter());
        for keyword in keywords.copied().chain(has_format(schema, word).then_some("format")) {
            if let Some(value) = schema.get(keyword) {
                alternative.insert(keyword.to_owned(), value.clone());
                let now = trail.key("oneOf").index(index).key(keyword).pointer();
                stage.moved_on(now, &trail.key(keyword).pointer());
                moved.push(keyword);
            }
        }
        alternatives.push(Value::Object(alternative));
    }
    for keyword in moved {
        schema.shift_remove(keyword);
    }
    stage.moved_on(trail.key("oneOf").pointer(), &trail.key("type").pointer());
    schema.insert("oneOf".to_owned(), Value::Array(alternatives));
}

/// Whether the schema's format is one of this type.
fn has_format(schema: &Map<String, Value>, word: &str) -> bool {
    let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
    let of_number = NUMBER_FORMATS.contains(&format) || format.starts_with("uint");
    if of_number { matches!(word, "number" | "integer") } else { word == "string" }
}
