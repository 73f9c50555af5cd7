//! Path templates and the parameters declared for them, brought together.
//!
//! A path key's query string becomes query parameters; path parameters get the names of their variables, and
//! segments that are the name of a path parameter become variables. It must not know the rest of a parameter.

use serde_json::{Map, Value, json};

use super::lists::declared;
use super::template::{Query, QueryValue, Template};
use crate::pointer::Pointer;
use crate::upgrade::shape::METHODS;
use crate::upgrade::stage::Stage;

/// Brings a path key and the parameters of its path item together.
pub(super) fn apply(
    template: &mut Template,
    item: &mut Map<String, Value>,
    root: &Value,
    at: &Pointer,
    stage: &mut Stage<'_>,
) {
    for (list, at) in lists_of(item, at) {
        for (index, parameter) in list.iter_mut().enumerate() {
            settle_parameter(parameter, template, root, &at.index(index), stage);
        }
    }
    for member in template.query.clone() {
        declare(&member, item, root, at, stage);
    }
}

/// Every list of parameters in a path item, and where it stands.
fn lists_of<'v>(item: &'v mut Map<String, Value>, at: &Pointer) -> Vec<(&'v mut Vec<Value>, Pointer)> {
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

fn settle_parameter(parameter: &mut Value, template: &mut Template, root: &Value, at: &Pointer, stage: &mut Stage<'_>) {
    let given = declared(parameter, root);
    let name = given.name.to_owned();
    if given.location == "path" && !template.names().any(|variable| variable == name) {
        let in_query = template.query.iter().find(|member| member.value == QueryValue::Variable(name.clone()));
        if let Some(member) = in_query {
            let mut moved = given.value.clone();
            set(&mut moved, &[("name", json!(member.name)), ("in", json!("query")), ("required", json!(true))]);
            stage.repair("query-in-path", at, Some(parameter.clone()), Some(moved.clone()));
            *parameter = moved;
        } else if let Some(meant) = template.meant_by(&name) {
            let mut renamed = given.value.clone();
            set(&mut renamed, &[("name", json!(meant))]);
            stage.repair("path-parameter-name", &at.child("name"), Some(name.into()), Some(meant.into()));
            *parameter = renamed;
        } else {
            template.adopt(&name);
        }
    }
}

/// Declares a member of the query string in each operation that does not declare it.
fn declare(member: &Query, item: &mut Map<String, Value>, root: &Value, at: &Pointer, stage: &mut Stage<'_>) {
    let fixed = match &member.value {
        QueryValue::Fixed(text) => Some(text.as_str()),
        QueryValue::Variable(_) | QueryValue::Open => None,
    };
    let required = member.value != QueryValue::Open;
    let mut everywhere = false;
    for (list, at) in lists_of(item, at) {
        let on_path = at.tokens().count() == 3;
        for (index, parameter) in list.iter_mut().enumerate() {
            let given = declared(parameter, root);
            if given.location == "query" && given.name == member.name {
                let mut said = given.value.clone();
                state(&mut said, fixed, required);
                if said != *given.value {
                    stage.repair("query-in-path", &at.index(index), Some(parameter.clone()), Some(said.clone()));
                    *parameter = said;
                }
                everywhere |= on_path;
            }
        }
    }
    if everywhere {
        return;
    }
    let mut added = json!({"name": member.name, "in": "query"});
    state(&mut added, fixed, required);
    for method in METHODS {
        let Some(Value::Object(operation)) = item.get_mut(*method) else { continue };
        let list = operation.entry("parameters").or_insert_with(|| json!([]));
        let Value::Array(list) = list else { continue };
        if list.iter().any(|parameter| is_query(parameter, &member.name, root)) {
            continue;
        }
        let place = at.child(method).child("parameters").index(list.len());
        let key = at.tokens().next_back().unwrap_or_default();
        stage.repair_by("query-in-path", &place, (None, Some(added.clone())), (at, &key));
        stage.moved(place, at.clone());
        list.push(added.clone());
    }
}

fn is_query(parameter: &Value, name: &str, root: &Value) -> bool {
    let given = declared(parameter, root);
    given.location == "query" && given.name == name
}

/// Says of a parameter what the query string says of it.
fn state(parameter: &mut Value, fixed: Option<&str>, required: bool) {
    if required {
        set(parameter, &[("required", json!(true))]);
    }
    if let Some(text) = fixed {
        set(parameter, &[("schema", json!({"type": "string", "enum": [text]}))]);
    }
}

fn set(parameter: &mut Value, members: &[(&str, Value)]) {
    if let Value::Object(parameter) = parameter {
        for (key, value) in members {
            parameter.insert((*key).to_owned(), value.clone());
        }
    }
}
