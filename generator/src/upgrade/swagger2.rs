//! Swagger 2.0 to the structure of OpenAPI 3.0.
//!
//! A 2.0 document with settled paths comes in; out it goes with servers, components, request bodies and content in
//! their 3.0 places, every move recorded. Values are moved, not judged: what is missing or of the wrong type is
//! mended after this, for all dialects alike. References still name their 2.0 places.

mod bodies;
mod examples;
mod forms;
mod joined;
mod operations;
mod parameters;
mod responses;
mod security;
mod separators;
mod servers;
mod shared;

use serde_json::{Map, Value};

use self::shared::Shared;
use super::stage::Stage;
use crate::pointer::Pointer;

/// Gives a 2.0 document the structure of 3.0.
pub(super) fn upgrade(root: Value, stage: &mut Stage<'_>) -> Value {
    let borrowed = shared::borrowed(&root);
    let Value::Object(mut old) = root else { return root };
    let mut new = Map::new();
    old.shift_remove("swagger");
    new.insert("openapi".to_owned(), Value::from("3.0.3"));
    stage.moved(Pointer::of(["openapi"]), Pointer::of(["swagger"]));
    move_member("info", &mut old, &mut new);

    let base = servers::Base::take(&mut old, stage);
    let servers = base.servers(None);
    base.record(&servers, &Pointer::of(["servers"]), stage);
    if !servers.is_empty() {
        new.insert("servers".to_owned(), Value::Array(servers));
    }
    for key in ["security", "tags", "externalDocs"] {
        move_member(key, &mut old, &mut new);
    }

    let shared = Shared::take(&mut old, base, borrowed, stage);
    if let Some(paths) = old.shift_remove("paths") {
        new.insert("paths".to_owned(), operations::upgrade_paths(paths, &shared, stage));
    }
    let components = components(&mut old, shared, stage);
    if !components.is_empty() {
        new.insert("components".to_owned(), Value::Object(components));
    }
    new.extend(old);
    Value::Object(new)
}

/// `definitions`, `parameters`, `responses` and `securityDefinitions` in their new home.
fn components(old: &mut Map<String, Value>, shared: Shared, stage: &mut Stage<'_>) -> Map<String, Value> {
    let mut components = match old.shift_remove("components") {
        // Not of 2.0, but some documents are half way to 3.0 already.
        Some(Value::Object(components)) => components,
        _ => Map::new(),
    };
    if let Some(definitions) = take(old, "definitions") {
        stage.moved(Pointer::of(["components", "schemas"]), Pointer::of(["definitions"]));
        components.insert("schemas".to_owned(), definitions);
    }
    let Shared { parameters, responses, consumes, produces, .. } = shared;
    shared::upgrade_parameters(parameters, &consumes, &mut components, stage);
    shared::upgrade_responses(responses, &produces, &mut components, stage);
    if let Some(definitions) = take(old, "securityDefinitions") {
        stage.moved(Pointer::of(["components", "securitySchemes"]), Pointer::of(["securityDefinitions"]));
        components.insert("securitySchemes".to_owned(), security::upgrade(definitions, stage));
    }
    components
}

fn move_member(key: &str, from: &mut Map<String, Value>, to: &mut Map<String, Value>) {
    if let Some(value) = from.shift_remove(key) {
        to.insert(key.to_owned(), value);
    }
}

/// Takes a member out of a map; null counts as absent.
fn take(map: &mut Map<String, Value>, key: &str) -> Option<Value> {
    map.shift_remove(key).filter(|value| !value.is_null())
}

/// Takes a text out of a map; anything else stays where it is.
fn take_text(map: &mut Map<String, Value>, key: &str) -> Option<String> {
    map.get(key).filter(|value| value.is_string())?;
    match map.shift_remove(key) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// A list of texts, where one text counts as a list of one.
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

/// Takes a list of media types; absent is not the same as empty, which clears what the document says.
fn take_media_types(map: &mut Map<String, Value>, key: &str) -> Option<Vec<String>> {
    let list = texts(take(map, key)?);
    let mut types: Vec<String> = Vec::with_capacity(list.len());
    for entry in list.iter().map(|entry| whole_media_type(entry.trim())).filter(|entry| !entry.is_empty()) {
        if !types.iter().any(|known| known == entry) {
            types.push(entry.to_owned());
        }
    }
    Some(types)
}

/// The media type that a bare word stands for.
fn whole_media_type(written: &str) -> &str {
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
