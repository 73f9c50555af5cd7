//! The document as it should have been: upgraded, repaired, and saying itself what was inferred about it.
//!
//! Comes in: a document of OpenAPI 3.0, its typed form and the inferences about it. Goes out: YAML text of OpenAPI
//! 3.0.3. Nothing that the document declares is changed.

mod credentials;
mod yaml;

use serde_json::{Map, Value, json};

use crate::document::{Dialect, Document};
use crate::infer::{Aspect, Fact, Inferences};
use crate::pin::{self, Keywords};
use crate::pointer::Pointer;
use crate::spec::{Argument, Location, Operation, Response, Spec};

/// Writes a document with its inferences declared.
#[must_use]
pub fn write(document: Document, spec: &Spec, inferences: &Inferences) -> String {
    let mut root = document.root;
    if let Some(members) = root.as_object_mut() {
        members.insert("openapi".to_owned(), json!("3.0.3"));
    }
    for operation in &spec.operations {
        name(&mut root, operation, inferences);
        page(&mut root, operation, inferences);
        for argument in &operation.arguments {
            declare(&mut root, argument, inferences);
        }
        for response in &operation.responses {
            answer(&mut root, response, inferences);
        }
    }
    credentials::declare(&mut root, spec, inferences);
    part_required(&mut root);
    yaml::write(&root)
}

/// Validators look for what `required` names among the properties of a schema and of its `allOf`, not of its
/// alternatives; beside those it is one more part.
fn part_required(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let has_list = |key: &str| map.get(key).is_some_and(Value::is_array);
            if has_list("allOf") && has_list("required") && (has_list("anyOf") || has_list("oneOf")) {
                let required = map.shift_remove("required");
                if let (Some(required), Some(Value::Array(parts))) = (required, map.get_mut("allOf")) {
                    parts.push(json!({ "required": required }));
                }
            }
            let own = ["example", "examples", "default", "enum"];
            let members = map.iter_mut().filter(|(key, _)| !own.contains(&key.as_str()) && !key.starts_with("x-"));
            members.for_each(|(_, member)| part_required(member));
        }
        Value::Array(list) => list.iter_mut().for_each(part_required),
        _ => {}
    }
}

/// Gives an operation the id that was found for it.
fn name(root: &mut Value, operation: &Operation, inferences: &Inferences) {
    let answer = inferences.get(&operation.pointer).and_then(|answers| answers.get(&Aspect::OperationId));
    let Some(Fact::OperationId(id)) = answer.map(|answer| &answer.chosen.fact) else { return };
    if let Some(Value::Object(members)) = operation.pointer.find_mut(root) {
        members.insert("operationId".to_owned(), json!(id));
    }
}

/// Declares how the answers of an operation come in pages.
fn page(root: &mut Value, operation: &Operation, inferences: &Inferences) {
    let inference = inferences.get(&operation.pointer).and_then(|answers| answers.get(&Aspect::Paging));
    if let Some(Fact::Paging(Some(paging))) = inference.map(|inference| &inference.chosen.fact) {
        let declared = Map::from_iter([("x-pagination".to_owned(), Value::Object(pin::paged(paging)))]);
        add(root, &operation.pointer, declared);
    }
}

/// Declares what was concluded about an argument.
fn declare(root: &mut Value, argument: &Argument, inferences: &Inferences) {
    let Some(answers) = inferences.get(&argument.pointer) else { return };
    let facts = answers.values().map(|answer| &answer.chosen.fact);
    let required = answers.get(&Aspect::Required).is_some_and(|answer| answer.chosen.fact == Fact::Required(true));
    let Keywords { outer, inner } = pin::keywords(facts, argument.location, Dialect::OpenApi30);
    add(root, &argument.pointer, outer);
    add(root, &argument.schema_pointer, inner);
    if required && matches!(argument.location, Location::Field(_)) {
        require(root, argument);
    }
}

/// Declares what was concluded about a response.
fn answer(root: &mut Value, response: &Response, inferences: &Inferences) {
    let inference = inferences.get(&response.pointer).and_then(|answers| answers.get(&Aspect::Answer));
    let Some(Fact::Answer(Some(answer))) = inference.map(|inference| &inference.chosen.fact) else { return };
    let schema = pin::answered(answer, Dialect::OpenApi30);
    match response.json().and_then(|media| media.pointer.split_last()) {
        Some((media, key)) => add(root, &media, Map::from_iter([(key, schema)])),
        None => add(root, &response.pointer, pin::answer(schema, Dialect::OpenApi30)),
    }
}

/// Adds keywords to the value at a place; what stands there already stays.
fn add(root: &mut Value, place: &Pointer, keywords: Map<String, Value>) {
    let Some(Value::Object(members)) = place.find_mut(root) else { return };
    for (key, value) in keywords {
        members.entry(key).or_insert(value);
    }
}

/// Puts a form's field on the list of those that must be there.
fn require(root: &mut Value, field: &Argument) {
    let schema = field.pointer.split_last().and_then(|(properties, _)| properties.split_last());
    let Some(Value::Object(members)) = schema.and_then(|(schema, _)| schema.find_mut(root)) else { return };
    let list = members.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(list) = list
        && !list.contains(&json!(field.name))
    {
        list.push(json!(field.name));
    }
}
