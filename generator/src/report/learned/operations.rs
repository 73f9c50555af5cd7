//! Operations that the document does not have.

use serde_json::{Value, json};

use super::reason;
use crate::learn::unmatched::Unmatched;

/// Returns the actions that add an operation for each proposed path.
pub(super) fn actions(unmatched: &Unmatched) -> Vec<Value> {
    let known = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"];
    let requests = unmatched.requests().filter(|(method, ..)| known.contains(method));
    let actions = requests.map(|(method, path, origins)| {
        let names = path.split('{').skip(1).filter_map(|part| part.split('}').next());
        let parameters: Vec<Value> =
            names.map(|name| json!({ "name": name, "in": "path", "required": true, "type": "string" })).collect();
        let operation = json!({
            "summary": format!("{method} {path}"),
            "parameters": parameters,
            "responses": { "default": { "description": "Any response" } },
        });
        json!({
            "target": "$.paths",
            "x-reason": format!("No operation has this method and path. {}", reason::exchanges(origins)),
            "update": { path: { method.to_ascii_lowercase(): operation } },
        })
    });
    actions.collect()
}
