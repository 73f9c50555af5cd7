//! References by `$anchor` and `$id`, and references relative to a schema.
//!
//! [`resolve`] rewrites them as references relative to the root of the document. A schema with an `$id` or `$defs` is the
//! root for the references in it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::target::{ReferenceTarget, parse};
use crate::pointer::PathStack;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;

/// Keywords whose values are arbitrary and contain no references.
const VALUES: &[&str] = &["example", "examples", "default", "enum", "const", "value"];

/// Rewrites the references as references relative to the root.
pub(in crate::upgrade) fn resolve(root: &mut Value, context: &mut Context<'_>) {
    let mut names = SchemaNames::default();
    collect_names(root, &PathStack::root(), &mut names);
    let mut search = ReferenceSearch { root, names, enclosing: Vec::new(), found: Vec::new() };
    search.visit(root, &PathStack::root());
    for (at, written, target) in search.found {
        if let Some(Value::Object(schema)) = at.find_mut(root) {
            let reference = Value::from(target.to_string());
            if written != "$ref" {
                schema.shift_remove(written);
                context.moved(at.child("$ref"), at.child(written));
            }
            schema.insert("$ref".to_owned(), reference);
        }
    }
}

/// The `$id`s and anchors of all schemas.
#[derive(Default)]
struct SchemaNames {
    ids: BTreeMap<String, Pointer>,
    anchors: BTreeMap<String, Pointer>,
}

/// Collects the names of a schema and the schemas in it.
fn collect_names(value: &Value, path: &PathStack<'_>, names: &mut SchemaNames) {
    match value {
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str);
            if let Some(id) = text("$id") {
                names.ids.entry(id.trim_end_matches('#').to_owned()).or_insert_with(|| path.pointer());
            }
            for anchor in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                names.anchors.entry(anchor.to_owned()).or_insert_with(|| path.pointer());
            }
            for (key, member) in map.iter().filter(|(key, _)| !VALUES.contains(&key.as_str())) {
                collect_names(member, &path.key(key), names);
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, item)| collect_names(item, &path.index(index), names));
        }
        _ => {}
    }
}

/// Walk over a document that collects the references to rewrite.
struct ReferenceSearch<'v> {
    root: &'v Value,
    names: SchemaNames,
    /// The schemas around the current one, outermost first, that may be the root of references.
    enclosing: Vec<(Pointer, &'v Map<String, Value>)>,
    /// Location, keyword and target of each reference.
    found: Vec<(Pointer, &'static str, Pointer)>,
}

impl<'v> ReferenceSearch<'v> {
    fn visit(&mut self, value: &'v Value, path: &PathStack<'_>) {
        match value {
            Value::Object(map) => {
                let encloses = ["$id", "$defs", "definitions"].iter().any(|key| map.contains_key(*key));
                // References are relative to the document root by default.
                let encloses = encloses && !std::ptr::eq(value, self.root);
                if encloses {
                    self.enclosing.push((path.pointer(), map));
                }
                for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
                    if let Some(reference) = map.get(keyword).and_then(Value::as_str) {
                        if let Some(target) = self.target(reference, keyword, path) {
                            self.found.push((path.pointer(), keyword, target));
                        }
                        break;
                    }
                }
                for (key, member) in map.iter().filter(|(key, _)| !VALUES.contains(&key.as_str())) {
                    self.visit(member, &path.key(key));
                }
                if encloses {
                    self.enclosing.pop();
                }
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, item)| self.visit(item, &path.index(index)));
            }
            _ => {}
        }
    }

    /// Returns the target of a reference; `None` if the reference is already relative to the root.
    fn target(&self, reference: &str, keyword: &str, path: &PathStack<'_>) -> Option<Pointer> {
        let reference = reference.trim();
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = if document.is_empty() { None } else { Some(self.names.ids.get(document)?) };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.names.anchors.get(fragment).cloned();
        }
        if let Some(base) = base {
            return Pointer::parse(&format!("{}{fragment}", base.as_str()));
        }
        if fragment.is_empty() {
            return self.enclosing_root(path);
        }
        let ReferenceTarget::Local(candidates) = parse(reference) else { return None };
        let from_root = || candidates.iter().find(|pointer| pointer.find(self.root).is_some());
        let within = |(at, _): &&(Pointer, &Map<String, Value>)| {
            candidates.iter().find_map(|pointer| {
                let place = Pointer::parse(&format!("{}{}", at.as_str(), pointer.as_str()))?;
                place.find(self.root).is_some().then_some(place)
            })
        };
        let identified = self.enclosing.iter().rev().find(|(_, map)| map.get("$id").is_some_and(Value::is_string));
        match (identified.as_ref().and_then(within), from_root()) {
            (Some(place), _) => Some(place),
            (None, Some(place)) => (keyword != "$ref").then(|| place.clone()),
            (None, None) => self.enclosing.iter().rev().find_map(|enclosing| within(&enclosing)),
        }
    }

    /// Returns the schema that a `#` reference in it refers to.
    fn enclosing_root(&self, path: &PathStack<'_>) -> Option<Pointer> {
        if let Some((at, _)) = self.enclosing.iter().rev().find(|(_, map)| map.contains_key("$id")) {
            return Some(at.clone());
        }
        let here = path.pointer();
        let tokens: Vec<String> = here.tokens().take(3).collect();
        match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["components", "schemas", name] => Some(Pointer::from_tokens(["components", "schemas", name])),
            ["definitions", name, ..] => Some(Pointer::from_tokens(["definitions", name])),
            _ => None,
        }
    }
}
