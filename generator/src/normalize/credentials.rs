//! Credentials that stood among the parameters, as the document should have declared them.
//!
//! Comes in: a document of OpenAPI 3.0, its typed form and the inferences about it. Goes out: the document with its
//! security schemes, with what each operation asks for, and without the parameters.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::document::Dialect;
use crate::infer::{self, Ask, Aspect, Fact, Inferences, Scheme, Supply};
use crate::pin;
use crate::pointer::Pointer;
use crate::spec::{Operation, Spec};

/// Declares the credentials that the client has.
pub(super) fn declare(root: &mut Value, spec: &Spec, inferences: &Inferences) {
    for (pointer, answers) in inferences {
        let answer = answers.get(&Aspect::Scheme).map(|answer| &answer.chosen.fact);
        if let (Some(Fact::Scheme(scheme)), Some((_, name))) = (answer, pointer.split_last()) {
            put_scheme(root, name, scheme);
        }
    }
    let shared = root.get("security").cloned();
    let has_inferred = inferences.values().any(|answers| answers.contains_key(&Aspect::Scheme));
    for operation in &spec.operations {
        let asks = infer::asks(operation, inferences);
        if !asks.is_empty() {
            require(root, operation, &asks, shared.as_ref());
        } else if has_inferred && shared.is_none() && operation.head.security.is_none() {
            require_none(root, operation);
        }
    }
    let supplied: BTreeSet<&Pointer> = inferences
        .iter()
        .filter(|(_, answers)| {
            let supply = answers.get(&Aspect::Supply).map(|answer| &answer.chosen.fact);
            matches!(supply, Some(Fact::Supply(Supply::Credential(_))))
        })
        .map(|(pointer, _)| pointer)
        .collect();
    if !supplied.is_empty() {
        take_away(root, &supplied);
    }
}

fn put_scheme(root: &mut Value, name: String, scheme: &Scheme) {
    let components = root.as_object_mut().map(|root| root.entry("components").or_insert_with(|| json!({})));
    let schemes = components.and_then(Value::as_object_mut);
    let schemes = schemes.map(|components| components.entry("securitySchemes").or_insert_with(|| json!({})));
    if let Some(schemes) = schemes.and_then(Value::as_object_mut) {
        schemes.insert(name, Value::Object(pin::scheme(scheme, Dialect::OpenApi30)));
    }
}

/// Says that an operation takes no credentials: those that other operations list are for them alone.
fn require_none(root: &mut Value, operation: &Operation) {
    if let Some(Value::Object(members)) = operation.pointer.find_mut(root) {
        members.insert("security".to_owned(), json!([]));
    }
}

/// Adds what an operation asks for to what it asks for already; `shared` is what the document says of all.
fn require(root: &mut Value, operation: &Operation, asks: &[Ask], shared: Option<&Value>) {
    let Some(Value::Object(members)) = operation.pointer.find_mut(root) else { return };
    let stated = members.get("security").or(shared).and_then(Value::as_array).cloned().unwrap_or_default();
    let is_new = |ask: &&Ask| !stated.iter().any(|way| way.get(ask.scheme).is_some());
    let asks: Vec<Ask> = asks.iter().filter(is_new).copied().collect();
    if asks.is_empty() {
        return;
    }
    let ways = if stated.is_empty() { vec![json!({})] } else { stated };
    let mut both: Vec<Value> = Vec::new();
    for way in &ways {
        for more in infer::ways(&asks) {
            let mut way = way.as_object().cloned().unwrap_or_default();
            way.extend(more.into_iter().map(|scheme| (scheme.to_owned(), json!([]))));
            let way = Value::Object(way);
            if !both.contains(&way) {
                both.push(way);
            }
        }
    }
    members.insert("security".to_owned(), Value::Array(both));
}

/// Takes parameters out of the lists that they stand in, or that refer to them.
fn take_away(root: &mut Value, supplied: &BTreeSet<&Pointer>) {
    let Some(Value::Object(paths)) = root.get_mut("paths") else { return };
    for (path, item) in paths {
        let Value::Object(item) = item else { continue };
        let at = Pointer::of(["paths", path]);
        shorten(item, &at, supplied);
        for (method, operation) in item.iter_mut() {
            if let Value::Object(operation) = operation {
                shorten(operation, &at.child(method), supplied);
            }
        }
    }
}

fn shorten(owner: &mut Map<String, Value>, at: &Pointer, supplied: &BTreeSet<&Pointer>) {
    let Some(Value::Array(list)) = owner.get_mut("parameters") else { return };
    let at = at.child("parameters");
    let before = list.len();
    let mut index = 0;
    list.retain(|parameter| {
        let here = at.index(index);
        index += 1;
        let reference = parameter.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        let target = reference.and_then(Pointer::parse).unwrap_or(here);
        !supplied.contains(&target)
    });
    if list.is_empty() && before > 0 {
        owner.shift_remove("parameters");
    }
}
