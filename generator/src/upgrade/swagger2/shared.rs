//! Parameters, responses and media types that a 2.0 document declares for all operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::servers::ServerBase;
use super::{remove, remove_media_types};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::METHODS;
use crate::upgrade::references::{ReferenceTarget, parse};

/// The document-wide declarations.
pub(super) struct SharedDefinitions {
    pub(super) base: ServerBase,
    pub(super) consumes: Vec<String>,
    pub(super) produces: Vec<String>,
    pub(super) parameters: Map<String, Value>,
    pub(super) responses: Map<String, Value>,
    /// Parameters in other locations that references point to.
    referenced: BTreeMap<Pointer, Value>,
}

/// A parameter with its reference resolved.
pub(super) struct ResolvedParameter {
    pub(super) value: Map<String, Value>,
    pub(super) was: Pointer,
    /// The name of the parameter in `parameters` of the document.
    pub(super) shared: Option<String>,
}

impl SharedDefinitions {
    /// Removes the fields from the root.
    pub(super) fn remove_from(
        root: &mut Map<String, Value>,
        base: ServerBase,
        referenced: BTreeMap<Pointer, Value>,
        context: &mut Context<'_>,
    ) -> Self {
        Self {
            base,
            consumes: remove_media_types(root, "consumes").unwrap_or_default(),
            produces: remove_media_types(root, "produces").unwrap_or_default(),
            parameters: remove_map(root, "parameters", context),
            responses: remove_map(root, "responses", context),
            referenced,
        }
    }

    /// Resolves the reference of a parameter. An unresolved reference is reported.
    pub(super) fn resolve(
        &self,
        parameter: Value,
        at: &Pointer,
        context: &mut Context<'_>,
    ) -> Option<ResolvedParameter> {
        let Value::Object(mut value) = parameter else { return None };
        let mut was = at.clone();
        let mut shared = None;
        // Longer chains are cycles.
        for _ in 0..8 {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return Some(ResolvedParameter { value, was, shared });
            };
            let Some((target, found)) = self.find(reference) else { break };
            let target_name = target.split_last().filter(|(parent, _)| parent.as_str() == "/parameters");
            shared = target_name.map(|(_, name)| name);
            value = found.as_object().cloned()?;
            was = target;
        }
        let reference = value.get("$ref").and_then(Value::as_str).unwrap_or_default();
        if parse(reference) == ReferenceTarget::External {
            let message = format!("unresolved external reference `{reference}`; the parameter is ignored");
            context.report(
                Code::ExternalReference,
                at,
                message,
                "put the referenced file next to the document, or bundle the files into one document",
            );
            return None;
        }
        let message = format!("unresolved reference `{reference}`; the parameter is ignored");
        let help = "correct the reference, or declare the parameter under `parameters` of the document";
        context.report(Code::DanglingReference, at, message, help);
        None
    }

    fn find(&self, reference: &str) -> Option<(Pointer, &Value)> {
        let ReferenceTarget::Local(candidates) = parse(reference) else { return None };
        candidates.into_iter().find_map(|pointer| {
            let tokens: Vec<String> = pointer.tokens().collect();
            let found = match tokens.as_slice() {
                [section, name] if section == "parameters" => self.parameters.get(name),
                _ => self.referenced.get(&pointer),
            };
            Some((pointer, found?))
        })
    }
}

/// Returns the parameters that references point to, other than those in `parameters` of the document.
pub(super) fn referenced_parameters(root: &Value) -> BTreeMap<Pointer, Value> {
    let items = root.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let lists = items.flat_map(|item| {
        let operations = METHODS.iter().filter_map(|method| item.get(*method));
        operations.chain([item]).filter_map(|owner| owner.get("parameters").and_then(Value::as_array))
    });
    let mut referenced = BTreeMap::new();
    for reference in lists.flatten().filter_map(|parameter| parameter.get("$ref").and_then(Value::as_str)) {
        let ReferenceTarget::Local(candidates) = parse(reference) else { continue };
        for pointer in candidates.into_iter().filter(|pointer| !pointer.as_str().starts_with("/parameters/")) {
            if let Some(value) = pointer.find(root) {
                referenced.insert(pointer, value.clone());
            }
        }
    }
    referenced
}

fn remove_map(root: &mut Map<String, Value>, key: &str, context: &mut Context<'_>) -> Map<String, Value> {
    match remove(root, key) {
        Some(Value::Object(map)) => map,
        None => Map::new(),
        Some(_) => {
            let message = format!("`{key}` is not an object; ignored");
            context.report(
                Code::WrongType,
                &Pointer::from_tokens([key]),
                message,
                "write an object with a member for each name",
            );
            Map::new()
        }
    }
}
