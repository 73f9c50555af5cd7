//! Conversion of path, query and header parameters: the keywords that describe the value move into a `schema`.
//!
//! A parameter without a type gets a schema without a type, which inference determines later.

use serde_json::{Map, Value};

use super::collection_format::{self, ListLocation};
use super::remove;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// The fields of a parameter or header that describe its value.
const VALUE_FIELDS: &[&str] = &[
    "type",
    "format",
    "items",
    "title",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "nullable",
    "x-nullable",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-descriptions",
    "x-enum-description",
    "x-enumDescriptions",
    "x-ms-enum",
];

/// Converts a parameter at `was` to one at `now`.
pub(super) fn upgrade(
    mut parameter: Map<String, Value>,
    (now, was): (&Pointer, &Pointer),
    context: &mut Context<'_>,
) -> Value {
    context.moved(now.clone(), was.clone());
    let location = match parameter.get("in").and_then(Value::as_str) {
        Some("path") => ListLocation::Path,
        Some("header") => ListLocation::Header,
        _ => ListLocation::Query,
    };
    let (schema, given) = extract_schema(&mut parameter);
    if !given {
        context.moved(now.child("schema"), was.clone());
    }
    collection_format::apply(&mut parameter, schema, location, (now, was), context);
    rename_extension(&mut parameter, "x-example", "example", (now, was), context);
    rename_extension(&mut parameter, "x-deprecated", "deprecated", (now, was), context);
    Value::Object(parameter)
}

/// Removes the fields that describe the value from a parameter or header and returns them as a schema. The flag is true
/// if there was a `schema`.
pub(super) fn extract_schema(owner: &mut Map<String, Value>) -> (Map<String, Value>, bool) {
    // Not allowed by 2.0 outside of bodies, but some documents mix both versions.
    let given = match owner.get("schema") {
        Some(Value::Object(_)) => remove(owner, "schema"),
        _ => None,
    };
    let (mut schema, given) = match given {
        Some(Value::Object(schema)) => (schema, true),
        _ => (Map::new(), false),
    };
    let is_reference = schema.contains_key("$ref");
    for key in VALUE_FIELDS {
        // A null `default` is a value; null in other fields means absent.
        let value = if *key == "default" { owner.shift_remove(*key) } else { remove(owner, key) };
        if let Some(value) = value
            && !is_reference
            && !schema.contains_key(*key)
        {
            schema.insert((*key).to_owned(), value);
        }
    }
    collection_format::convert_items(&mut schema);
    (schema, given)
}

/// Renames an extension to the field that 3.0 defines for it, unless that is present.
pub(super) fn rename_extension(
    owner: &mut Map<String, Value>,
    extension: &str,
    field: &str,
    (now, was): (&Pointer, &Pointer),
    context: &mut Context<'_>,
) {
    if owner.contains_key(field) {
        return;
    }
    if let Some(value) = owner.shift_remove(extension) {
        context.moved(now.child(field), was.child(extension));
        owner.insert(field.to_owned(), value);
    }
}
