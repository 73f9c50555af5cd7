//! Declared security schemes, and security requirements that refer to undeclared ones.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::pointer::PathStack;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::{ObjectKind, visit};

/// Returns true if the document declares security schemes.
pub(in crate::upgrade) fn are_declared(root: &Value) -> bool {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    schemes.is_some_and(|schemes| !schemes.is_empty())
}

/// Returns the names of the declared security schemes.
pub(in crate::upgrade) fn declared(root: &Value) -> Vec<String> {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    schemes.into_iter().flat_map(Map::keys).cloned().collect()
}

/// Reports security requirements that refer to undeclared schemes.
pub(in crate::upgrade) fn check(root: &mut Value, context: &mut Context<'_>) {
    let known = declared(root);
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, path| {
        if kind != ObjectKind::SecurityRequirement {
            return;
        }
        for name in map.keys().filter(|name| !known.contains(name)) {
            let message = format!("undeclared security scheme `{name}`; no credential is sent for it");
            let help = "declare the scheme, or correct its name";
            context.report_once(Code::UnknownSecurity, message, &path.key(name).pointer(), help);
        }
    });
}

/// Removes the schemes that were declared `before` and have been dropped since from all security requirements.
///
/// A requirement may become empty, which means that no credential is sent. It is not removed: an operation without a
/// requirement would send another credential instead.
pub(in crate::upgrade) fn remove_dropped(root: &mut Value, before: &[String]) {
    let kept = declared(root);
    let dropped: Vec<&String> = before.iter().filter(|name| !kept.contains(name)).collect();
    if dropped.is_empty() {
        return;
    }
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, _| {
        if kind == ObjectKind::SecurityRequirement {
            map.retain(|name, _| !dropped.contains(&name));
        }
    });
}
