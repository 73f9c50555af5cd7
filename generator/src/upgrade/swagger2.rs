//! Conversion of Swagger 2.0 documents to the structure of OpenAPI 3.0.
//!
//! [`upgrade`] moves values to servers, components, request bodies and content. It expects normalized paths, does not
//! correct invalid values, and leaves references to the old locations: later passes of all dialects handle both.

mod bodies;
mod collection_format;
mod discriminators;
mod examples;
mod forms;
mod operations;
mod parameters;
mod responses;
mod security;
mod servers;
mod shared;

use serde_json::{Map, Value};

pub(super) use self::discriminators::complete as complete_discriminators;

use self::shared::SharedDefinitions;
use super::conform::to_text;
use super::context::Context;
use crate::pointer::Pointer;

/// Converts a 2.0 document to the structure of 3.0.
pub(super) fn upgrade(root: Value, context: &mut Context<'_>) -> Value {
    let referenced = shared::referenced_parameters(&root);
    let Value::Object(mut old) = root else { return root };
    let mut new = Map::new();
    old.shift_remove("swagger");
    new.insert("openapi".to_owned(), Value::from("3.0.3"));
    context.moved(Pointer::from_tokens(["openapi"]), Pointer::from_tokens(["swagger"]));
    move_member("info", &mut old, &mut new);

    let base = servers::ServerBase::remove_from(&mut old, context);
    let servers = base.servers(None);
    base.record(&servers, &Pointer::from_tokens(["servers"]), context);
    if !servers.is_empty() {
        new.insert("servers".to_owned(), Value::Array(servers));
    }
    for key in ["security", "tags", "externalDocs"] {
        move_member(key, &mut old, &mut new);
    }

    let shared = SharedDefinitions::remove_from(&mut old, base, referenced, context);
    if let Some(paths) = old.shift_remove("paths") {
        new.insert("paths".to_owned(), operations::upgrade_paths(paths, &shared, context));
    }
    let components = components(&mut old, shared, context);
    if !components.is_empty() {
        new.insert("components".to_owned(), Value::Object(components));
    }
    new.extend(old);
    Value::Object(new)
}

/// Converts `definitions`, `parameters`, `responses` and `securityDefinitions` to `components`.
fn components(
    old: &mut Map<String, Value>,
    shared: SharedDefinitions,
    context: &mut Context<'_>,
) -> Map<String, Value> {
    let mut components = match old.shift_remove("components") {
        // `components` is not defined in 2.0, but some documents mix both versions.
        Some(Value::Object(components)) => components,
        _ => Map::new(),
    };
    if let Some(definitions) = remove(old, "definitions") {
        context.moved(Pointer::from_tokens(["components", "schemas"]), Pointer::from_tokens(["definitions"]));
        components.insert("schemas".to_owned(), definitions);
    }
    let SharedDefinitions { parameters, responses, consumes, produces, .. } = shared;
    upgrade_parameters(parameters, &consumes, &mut components, context);
    upgrade_responses(responses, &produces, &mut components, context);
    if let Some(definitions) = remove(old, "securityDefinitions") {
        context.moved(
            Pointer::from_tokens(["components", "securitySchemes"]),
            Pointer::from_tokens(["securityDefinitions"]),
        );
        components.insert("securitySchemes".to_owned(), security::upgrade(definitions, context));
    }
    components
}

/// Converts shared parameters to `components`. Form fields have no counterpart there and are copied to each operation.
fn upgrade_parameters(
    parameters: Map<String, Value>,
    consumes: &[String],
    components: &mut Map<String, Value>,
    context: &mut Context<'_>,
) {
    let mut upgraded = Map::new();
    let mut request_bodies = Map::new();
    for (name, parameter) in parameters {
        let was = Pointer::from_tokens(["parameters", &name]);
        let Value::Object(parameter) = parameter else { continue };
        match parameter.get("in").and_then(Value::as_str) {
            Some("body") => {
                let now = Pointer::from_tokens(["components", "requestBodies", &name]);
                request_bodies.insert(name, bodies::upgrade(parameter, consumes, (&now, &was), context));
            }
            Some("formData") => {}
            _ => {
                let now = Pointer::from_tokens(["components", "parameters", &name]);
                upgraded.insert(name, parameters::upgrade(parameter, (&now, &was), context));
            }
        }
    }
    add(components, "parameters", upgraded);
    add(components, "requestBodies", request_bodies);
}

/// Converts shared responses to `components`, with the media types that the document produces.
fn upgrade_responses(
    responses: Map<String, Value>,
    produces: &[String],
    components: &mut Map<String, Value>,
    context: &mut Context<'_>,
) {
    let mut upgraded = Map::new();
    for (name, response) in responses {
        let was = Pointer::from_tokens(["responses", &name]);
        let now = Pointer::from_tokens(["components", "responses", &name]);
        context.moved(now.clone(), was.clone());
        upgraded.insert(name, responses::upgrade(response, produces, (&now, &was), context));
    }
    add(components, "responses", upgraded);
}

/// Adds members to a section of the components.
fn add(components: &mut Map<String, Value>, section: &str, members: Map<String, Value>) {
    if members.is_empty() {
        return;
    }
    match components.get_mut(section) {
        Some(Value::Object(existing)) => existing.extend(members),
        _ => {
            components.insert(section.to_owned(), Value::Object(members));
        }
    }
}

fn move_member(key: &str, from: &mut Map<String, Value>, to: &mut Map<String, Value>) {
    if let Some(value) = from.shift_remove(key) {
        to.insert(key.to_owned(), value);
    }
}

/// Removes a member from a map; null counts as absent.
fn remove(map: &mut Map<String, Value>, key: &str) -> Option<Value> {
    map.shift_remove(key).filter(|value| !value.is_null())
}

/// Removes a string, or a scalar that means one, from a map; other values remain.
fn remove_text(map: &mut Map<String, Value>, key: &str) -> Option<String> {
    let text = map.get(key).and_then(to_text)?;
    map.shift_remove(key);
    Some(text)
}

/// Returns the strings of an array, or a single string.
fn texts(value: Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list
            .into_iter()
            .filter_map(|entry| match entry {
                Value::String(text) => Some(text),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Removes a list of media types from a map; an empty list overrides that of the document, an absent one does not.
fn remove_media_types(map: &mut Map<String, Value>, key: &str) -> Option<Vec<String>> {
    let list = texts(remove(map, key)?);
    let mut types: Vec<String> = Vec::with_capacity(list.len());
    for entry in list.iter().map(|entry| expand_media_type(entry.trim())).filter(|entry| !entry.is_empty()) {
        if !types.iter().any(|known| known == entry) {
            types.push(entry.to_owned());
        }
    }
    Some(types)
}

/// Returns the media type that an abbreviation means.
fn expand_media_type(written: &str) -> &str {
    match written {
        "json" => "application/json",
        "xml" => "application/xml",
        "html" => "text/html",
        "csv" => "text/csv",
        "text" | "txt" | "plain" => "text/plain",
        "form" => "application/x-www-form-urlencoded",
        "multipart" => "multipart/form-data",
        other => other,
    }
}
