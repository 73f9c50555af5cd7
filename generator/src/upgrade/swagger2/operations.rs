//! Path items and operations: their parameters are sorted into arguments and a request body.
//!
//! The `paths` of a 2.0 document come in, those of a 3.0 document go out. What a parameter or a response becomes is
//! for their own files.

use serde_json::{Map, Value};

use super::shared::{Applied, Shared};
use super::{bodies, forms, joined, parameters, responses, take, take_media_types};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::shape::{METHODS, is_extension};
use crate::upgrade::stage::Stage;

/// The body and form parameters of a path item, which apply to each of its operations.
#[derive(Default)]
struct Payload {
    bodies: Vec<Applied>,
    fields: Vec<Applied>,
}

/// Upgrades every operation.
pub(super) fn upgrade_paths(mut paths: Value, shared: &Shared, stage: &mut Stage<'_>) -> Value {
    let at = Pointer::of(["paths"]);
    for (path, item) in paths.as_object_mut().into_iter().flatten() {
        if let Value::Object(item) = item
            && !is_extension(path)
        {
            upgrade_item(item, shared, &at.child(path), stage);
        }
    }
    paths
}

fn upgrade_item(item: &mut Map<String, Value>, shared: &Shared, at: &Pointer, stage: &mut Stage<'_>) {
    let mut inherited = Payload::default();
    if let Some(Value::Array(list)) = item.get_mut("parameters").map(Value::take) {
        let (arguments, payload) = sort(list, shared, &at.child("parameters"), stage);
        if arguments.is_empty() {
            item.shift_remove("parameters");
        } else {
            item.insert("parameters".to_owned(), Value::Array(arguments));
        }
        inherited = payload;
    }
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(*method) {
            upgrade_operation(operation, &inherited, shared, &at.child(method), stage);
        }
    }
}

fn upgrade_operation(
    operation: &mut Map<String, Value>,
    inherited: &Payload,
    shared: &Shared,
    at: &Pointer,
    stage: &mut Stage<'_>,
) {
    let own_consumes = take_media_types(operation, "consumes");
    let own_produces = take_media_types(operation, "produces");
    let consumes = own_consumes.as_deref().unwrap_or(&shared.consumes);
    let produces = own_produces.as_deref().unwrap_or(&shared.produces);

    let list = match take(operation, "parameters") {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let (arguments, own) = sort(list, shared, &at.child("parameters"), stage);
    let payload = inherited.overridden_by(own);
    let body = request_body(payload, consumes, shared, at, stage);

    // Members keep the order in which people write them: parameters, body, responses.
    let responses = take(operation, "responses");
    if !arguments.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(arguments));
    }
    if let Some(body) = body {
        operation.insert("requestBody".to_owned(), body);
    }
    if let Some(mut responses) = responses {
        upgrade_responses(&mut responses, produces, shared, &at.child("responses"), stage);
        operation.insert("responses".to_owned(), responses);
    }
    if let Some(servers) = shared.base.of_operation(operation, at, stage) {
        operation.insert("servers".to_owned(), servers);
    }
}

/// Sorts a list of parameters into 3.0 arguments, and what makes up the request body.
fn sort(list: Vec<Value>, shared: &Shared, at: &Pointer, stage: &mut Stage<'_>) -> (Vec<Value>, Payload) {
    let mut arguments = Vec::with_capacity(list.len());
    let mut payload = Payload::default();
    for (index, written) in list.into_iter().enumerate() {
        let here = at.index(index);
        let reference = written.get("$ref").cloned();
        let Some(applied) = shared.apply(written, &here, stage) else { continue };
        let now = at.index(arguments.len());
        match location(&applied.value) {
            Location::Body => payload.bodies.push(applied),
            Location::Form => payload.fields.push(applied),
            Location::Argument => match (reference, applied.shared) {
                (Some(reference), Some(_)) => {
                    stage.moved(now, here);
                    let reference = Map::from_iter([("$ref".to_owned(), reference)]);
                    arguments.push(Value::Object(reference));
                }
                _ => {
                    stage.moved(now.clone(), applied.was.clone());
                    arguments.push(parameters::upgrade(applied.value, (&now, &applied.was), stage));
                }
            },
        }
    }
    (arguments, payload)
}

enum Location {
    Body,
    Form,
    Argument,
}

fn location(parameter: &Map<String, Value>) -> Location {
    match parameter.get("in").and_then(Value::as_str) {
        Some("body") => Location::Body,
        Some("formData" | "formdata" | "form") => Location::Form,
        // Only a body is described by a schema in 2.0, and only a body does without a name.
        None if parameter.contains_key("schema") && !parameter.contains_key("name") => Location::Body,
        _ => Location::Argument,
    }
}

impl Payload {
    fn overridden_by(&self, mut own: Self) -> Self {
        let copy = |applied: &Applied| Applied {
            value: applied.value.clone(),
            was: applied.was.clone(),
            shared: applied.shared.clone(),
        };
        if own.bodies.is_empty() && own.fields.is_empty() {
            own.bodies = self.bodies.iter().map(copy).collect();
        }
        if own.bodies.is_empty() {
            let inherited = self
                .fields
                .iter()
                .filter(|field| !own.fields.iter().any(|other| other.value.get("name") == field.value.get("name")));
            let mut fields: Vec<Applied> = inherited.map(copy).collect();
            fields.append(&mut own.fields);
            own.fields = fields;
        }
        own
    }
}

/// The body of an operation. 2.0 allows one body parameter, or form fields, not both; several that can be one are.
fn request_body(
    payload: Payload,
    consumes: &[String],
    shared: &Shared,
    at: &Pointer,
    stage: &mut Stage<'_>,
) -> Option<Value> {
    let Payload { bodies, fields } = payload;
    let now = at.child("requestBody");
    if fields.is_empty()
        && let Some(body) = joined::upgrade(&bodies, consumes, &now, stage)
    {
        return Some(body);
    }
    let mut bodies = bodies.into_iter();
    let Some(first) = bodies.next() else {
        return forms::upgrade(fields, consumes, &now, stage);
    };
    for other in bodies.chain(fields) {
        let name = other.value.get("name").and_then(Value::as_str).unwrap_or_default();
        let message = format!("an operation has one body; `{name}` comes after another body and is left out");
        let help = "describe the whole body by one `in: body` parameter, with an object schema for several fields";
        stage.report(Code::SecondBody, &other.was, message, help);
    }
    if let Some(name) = &first.shared
        && consumes == shared.consumes
    {
        let target = Pointer::of(["components", "requestBodies", name]);
        stage.moved(now, first.was);
        return Some(Value::Object(Map::from_iter([("$ref".to_owned(), target.to_string().into())])));
    }
    stage.moved(now.clone(), first.was.clone());
    Some(bodies::upgrade(first.value, consumes, (&now, &first.was), stage))
}

fn upgrade_responses(responses: &mut Value, produces: &[String], shared: &Shared, at: &Pointer, stage: &mut Stage<'_>) {
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        if is_extension(status) {
            continue;
        }
        let here = at.child(status);
        // A shared response has content for what the document produces, which may not be what this operation does.
        let name = responses::shared_name(response).filter(|_| produces != shared.produces);
        let found = name.and_then(|name| Some((shared.responses.get(&name)?, name)));
        let was = match found {
            Some((target, name)) if !target.is_null() && target.get("$ref").is_none() => {
                *response = target.clone();
                let was = Pointer::of(["responses", &name]);
                stage.moved(here.clone(), was.clone());
                was
            }
            _ => here.clone(),
        };
        let written = response.take();
        *response = responses::upgrade(written, produces, (&here, &was), stage);
    }
}
