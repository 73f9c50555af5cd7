//! Path variables whose values can contain slashes, such as `{+path}` and `{path*}`.
//!
//! Their parameters get `allowReserved`, which OpenAPI 3.0 defines for query parameters only.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::parameter_lists::identify;
use super::query::{lists_of, set};
use super::template::PathTemplate;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::METHODS;

/// The field of a parameter whose value may contain reserved characters.
const ALLOW_RESERVED: &str = "allowReserved";

/// Sets `allowReserved` of the parameters of such variables, and declares those that are missing.
pub(super) fn apply(
    template: &PathTemplate,
    item: &mut Map<String, Value>,
    root: &Value,
    at: &Pointer,
    context: &mut Context<'_>,
) {
    let names: BTreeSet<&str> = template.names_with_slashes().collect();
    if names.is_empty() {
        return;
    }
    let key = at.tokens().next_back().unwrap_or_default();
    let mut shared = BTreeSet::new();
    for (list, list_at) in lists_of(item, at) {
        for (index, parameter) in list.iter_mut().enumerate() {
            let given = identify(parameter, root);
            let Some(name) = names.get(given.name).filter(|_| given.location == "path") else { continue };
            if list_at.tokens().count() == 3 {
                shared.insert(*name);
            }
            if given.value.get(ALLOW_RESERVED).is_none() {
                let mut changed = given.value.clone();
                set(&mut changed, &[(ALLOW_RESERVED, json!(true))]);
                let change = (Some(parameter.clone()), Some(changed.clone()));
                context.repair_by("path-with-slashes", &list_at.index(index), change, (at, &key));
                *parameter = changed;
            }
        }
    }
    for method in METHODS {
        let Some(Value::Object(operation)) = item.get_mut(*method) else { continue };
        declare(operation, &names - &shared, root, &at.child(method), (at, &key), context);
    }
}

/// Declares the variables that an operation does not declare.
fn declare(
    operation: &mut Map<String, Value>,
    mut names: BTreeSet<&str>,
    root: &Value,
    at: &Pointer,
    (path_at, key): (&Pointer, &str),
    context: &mut Context<'_>,
) {
    for parameter in operation.get("parameters").and_then(Value::as_array).into_iter().flatten() {
        let given = identify(parameter, root);
        if given.location == "path" {
            names.remove(given.name);
        }
    }
    if names.is_empty() {
        return;
    }
    let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) else { return };
    for name in names {
        let added = json!({"name": name, "in": "path", "required": true, ALLOW_RESERVED: true});
        let place = at.child("parameters").index(list.len());
        context.repair_by("missing-path-parameter", &place, (None, Some(added.clone())), (path_at, key));
        context.moved(place, path_at.clone());
        list.push(added);
    }
}
