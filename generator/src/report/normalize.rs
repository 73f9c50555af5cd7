//! Writes the repaired document with its inferences declared, as OpenAPI 3.0.3 YAML.
//!
//! Declared facts are not changed.

mod credentials;
mod yaml;

use serde_json::{Map, Value, json};

use crate::document::{Dialect, Document};
use crate::infer::pagination::declaration;
use crate::infer::{Aspect, Claim, Inferences};
use crate::pointer::Pointer;
use crate::report::declare::{self, Keywords};
use crate::spec::{Location, Operation, Parameter, Response, Spec};

/// Writes a document with its inferences declared.
#[must_use]
pub fn write(document: Document, spec: &Spec, inferences: &Inferences) -> String {
    let mut root = document.root;
    if let Some(members) = root.as_object_mut() {
        members.insert("openapi".to_owned(), json!("3.0.3"));
    }
    for operation in &spec.operations {
        declare_id(&mut root, operation, inferences);
        declare_pagination(&mut root, operation, inferences);
        for parameter in &operation.parameters {
            declare_parameter(&mut root, parameter, inferences);
        }
        for response in &operation.responses {
            declare_response(&mut root, response, inferences);
        }
    }
    credentials::declare(&mut root, spec, inferences);
    move_required(&mut root);
    yaml::write(&root)
}

/// Moves `required` into `allOf` in schemas that also have alternatives.
///
/// Validators look for required properties in a schema and in its `allOf`, but not in its `anyOf` and `oneOf`.
fn move_required(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let has_list = |key: &str| map.get(key).is_some_and(Value::is_array);
            if has_list("allOf") && has_list("required") && (has_list("anyOf") || has_list("oneOf")) {
                let required = map.shift_remove("required");
                if let (Some(required), Some(Value::Array(parts))) = (required, map.get_mut("allOf")) {
                    parts.push(json!({ "required": required }));
                }
            }
            let literals = ["example", "examples", "default", "enum"];
            let members = map.iter_mut().filter(|(key, _)| !literals.contains(&key.as_str()) && !key.starts_with("x-"));
            members.for_each(|(_, member)| move_required(member));
        }
        Value::Array(list) => list.iter_mut().for_each(move_required),
        _ => {}
    }
}

/// Sets the inferred id of an operation.
fn declare_id(root: &mut Value, operation: &Operation, inferences: &Inferences) {
    let inference = inferences.get(&operation.pointer).and_then(|by_aspect| by_aspect.get(&Aspect::OperationId));
    let Some(Claim::OperationId(id)) = inference.map(|inference| &inference.chosen.fact) else { return };
    if let Some(Value::Object(members)) = operation.pointer.find_mut(root) {
        members.insert("operationId".to_owned(), json!(id));
    }
}

/// Declares the pagination of an operation.
fn declare_pagination(root: &mut Value, operation: &Operation, inferences: &Inferences) {
    let inference = inferences.get(&operation.pointer).and_then(|by_aspect| by_aspect.get(&Aspect::Pagination));
    if let Some(Claim::Pagination(Some(pagination))) = inference.map(|inference| &inference.chosen.fact) {
        let value = Value::Object(declaration(pagination));
        add(root, &operation.pointer, Map::from_iter([("x-pagination".to_owned(), value)]));
    }
}

/// Declares the facts inferred about a parameter.
fn declare_parameter(root: &mut Value, parameter: &Parameter, inferences: &Inferences) {
    let Some(by_aspect) = inferences.get(&parameter.pointer) else { return };
    let facts = by_aspect.values().map(|inference| &inference.chosen.fact);
    let required = by_aspect.get(&Aspect::Required);
    let is_required = required.is_some_and(|inference| inference.chosen.fact == Claim::Required(true));
    let Keywords { outer, inner } = declare::keywords(facts, parameter.location, Dialect::OpenApi30);
    add(root, &parameter.pointer, outer);
    add(root, &parameter.schema_pointer, inner);
    if is_required && matches!(parameter.location, Location::Field(_)) {
        require(root, parameter);
    }
}

/// Declares the inferred schema of a response.
fn declare_response(root: &mut Value, response: &Response, inferences: &Inferences) {
    let inference = inferences.get(&response.pointer).and_then(|by_aspect| by_aspect.get(&Aspect::Response));
    let Some(Claim::Response(Some(inferred))) = inference.map(|inference| &inference.chosen.fact) else { return };
    let schema = declare::response_schema(inferred, Dialect::OpenApi30);
    match response.json().and_then(|media| media.pointer.split_last()) {
        Some((media, key)) => add(root, &media, Map::from_iter([(key, schema)])),
        None => add(root, &response.pointer, declare::response_content(schema, Dialect::OpenApi30)),
    }
}

/// Adds the keywords that the object at a location does not have.
fn add(root: &mut Value, place: &Pointer, keywords: Map<String, Value>) {
    let Some(Value::Object(members)) = place.find_mut(root) else { return };
    for (key, value) in keywords {
        members.entry(key).or_insert(value);
    }
}

/// Adds a form field to the `required` list of its schema.
fn require(root: &mut Value, field: &Parameter) {
    let schema = field.pointer.split_last().and_then(|(properties, _)| properties.split_last());
    let Some(Value::Object(members)) = schema.and_then(|(schema, _)| schema.find_mut(root)) else { return };
    let list = members.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(list) = list
        && !list.contains(&json!(field.name))
    {
        list.push(json!(field.name));
    }
}
