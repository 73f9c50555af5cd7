//! A value in, the specification it follows out, or what it is instead.
//!
//! It must not know more of a description than its top-level keys.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Dialect;
use crate::pointer::{Place, Pointer, Source};

/// A value that is no API description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stray {
    found: &'static str,
    remedy: &'static str,
}

impl Stray {
    /// Reports it as all that a text holds.
    #[must_use]
    pub(crate) fn alone(self, source: &Source) -> Diagnostic {
        let message = format!("no API description: this is {}", self.found);
        Diagnostic::new(Code::NotAnApi, Place::whole(source), message).help(self.remedy)
    }

    /// Reports it as one document of a stream that has API descriptions.
    #[must_use]
    pub(crate) fn beside_others(self, source: &Source) -> Diagnostic {
        let message = format!("one document of this stream is left out: it is {}", self.found);
        Diagnostic::new(Code::StrayDocument, Place::whole(source), message).help(self.remedy)
    }
}

const GIVE_AN_API: &str = "give a Swagger 2.0 or OpenAPI 3.x document, as YAML or JSON";

/// Reports a text that holds nothing.
#[must_use]
pub(crate) fn nothing(source: &Source) -> Diagnostic {
    Stray { found: "empty", remedy: GIVE_AN_API }.alone(source)
}

/// The specification that a value follows.
///
/// # Errors
///
/// What the value is instead.
pub(crate) fn detect(root: &Value, source: &Source, diagnostics: &mut Diagnostics) -> Result<Dialect, Stray> {
    let Value::Object(map) = root else {
        return Err(Stray { found: kind_of(root), remedy: GIVE_AN_API });
    };
    let version = ["swagger", "openapi"].iter().find_map(|key| map.get(*key)).and_then(version_text);
    match version.as_deref().map(|version| version.trim().trim_start_matches(['v', 'V'])) {
        Some(version) if is(version, "2") => return Ok(Dialect::Swagger2),
        Some(version) if version == "3" || is(version, "3.0") => return Ok(Dialect::OpenApi30),
        Some(version) if is(version, "3") => return Ok(Dialect::OpenApi31),
        _ => {}
    }
    if let Some(other) = other_format(map) {
        return Err(other);
    }
    guess(map, version.as_deref(), source, diagnostics)
}

/// Whether a version is `line` or a later part of it.
fn is(version: &str, line: &str) -> bool {
    version.strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// A version as text; YAML reads an unquoted `3.0` as a number.
fn version_text(version: &Value) -> Option<String> {
    match version {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A description that does not say its version, or one that never was, is told by the keys that only one has.
fn guess(
    map: &Map<String, Value>,
    version: Option<&str>,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Result<Dialect, Stray> {
    if !map.get("paths").is_some_and(Value::is_object) {
        return Err(Stray { found: "a map without `swagger`, `openapi` or `paths`", remedy: GIVE_AN_API });
    }
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    let newer = has(&["components", "servers", "webhooks"]) && !has(&["definitions", "basePath", "host"]);
    let (dialect, name) =
        if newer { (Dialect::OpenApi30, "openapi: 3.0.3") } else { (Dialect::Swagger2, "swagger: \"2.0\"") };
    let (message, place) = match version {
        Some(version) => {
            let key = if map.contains_key("swagger") { "swagger" } else { "openapi" };
            let place = Place { source: source.clone(), pointer: Pointer::of([key]) };
            (format!("there is no version `{version}`; the document is read as {name}"), place)
        }
        None => (format!("the document does not say its version; it is read as {name}"), Place::whole(source)),
    };
    diagnostics.push(Diagnostic::new(Code::NoVersion, place, message).help(format!("write `{name}` at the top")));
    Ok(dialect)
}

/// Formats that people have at hand beside API descriptions, and give in their place.
fn other_format(map: &Map<String, Value>) -> Option<Stray> {
    let has = |key: &str| map.contains_key(key);
    let (found, remedy) = if has("overlay") && has("actions") {
        ("an OpenAPI overlay", "give it as an overlay, beside the document that it corrects")
    } else if map.get("apis").is_some_and(Value::is_array) && !has("swaggerVersion") {
        ("an APIs.json catalogue", "give it as the catalogue, beside the documents that it lists")
    } else if has("swaggerVersion") {
        ("a Swagger 1.x description", "convert it to Swagger 2.0 or OpenAPI 3.0 first")
    } else if has("asyncapi") {
        ("an AsyncAPI description", GIVE_AN_API)
    } else if has("arazzo") {
        ("an Arazzo description", GIVE_AN_API)
    } else if has("discoveryVersion") || map.get("kind").and_then(Value::as_str) == Some("discovery#restDescription") {
        ("a Google discovery document", "convert it to OpenAPI 3.0 first")
    } else if has("item") && has("info") {
        ("a Postman collection", "convert it to OpenAPI 3.0 first")
    } else if has("$schema") && !has("paths") {
        ("a JSON Schema", GIVE_AN_API)
    } else {
        return None;
    };
    Some(Stray { found, remedy })
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) | Value::Number(_) => "a single value",
        Value::String(text) if text.trim_start().starts_with('<') => "a page of HTML or XML",
        Value::String(_) => "plain text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
