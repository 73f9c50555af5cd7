//! A parameter that is an argument (path, query, header), in its 3.0 form: what describes its value is a schema.
//!
//! A 2.0 parameter comes in. One that has no type gets a schema without one, which inference decides later.

use serde_json::{Map, Value};

use super::separators::{self, Place};
use super::take;
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// The members of a parameter, an item or a header that describe its value.
pub(super) const VALUE_MEMBERS: &[&str] = &[
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
];

/// Upgrades a parameter from `was` to `now`.
pub(super) fn upgrade(
    mut parameter: Map<String, Value>,
    (now, was): (&Pointer, &Pointer),
    stage: &mut Stage<'_>,
) -> Value {
    stage.moved(now.clone(), was.clone());
    let place = match parameter.get("in").and_then(Value::as_str) {
        Some("path") => Place::Path,
        Some("header") => Place::Header,
        _ => Place::Query,
    };
    let (schema, given) = take_schema(&mut parameter);
    if !given {
        stage.moved(now.child("schema"), was.clone());
    }
    separators::apply(&mut parameter, schema, place, (now, was), stage);
    take_over(&mut parameter, "x-example", "example", (now, was), stage);
    take_over(&mut parameter, "x-deprecated", "deprecated", (now, was), stage);
    Value::Object(parameter)
}

/// Takes what describes the value out of a parameter or header, as a schema; and says whether one stood there.
pub(super) fn take_schema(owner: &mut Map<String, Value>) -> (Map<String, Value>, bool) {
    // Not of 2.0 outside bodies, but written all the same by those who know 3.0.
    let given = match owner.get("schema") {
        Some(Value::Object(_)) => take(owner, "schema"),
        _ => None,
    };
    let (mut schema, given) = match given {
        Some(Value::Object(schema)) => (schema, true),
        _ => (Map::new(), false),
    };
    let referring = schema.contains_key("$ref");
    for key in VALUE_MEMBERS {
        // A null default is meant; any other null is as good as absent.
        let value = if *key == "default" { owner.shift_remove(*key) } else { take(owner, key) };
        if let Some(value) = value
            && !referring
            && !schema.contains_key(*key)
        {
            schema.insert((*key).to_owned(), value);
        }
    }
    separators::settle_items(&mut schema);
    (schema, given)
}

/// Gives an extension's value to the member that 3.0 has for it.
pub(super) fn take_over(
    owner: &mut Map<String, Value>,
    extension: &str,
    member: &str,
    (now, was): (&Pointer, &Pointer),
    stage: &mut Stage<'_>,
) {
    if owner.contains_key(member) {
        return;
    }
    if let Some(value) = owner.shift_remove(extension) {
        stage.moved(now.child(member), was.child(extension));
        owner.insert(member.to_owned(), value);
    }
}
