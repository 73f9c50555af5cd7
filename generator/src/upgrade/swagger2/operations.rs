//! Conversion of path items and operations: their parameters are split into parameters and a request body.

use serde_json::{Map, Value};

use super::shared::{ResolvedParameter, SharedDefinitions};
use super::{bodies, forms, parameters, remove, remove_media_types, responses};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::{METHODS, is_extension};

/// The body parameters and form fields of a path item or operation.
#[derive(Default)]
struct BodyParameters {
    bodies: Vec<ResolvedParameter>,
    fields: Vec<ResolvedParameter>,
}

/// Converts every path item.
pub(super) fn upgrade_paths(mut paths: Value, shared: &SharedDefinitions, context: &mut Context<'_>) -> Value {
    let at = Pointer::from_tokens(["paths"]);
    for (path, item) in paths.as_object_mut().into_iter().flatten() {
        if let Value::Object(item) = item
            && !is_extension(path)
        {
            upgrade_item(item, shared, &at.child(path), context);
        }
    }
    paths
}

/// Converts a path item. Its body parameters apply to each of its operations.
fn upgrade_item(item: &mut Map<String, Value>, shared: &SharedDefinitions, at: &Pointer, context: &mut Context<'_>) {
    let mut inherited = BodyParameters::default();
    if let Some(Value::Array(list)) = item.get_mut("parameters").map(Value::take) {
        let (parameters, body_parameters) = partition(list, shared, &at.child("parameters"), context);
        if parameters.is_empty() {
            item.shift_remove("parameters");
        } else {
            item.insert("parameters".to_owned(), Value::Array(parameters));
        }
        inherited = body_parameters;
    }
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(*method) {
            upgrade_operation(operation, &inherited, shared, &at.child(method), context);
        }
    }
}

