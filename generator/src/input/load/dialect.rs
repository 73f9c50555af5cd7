//! Detects the specification of a value from its top-level keys, or the other format that it has.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Dialect;
use crate::pointer::{Place, Pointer, Source};

/// A value that is not an API description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stray {
    found: &'static str,
    fix: &'static str,
}

impl Stray {
    /// Returns the error for the only document of a text.
    #[must_use]
    pub(crate) fn as_only_document(self, source: &Source) -> Diagnostic {
        let message = format!("not an API description: this is {}", self.found);
        Diagnostic::new(Code::NotAnApi, Place::root(source), message).help(self.fix)
    }

    /// Returns the warning for a document of a stream that also has API descriptions.
    #[must_use]
    pub(crate) fn among_others(self, source: &Source) -> Diagnostic {
        let message = format!("a document of this stream is ignored: it is {}", self.found);
        Diagnostic::new(Code::StrayDocument, Place::root(source), message).help(self.fix)
    }
}

const GIVE_AN_API: &str = "pass a Swagger 2.0 or OpenAPI 3.x document in YAML or JSON";

/// Returns the error for an empty text.
#[must_use]
pub(crate) fn empty_text(source: &Source) -> Diagnostic {
    Stray { found: "empty", fix: GIVE_AN_API }.as_only_document(source)
}

/// Detects the specification of a value.
///
/// # Errors
///
/// Returns the description of a value that is not an API description.
pub(crate) fn detect(root: &Value, source: &Source, diagnostics: &mut Diagnostics) -> Result<Dialect, Stray> {
    let Value::Object(map) = root else {
        return Err(Stray { found: kind_of(root), fix: GIVE_AN_API });
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
    detect_dialect(map, version.as_deref(), source, diagnostics)
}

/// Returns `true` if a version is `line` or one of its sub-versions.
fn is(version: &str, line: &str) -> bool {
    version.strip_prefix(line).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// Returns a version as text; YAML reads an unquoted `3.0` as a number.
fn version_text(version: &Value) -> Option<String> {
    match version {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Detects the specification of a document without a valid version by the keys that only one specification has.
fn detect_dialect(
    map: &Map<String, Value>,
    version: Option<&str>,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Result<Dialect, Stray> {
    if !map.get("paths").is_some_and(Value::is_object) {
        return Err(Stray { found: "a map without `swagger`, `openapi` or `paths`", fix: GIVE_AN_API });
    }
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    let newer = has(&["components", "servers", "webhooks"]) && !has(&["definitions", "basePath", "host"]);
    let (dialect, name) =
        if newer { (Dialect::OpenApi30, "openapi: 3.0.3") } else { (Dialect::Swagger2, "swagger: \"2.0\"") };
    let (message, place) = match version {
        Some(version) => {
            let key = if map.contains_key("swagger") { "swagger" } else { "openapi" };
            let place = Place::new(source.clone(), Pointer::from_tokens([key]));
            (format!("unknown version `{version}`; the document is read as {name}"), place)
        }
        None => (format!("the document has no version; it is read as {name}"), Place::root(source)),
    };
    diagnostics.push(Diagnostic::new(Code::NoVersion, place, message).help(format!("write `{name}` at the top")));
    Ok(dialect)
}

/// Detects other formats that are often used with API descriptions.
fn other_format(map: &Map<String, Value>) -> Option<Stray> {
    let has = |key: &str| map.contains_key(key);
    let (found, fix) = if has("overlay") && has("actions") {
        ("an OpenAPI overlay", "pass it as an overlay, in addition to the document")
    } else if map.get("apis").is_some_and(Value::is_array) && !has("swaggerVersion") {
        ("an APIs.json catalog", "pass it as the catalog, in addition to the documents that it lists")
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
    Some(Stray { found, fix })
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) | Value::Number(_) => "a single value",
        Value::String(text) if text.trim_start().starts_with('<') => "an HTML or XML document",
        Value::String(_) => "plain text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
