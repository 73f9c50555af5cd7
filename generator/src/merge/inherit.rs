//! What operations inherit from their document: spelled out at the operations where two documents differ in it.
//!
//! Merged, the operations of both would inherit from the first; so those of the second say themselves what they had.

use serde_json::{Value, json};

use super::members;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::Pointer;

/// Members of the document that operations inherit, all settled here.
pub(crate) const KEYS: [&str; 7] = ["consumes", "produces", "security", "host", "basePath", "schemes", "servers"];

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Whether a member of a path item is an operation.
pub(crate) fn is_method(key: &str) -> bool {
    METHODS.contains(&key.to_ascii_lowercase().as_str())
}

/// Makes the operations of `next` independent of what their document says differently from `into`.
pub(crate) fn spell_out(into: &mut Document, next: &mut Document, diagnostics: &mut Diagnostics) {
    for key in ["consumes", "produces"] {
        let at = Pointer::of([key]);
        match (at.find(&into.root), at.find(&next.root).cloned()) {
            // A document that is silent of its media types is better served by its sibling's than by none.
            (_, None) => {}
            (None, Some(_)) => super::take_over(into, next, &at, &at),
            (Some(ours), Some(theirs)) if *ours == theirs => {}
            (Some(_), Some(theirs)) => give(next, key, &theirs, &at),
        }
    }
    let at = Pointer::of(["security"]);
    let theirs = at.find(&next.root).cloned();
    if at.find(&into.root) != theirs.as_ref() {
        // An empty list clears what would be inherited: silence about security is no requirement.
        give(next, "security", &theirs.unwrap_or_else(|| json!([])), &at);
    }
    match into.dialect {
        Dialect::Swagger2 => settle_host(into, next, diagnostics),
        Dialect::OpenApi30 | Dialect::OpenApi31 => settle_servers(into, next, diagnostics),
    }
}

/// Gives every operation that lacks a member the value that stands at `from`.
fn give(document: &mut Document, key: &str, value: &Value, from: &Pointer) {
    for at in operations(document) {
        if let Some(Value::Object(operation)) = at.find_mut(&mut document.root)
            && !operation.contains_key(key)
        {
            operation.insert(key.to_owned(), value.clone());
            document.origins.record(at.child(key), document.origins.find(from));
        }
    }
}

/// Where the operations of a document stand.
pub(crate) fn operations(document: &Document) -> Vec<Pointer> {
    let paths = Pointer::of(["paths"]);
    let items = paths.find(&document.root).into_iter().flat_map(members);
    items
        .flat_map(|(path, item)| {
            let at = paths.child(path);
            members(item).filter(|(key, _)| is_method(key)).map(move |(method, _)| at.child(method))
        })
        .collect()
}

/// Swagger 2.0 has one host for a document; operations that go elsewhere say so in the `x-servers` of their own.
fn settle_host(into: &mut Document, next: &mut Document, diagnostics: &mut Diagnostics) {
    let (ours, theirs) = (location(&into.root), location(&next.root));
    let Some(theirs) = theirs else { return };
    let keys = ["host", "basePath", "schemes"].map(|key| Pointer::of([key]));
    let Some(ours) = ours else {
        keys.iter().for_each(|at| super::take_over(into, next, at, at));
        return;
    };
    if ours == theirs {
        unite_schemes(into, next);
        return;
    }
    let schemes = next.root.get("schemes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let schemes = schemes.iter().filter_map(Value::as_str).collect::<Vec<_>>();
    let schemes = if schemes.is_empty() { vec!["https"] } else { schemes };
    let servers = schemes.iter().map(|scheme| json!({"url": format!("{scheme}://{}{}", theirs.0, theirs.1)}));
    let servers = Value::Array(servers.collect());
    let place = next.place(&Pointer::of(["host"]));
    let message = format!(
        "requests of this document go to {}{}, those of {} to {}{}; its operations keep their own server",
        theirs.0, theirs.1, into.source, ours.0, ours.1
    );
    diagnostics.push(Diagnostic::new(Code::MergeHosts, place, message).help("check that they are one API"));
    give(next, "x-servers", &servers, &Pointer::of(["host"]));
}

/// Host and base path, if the document names a host.
fn location(root: &Value) -> Option<(String, String)> {
    let text = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or_default().trim();
    let host = text("host");
    (!host.is_empty()).then(|| (host.to_ascii_lowercase(), text("basePath").trim_end_matches('/').to_owned()))
}

fn unite_schemes(into: &mut Document, next: &Document) {
    let at = Pointer::of(["schemes"]);
    let Some(Value::Array(theirs)) = at.find(&next.root) else { return };
    if at.find(&into.root).is_none() {
        super::take_over(into, next, &at, &at);
        return;
    }
    for (index, scheme) in theirs.iter().enumerate() {
        let ours = at.find(&into.root).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if !ours.contains(scheme) {
            let to = at.index(ours.len());
            super::take_over(into, next, &at.index(index), &to);
        }
    }
}

fn settle_servers(into: &mut Document, next: &mut Document, diagnostics: &mut Diagnostics) {
    let at = Pointer::of(["servers"]);
    let Some(theirs) = at.find(&next.root).cloned() else { return };
    match at.find(&into.root) {
        None => super::take_over(into, next, &at, &at),
        Some(ours) if *ours == theirs => {}
        Some(_) => {
            let message =
                format!("this document has other servers than {}; its operations keep their own", into.place(&at));
            let finding = Diagnostic::new(Code::MergeHosts, next.place(&at), message);
            diagnostics.push(finding.help("check that they are one API"));
            give_servers(next, &theirs, &at);
        }
    }
}

/// As [`give`], but a path's own servers stand before the document's.
fn give_servers(next: &mut Document, servers: &Value, at: &Pointer) {
    let paths = Pointer::of(["paths"]);
    let items = next.root.get("paths").into_iter().flat_map(members);
    let items = items.filter(|(_, item)| item.get("servers").is_none()).map(|(path, _)| paths.child(path));
    for item in items.collect::<Vec<_>>() {
        if let Some(Value::Object(map)) = item.find_mut(&mut next.root) {
            map.insert("servers".to_owned(), servers.clone());
            next.origins.record(item.child("servers"), next.origins.find(at));
        }
    }
}
