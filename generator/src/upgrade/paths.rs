//! The keys of `paths` and of each path item, made what the specification asks for.
//!
//! A document of any dialect comes in; out it goes with `/`-led templates for path keys, known methods, and lists of
//! parameters that are lists. A query string inside a path key becomes query parameters. Where that makes two keys
//! equal, what told them apart is kept behind a `#`, which is never sent. It must not know what 2.0 and 3.0 differ in.

mod aliases;
mod lists;
mod query;
mod template;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use self::template::Template;
use super::shape::{METHODS, Shape, is_extension, kind_of};
use super::stage::Stage;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

pub(super) use self::lists::declared;

/// Settles the keys of `paths`, and of every path item in it.
pub(super) fn settle(root: &mut Value, stage: &mut Stage<'_>) {
    aliases::resolve(root, stage);
    stage.turn();
    let Some(Value::Object(paths)) = root.get_mut("paths").map(Value::take) else { return };
    let mut items: Vec<PathItem> = paths.into_iter().map(|(key, item)| PathItem::read(key, item)).collect();
    // One after the other, so that each finds what it looks at where the one before has put it.
    for step in [PathItem::settle_methods, PathItem::settle_lists, PathItem::settle_queries] {
        items.iter_mut().for_each(|item| step(item, root, stage));
        stage.turn();
    }
    let keys = tell_apart(&items);
    let mut settled = Map::new();
    for (item, key) in items.into_iter().zip(keys) {
        if item.written != key {
            let was = Pointer::of(["paths", &item.written]);
            stage.repair("path-key", &was, Some(item.written.into()), Some(key.clone().into()));
            stage.moved(Pointer::of(["paths", &key]), was);
        }
        settled.insert(key, item.value);
    }
    if let Value::Object(root) = root {
        root.insert("paths".to_owned(), Value::Object(settled));
    }
}

/// One member of `paths`.
struct PathItem {
    written: String,
    template: Option<Template>,
    value: Value,
}

impl PathItem {
    fn read(written: String, value: Value) -> Self {
        let template = (!is_extension(&written)).then(|| Template::read(&written));
        Self { written, template, value }
    }

    fn settle_methods(&mut self, _root: &Value, stage: &mut Stage<'_>) {
        if let (Some(_), Value::Object(item)) = (&self.template, &mut self.value) {
            settle_methods(item, &Pointer::of(["paths", &self.written]), stage);
        }
    }

    fn settle_lists(&mut self, _root: &Value, stage: &mut Stage<'_>) {
        let (Some(_), Value::Object(item)) = (&self.template, &mut self.value) else { return };
        let at = Pointer::of(["paths", &self.written]);
        lists::settle(item, &at, stage);
        for key in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(*key) {
                lists::settle(operation, &at.child(key), stage);
            }
        }
    }

    fn settle_queries(&mut self, root: &Value, stage: &mut Stage<'_>) {
        if let (Some(template), Value::Object(item)) = (&mut self.template, &mut self.value) {
            query::apply(template, item, root, &Pointer::of(["paths", &self.written]), stage);
        }
    }
}

/// Renames misspelt methods and takes away what no method is.
fn settle_methods(item: &mut Map<String, Value>, at: &Pointer, stage: &mut Stage<'_>) {
    let odd: Vec<String> = item
        .iter()
        .filter(|(key, value)| value.is_object() && !is_extension(key) && kind_of(Shape::PathItem, key).is_none())
        .map(|(key, _)| key.clone())
        .collect();
    for key in odd {
        let method = key.replace("&nbsp;", " ").trim().to_ascii_lowercase();
        let known = METHODS.contains(&method.as_str()) && !item.contains_key(&method);
        let Some(operation) = item.shift_remove(&key) else { continue };
        let was = at.child(&key);
        if known {
            stage.repair("method-spelling", &was, Some(key.into()), Some(method.clone().into()));
            stage.moved(at.child(&method), was);
            item.insert(method, operation);
        } else {
            let message = match key.as_str() {
                "query" | "additionalOperations" => {
                    format!("`{key}` is of OpenAPI 3.2, and the client does not call it")
                }
                empty if empty.trim().is_empty() => unknown_method("an empty key"),
                other => unknown_method(&format!("`{other}`")),
            };
            let help = "rename the key to get, put, post, delete, options, head, patch or trace";
            stage.report(Code::UnknownMethod, &was, message, help);
        }
    }
}

fn unknown_method(called: &str) -> String {
    format!("{called} is not an HTTP method that OpenAPI knows; the operation is left out")
}

/// The key of each item: the template's path, or with what else was written where several have the same path.
fn tell_apart(items: &[PathItem]) -> Vec<String> {
    let mut sharing: BTreeMap<String, usize> = BTreeMap::new();
    for template in items.iter().filter_map(|item| item.template.as_ref()) {
        *sharing.entry(template.path()).or_default() += 1;
    }
    let mut keys = vec![String::new(); items.len()];
    // In the order of what was written, so that the order of the document does not matter.
    let mut order: Vec<(usize, &PathItem)> = items.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.written.cmp(&b.written));
    let mut taken: BTreeSet<String> = items.iter().map(|item| item.written.clone()).collect();
    for (index, item) in order {
        let key = match &item.template {
            None => item.written.clone(),
            Some(template) => {
                let path = template.path();
                let free = sharing.get(&path) == Some(&1) && !taken.contains(&path);
                if path == item.written || free {
                    path
                } else {
                    claim(&format!("{path}#{}", template.distinction(&item.written)), &mut taken)
                }
            }
        };
        if let Some(slot) = keys.get_mut(index) {
            *slot = key;
        }
    }
    keys
}

fn claim(wish: &str, taken: &mut BTreeSet<String>) -> String {
    let mut key = wish.to_owned();
    let mut number = 1;
    while !taken.insert(key.clone()) {
        number += 1;
        key = format!("{wish}-{number}");
    }
    key
}
