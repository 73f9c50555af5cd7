//! Security definitions in their 3.0 form.
//!
//! `securityDefinitions` come in. What a requirement says is the same in both dialects.

use serde_json::{Map, Value};

use super::{take, take_text};
use crate::pointer::Pointer;
use crate::upgrade::stage::Stage;

/// Upgrades every scheme.
pub(super) fn upgrade(mut definitions: Value, stage: &mut Stage<'_>) -> Value {
    let schemes = Pointer::of(["components", "securitySchemes"]);
    for (name, scheme) in definitions.as_object_mut().into_iter().flatten() {
        if let Value::Object(scheme) = scheme {
            upgrade_scheme(scheme, &schemes.child(name), &Pointer::of(["securityDefinitions", name]), stage);
        }
    }
    definitions
}

fn upgrade_scheme(scheme: &mut Map<String, Value>, now: &Pointer, was: &Pointer, stage: &mut Stage<'_>) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), "http".into());
            scheme.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") if !scheme.contains_key("flows") => {
            let (name, flow) = take_flow(scheme);
            stage.moved(now.child("flows").child(name), was.clone());
            scheme.insert("flows".to_owned(), Value::Object(Map::from_iter([(name.to_owned(), Value::Object(flow))])));
        }
        _ => {}
    }
}

/// The one flow of a 2.0 scheme. A word that is no flow gives way to what its URLs show.
fn take_flow(scheme: &mut Map<String, Value>) -> (&'static str, Map<String, Value>) {
    let word = take_text(scheme, "flow").unwrap_or_default();
    let mut flow = Map::new();
    for key in ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"] {
        if let Some(value) = take(scheme, key) {
            flow.insert(key.to_owned(), value);
        }
    }
    let name = match word.trim().to_ascii_lowercase().as_str() {
        "implicit" => "implicit",
        "password" => "password",
        "application" | "clientcredentials" | "client_credentials" => "clientCredentials",
        "accesscode" | "authorizationcode" | "authorization_code" => "authorizationCode",
        _ => match (flow.contains_key("authorizationUrl"), flow.contains_key("tokenUrl")) {
            (true, true) => "authorizationCode",
            (true, false) => "implicit",
            (false, _) => "clientCredentials",
        },
    };
    (name, flow)
}
