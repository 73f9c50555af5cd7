//! Coercion of values to the type that a field requires.
//!
//! The functions return the coerced value, or the unchanged value (or `None`) if its meaning is not evident. They
//! report nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value, json};

use crate::upgrade::object_model::{FieldType, ObjectKind};

/// Coerces a value to an object; a string is a shorthand for the main field of some objects.
pub(super) fn to_object(
    value: Value,
    kind: ObjectKind,
    schemas: &BTreeSet<String>,
) -> Result<Map<String, Value>, Value> {
    let member = match kind {
        ObjectKind::Schema => return to_schema(value, schemas),
        ObjectKind::Info => "title",
        ObjectKind::Contact | ObjectKind::License | ObjectKind::Tag => "name",
        ObjectKind::Server | ObjectKind::ExternalDocs => "url",
        ObjectKind::ServerVariable => "default",
        ObjectKind::Response => "description",
        ObjectKind::Discriminator => "propertyName",
        ObjectKind::Example => "value",
        ObjectKind::SecurityRequirement => {
            return match value {
                Value::Object(map) => Ok(map),
                Value::String(scheme) => Ok(Map::from_iter([(scheme, json!([]))])),
                other => Err(other),
            };
        }
        _ => "",
    };
    match value {
        Value::Object(map) => Ok(map),
        Value::String(text) if !member.is_empty() => Ok(Map::from_iter([(member.to_owned(), Value::String(text))])),
        other => Err(other),
    }
}

/// Coerces a value to a schema: booleans are schemas in 3.1, a string is a type or the name of a component.
fn to_schema(value: Value, schemas: &BTreeSet<String>) -> Result<Map<String, Value>, Value> {
    let schema = match value {
        Value::Object(map) => return Ok(map),
        Value::Bool(true) => json!({}),
        Value::Bool(false) => json!({"not": {}}),
        Value::String(name) if schemas.contains(&name) => json!({"$ref": format!("#/components/schemas/{name}")}),
        Value::String(word) => json!({ "type": word }),
        other => return Err(other),
    };
    match schema {
        Value::Object(map) => Ok(map),
        other => Err(other),
    }
}

/// Coerces a value to a map; an array whose elements have a `name` is a map by that name.
pub(super) fn to_map(value: Value) -> Result<Map<String, Value>, Value> {
    let list = match value {
        Value::Object(map) => return Ok(map),
        Value::Array(list) => list,
        other => return Err(other),
    };
    if list.is_empty() || !list.iter().all(|element| element.get("name").is_some_and(Value::is_string)) {
        return if list.is_empty() { Ok(Map::new()) } else { Err(Value::Array(list)) };
    }
    let mut map = Map::new();
    for mut element in list {
        let name = element.as_object_mut().and_then(|element| element.shift_remove("name"));
        if let Some(Value::String(name)) = name {
            map.entry(name).or_insert(element);
        }
    }
    Ok(map)
}

/// Coerces a value to a type other than an object of the specification.
pub(super) fn to_plain(value: Value, field: FieldType) -> Result<Value, Value> {
    let made = match field {
        FieldType::Text => to_text(&value).map(Value::String),
        FieldType::Flag => to_flag(&value).map(Value::Bool),
        FieldType::Number => to_number(&value).map(Value::Number),
        FieldType::Count => to_count(&value).map(Value::from),
        FieldType::FreeList => match value {
            Value::Array(_) => return Ok(value),
            Value::Object(_) => return Err(value),
            scalar => return Ok(Value::Array(vec![scalar])),
        },
        FieldType::Texts => to_texts(&value).map(|list| list.into_iter().map(Value::String).collect()),
        FieldType::TextMap => to_text_map(&value).map(Value::Object),
        FieldType::Free | FieldType::One(_) | FieldType::List(_) | FieldType::Map(_) | FieldType::SchemaOrFlag => {
            return Ok(value);
        }
    };
    made.ok_or(value)
}

/// Coerces a scalar to a string: YAML parses `version: 1.0` as a number.
pub(in crate::upgrade) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Coerces the common spellings of true and false to a boolean.
pub(super) fn to_flag(value: &Value) -> Option<bool> {
    let text = match value {
        Value::Bool(flag) => return Some(*flag),
        Value::String(text) => text.trim().to_ascii_lowercase(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    match text.as_str() {
        "true" | "yes" | "1" | "required" => Some(true),
        "false" | "no" | "0" | "optional" => Some(false),
        _ => None,
    }
}

/// Coerces a number or a numeric string to a number.
pub(super) fn to_number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => serde_json::from_str(text.trim()).ok(),
        _ => None,
    }
}

