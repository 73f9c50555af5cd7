//! `Authorization` headers that stand among the parameters, as what they are: credentials.
//!
//! The parameters come in as they are taken out of their lists. Where the document declares no security of its own, a
//! scheme is declared for them; where it does, that says how to authenticate.

use serde_json::{Map, Value, json};

use super::shape::{Shape, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

const SCHEME: &str = "authorization";

/// What the document's operations ask for.
pub(super) struct Credentials {
    declared: bool,
    /// The first header that was asked for: its description and its place.
    asked: Option<(Option<Value>, Pointer)>,
}

impl Credentials {
    /// Looks whether the document declares security.
    pub(super) fn of(root: &Value) -> Self {
        let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
        Self { declared: schemes.is_some_and(|schemes| !schemes.is_empty()), asked: None }
    }

    /// An operation had this `Authorization` header.
    pub(super) fn ask_for(&mut self, operation: &mut Map<String, Value>, parameter: &Value, at: &Pointer) {
        if self.declared {
            return;
        }
        self.asked.get_or_insert_with(|| (parameter.get("description").cloned(), at.clone()));
        let required = parameter.get("required") == Some(&Value::Bool(true));
        let security = if required { json!([{SCHEME: []}]) } else { json!([{}, {SCHEME: []}]) };
        operation.entry("security").or_insert(security);
    }

    /// Declares the scheme that was asked for.
    pub(super) fn declare(self, root: &mut Value, stage: &mut Stage<'_>) {
        let Some((description, was)) = self.asked else { return };
        let mut scheme = json!({"type": "apiKey", "in": "header", "name": "Authorization"});
        if let (Some(description), Value::Object(scheme)) = (description, &mut scheme) {
            scheme.insert("description".to_owned(), description);
        }
        let at = Pointer::of(["components", "securitySchemes", SCHEME]);
        stage.repair("authorization-scheme", &at, None, Some(scheme.clone()));
        stage.moved(at, was);
        let Value::Object(root) = root else { return };
        let components = root.entry("components").or_insert_with(|| json!({}));
        let Value::Object(components) = components else { return };
        let schemes = components.entry("securitySchemes").or_insert_with(|| json!({}));
        if let Value::Object(schemes) = schemes {
            schemes.insert(SCHEME.to_owned(), scheme);
        }
    }
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
