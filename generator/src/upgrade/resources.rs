//! References by name, or from within a schema, made references from the root of the document.
//!
//! A document as its author wrote it comes in. `$anchor` and `$id` give schemas names; a schema that was written as a
//! document of its own refers to its `$defs` from its own root. It must not know what a schema says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::references::{Target, parse};
use super::stage::Stage;
use super::trail::Trail;
use crate::pointer::Pointer;

/// Members that hold values of their author's own, in which nothing refers to anything.
const VALUES: &[&str] = &["example", "examples", "default", "enum", "const", "value"];

/// Rewrites such references.
pub(super) fn settle(root: &mut Value, stage: &mut Stage<'_>) {
    let mut names = Names::default();
    read_names(root, &Trail::root(), &mut names);
    let mut search = Search { root, names, enclosing: Vec::new(), found: Vec::new() };
    search.look(root, &Trail::root());
    for (at, written, target) in search.found {
        if let Some(Value::Object(schema)) = at.find_mut(root) {
            let reference = Value::from(target.to_string());
            if written != "$ref" {
                schema.shift_remove(written);
                stage.moved(at.child("$ref"), at.child(written));
            }
            schema.insert("$ref".to_owned(), reference);
        }
    }
}

/// The names that schemas give themselves.
#[derive(Default)]
struct Names {
    ids: BTreeMap<String, Pointer>,
    anchors: BTreeMap<String, Pointer>,
}

fn read_names(value: &Value, trail: &Trail<'_>, names: &mut Names) {
    match value {
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str);
            if let Some(id) = text("$id") {
                names.ids.entry(id.trim_end_matches('#').to_owned()).or_insert_with(|| trail.pointer());
            }
            for anchor in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                names.anchors.entry(anchor.to_owned()).or_insert_with(|| trail.pointer());
            }
            for (key, member) in map.iter().filter(|(key, _)| !VALUES.contains(&key.as_str())) {
                read_names(member, &trail.key(key), names);
            }
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, item)| read_names(item, &trail.index(index), names));
        }
        _ => {}
    }
}

/// Looks for references that are to be rewritten.
struct Search<'v> {
    root: &'v Value,
    names: Names,
    /// The schemas around the place that is looked at, outermost first, which are or may be documents of their own.
    enclosing: Vec<(Pointer, &'v Map<String, Value>)>,
    /// Where a reference stands, the keyword it is written with, and what it names.
    found: Vec<(Pointer, &'static str, Pointer)>,
}

impl<'v> Search<'v> {
    fn look(&mut self, value: &'v Value, trail: &Trail<'_>) {
        match value {
            Value::Object(map) => {
                let encloses = ["$id", "$defs", "definitions"].iter().any(|key| map.contains_key(*key));
                // The root is where references start anyway.
                let encloses = encloses && !std::ptr::eq(value, self.root);
                if encloses {
                    self.enclosing.push((trail.pointer(), map));
                }
                for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
                    if let Some(reference) = map.get(keyword).and_then(Value::as_str) {
                        if let Some(target) = self.target(reference, keyword, trail) {
                            self.found.push((trail.pointer(), keyword, target));
                        }
                        break;
                    }
                }
                for (key, member) in map.iter().filter(|(key, _)| !VALUES.contains(&key.as_str())) {
                    self.look(member, &trail.key(key));
                }
                if encloses {
                    self.enclosing.pop();
                }
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, item)| self.look(item, &trail.index(index)));
            }
            _ => {}
        }
    }

    /// What a reference names, where it does not say so from the root of the document.
    fn target(&self, reference: &str, keyword: &str, trail: &Trail<'_>) -> Option<Pointer> {
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
            return self.own_root(trail);
        }
        let Target::Local(candidates) = parse(reference) else { return None };
        let from_root = || candidates.iter().find(|pointer| pointer.find(self.root).is_some());
        let within = |(at, _): &&(Pointer, &Map<String, Value>)| {
            candidates.iter().find_map(|pointer| {
                let place = Pointer::parse(&format!("{}{}", at.as_str(), pointer.as_str()))?;
                place.find(self.root).is_some().then_some(place)
            })
        };
        let own = self.enclosing.iter().rev().find(|(_, map)| map.get("$id").is_some_and(Value::is_string));
        match (own.as_ref().and_then(within), from_root()) {
            (Some(place), _) => Some(place),
            (None, Some(place)) => (keyword != "$ref").then(|| place.clone()),
            (None, None) => self.enclosing.iter().rev().find_map(|enclosing| within(&enclosing)),
        }
    }

    /// The schema that a whole reference to itself stands in.
    fn own_root(&self, trail: &Trail<'_>) -> Option<Pointer> {
        if let Some((at, _)) = self.enclosing.iter().rev().find(|(_, map)| map.contains_key("$id")) {
            return Some(at.clone());
        }
        let here = trail.pointer();
        let tokens: Vec<String> = here.tokens().take(3).collect();
        match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["components", "schemas", name] => Some(Pointer::of(["components", "schemas", name])),
            ["definitions", name, ..] => Some(Pointer::of(["definitions", name])),
            _ => None,
        }
    }
}