fn to_count(value: &Value) -> Option<u64> {
    let number = to_number(value)?;
    // An integer may be written with a decimal point; above 2^53 a float no longer represents every integer.
    let integral = |float: f64| (float.fract() == 0.0 && (0.0..9e15).contains(&float)).then_some(float as u64);
    number.as_u64().or_else(|| number.as_f64().and_then(integral))
}

fn to_texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(list) => Some(list.iter().filter_map(to_text_or_name).collect()),
        Value::Object(_) | Value::Bool(_) | Value::Null => None,
        scalar => Some(to_text(scalar).into_iter().collect()),
    }
}

/// Returns a scalar as a string, or the `name` of an object: tags and scopes are sometimes written as objects.
fn to_text_or_name(value: &Value) -> Option<String> {
    to_text(value).or_else(|| value.get("name").and_then(Value::as_str).map(str::to_owned))
}

/// Coerces a map or an array of names to a map of strings; a missing text becomes the empty string.
fn to_text_map(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => {
            let text = |value: &Value| Value::String(to_text(value).unwrap_or_default());
            let kept = map.iter().map(|(name, value)| (name.clone(), text(value)));
            Some(kept.collect())
        }
        Value::Array(list) => {
            Some(list.iter().filter_map(to_text_or_name).map(|name| (name, Value::from(""))).collect())
        }
        _ => None,
    }
}

/// Returns the required type for a message, with its article.
pub(super) fn expected(field: FieldType) -> &'static str {
    match field {
        FieldType::Text => "a string",
        FieldType::Flag => "a boolean",
        FieldType::Number => "a number",
        FieldType::Count => "a non-negative integer",
        FieldType::Texts => "an array of strings",
        FieldType::TextMap => "a map of strings",
        FieldType::FreeList | FieldType::List(_) => "an array",
        FieldType::Free | FieldType::One(_) | FieldType::Map(_) | FieldType::SchemaOrFlag => "an object",
    }
}

/// Returns the name of an object of the specification for a message, with its article.
pub(super) fn describe(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Root => "the document",
        ObjectKind::Info => "`info`",
        ObjectKind::Contact => "a contact",
        ObjectKind::License => "a license",
        ObjectKind::Server => "a server",
        ObjectKind::ServerVariable => "a server variable",
        ObjectKind::Components => "`components`",
        ObjectKind::Paths => "`paths`",
        ObjectKind::PathItem => "a path item",
        ObjectKind::Operation => "an operation",
        ObjectKind::ExternalDocs => "`externalDocs`",
        ObjectKind::Parameter => "a parameter",
        ObjectKind::RequestBody => "a request body",
        ObjectKind::MediaType => "a media type",
        ObjectKind::Encoding => "an encoding",
        ObjectKind::Responses => "`responses`",
        ObjectKind::Response => "a response",
        ObjectKind::Callback => "a callback",
        ObjectKind::Example => "an example",
        ObjectKind::Link => "a link",
        ObjectKind::Header => "a header",
        ObjectKind::Tag => "a tag",
        ObjectKind::Schema => "a schema",
        ObjectKind::Discriminator => "a discriminator",
        ObjectKind::Xml => "`xml`",
        ObjectKind::SecurityScheme => "a security scheme",
        ObjectKind::Flows => "`flows`",
        ObjectKind::Flow => "a flow",
        ObjectKind::SecurityRequirement => "a security requirement",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evident_values_are_coerced() {
        let table = [
            (json!(2.0), FieldType::Text, Some(json!("2.0"))),
            (json!([1]), FieldType::Text, None),
            (json!("True"), FieldType::Flag, Some(json!(true))),
            (json!("maybe"), FieldType::Flag, None),
            (json!("10"), FieldType::Number, Some(json!(10))),
            (json!("ten"), FieldType::Number, None),
            (json!(3.0), FieldType::Count, Some(json!(3))),
            (json!(-1), FieldType::Count, None),
            (json!("pets"), FieldType::Texts, Some(json!(["pets"]))),
            (json!([{"name": "pets"}, 1]), FieldType::Texts, Some(json!(["pets", "1"]))),
            (json!(["read"]), FieldType::TextMap, Some(json!({"read": ""}))),
            (json!("a"), FieldType::FreeList, Some(json!(["a"]))),
        ];
        for (value, field, expected) in table {
            assert_eq!(to_plain(value.clone(), field).ok(), expected, "{value} as {field:?}");
        }
    }
}
