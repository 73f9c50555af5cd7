//! What a 2.0 document declares once for all its operations.
//!
//! Root members come in; the operations look them up, and their own 3.0 form goes to `components`. It must not know
//! where they are used.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::servers::Base;
use super::{bodies, parameters, responses, take, take_media_types};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::references::{Target, parse};
use crate::upgrade::shape::METHODS;
use crate::upgrade::stage::Stage;

/// The document-wide declarations.
pub(super) struct Shared {
    pub(super) base: Base,
    pub(super) consumes: Vec<String>,
    pub(super) produces: Vec<String>,
    pub(super) parameters: Map<String, Value>,
    pub(super) responses: Map<String, Value>,
    borrowed: BTreeMap<Pointer, Value>,
}

/// A parameter as it applies to an operation: itself, or what its reference leads to.
pub(super) struct Applied {
    pub(super) value: Map<String, Value>,
    pub(super) was: Pointer,
    /// The parameter is one of the document's shared ones.
    pub(super) shared: Option<String>,
}

impl Shared {
    /// Takes the members out of the root.
    pub(super) fn take(
        root: &mut Map<String, Value>,
        base: Base,
        borrowed: BTreeMap<Pointer, Value>,
        stage: &mut Stage<'_>,
    ) -> Self {
        Self {
            base,
            consumes: take_media_types(root, "consumes").unwrap_or_default(),
            produces: take_media_types(root, "produces").unwrap_or_default(),
            parameters: take_map(root, "parameters", stage),
            responses: take_map(root, "responses", stage),
            borrowed,
        }
    }

    /// Follows a parameter's reference to what it says. A dangling one is reported and gives nothing.
    pub(super) fn apply(&self, parameter: Value, at: &Pointer, stage: &mut Stage<'_>) -> Option<Applied> {
        let Value::Object(mut value) = parameter else { return None };
        let mut was = at.clone();
        let mut shared = None;
        // A chain of references is no longer than a few links, unless it is a circle.
        for _ in 0..8 {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(Applied { value, was, shared });
            };
            let Some((target, found)) = self.find(reference) else { break };
            let target_name = target.split_last().filter(|(parent, _)| parent.as_str() == "/parameters");
            shared = target_name.map(|(_, name)| name);
            value = found.as_object().cloned()?;
            was = target;
        }
        let reference = value.get("$ref").and_then(Value::as_str).unwrap_or_default();
        if parse(reference) == Target::Elsewhere {
            let message = format!(
                "the reference `{reference}` leads out of the document, to nothing that was read; the parameter is left out"
            );
            stage.report(
                Code::ExternalReference,
                at,
                message,
                "put what it names beside the document, or bundle the files first",
            );
            return None;
        }
        let message = format!("the reference `{reference}` leads to no parameter; the parameter is left out");
        let help = "correct the reference, or declare the parameter under `parameters` of the document";
        stage.report(Code::DanglingReference, at, message, help);
        None
    }

    fn find(&self, reference: &str) -> Option<(Pointer, &Value)> {
        let Target::Local(candidates) = parse(reference) else { return None };
        candidates.into_iter().find_map(|pointer| {
            let tokens: Vec<String> = pointer.tokens().collect();
            let found = match tokens.as_slice() {
                [section, name] if section == "parameters" => self.parameters.get(name),
                _ => self.borrowed.get(&pointer),
            };
            Some((pointer, found?))
        })
    }
}

/// The parameters that other places than the shared ones are referred to for.
pub(super) fn borrowed(root: &Value) -> BTreeMap<Pointer, Value> {
    let items = root.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let lists = items.flat_map(|item| {
        let operations = METHODS.iter().filter_map(|method| item.get(*method));
        operations.chain([item]).filter_map(|owner| owner.get("parameters").and_then(Value::as_array))
    });
    let mut borrowed = BTreeMap::new();
    for reference in lists.flatten().filter_map(|parameter| parameter.get("$ref").and_then(Value::as_str)) {
        let Target::Local(candidates) = parse(reference) else { continue };
        for pointer in candidates.into_iter().filter(|pointer| !pointer.as_str().starts_with("/parameters/")) {
            if let Some(value) = pointer.find(root) {
                borrowed.insert(pointer, value.clone());
            }
        }
    }
    borrowed
}

/// Shared parameters: arguments and bodies have a place among the components; form fields are copied to their uses.
pub(super) fn upgrade_parameters(
    parameters: Map<String, Value>,
    consumes: &[String],
    components: &mut Map<String, Value>,
    stage: &mut Stage<'_>,
) {
    let mut arguments = Map::new();
    let mut request_bodies = Map::new();
    for (name, parameter) in parameters {
        let was = Pointer::of(["parameters", &name]);
        let Value::Object(parameter) = parameter else { continue };
        match parameter.get("in").and_then(Value::as_str) {
            Some("body") => {
                let now = Pointer::of(["components", "requestBodies", &name]);
                request_bodies.insert(name, bodies::upgrade(parameter, consumes, (&now, &was), stage));
            }
            Some("formData") => {}
            _ => {
                let now = Pointer::of(["components", "parameters", &name]);
                arguments.insert(name, parameters::upgrade(parameter, (&now, &was), stage));
            }
        }
    }
    add(components, "parameters", arguments);
    add(components, "requestBodies", request_bodies);
}

/// Shared responses, with content for what the document produces.
pub(super) fn upgrade_responses(
    responses: Map<String, Value>,
    produces: &[String],
    components: &mut Map<String, Value>,
    stage: &mut Stage<'_>,
) {
    let mut upgraded = Map::new();
    for (name, response) in responses {
        let was = Pointer::of(["responses", &name]);
        let now = Pointer::of(["components", "responses", &name]);
        stage.moved(now.clone(), was.clone());
        upgraded.insert(name, responses::upgrade(response, produces, (&now, &was), stage));
    }
    add(components, "responses", upgraded);
}

fn add(components: &mut Map<String, Value>, section: &str, members: Map<String, Value>) {
    if members.is_empty() {
        return;
    }
    match components.get_mut(section) {
        Some(Value::Object(existing)) => existing.extend(members),
        _ => {
            components.insert(section.to_owned(), Value::Object(members));
        }
    }
}

fn take_map(root: &mut Map<String, Value>, key: &str, stage: &mut Stage<'_>) -> Map<String, Value> {
    match take(root, key) {
        Some(Value::Object(map)) => map,
        None => Map::new(),
        Some(_) => {
            let message = format!("`{key}` of the document is a map from names; what stands here is left out");
            stage.report(Code::WrongType, &Pointer::of([key]), message, "write it as a map from names");
            Map::new()
        }
    }
}
