//! Schemas of OpenAPI 3.1, and of JSON Schema beyond 3.0, in the words that 3.0 has for them.
//!
//! One schema object comes in and is changed in place; the walk over schemas is not its matter. What 3.0 has no words
//! for stays, for the walk to set aside and report.

use serde_json::{Map, Number, Value, json};

/// The keywords that belong to one type, and move with it when a schema of several types is split.
const OF_TYPE: &[(&str, &[&str])] = &[
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
    ("object", &["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
    ("string", &["pattern", "minLength", "maxLength", "format"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("integer", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
];

/// Rewrites what 3.0 can say in other words.
pub(super) fn convert(schema: &mut Map<String, Value>) {
    convert_type(schema);
    convert_alternatives(schema);
    convert_const(schema);
    convert_bound(schema, "minimum", "exclusiveMinimum", |exclusive, inclusive| exclusive >= inclusive);
    convert_bound(schema, "maximum", "exclusiveMaximum", |exclusive, inclusive| exclusive <= inclusive);
    convert_examples(schema);
    convert_tuple(schema);
    convert_pattern_properties(schema);
    convert_encoding(schema);
}

/// `type: [a, "null"]` is nullable, `type: [a, b]` is one of two.
fn convert_type(schema: &mut Map<String, Value>) {
    if schema.get("type").and_then(Value::as_str) == Some("null") {
        schema.shift_remove("type");
        schema.insert("nullable".to_owned(), true.into());
        schema.entry("enum").or_insert_with(|| json!([null]));
        return;
    }
    let Some(Value::Array(list)) = schema.get("type") else { return };
    let mut types: Vec<String> = Vec::new();
    for word in list.iter().filter_map(Value::as_str) {
        if !types.iter().any(|known| known == word) {
            types.push(word.to_owned());
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
        several => split(schema, several),
    }
    if nullable {
        schema.insert("nullable".to_owned(), true.into());
    }
}

fn split(schema: &mut Map<String, Value>, types: &[String]) {
    schema.shift_remove("type");
    // Listed values, or alternatives that the author gave, say more than a list of types does.
    if schema.contains_key("enum") || schema.contains_key("oneOf") {
        return;
    }
    let mut moved: Vec<&str> = Vec::new();
    let alternatives = types.iter().map(|word| {
        let mut alternative = Map::from_iter([("type".to_owned(), Value::from(word.as_str()))]);
        let keywords = OF_TYPE.iter().filter(|(name, _)| name == word).flat_map(|(_, keywords)| keywords.iter());
        for keyword in keywords {
            if let Some(value) = schema.get(*keyword) {
                alternative.insert((*keyword).to_owned(), value.clone());
                moved.push(keyword);
            }
        }
        Value::Object(alternative)
    });
    let alternatives: Vec<Value> = alternatives.collect();
    for keyword in moved {
        schema.shift_remove(keyword);
    }
    schema.insert("oneOf".to_owned(), Value::Array(alternatives));
}

/// An alternative that is only null makes the whole nullable.
fn convert_alternatives(schema: &mut Map<String, Value>) {
    for keyword in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = schema.get_mut(keyword) else { continue };
        let before = alternatives.len();
        alternatives.retain(|alternative| !is_null(alternative));
        if alternatives.len() == before {
            continue;
        }
        let single = if alternatives.len() == 1 { alternatives.pop() } else { None };
        let empty = alternatives.is_empty();
        if empty {
            schema.shift_remove(keyword);
        }
        schema.insert("nullable".to_owned(), true.into());
        match (single, schema.get_mut("allOf")) {
            (Some(single), Some(Value::Array(parts))) => parts.push(single),
            (Some(single), _) => {
                schema.insert("allOf".to_owned(), Value::Array(vec![single]));
            }
            (None, _) => {}
        }
    }
}

fn is_null(schema: &Value) -> bool {
    let Value::Object(schema) = schema else { return false };
    let only = |key: &str, value: &Value| schema.len() == 1 && schema.get(key) == Some(value);
    only("type", &json!("null")) || only("const", &Value::Null) || only("enum", &json!([null]))
}

fn convert_const(schema: &mut Map<String, Value>) {
    if let Some(value) = schema.shift_remove("const") {
        if value.is_null() {
            schema.insert("nullable".to_owned(), true.into());
        }
        schema.entry("enum").or_insert_with(|| Value::Array(vec![value]));
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

/// A list of `items` gives each element its own schema; 3.0 can say only which ones there are.
fn convert_tuple(schema: &mut Map<String, Value>) {
    let key = if matches!(schema.get("prefixItems"), Some(Value::Array(_))) { "prefixItems" } else { "items" };
    if !matches!(schema.get(key), Some(Value::Array(_))) {
        return;
    }
    let Some(Value::Array(mut alternatives)) = schema.shift_remove(key) else { return };
    if key == "prefixItems"
        && let Some(rest) = schema.shift_remove("items").filter(Value::is_object)
    {
        alternatives.push(rest);
    }
    let items = match alternatives.len() {
        0 => json!({}),
        1 => alternatives.swap_remove(0),
        _ => json!({"anyOf": alternatives}),
    };
    schema.insert("items".to_owned(), items);
}

/// Names by pattern are, to a reader of the value, names that are not known beforehand.
fn convert_pattern_properties(schema: &mut Map<String, Value>) {
    let Some(Value::Object(patterns)) = schema.get("patternProperties") else { return };
    let open = !schema.get("additionalProperties").is_some_and(Value::is_object);
    let mut members = patterns.values();
    if let (Some(only), None, true) = (members.next(), members.next(), open) {
        let only = only.clone();
        schema.insert("additionalProperties".to_owned(), only);
    }
}

fn convert_encoding(schema: &mut Map<String, Value>) {
    let format = match (schema.get("contentEncoding"), schema.get("contentMediaType")) {
        (Some(Value::String(encoding)), _) if encoding.starts_with("base64") => "byte",
        (None, Some(Value::String(media_type))) if media_type == "application/octet-stream" => "binary",
        _ => return,
    };
    schema.shift_remove("contentEncoding");
    schema.entry("format").or_insert_with(|| format.into());
    schema.entry("type").or_insert_with(|| "string".into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_words_become_those_of_3_0() {
        let table = [
            (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
            (
                json!({"type": ["string", "array"], "items": {}, "title": "t"}),
                json!({"title": "t", "oneOf": [{"type": "string"}, {"type": "array", "items": {}}]}),
            ),
            (json!({"type": ["integer", "number"]}), json!({"type": "number"})),
            (json!({"type": "null"}), json!({"nullable": true, "enum": [null]})),
            (
                json!({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}),
                json!({"nullable": true, "allOf": [{"$ref": "#/a"}]}),
            ),
            (json!({"const": 1}), json!({"enum": [1]})),
            (json!({"exclusiveMinimum": 3}), json!({"minimum": 3, "exclusiveMinimum": true})),
            (json!({"exclusiveMaximum": 9, "maximum": 5}), json!({"maximum": 5})),
            (json!({"examples": [1, 2]}), json!({"example": 1})),
            (json!({"prefixItems": [{"type": "string"}]}), json!({"items": {"type": "string"}})),
        ];
        for (schema, expected) in table {
            let Value::Object(mut converted) = schema.clone() else { panic!("a schema is an object") };
            convert(&mut converted);
            assert_eq!(Value::Object(converted), expected, "{schema}");
        }
    }
}
