//! Conversion of `securityDefinitions`. Security requirements are the same in both versions.

use serde_json::{Map, Value};

use super::{remove, remove_text};
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// Converts every security scheme.
pub(super) fn upgrade(mut definitions: Value, context: &mut Context<'_>) -> Value {
    let schemes = Pointer::from_tokens(["components", "securitySchemes"]);
    for (name, scheme) in definitions.as_object_mut().into_iter().flatten() {
        if let Value::Object(scheme) = scheme {
            upgrade_scheme(scheme, &schemes.child(name), &Pointer::from_tokens(["securityDefinitions", name]), context);
        }
    }
    definitions
}

fn upgrade_scheme(scheme: &mut Map<String, Value>, now: &Pointer, was: &Pointer, context: &mut Context<'_>) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), "http".into());
            scheme.insert("scheme".to_owned(), "basic".into());
        }
        Some("oauth2") if !scheme.contains_key("flows") => {
            let (name, flow) = extract_flow(scheme);
            context.moved(now.child("flows").child(name), was.clone());
            scheme.insert("flows".to_owned(), Value::Object(Map::from_iter([(name.to_owned(), Value::Object(flow))])));
        }
        _ => {}
    }
}

/// Removes the flow from a 2.0 scheme. An unknown name is replaced by the flow that fits the URLs.
fn extract_flow(scheme: &mut Map<String, Value>) -> (&'static str, Map<String, Value>) {
    let word = remove_text(scheme, "flow").unwrap_or_default();
    let mut flow = Map::new();
    for key in ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"] {
        if let Some(value) = remove(scheme, key) {
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
