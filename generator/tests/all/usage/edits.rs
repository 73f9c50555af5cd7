//! Random edits of the facts of a document: types, formats, required and nullable values, responses and parameters.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Makes random edits of a document.
pub(super) fn edit(document: &mut Value, random: &mut Rng, count: usize) {
    let mut number = 0;
    count_objects(document, &mut number);
    for _ in 0..count {
        let mut at = random.usize(..number.max(1));
        visit(document, &mut at, random);
    }
}

fn count_objects(value: &Value, number: &mut usize) {
    match value {
        Value::Object(members) => {
            *number += 1;
            members.values().for_each(|value| count_objects(value, number));
        }
        Value::Array(items) => items.iter().for_each(|item| count_objects(item, number)),
        _ => {}
    }
}

/// Edits the object with the given number, or the first one after it that can be edited. Returns true after the edit.
fn visit(value: &mut Value, at: &mut usize, random: &mut Rng) -> bool {
    match value {
        Value::Object(members) => {
            if *at == 0 && edit_object(members, random) {
                return true;
            }
            *at = at.saturating_sub(1);
            members.values_mut().any(|value| visit(value, at, random))
        }
        Value::Array(items) => items.iter_mut().any(|item| visit(item, at, random)),
        _ => false,
    }
}

fn edit_object(object: &mut Map<String, Value>, random: &mut Rng) -> bool {
    if object.contains_key("in") && object.contains_key("name") {
        let is_required = object.get("required") == Some(&json!(true));
        object.insert("required".to_owned(), json!(!is_required || object["in"] == "path"));
        return true;
    }
    if let Some(responses) = object.get_mut("responses").and_then(Value::as_object_mut) {
        return edit_responses(responses, random);
    }
    if object.contains_key("$ref") {
        return replace(object, &json!({ "type": "string" }));
    }
    let Some(ty) = object.get("type").and_then(Value::as_str).map(str::to_owned) else { return false };
    match (ty.as_str(), random.usize(..4)) {
        (_, 0) => _ = object.insert("nullable".to_owned(), json!(object.get("nullable").is_none())),
        ("object", 1) => return edit_required(object),
        ("object", 2) => return edit_properties(object, random),
        ("object", _) => _ = object.insert("additionalProperties".to_owned(), json!({ "type": "integer" })),
        ("array", _) => return replace(object, &json!({ "type": "array", "items": { "type": "boolean" } })),
        ("string", 1) => _ = object.insert("format".to_owned(), json!("date-time")),
        ("string", 2) => _ = object.insert("enum".to_owned(), json!(["one", "two"])),
        ("string", _) => return replace(object, &json!({ "type": "integer" })),
        ("integer", 1) => return replace(object, &json!({ "type": "number" })),
        ("integer", 2) => _ = object.insert("format".to_owned(), json!("int64")),
        _ => return replace(object, &json!({ "type": "string" })),
    }
    true
}

fn replace(object: &mut Map<String, Value>, value: &Value) -> bool {
    object.clone_from(value.as_object().expect("the value is an object"));
    true
}

/// Requires the first property, or nothing.
fn edit_required(object: &mut Map<String, Value>) -> bool {
    let first = object.get("properties").and_then(Value::as_object).and_then(|properties| properties.keys().next());
    match (object.contains_key("required"), first.cloned()) {
        (true, _) => _ = object.remove("required"),
        (false, Some(first)) => _ = object.insert("required".to_owned(), json!([first])),
        (false, None) => return false,
    }
    true
}

fn edit_properties(object: &mut Map<String, Value>, random: &mut Rng) -> bool {
    let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) else { return false };
    let name = properties.keys().nth(random.usize(..properties.len().max(1))).cloned();
    match name.filter(|_| random.bool()) {
        Some(name) => _ = properties.remove(&name),
        None => _ = properties.insert("added".to_owned(), json!({ "type": "string" })),
    }
    true
}

/// Adds an error with another schema, or removes a response.
fn edit_responses(responses: &mut Map<String, Value>, random: &mut Rng) -> bool {
    let status = responses.keys().nth(random.usize(..responses.len().max(1))).cloned();
    match status.filter(|_| responses.len() > 1 && random.bool()) {
        Some(status) => _ = responses.remove(&status),
        None => {
            let schema = json!({ "type": "object", "properties": { "added": { "type": "string" } } });
            let content = json!({ "application/json": { "schema": schema } });
            responses.insert("418".to_owned(), json!({ "description": "Error", "content": content }));
        }
    }
    true
}
