//! Reads schemas node by node.
//!
//! A schema is read without its subschemas, which are read one by one and then added. So an unreadable schema does not
//! affect the schema around it, and the time is linear in the size of the document.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::typed::Reader;
use super::{AdditionalProperties, Schema, SchemaRef};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Reads the named schemas.
pub(super) fn read_named(reader: &mut Reader, pointer: &Pointer) -> IndexMap<String, SchemaRef> {
    let Some(members) = pointer.find(&reader.document.root).and_then(Value::as_object) else {
        return IndexMap::new();
    };
    members.iter().map(|(name, value)| (name.clone(), read(reader, value, &pointer.child(name)))).collect()
}

/// Reads one schema. A schema that cannot be read becomes one without keywords.
pub(super) fn read(reader: &mut Reader, value: &Value, pointer: &Pointer) -> SchemaRef {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        return SchemaRef::Reference(reference.to_owned());
    }
    let Some(members) = value.as_object() else {
        if !value.is_boolean() {
            let message = "a schema must be an object; this one is treated as any value".to_owned();
            reader.left_out(Code::Unreadable, pointer, message, "declare a schema, or `{}` for any value");
        }
        return Schema::default().into();
    };
    let shell =
        Value::Object(members.iter().map(|(key, value)| (key.clone(), without_subschemas(key, value))).collect());
    let mut schema = reader.typed::<openapiv3::Schema>(&shell, pointer).map(Schema::from).unwrap_or_default();
    fill(reader, &mut schema, members, pointer);
    schema.into()
}

/// Returns the value of a keyword with every subschema replaced by an empty one.
fn without_subschemas(key: &str, value: &Value) -> Value {
    let empty = || Value::Object(Map::new());
    match (key, value) {
        ("properties", Value::Object(members)) => members.keys().map(|name| (name.clone(), empty())).collect(),
        ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts.iter().map(|_| empty()).collect(),
        ("items" | "not" | "additionalProperties", Value::Object(_)) => empty(),
        _ => value.clone(),
    }
}

/// Adds the subschemas to a schema that was read without them.
fn fill(reader: &mut Reader, schema: &mut Schema, members: &Map<String, Value>, pointer: &Pointer) {
    let mut child = |key: &str| Some(read(reader, members.get(key)?, &pointer.child(key)));
    if let Some(AdditionalProperties::Schema(_)) = schema.additional_properties {
        schema.additional_properties = child("additionalProperties").map(AdditionalProperties::Schema);
    }
    if schema.items.is_some() {
        schema.items = child("items");
    }
    if schema.not.is_some() {
        schema.not = child("not");
    }
    fill_properties(reader, &mut schema.properties, members, pointer);
    fill_parts(reader, &mut schema.one_of, members, pointer, "oneOf");
    fill_parts(reader, &mut schema.all_of, members, pointer, "allOf");
    fill_parts(reader, &mut schema.any_of, members, pointer, "anyOf");
}

fn fill_properties(
    reader: &mut Reader,
    properties: &mut IndexMap<String, SchemaRef>,
    members: &Map<String, Value>,
    pointer: &Pointer,
) {
    let Some(declared) = members.get("properties").and_then(Value::as_object) else { return };
    let pointer = pointer.child("properties");
    for (name, property) in properties.iter_mut() {
        if let Some(value) = declared.get(name) {
            *property = read(reader, value, &pointer.child(name));
        }
    }
}

fn fill_parts(
    reader: &mut Reader,
    parts: &mut [SchemaRef],
    members: &Map<String, Value>,
    pointer: &Pointer,
    key: &str,
) {
    let Some(declared) = members.get(key).and_then(Value::as_array) else { return };
    let pointer = pointer.child(key);
    for (i, (part, value)) in parts.iter_mut().zip(declared).enumerate() {
        *part = read(reader, value, &pointer.index(i));
    }
}