fn upgrade_operation(
    operation: &mut Map<String, Value>,
    inherited: &BodyParameters,
    shared: &SharedDefinitions,
    at: &Pointer,
    context: &mut Context<'_>,
) {
    let consumes = remove_media_types(operation, "consumes");
    let produces = remove_media_types(operation, "produces");
    let consumes = consumes.as_deref().unwrap_or(&shared.consumes);
    let produces = produces.as_deref().unwrap_or(&shared.produces);

    let list = match remove(operation, "parameters") {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let (parameters, body_parameters) = partition(list, shared, &at.child("parameters"), context);
    let body = request_body(inherited.overridden_by(body_parameters), consumes, shared, at, context);

    // Keeps the usual order of fields: parameters, body, responses.
    let responses = remove(operation, "responses");
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(body) = body {
        operation.insert("requestBody".to_owned(), body);
    }
    if let Some(mut responses) = responses {
        upgrade_responses(&mut responses, produces, shared, &at.child("responses"), context);
        operation.insert("responses".to_owned(), responses);
    }
    if let Some(servers) = shared.base.operation_servers(operation, at, context) {
        operation.insert("servers".to_owned(), servers);
    }
}

/// Splits a list of parameters into 3.0 parameters and the parameters of the request body.
fn partition(
    list: Vec<Value>,
    shared: &SharedDefinitions,
    at: &Pointer,
    context: &mut Context<'_>,
) -> (Vec<Value>, BodyParameters) {
    let mut kept = Vec::with_capacity(list.len());
    let mut body_parameters = BodyParameters::default();
    for (index, written) in list.into_iter().enumerate() {
        let here = at.index(index);
        let reference = written.get("$ref").cloned();
        let Some(resolved) = shared.resolve(written, &here, context) else { continue };
        let now = at.index(kept.len());
        match destination(&resolved.value) {
            ParameterDestination::Body => body_parameters.bodies.push(resolved),
            ParameterDestination::FormField => body_parameters.fields.push(resolved),
            ParameterDestination::Parameter => match (reference, resolved.shared) {
                (Some(reference), Some(_)) => {
                    context.moved(now, here);
                    let reference = Map::from_iter([("$ref".to_owned(), reference)]);
                    kept.push(Value::Object(reference));
                }
                _ => {
                    context.moved(now.clone(), resolved.was.clone());
                    kept.push(parameters::upgrade(resolved.value, (&now, &resolved.was), context));
                }
            },
        }
    }
    (kept, body_parameters)
}

/// The part of a 3.0 operation that a 2.0 parameter becomes.
enum ParameterDestination {
    Body,
    FormField,
    Parameter,
}

fn destination(parameter: &Map<String, Value>) -> ParameterDestination {
    match parameter.get("in").and_then(Value::as_str) {
        Some("body") => ParameterDestination::Body,
        Some("formData" | "formdata" | "form") => ParameterDestination::FormField,
        // In 2.0 only a body parameter has a `schema`, and only it is usable without a name.
        None if parameter.contains_key("schema") && !parameter.contains_key("name") => ParameterDestination::Body,
        _ => ParameterDestination::Parameter,
    }
}

impl BodyParameters {
    /// Returns the parameters of an operation, with those that it inherits from its path item.
    fn overridden_by(&self, mut operation: Self) -> Self {
        let copy = |resolved: &ResolvedParameter| ResolvedParameter {
            value: resolved.value.clone(),
            was: resolved.was.clone(),
            shared: resolved.shared.clone(),
        };
        if operation.bodies.is_empty() && operation.fields.is_empty() {
            operation.bodies = self.bodies.iter().map(copy).collect();
        }
        if operation.bodies.is_empty() {
            let inherited = self.fields.iter().filter(|field| {
                !operation.fields.iter().any(|other| other.value.get("name") == field.value.get("name"))
            });
            let mut fields: Vec<ResolvedParameter> = inherited.map(copy).collect();
            fields.append(&mut operation.fields);
            operation.fields = fields;
        }
        operation
    }
}

/// Converts the body parameters of an operation to its request body. 2.0 allows one body parameter or form fields, but
/// not both; several body parameters are merged if possible.
fn request_body(
    parameters: BodyParameters,
    consumes: &[String],
    shared: &SharedDefinitions,
    at: &Pointer,
    context: &mut Context<'_>,
) -> Option<Value> {
    let BodyParameters { bodies, fields } = parameters;
    let now = at.child("requestBody");
    if fields.is_empty()
        && let Some(body) = bodies::merge(&bodies, consumes, &now, context)
    {
        return Some(body);
    }
    let mut bodies = bodies.into_iter();
    let Some(first) = bodies.next() else {
        return forms::upgrade(fields, consumes, &now, context);
    };
    for other in bodies.chain(fields) {
        let name = other.value.get("name").and_then(Value::as_str).unwrap_or_default();
        let message = format!("second body parameter `{name}`; ignored");
        let help = "declare one `in: body` parameter with an object schema";
        context.report(Code::SecondBody, &other.was, message, help);
    }
    if let Some(name) = &first.shared
        && consumes == shared.consumes
    {
        let target = Pointer::from_tokens(["components", "requestBodies", name]);
        context.moved(now, first.was);
        return Some(Value::Object(Map::from_iter([("$ref".to_owned(), target.to_string().into())])));
    }
    context.moved(now.clone(), first.was.clone());
    Some(bodies::upgrade(first.value, consumes, (&now, &first.was), context))
}

fn upgrade_responses(
    responses: &mut Value,
    produces: &[String],
    shared: &SharedDefinitions,
    at: &Pointer,
    context: &mut Context<'_>,
) {
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        if is_extension(status) {
            continue;
        }
        let here = at.child(status);
        // A shared response has the media types of the document; an operation with other media types gets a copy.
        let name = responses::shared_name(response).filter(|_| produces != shared.produces);
        let found = name.and_then(|name| Some((shared.responses.get(&name)?, name)));
        let was = match found {
            Some((target, name)) if !target.is_null() && target.get("$ref").is_none() => {
                *response = target.clone();
                let was = Pointer::from_tokens(["responses", &name]);
                context.moved(here.clone(), was.clone());
                was
            }
            _ => here.clone(),
        };
        let written = response.take();
        *response = responses::upgrade(written, produces, (&here, &was), context);
    }
}
