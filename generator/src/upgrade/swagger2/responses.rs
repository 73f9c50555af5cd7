//! Conversion of responses: schema and examples move into `content`, headers get schemas.
//!
//! A response without a schema gets no content, since its body is unknown.

use serde_json::{Map, Value};

use super::collection_format::{self, ListLocation};
use super::parameters::{extract_schema, rename_extension};
use super::{bodies, examples, remove};
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::references::{ReferenceTarget, parse};

/// Converts a response at `was` to one at `now`.
pub(super) fn upgrade(
    response: Value,
    produces: &[String],
    (now, was): (&Pointer, &Pointer),
    context: &mut Context<'_>,
) -> Value {
    let mut schema_at = was.child("schema");
    let mut response = match response {
        Value::Object(reference) if refers_to_schema(&reference) => {
            schema_at = was.clone();
            let written = Value::Object(reference);
            let described = Map::from_iter([("schema".to_owned(), written.clone())]);
            context.repair("schema-for-response", was, Some(written), Some(Value::Object(described.clone())));
            described
        }
        Value::Object(response) if response.contains_key("$ref") => return Value::Object(response),
        Value::Object(response) => response,
        // A status code without a description is an empty response.
        Value::Null => Map::new(),
        other => return other,
    };
    if let Some(Value::Object(headers)) = response.get_mut("headers") {
        let places = (&now.child("headers"), &was.child("headers"));
        upgrade_headers(headers, places, context);
    }
    let examples = examples::remove_from(&mut response);
    let at = now.child("content");
    let mut content = match remove(&mut response, "content") {
        // Not allowed by 2.0, but some documents mix both versions.
        Some(Value::Object(content)) => content,
        _ => Map::new(),
    };
    if let Some(schema) = remove(&mut response, "schema") {
        let any = ["*/*".to_owned()];
        let media_types = if produces.is_empty() { &any } else { produces };
        content.extend(bodies::content(schema, media_types, &schema_at, &at, context));
    }
    examples::insert(examples, &mut content, (&at, was), context);
    if !content.is_empty() {
        response.insert("content".to_owned(), Value::Object(content));
    }
    Value::Object(response)
}

/// Returns true if a reference in place of a response refers to a definition: that is the schema of the response.
fn refers_to_schema(reference: &Map<String, Value>) -> bool {
    let reference = reference.get("$ref").and_then(Value::as_str);
    reference.is_some_and(|reference| reference.starts_with("#/definitions/"))
}

fn upgrade_headers(headers: &mut Map<String, Value>, (now, was): (&Pointer, &Pointer), context: &mut Context<'_>) {
    for (name, header) in headers.iter_mut() {
        let Value::Object(header) = header else { continue };
        if header.contains_key("$ref") {
            continue;
        }
        let places = (&now.child(name), &was.child(name));
        let (schema, given) = extract_schema(header);
        if !given {
            context.moved(places.0.child("schema"), places.1.clone());
        }
        collection_format::apply(header, schema, ListLocation::Header, places, context);
        rename_extension(header, "x-example", "example", places, context);
    }
}

/// Returns the name of the shared response that a reference points to.
pub(super) fn shared_name(response: &Value) -> Option<String> {
    let reference = response.get("$ref").and_then(Value::as_str)?;
    let ReferenceTarget::Local(candidates) = parse(reference) else { return None };
    candidates.into_iter().find_map(|pointer| {
        let (parent, name) = pointer.split_last()?;
        (parent.as_str() == "/responses").then_some(name)
    })
}
