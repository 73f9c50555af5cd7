//! Consistency of a path template and the parameters of its path item.
//!
//! The query string of a path key becomes query parameters. Path parameters get the names of their variables, and
//! segments that equal the name of a path parameter become variables.

use serde_json::{Map, Value, json};

use super::parameter_lists::identify;
use super::template::{PathTemplate, QueryField, QueryValue};
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::object_model::METHODS;

/// Adapts the parameters of a path item to its path template, and the template to the parameters.
pub(super) fn apply(
    template: &mut PathTemplate,
    item: &mut Map<String, Value>,
    root: &Value,
    at: &Pointer,
    context: &mut Context<'_>,
) {
    for (list, at) in lists_of(item, at) {
        for (index, parameter) in list.iter_mut().enumerate() {
            match_parameter(parameter, template, root, &at.index(index), context);
        }
    }
    for member in template.query.clone() {
        declare(&member, item, root, at, context);
    }
}

/// Returns every list of parameters in a path item, with its location.
pub(super) fn lists_of<'v>(item: &'v mut Map<String, Value>, at: &Pointer) -> Vec<(&'v mut Vec<Value>, Pointer)> {
    let mut lists = Vec::new();
    for (key, value) in item.iter_mut() {
        match value {
            Value::Array(list) if key == "parameters" => lists.push((list, at.child(key))),
            Value::Object(operation) if METHODS.contains(&key.as_str()) => {
                if let Some(Value::Array(list)) = operation.get_mut("parameters") {
                    lists.push((list, at.child(key).child("parameters")));
                }
            }
            _ => {}
        }
    }
    lists
}

/// Renames or moves a path parameter without a variable of its name.
fn match_parameter(
    parameter: &mut Value,
    template: &mut PathTemplate,
    root: &Value,
    at: &Pointer,
    context: &mut Context<'_>,
) {
    let given = identify(parameter, root);
    let name = given.name.to_owned();
    if given.location == "path" && !template.names().any(|variable| variable == name) {
        let in_query = template.query.iter().find(|member| member.value == QueryValue::Variable(name.clone()));
        if let Some(member) = in_query {
            let mut moved = given.value.clone();
            set(&mut moved, &[("name", json!(member.name)), ("in", json!("query")), ("required", json!(true))]);
            context.repair("query-in-path", at, Some(parameter.clone()), Some(moved.clone()));
            *parameter = moved;
        } else if let Some(variable) = template.variable_for(&name) {
            let mut renamed = given.value.clone();
            set(&mut renamed, &[("name", json!(variable))]);
            context.repair("path-parameter-name", &at.child("name"), Some(name.into()), Some(variable.into()));
            *parameter = renamed;
        } else {
            template.insert_variable(&name);
        }
    }
}

/// Declares a field of the query string in each operation that does not declare it.
fn declare(member: &QueryField, item: &mut Map<String, Value>, root: &Value, at: &Pointer, context: &mut Context<'_>) {
    let fixed = match &member.value {
        QueryValue::Fixed(text) => Some(text.as_str()),
        QueryValue::Variable(_) | QueryValue::Open => None,
    };
    let required = member.value != QueryValue::Open;
    let mut is_shared = false;
    for (list, at) in lists_of(item, at) {
        let on_path = at.tokens().count() == 3;
        for (index, parameter) in list.iter_mut().enumerate() {
            let given = identify(parameter, root);
            if given.location == "query" && given.name == member.name {
                let mut constrained = given.value.clone();
                constrain(&mut constrained, fixed, required);
                if constrained != *given.value {
                    context.repair(
                        "query-in-path",
                        &at.index(index),
                        Some(parameter.clone()),
                        Some(constrained.clone()),
                    );
                    *parameter = constrained;
                }
                is_shared |= on_path;
            }
        }
    }
    if is_shared {
        return;
    }
    let mut added = json!({"name": member.name, "in": "query"});
    constrain(&mut added, fixed, required);
    for method in METHODS {
        let Some(Value::Object(operation)) = item.get_mut(*method) else { continue };
        let list = operation.entry("parameters").or_insert_with(|| json!([]));
        let Value::Array(list) = list else { continue };
        if list.iter().any(|parameter| is_query(parameter, &member.name, root)) {
            continue;
        }
        let place = at.child(method).child("parameters").index(list.len());
        let key = at.tokens().next_back().unwrap_or_default();
        context.repair_by("query-in-path", &place, (None, Some(added.clone())), (at, &key));
        context.moved(place, at.clone());
        list.push(added.clone());
    }
}

fn is_query(parameter: &Value, name: &str, root: &Value) -> bool {
    let given = identify(parameter, root);
    given.location == "query" && given.name == name
}

/// Adds the constraints of the query string to a parameter.
fn constrain(parameter: &mut Value, fixed: Option<&str>, required: bool) {
    if required {
        set(parameter, &[("required", json!(true))]);
    }
    if let Some(text) = fixed {
        set(parameter, &[("schema", json!({"type": "string", "enum": [text]}))]);
    }
}

/// Sets fields of a parameter.
pub(super) fn set(parameter: &mut Value, members: &[(&str, Value)]) {
    if let Value::Object(parameter) = parameter {
        for (key, value) in members {
            parameter.insert((*key).to_owned(), value.clone());
        }
    }
}
