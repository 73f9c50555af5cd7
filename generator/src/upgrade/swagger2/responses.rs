//! A response's schema and examples become content, its headers get schemas.
//!
//! A 2.0 response comes in with the media types that its operation produces. One without a schema stays without
//! content: its body is unknown, and nothing is made up about it.

use serde_json::{Map, Value};

use super::parameters::{take_over, take_schema};
use super::separators::{self, Place};
use super::{bodies, examples, take};
use crate::pointer::Pointer;
use crate::upgrade::references::{Target, parse};
use crate::upgrade::stage::Stage;

/// Upgrades a response from `was` to `now`.
pub(super) fn upgrade(
    response: Value,
    produces: &[String],
    (now, was): (&Pointer, &Pointer),
    stage: &mut Stage<'_>,
) -> Value {
    let mut schema_at = was.child("schema");
    let mut response = match response {
        Value::Object(reference) if names_schema(&reference) => {
            schema_at = was.clone();
            let written = Value::Object(reference);
            let whole = Map::from_iter([("schema".to_owned(), written.clone())]);
            stage.repair("schema-for-response", was, Some(written), Some(Value::Object(whole.clone())));
            whole
        }
        Value::Object(response) if response.contains_key("$ref") => return Value::Object(response),
        Value::Object(response) => response,
        // A status that is named but not described is an answer all the same.
        Value::Null => Map::new(),
        other => return other,
    };
    if let Some(Value::Object(headers)) = response.get_mut("headers") {
        let places = (&now.child("headers"), &was.child("headers"));
        upgrade_headers(headers, places, stage);
    }
    let examples = examples::take(&mut response);
    let at = now.child("content");
    let mut content = match take(&mut response, "content") {
        // Not of 2.0, but written all the same by those who know 3.0.
        Some(Value::Object(content)) => content,
        _ => Map::new(),
    };
    if let Some(schema) = take(&mut response, "schema") {
        let any = ["*/*".to_owned()];
        let media_types = if produces.is_empty() { &any } else { produces };
        content.extend(bodies::content(schema, media_types, &schema_at, &at, stage));
    }
    examples::place(examples, &mut content, (&at, was), stage);
    if !content.is_empty() {
        response.insert("content".to_owned(), Value::Object(content));
    }
    Value::Object(response)
}

/// A reference to a definition, where a response should be, says what the response holds.
fn names_schema(reference: &Map<String, Value>) -> bool {
    let reference = reference.get("$ref").and_then(Value::as_str);
    reference.is_some_and(|reference| reference.starts_with("#/definitions/"))
}

fn upgrade_headers(headers: &mut Map<String, Value>, (now, was): (&Pointer, &Pointer), stage: &mut Stage<'_>) {
    for (name, header) in headers.iter_mut() {
        let Value::Object(header) = header else { continue };
        if header.contains_key("$ref") {
            continue;
        }
        let places = (&now.child(name), &was.child(name));
        let (schema, given) = take_schema(header);
        if !given {
            stage.moved(places.0.child("schema"), places.1.clone());
        }
        separators::apply(header, schema, Place::Header, places, stage);
        take_over(header, "x-example", "example", places, stage);
    }
}

/// The name of the shared response that a reference leads to.
pub(super) fn shared_name(response: &Value) -> Option<String> {
    let reference = response.get("$ref").and_then(Value::as_str)?;
    let Target::Local(candidates) = parse(reference) else { return None };
    candidates.into_iter().find_map(|pointer| {
        let (parent, name) = pointer.split_last()?;
        (parent.as_str() == "/responses").then_some(name)
    })
}
