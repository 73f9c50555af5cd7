//! Values of another type than is asked for, read as what they evidently mean.
//!
//! A value and what it should be come in; the value in that form goes out, or comes back as it was. It must not
//! report anything.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value, json};

use crate::upgrade::shape::{Kind, Shape};

/// An object: itself, or what a shorthand for it means.
pub(super) fn to_object(value: Value, shape: Shape, schemas: &BTreeSet<String>) -> Result<Map<String, Value>, Value> {
    let member = match shape {
        Shape::Schema => return to_schema(value, schemas),
        Shape::Info => "title",
        Shape::Contact | Shape::License | Shape::Tag => "name",
        Shape::Server | Shape::ExternalDocs => "url",
        Shape::ServerVariable => "default",
        Shape::Response => "description",
        Shape::Discriminator => "propertyName",
        Shape::Example => "value",
        Shape::SecurityRequirement => {
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

/// `true` and `false` are schemas in later dialects; a text is a type or the name of a schema.
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

/// A map from names: itself, or a list of objects that have names.
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

/// A value of one of the kinds that are no objects.
pub(super) fn to_plain(value: Value, kind: Kind) -> Result<Value, Value> {
    let made = match kind {
        Kind::Text => to_text(&value).map(Value::String),
        Kind::Flag => to_flag(&value).map(Value::Bool),
        Kind::Number => to_number(&value).map(Value::Number),
        Kind::Count => to_count(&value).map(Value::from),
        Kind::FreeList => match value {
            Value::Array(_) => return Ok(value),
            Value::Object(_) => return Err(value),
            scalar => return Ok(Value::Array(vec![scalar])),
        },
        Kind::Texts => to_texts(&value).map(|list| list.into_iter().map(Value::String).collect()),
        Kind::TextMap => to_text_map(&value).map(Value::Object),
        Kind::Free | Kind::One(_) | Kind::List(_) | Kind::Map(_) | Kind::SchemaOrFlag => return Ok(value),
    };
    made.ok_or(value)
}

/// YAML reads `version: 1.0` as a number; its author wrote a text.
pub(super) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// True and false as they are spelt.
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

/// A number, or the text of one.
pub(super) fn to_number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => serde_json::from_str(text.trim()).ok(),
        _ => None,
    }
}

fn to_count(value: &Value) -> Option<u64> {
    let number = to_number(value)?;
    // A whole number written with a decimal point is still one; 2^53 is as far as that can be told.
    let whole = |float: f64| (float.fract() == 0.0 && (0.0..9e15).contains(&float)).then_some(float as u64);
    number.as_u64().or_else(|| number.as_f64().and_then(whole))
}

fn to_texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(list) => Some(list.iter().filter_map(to_text_or_name).collect()),
        Value::Object(_) | Value::Bool(_) | Value::Null => None,
        scalar => Some(to_text(scalar).into_iter().collect()),
    }
}

/// A tag or a scope is its name, where an object is written for it.
fn to_text_or_name(value: &Value) -> Option<String> {
    to_text(value).or_else(|| value.get("name").and_then(Value::as_str).map(str::to_owned))
}

/// Names without a text get an empty one; a list gives names only.
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

/// What is asked for, in words.
pub(super) fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Flag => "true or false",
        Kind::Number => "a number",
        Kind::Count => "a whole number from 0",
        Kind::Texts => "a list of texts",
        Kind::TextMap => "a map of texts",
        Kind::FreeList | Kind::List(_) => "a list",
        Kind::Map(_) => "a map from names",
        Kind::Free | Kind::One(_) | Kind::SchemaOrFlag => "an object",
    }
}

/// The kind of object, in words.
pub(super) fn article(shape: Shape) -> &'static str {
    match shape {
        Shape::Root => "the document",
        Shape::Info => "`info`",
        Shape::Contact => "a contact",
        Shape::License => "a license",
        Shape::Server => "a server",
        Shape::ServerVariable => "a server variable",
        Shape::Components => "`components`",
        Shape::Paths => "`paths`",
        Shape::PathItem => "a path item",
        Shape::Operation => "an operation",
        Shape::ExternalDocs => "`externalDocs`",
        Shape::Parameter => "a parameter",
        Shape::RequestBody => "a request body",
        Shape::MediaType => "a media type",
        Shape::Encoding => "an encoding",
        Shape::Responses => "`responses`",
        Shape::Response => "a response",
        Shape::Callback => "a callback",
        Shape::Example => "an example",
        Shape::Link => "a link",
        Shape::Header => "a header",
        Shape::Tag => "a tag",
        Shape::Schema => "a schema",
        Shape::Discriminator => "a discriminator",
        Shape::Xml => "`xml`",
        Shape::SecurityScheme => "a security scheme",
        Shape::Flows => "`flows`",
        Shape::Flow => "a flow",
        Shape::SecurityRequirement => "a security requirement",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evident_meanings_are_read() {
        let table = [
            (json!(2.0), Kind::Text, Some(json!("2.0"))),
            (json!([1]), Kind::Text, None),
            (json!("True"), Kind::Flag, Some(json!(true))),
            (json!("maybe"), Kind::Flag, None),
            (json!("10"), Kind::Number, Some(json!(10))),
            (json!("ten"), Kind::Number, None),
            (json!(3.0), Kind::Count, Some(json!(3))),
            (json!(-1), Kind::Count, None),
            (json!("pets"), Kind::Texts, Some(json!(["pets"]))),
            (json!([{"name": "pets"}, 1]), Kind::Texts, Some(json!(["pets", "1"]))),
            (json!(["read"]), Kind::TextMap, Some(json!({"read": ""}))),
            (json!("a"), Kind::FreeList, Some(json!(["a"]))),
        ];
        for (value, kind, expected) in table {
            assert_eq!(to_plain(value.clone(), kind).ok(), expected, "{value} as {kind:?}");
        }
    }
}
