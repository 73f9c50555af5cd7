//! Keys of `paths` and of path items, in documents of any dialect.
//!
//! [`normalize`] turns path keys into templates that start with `/`, corrects method names, and makes `parameters` an
//! array. The query string of a path key becomes query parameters. If two keys become equal, a suffix after `#`, which is
//! never sent, keeps them distinct.

mod item_references;
mod parameter_lists;
mod query;
mod segments;
mod slashes;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::template::PathTemplate;
use super::components::unique_name;
use super::context::Context;
use super::object_model::{METHODS, ObjectKind, field_type, is_extension};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

pub(super) use self::parameter_lists::identify;
pub(super) use self::template::{single_braces, variable_names};

/// Normalizes the keys of `paths` and of its path items.
pub(super) fn normalize(root: &mut Value, context: &mut Context<'_>) {
    item_references::resolve(root, context);
    context.end_pass();
    let Some(Value::Object(paths)) = root.get_mut("paths").map(Value::take) else { return };
    let mut items: Vec<PathItem> = paths.into_iter().map(|(key, item)| PathItem::read(key, item)).collect();
    // Each pass depends on the result of the previous one.
    for pass in [PathItem::normalize_methods, PathItem::normalize_lists, PathItem::normalize_queries] {
        items.iter_mut().for_each(|item| pass(item, root, context));
        context.end_pass();
    }
    let keys = unique_keys(&items);
    let mut paths = Map::new();
    for (item, key) in items.into_iter().zip(keys) {
        if item.written != key {
            let was = Pointer::from_tokens(["paths", &item.written]);
            context.repair("path-key", &was, Some(item.written.into()), Some(key.clone().into()));
            context.moved(Pointer::from_tokens(["paths", &key]), was);
        }
        paths.insert(key, item.value);
    }
    if let Value::Object(root) = root {
        root.insert("paths".to_owned(), Value::Object(paths));
    }
}

/// A member of `paths`; `template` is `None` for an extension.
struct PathItem {
    written: String,
    template: Option<PathTemplate>,
    value: Value,
}

impl PathItem {
    fn read(written: String, value: Value) -> Self {
        let template = (!is_extension(&written)).then(|| PathTemplate::parse(&written));
        Self { written, template, value }
    }

    fn normalize_methods(&mut self, _root: &Value, context: &mut Context<'_>) {
        if let (Some(_), Value::Object(item)) = (&self.template, &mut self.value) {
            fix_methods(item, &Pointer::from_tokens(["paths", &self.written]), context);
        }
    }

    fn normalize_lists(&mut self, _root: &Value, context: &mut Context<'_>) {
        let (Some(_), Value::Object(item)) = (&self.template, &mut self.value) else { return };
        let at = Pointer::from_tokens(["paths", &self.written]);
        parameter_lists::normalize(item, &at, context);
        for key in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(*key) {
                parameter_lists::normalize(operation, &at.child(key), context);
            }
        }
    }

    fn normalize_queries(&mut self, root: &Value, context: &mut Context<'_>) {
        if let (Some(template), Value::Object(item)) = (&mut self.template, &mut self.value) {
            let at = Pointer::from_tokens(["paths", &self.written]);
            query::apply(template, item, root, &at, context);
            segments::apply(template, item, root, &at, context);
        }
    }
}

/// Corrects misspelt methods, and removes and reports unknown ones.
fn fix_methods(item: &mut Map<String, Value>, at: &Pointer, context: &mut Context<'_>) {
    let unknown: Vec<String> = item
        .iter()
        .filter(|(key, value)| {
            value.is_object() && !is_extension(key) && field_type(ObjectKind::PathItem, key).is_none()
        })
        .map(|(key, _)| key.clone())
        .collect();
    for key in unknown {
        let method = key.replace("&nbsp;", " ").trim().to_ascii_lowercase();
        let known = METHODS.contains(&method.as_str()) && !item.contains_key(&method);
        let Some(operation) = item.shift_remove(&key) else { continue };
        let was = at.child(&key);
        if known {
            context.repair("method-spelling", &was, Some(key.into()), Some(method.clone().into()));
            context.moved(at.child(&method), was);
            item.insert(method, operation);
        } else {
            let message = match key.as_str() {
                "query" | "additionalOperations" => {
                    format!("`{key}` requires OpenAPI 3.2, which is not supported; ignored")
                }
                empty if empty.trim().is_empty() => unknown_method("an empty key"),
                other => unknown_method(&format!("`{other}`")),
            };
            let help = "rename the key to get, put, post, delete, options, head, patch or trace";
            context.report(Code::UnknownMethod, &was, message, help);
        }
    }
}

fn unknown_method(key: &str) -> String {
    format!("{key} is not an HTTP method of OpenAPI; the operation is ignored")
}

/// Returns the key of each item: the path of its template, with a suffix if several items have the same path.
fn unique_keys(items: &[PathItem]) -> Vec<String> {
    let mut sharing: BTreeMap<String, usize> = BTreeMap::new();
    for template in items.iter().filter_map(|item| item.template.as_ref()) {
        *sharing.entry(template.path()).or_default() += 1;
    }
    let mut keys = vec![String::new(); items.len()];
    // In the order of the written keys, so that the result does not depend on the order of the document.
    let mut order: Vec<(usize, &PathItem)> = items.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.written.cmp(&b.written));
    let mut reserved: BTreeSet<String> = items.iter().map(|item| item.written.clone()).collect();
    for (index, item) in order {
        let key = match &item.template {
            None => item.written.clone(),
            Some(template) => {
                let path = template.path();
                let free = sharing.get(&path) == Some(&1) && !reserved.contains(&path);
                if path == item.written || free {
                    path
                } else {
                    let base = format!("{path}#{}", template.suffix(&item.written));
                    unique_name(&base, '-', |key| reserved.insert(key.to_owned()))
                }
            }
        };
        if let Some(slot) = keys.get_mut(index) {
            *slot = key;
        }
    }
    keys
}
