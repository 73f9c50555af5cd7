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

/// Reports requirements that name no declared scheme.
pub(super) fn check(root: &mut Value, stage: &mut Stage<'_>) {
    let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
    let known: Vec<String> = schemes.into_iter().flat_map(Map::keys).cloned().collect();
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
