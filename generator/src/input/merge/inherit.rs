//! Copies inherited members to the operations of a document.
//!
//! After merging, all operations inherit from the first document, so the operations of the second document get copies of the
//! members that differ.

use serde_json::{Value, json};

use super::members;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::Pointer;

/// The members of a document that operations inherit.
pub(crate) const KEYS: [&str; 7] = ["consumes", "produces", "security", "host", "basePath", "schemes", "servers"];

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Returns `true` if a member of a path item is an operation.
pub(crate) fn is_method(key: &str) -> bool {
    METHODS.contains(&key.to_ascii_lowercase().as_str())
}

/// Copies the inherited members of `next` that differ from `into` to the operations of `next`.
pub(crate) fn copy_inherited(into: &mut Document, next: &mut Document, diagnostics: &mut Diagnostics) {
    for key in ["consumes", "produces"] {
        let at = Pointer::from_tokens([key]);
        match (at.find(&into.root), at.find(&next.root).cloned()) {
            // A document without media types inherits those of the first document.
            (_, None) => {}
            (None, Some(_)) => super::copy_value(into, next, &at, &at),
            (Some(first), Some(second)) if *first == second => {}
            (Some(_), Some(second)) => add_to_operations(next, key, &second, &at),
        }
    }
    let at = Pointer::from_tokens(["security"]);
    let second = at.find(&next.root).cloned();
    if at.find(&into.root) != second.as_ref() {
        // An empty list declares that no security is required, and prevents inheritance.
        add_to_operations(next, "security", &second.unwrap_or_else(|| json!([])), &at);
    }
    match into.dialect {
        Dialect::Swagger2 => copy_host(into, next, diagnostics),
        Dialect::OpenApi30 | Dialect::OpenApi31 => copy_servers(into, next, diagnostics),
    }
}

/// Adds a member, with the origin `from`, to all operations that lack it.
fn add_to_operations(document: &mut Document, key: &str, value: &Value, from: &Pointer) {
    for at in operations(document) {
        if let Some(Value::Object(operation)) = at.find_mut(&mut document.root)
            && !operation.contains_key(key)
        {
            operation.insert(key.to_owned(), value.clone());
            document.origins.record(at.child(key), document.origins.find(from));
        }
    }
}

/// Returns the pointers of all operations of a document.
pub(crate) fn operations(document: &Document) -> Vec<Pointer> {
    let paths = Pointer::from_tokens(["paths"]);
    let items = paths.find(&document.root).into_iter().flat_map(members);
    items
        .flat_map(|(path, item)| {
            let at = paths.child(path);
            members(item).filter(|(key, _)| is_method(key)).map(move |(method, _)| at.child(method))
        })
        .collect()
}

/// Declares another host in `x-servers` of the operations, because Swagger 2.0 has one host per document.
fn copy_host(into: &mut Document, next: &mut Document, diagnostics: &mut Diagnostics) {
    let (first, second) = (location(&into.root), location(&next.root));
    let Some(second) = second else { return };
    let keys = ["host", "basePath", "schemes"].map(|key| Pointer::from_tokens([key]));
    let Some(first) = first else {
        keys.iter().for_each(|at| super::copy_value(into, next, at, at));
        return;
    };
    if first == second {
        merge_schemes(into, next);
        return;
    }
    let schemes = next.root.get("schemes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let schemes = schemes.iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let schemes = if schemes.is_empty() { vec!["https"] } else { schemes };
    let servers = schemes.iter().map(|scheme| json!({"url": format!("{scheme}://{}{}", second.0, second.1)}));
    let servers = Value::Array(servers.collect());
    let place = next.place(&Pointer::from_tokens(["host"]));
    let message = format!(
        "the server {}{} differs from the server of {}: {}{}; the operations of each document keep their server",
        second.0, second.1, into.source, first.0, first.1
    );
    diagnostics
        .push(Diagnostic::new(Code::MergeHosts, place, message).help("check that the documents describe the same API"));
    add_to_operations(next, "x-servers", &servers, &Pointer::from_tokens(["host"]));
}

/// Returns the host and base path, if the document declares a host.
fn location(root: &Value) -> Option<(String, String)> {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default().trim();
    let host = text("host");
    (!host.is_empty()).then(|| (host.to_ascii_lowercase(), text("basePath").trim_end_matches('/').to_owned()))
}

fn merge_schemes(into: &mut Document, next: &Document) {
    let at = Pointer::from_tokens(["schemes"]);
    let Some(Value::Array(second)) = at.find(&next.root) else { return };
    if at.find(&into.root).is_none() {
        super::copy_value(into, next, &at, &at);
        return;
    }
    for (index, scheme) in second.iter().enumerate() {
        let first = at.find(&into.root).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if !first.contains(scheme) {
            let to = at.index(first.len());
            super::copy_value(into, next, &at.index(index), &to);
        }
    }
}

fn copy_servers(into: &mut Document, next: &mut Document, diagnostics: &mut Diagnostics) {
    let at = Pointer::from_tokens(["servers"]);
    let Some(second) = at.find(&next.root).cloned() else { return };
    match at.find(&into.root) {
        None => super::copy_value(into, next, &at, &at),
        Some(first) if *first == second => {}
        Some(_) => {
            let message = format!(
                "the servers differ from {}; the operations of each document keep their servers",
                into.place(&at)
            );
            let finding = Diagnostic::new(Code::MergeHosts, next.place(&at), message);
            diagnostics.push(finding.help("check that the documents describe the same API"));
            add_servers(next, &second, &at);
        }
    }
}

/// Adds servers to the path items that have none.
fn add_servers(next: &mut Document, servers: &Value, at: &Pointer) {
    let paths = Pointer::from_tokens(["paths"]);
    let items = next.root.get("paths").into_iter().flat_map(members);
    let items = items.filter(|(_, item)| item.get("servers").is_none()).map(|(path, _)| paths.child(path));
    for item in items.collect::<Vec<_>>() {
        if let Some(Value::Object(map)) = item.find_mut(&mut next.root) {
            map.insert("servers".to_owned(), servers.clone());
            next.origins.record(item.child("servers"), next.origins.find(at));
        }
    }
}
