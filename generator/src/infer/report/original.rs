//! The operations and parameters of the original document, read before any stage changes them.
//!
//! Accepts any dialect and spelling, as far as the parameters can be recognized.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::pointer::{Place, Pointer};

/// The keys of operations in a path item.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of the original document.
#[derive(Debug, Clone)]
pub struct OriginalOperation {
    /// The path.
    pub path: String,
    /// The method.
    pub method: String,
    /// The location in the document.
    pub pointer: Pointer,
    /// The place in the author's file.
    pub place: Place,
    /// The parameters of the operation and its path.
    pub parameters: Vec<OriginalParameter>,
}

/// A parameter of the original document.
#[derive(Debug, Clone)]
pub struct OriginalParameter {
    /// `name`; empty if missing.
    pub name: String,
    /// `in`; empty if missing.
    pub location: String,
    /// The location of the list entry.
    pub pointer: Pointer,
    /// The place of the list entry in the author's file.
    pub listed: Place,
    /// The place of the declaration, which differs from `listed` if the entry is a reference.
    pub declared: Place,
    /// The schema keywords.
    pub schema: Map<String, Value>,
    /// True if the parameter is required.
    pub required: bool,
}

/// Returns every operation of a document, in order.
#[must_use]
pub fn original_operations(document: &Document) -> Vec<OriginalOperation> {
    let mut operations = Vec::new();
    for roots in ["paths", "x-ms-paths"] {
        let at = Pointer::from_tokens([roots]);
        let items = at.find(&document.root).and_then(Value::as_object).into_iter().flatten();
        for (path, item) in items.filter(|(path, _)| !path.starts_with("x-")) {
            let (item, at) = follow(document, item, at.child(path));
            let members = item.as_object().into_iter().flatten();
            for (method, operation) in members.filter(|(key, value)| value.is_object() && is_method(key)) {
                let pointer = at.child(method);
                let mut parameters = listed_parameters(document, operation, &pointer);
                let known: BTreeSet<_> = parameters.iter().map(identity).collect();
                let of_path = listed_parameters(document, item, &at).into_iter();
                parameters.extend(of_path.filter(|parameter| !known.contains(&identity(parameter))));
                let (path, method, place) = (path.clone(), method.clone(), document.place(&pointer));
                operations.push(OriginalOperation { path, method, pointer, place, parameters });
            }
        }
    }
    operations
}

fn is_method(key: &str) -> bool {
    METHODS.contains(&key.replace("&nbsp;", " ").trim().to_ascii_lowercase().as_str())
}

/// Returns the identity of a parameter.
fn identity(parameter: &OriginalParameter) -> (String, String) {
    (parameter.name.clone(), parameter.location.clone())
}

/// Resolves a chain of references. Returns the value and its location.
fn follow<'d>(document: &'d Document, mut value: &'d Value, mut at: Pointer) -> (&'d Value, Pointer) {
    // The limit stops circular references.
    for _ in 0..8 {
        let reference = value.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        let target = reference.and_then(Pointer::parse);
        match target.as_ref().and_then(|target| target.find(&document.root)).zip(target.clone()) {
            Some((next, target)) => (value, at) = (next, target),
            None => break,
        }
    }
    (value, at)
}

/// Reads the parameters of an operation or path item: an array, a map by name, or a single parameter.
fn listed_parameters(document: &Document, owner: &Value, at: &Pointer) -> Vec<OriginalParameter> {
    let at = at.child("parameters");
    let entries: Vec<(&str, Pointer, &Value)> = match owner.get("parameters") {
        Some(Value::Array(list)) => {
            list.iter().enumerate().map(|(index, entry)| ("", at.index(index), entry)).collect()
        }
        Some(single @ Value::Object(map)) if map.contains_key("in") || map.contains_key("$ref") => {
            vec![("", at, single)]
        }
        Some(Value::Object(map)) => map.iter().map(|(key, entry)| (key.as_str(), at.child(key), entry)).collect(),
        _ => Vec::new(),
    };
    let read = |(key, at, entry)| parameter(document, key, &at, entry);
    entries.into_iter().filter(|(.., entry)| entry.is_object()).map(read).collect()
}

/// Reads a parameter; `key` is its name by default.
fn parameter(document: &Document, key: &str, at: &Pointer, entry: &Value) -> OriginalParameter {
    let (value, target) = follow(document, entry, at.clone());
    let name = match value.get("name") {
        Some(Value::String(name)) => name.clone(),
        Some(name @ (Value::Number(_) | Value::Bool(_))) => name.to_string(),
        _ => key.to_owned(),
    };
    OriginalParameter {
        name,
        location: value.get("in").and_then(Value::as_str).unwrap_or_default().to_owned(),
        listed: document.place(at),
        pointer: at.clone(),
        declared: document.place(&target),
        schema: schema(document, value),
        required: value.get("required") == Some(&Value::Bool(true)),
    }
}

/// Reads the schema keywords next to the name or in a schema.
fn schema(document: &Document, parameter: &Value) -> Map<String, Value> {
    let schema = parameter.get("schema").map(|schema| follow(document, schema, Pointer::root()).0);
    let mut keywords = Map::new();
    for holder in [Some(parameter), schema].into_iter().flatten() {
        for key in ["type", "format", "enum", "minimum", "maximum", "default"] {
            if let Some(value) = holder.get(key) {
                keywords.insert(key.to_owned(), value.clone());
            }
        }
        if let Some(items) = holder.get("items").and_then(|items| items.get("type")) {
            keywords.insert("items".to_owned(), items.clone());
        }
        if holder.get("properties").is_some() {
            keywords.entry("type").or_insert_with(|| "object".into());
        }
    }
    // The first type other than null counts.
    if let Some(Value::Array(types)) = keywords.get("type") {
        let first = types.iter().find(|kind| kind.is_string() && *kind != "null").cloned();
        keywords.insert("type".to_owned(), first.unwrap_or_default());
    }
    keywords
}
