//! Schemas, read node by node: each is read without its children, which are read on their own and put in after, so
//! that a bad schema costs itself and a deep one costs no more than its size.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::{Map, Value};

use super::typed::{Reader, reference};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// The named schemas below a pointer.
pub(super) fn read_named(reader: &mut Reader, pointer: &Pointer) -> IndexMap<String, ReferenceOr<Schema>> {
    let Some(members) = pointer.find(&reader.document.root).and_then(Value::as_object) else {
        return IndexMap::new();
    };
    members.iter().map(|(name, value)| (name.clone(), read(reader, value, &pointer.child(name)))).collect()
}

/// One schema; what cannot be read at all becomes the schema that says nothing.
pub(super) fn read(reader: &mut Reader, value: &Value, pointer: &Pointer) -> ReferenceOr<Schema> {
    if let Some(reference) = reference(value) {
        return reference;
    }
    let Some(members) = value.as_object() else {
        if !value.is_boolean() {
            let message = "a schema must be a map of keywords; this one is taken as saying nothing".to_owned();
            reader.left_out(Code::Unreadable, pointer, message, "write a schema, or `{}` for any value");
        }
        return ReferenceOr::Item(untyped());
    };
    let shell = Value::Object(members.iter().map(|(key, value)| (key.clone(), hollow(key, value))).collect());
    let mut schema: Schema = reader.typed(&shell, pointer).unwrap_or_else(untyped);
    fill(reader, &mut schema, members, pointer);
    ReferenceOr::Item(schema)
}

/// One schema that stands in an extension, which is read when it is asked for: whole, or as one that says nothing.
pub(super) fn read_alone(value: &Value) -> ReferenceOr<Schema> {
    if let Some(reference) = reference(value) {
        return reference;
    }
    ReferenceOr::Item(serde_json::from_value(value.clone()).unwrap_or_else(|_| untyped()))
}

/// The schema that says nothing.
pub(super) fn untyped() -> Schema {
    Schema {
        schema_data: openapiv3::SchemaData::default(),
        schema_kind: SchemaKind::Any(openapiv3::AnySchema::default()),
    }
}

/// A keyword's value with every schema in it replaced by the schema that says nothing.
fn hollow(key: &str, value: &Value) -> Value {
    let empty = || Value::Object(Map::new());
    match (key, value) {
        ("properties", Value::Object(members)) => members.keys().map(|name| (name.clone(), empty())).collect(),
        ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts.iter().map(|_| empty()).collect(),
        ("items" | "not" | "additionalProperties", Value::Object(_)) => empty(),
        _ => value.clone(),
    }
}

/// Puts the children into a schema that was read without them.
fn fill(reader: &mut Reader, schema: &mut Schema, members: &Map<String, Value>, pointer: &Pointer) {
    let mut child = |key: &str| Some(read(reader, members.get(key)?, &pointer.child(key)));
    match &mut schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            fill_additional(&mut object.additional_properties, &mut child);
            fill_properties(reader, &mut object.properties, members, pointer);
        }
        SchemaKind::Type(Type::Array(array)) => {
            if array.items.is_some() {
                array.items = child("items").map(boxed);
            }
        }
        SchemaKind::Type(Type::String(_) | Type::Number(_) | Type::Integer(_) | Type::Boolean(_)) => {}
        SchemaKind::OneOf { one_of } => fill_parts(reader, one_of, members, pointer, "oneOf"),
        SchemaKind::AllOf { all_of } => fill_parts(reader, all_of, members, pointer, "allOf"),
        SchemaKind::AnyOf { any_of } => fill_parts(reader, any_of, members, pointer, "anyOf"),
        SchemaKind::Not { not } => {
            if let Some(schema) = child("not") {
                **not = schema;
            }
        }
        SchemaKind::Any(any) => {
            fill_additional(&mut any.additional_properties, &mut child);
            if any.items.is_some() {
                any.items = child("items").map(boxed);
            }
            any.not = any.not.as_ref().and_then(|_| child("not")).map(Box::new);
            fill_properties(reader, &mut any.properties, members, pointer);
            fill_parts(reader, &mut any.one_of, members, pointer, "oneOf");
            fill_parts(reader, &mut any.all_of, members, pointer, "allOf");
            fill_parts(reader, &mut any.any_of, members, pointer, "anyOf");
        }
    }
}

fn fill_additional(
    additional: &mut Option<AdditionalProperties>,
    child: &mut impl FnMut(&str) -> Option<ReferenceOr<Schema>>,
) {
    if let Some(AdditionalProperties::Schema(_)) = additional {
        *additional = child("additionalProperties").map(|schema| AdditionalProperties::Schema(Box::new(schema)));
    }
}

fn fill_properties(
    reader: &mut Reader,
    properties: &mut IndexMap<String, ReferenceOr<Box<Schema>>>,
    members: &Map<String, Value>,
    pointer: &Pointer,
) {
    let Some(declared) = members.get("properties").and_then(Value::as_object) else { return };
    let pointer = pointer.child("properties");
    for (name, property) in properties.iter_mut() {
        if let Some(value) = declared.get(name) {
            *property = boxed(read(reader, value, &pointer.child(name)));
        }
    }
}

fn fill_parts(
    reader: &mut Reader,
    parts: &mut [ReferenceOr<Schema>],
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

fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Item(item) => ReferenceOr::Item(Box::new(item)),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
    }
}
