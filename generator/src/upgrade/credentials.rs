//! Whether the document says how to authenticate, and whether it says so for every requirement.
//!
//! Documents in 3.0 structure come in. What stands in for a missing declaration is not decided here.

use serde_json::{Map, Value};

use super::shape::{Shape, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::diagnostic::Code;

/// Whether the document declares security schemes.
pub(super) fn are_declared(root: &Value) -> bool {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    schemes.is_some_and(|schemes| !schemes.is_empty())
}

/// The names of the schemes that the document declares.
pub(super) fn declared(root: &Value) -> Vec<String> {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    schemes.into_iter().flat_map(Map::keys).cloned().collect()
}

/// Reports requirements that name no declared scheme.
pub(super) fn check(root: &mut Value, stage: &mut Stage<'_>) {
    let known = declared(root);
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, trail| {
        if shape != Shape::SecurityRequirement {
            return;
        }
        for name in map.keys().filter(|name| !known.contains(name)) {
            let fault = format!("the security scheme `{name}` is asked for but not declared");
            let help = "declare the scheme, or correct its name";
            stage.report_once(Code::UnknownSecurity, fault, &trail.key(name).pointer(), help);
        }
    });
}

/// Takes the schemes that were declared and are left out from what is required. What asks for nothing else asks for
/// nothing then, which is not the same as no word about it: no other secret is sent in place of this one.
pub(super) fn leave_out(root: &mut Value, before: &[String]) {
    let kept = declared(root);
    let gone: Vec<&String> = before.iter().filter(|name| !kept.contains(name)).collect();
    if gone.is_empty() {
        return;
    }
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, _| {
        if shape == Shape::SecurityRequirement {
            map.retain(|name, _| !gone.contains(&name));
        }
    });
}
