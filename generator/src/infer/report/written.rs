//! The parameters of a document as its author wrote them, before any stage changes their form.
//!
//! Comes in: a [`Document`] of any dialect. Goes out: its operations, each with the parameters listed for it, read as far
//! as their spelling allows. Mends nothing and concludes nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::pointer::{Place, Pointer};

/// What a path item holds that is an operation, in any spelling.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation as its author wrote it.
#[derive(Debug, Clone)]
pub struct Written {
    /// The key of its path.
    pub path: String,
    /// The key of its method.
    pub method: String,
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// Where its author wrote it.
    pub place: Place,
    /// What is listed for it, and for its path.
    pub parameters: Vec<WrittenParameter>,
}

/// A parameter as its author wrote it.
#[derive(Debug, Clone)]
pub struct WrittenParameter {
    /// `name`; empty where there is none.
    pub name: String,
    /// `in`; empty where there is none.
    pub location: String,
    /// Where it is listed in the document.
    pub pointer: Pointer,
    /// Where its author listed it.
    pub listed: Place,
    /// Where it is declared: the same, unless a reference stands there.
    pub declared: Place,
    /// What it says of its value, in the words of a schema.
    pub says: Map<String, Value>,
    /// Whether it says that it must be given.
    pub required: bool,
}

/// Every operation of a document, in its order.
#[must_use]
pub fn written(document: &Document) -> Vec<Written> {
    let mut operations = Vec::new();
    for roots in ["paths", "x-ms-paths"] {
        let at = Pointer::of([roots]);
        let items = at.find(&document.root).and_then(Value::as_object).into_iter().flatten();
        for (path, item) in items.filter(|(path, _)| !path.starts_with("x-")) {
            let (item, at) = follow(document, item, at.child(path));
            let members = item.as_object().into_iter().flatten();
            for (method, operation) in members.filter(|(key, value)| value.is_object() && is_method(key)) {
                let own = at.child(method);
                let mut parameters = listed(document, operation, &own);
                let taken: BTreeSet<_> = parameters.iter().map(same).collect();
                let of_path = listed(document, item, &at).into_iter();
                parameters.extend(of_path.filter(|parameter| !taken.contains(&same(parameter))));
                let (path, method, place) = (path.clone(), method.clone(), document.place(&own));
                operations.push(Written { path, method, pointer: own, place, parameters });
            }
        }
    }
    operations
}

fn is_method(key: &str) -> bool {
    METHODS.contains(&key.replace("&nbsp;", " ").trim().to_ascii_lowercase().as_str())
}

/// What makes two parameters the same.
fn same(parameter: &WrittenParameter) -> (String, String) {
    (parameter.name.clone(), parameter.location.clone())
}

/// The value that a value or a chain of references stands for, and where it is.
fn follow<'d>(document: &'d Document, mut value: &'d Value, mut at: Pointer) -> (&'d Value, Pointer) {
    // A chain of references is no longer than a few links, unless it is a circle.
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

/// The parameters of an operation or a path item: a list, a map by name, or a single one.
fn listed(document: &Document, owner: &Value, at: &Pointer) -> Vec<WrittenParameter> {
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
    let read = |(key, at, entry)| one(document, key, &at, entry);
    entries.into_iter().filter(|(.., entry)| entry.is_object()).map(read).collect()
}

/// One parameter; `key` names it where it does not do so itself.
fn one(document: &Document, key: &str, at: &Pointer, entry: &Value) -> WrittenParameter {
    let (value, target) = follow(document, entry, at.clone());
    let name = match value.get("name") {
        Some(Value::String(name)) => name.clone(),
        Some(name @ (Value::Number(_) | Value::Bool(_))) => name.to_string(),
        _ => key.to_owned(),
    };
    WrittenParameter {
        name,
        location: value.get("in").and_then(Value::as_str).unwrap_or_default().to_owned(),
        listed: document.place(at),
        pointer: at.clone(),
        declared: document.place(&target),
        says: says(document, value),
        required: value.get("required") == Some(&Value::Bool(true)),
    }
}

/// What is said of the value, beside the name or in a schema.
fn says(document: &Document, parameter: &Value) -> Map<String, Value> {
    let schema = parameter.get("schema").map(|schema| follow(document, schema, Pointer::root()).0);
    let mut says = Map::new();
    for holder in [Some(parameter), schema].into_iter().flatten() {
        for key in ["type", "format", "enum", "minimum", "maximum", "default"] {
            if let Some(value) = holder.get(key) {
                says.insert(key.to_owned(), value.clone());
            }
        }
        if let Some(items) = holder.get("items").and_then(|items| items.get("type")) {
            says.insert("items".to_owned(), items.clone());
        }
        if holder.get("properties").is_some() {
            says.entry("type").or_insert_with(|| "object".into());
        }
    }
    // Of several types the first that is not null speaks for all.
    if let Some(Value::Array(types)) = says.get("type") {
        let first = types.iter().find(|kind| kind.is_string() && *kind != "null").cloned();
        says.insert("type".to_owned(), first.unwrap_or_default());
    }
    says
}
