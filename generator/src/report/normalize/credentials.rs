//! Declares credentials that were documented as parameters: adds security schemes and requirements, and removes the
//! parameters.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::Dialect;
use crate::infer::{self, Aspect, Claim, Inferences, OperationCredential, Scheme, Supply};
use crate::pointer::Pointer;
use crate::report::declare;
use crate::spec::{Operation, Spec};

/// Declares the inferred security schemes in an OpenAPI 3.0 document.
pub(super) fn declare(root: &mut Value, spec: &Spec, inferences: &Inferences) {
    for (pointer, by_aspect) in inferences {
        let fact = by_aspect.get(&Aspect::Scheme).map(|inference| &inference.chosen.fact);
        if let (Some(Claim::Scheme(scheme)), Some((_, name))) = (fact, pointer.split_last()) {
            put_scheme(root, name, scheme);
        }
    }
    let shared = root.get("security").cloned();
    let has_inferred = inferences.values().any(|by_aspect| by_aspect.contains_key(&Aspect::Scheme));
    for operation in &spec.operations {
        let asks = infer::operation_credentials(operation, inferences);
        if !asks.is_empty() {
            require(root, operation, &asks, shared.as_ref());
        } else if has_inferred && shared.is_none() && operation.security.is_none() {
            require_none(root, operation);
        }
    }
    let supplied: BTreeSet<&Pointer> = inferences
        .iter()
        .filter(|(_, by_aspect)| {
            let supply = by_aspect.get(&Aspect::Supply).map(|inference| &inference.chosen.fact);
            matches!(supply, Some(Claim::Supply(Supply::Credential(_))))
        })
        .map(|(pointer, _)| pointer)
        .collect();
    if !supplied.is_empty() {
        remove_parameters(root, &supplied);
    }
}

fn put_scheme(root: &mut Value, name: String, scheme: &Scheme) {
    let components = root.as_object_mut().map(|root| root.entry("components").or_insert_with(|| json!({})));
    let schemes = components.and_then(Value::as_object_mut);
    let schemes = schemes.map(|components| components.entry("securitySchemes").or_insert_with(|| json!({})));
    if let Some(schemes) = schemes.and_then(Value::as_object_mut) {
        schemes.insert(name, Value::Object(declare::scheme(scheme, Dialect::OpenApi30)));
    }
}

/// Declares that an operation requires no credentials.
fn require_none(root: &mut Value, operation: &Operation) {
    if let Some(Value::Object(members)) = operation.pointer.find_mut(root) {
        members.insert("security".to_owned(), json!([]));
    }
}

/// Adds inferred requirements to the declared ones of an operation; `shared` is the `security` of the document.
fn require(root: &mut Value, operation: &Operation, asks: &[OperationCredential], shared: Option<&Value>) {
    let Some(Value::Object(members)) = operation.pointer.find_mut(root) else { return };
    let stated = members.get("security").or(shared).and_then(Value::as_array).cloned().unwrap_or_default();
    let is_new = |ask: &&OperationCredential| !stated.iter().any(|alternative| alternative.get(ask.scheme).is_some());
    let asks: Vec<OperationCredential> = asks.iter().filter(is_new).copied().collect();
    if asks.is_empty() {
        return;
    }
    let alternatives = if stated.is_empty() { vec![json!({})] } else { stated };
    let mut combined: Vec<Value> = Vec::new();
    for alternative in &alternatives {
        for schemes in infer::credential_alternatives(&asks) {
            let mut requirement = alternative.as_object().cloned().unwrap_or_default();
            requirement.extend(schemes.into_iter().map(|scheme| (scheme.to_owned(), json!([]))));
            let requirement = Value::Object(requirement);
            if !combined.contains(&requirement) {
                combined.push(requirement);
            }
        }
    }
    members.insert("security".to_owned(), Value::Array(combined));
}

/// Removes parameters from all lists that contain or reference them.
fn remove_parameters(root: &mut Value, supplied: &BTreeSet<&Pointer>) {
    let Some(Value::Object(paths)) = root.get_mut("paths") else { return };
    for (path, item) in paths {
        let Value::Object(item) = item else { continue };
        let at = Pointer::from_tokens(["paths", path]);
        remove_from_list(item, &at, supplied);
        for (method, operation) in item.iter_mut() {
            if let Value::Object(operation) = operation {
                remove_from_list(operation, &at.child(method), supplied);
            }
        }
    }
}

fn remove_from_list(owner: &mut Map<String, Value>, at: &Pointer, supplied: &BTreeSet<&Pointer>) {
    let Some(Value::Array(list)) = owner.get_mut("parameters") else { return };
    let at = at.child("parameters");
    let before = list.len();
    let mut index = 0;
    list.retain(|parameter| {
        let pointer = at.index(index);
        index += 1;
        let reference = parameter.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        let target = reference.and_then(Pointer::parse).unwrap_or(pointer);
        !supplied.contains(&target)
    });
    if list.is_empty() && before > 0 {
        owner.shift_remove("parameters");
    }
}
