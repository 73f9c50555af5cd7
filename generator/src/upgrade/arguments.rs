//! The parameters of each operation, as a list that can be sent: each once, each with its place in the path.
//!
//! A document in 3.0 structure with rewritten references comes in. What a parameter's value looks like is not its
//! matter.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::credentials;
use super::paths::declared;
use super::shape::{METHODS, is_extension};
use super::stage::Stage;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Settles the parameters of every path item and operation.
pub(super) fn settle(root: &mut Value, stage: &mut Stage<'_>) {
    inline_borrowed(root, stage);
    // References into these lists stay as they are: what they lead to has only been copied.
    stage.turn();
    stage.take_past();
    let Some(Value::Object(mut paths)) = root.get_mut("paths").map(Value::take) else { return };
    let authenticates = credentials::are_declared(root);
    for (path, item) in &mut paths {
        if let Value::Object(item) = item
            && !is_extension(path)
        {
            let mut settler = Settler { root, stage, authenticates, names: names_in(path) };
            settler.settle_item(item, path);
        }
    }
    if let Value::Object(root) = root {
        root.insert("paths".to_owned(), Value::Object(paths));
    }
}

/// The variables of a path key.
fn names_in(path: &str) -> Vec<String> {
    let path = path.split('#').next().unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for rest in path.split('{').skip(1) {
        if let Some((name, _)) = rest.split_once('}')
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// A reference from one list of parameters into another would be led astray when that list changes.
fn inline_borrowed(root: &mut Value, stage: &mut Stage<'_>) {
    let mut borrowed: Vec<(Pointer, Pointer)> = Vec::new();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let at = Pointer::of(["paths", path]);
        let operations = METHODS.iter().filter_map(|method| Some((at.child(method), item.get(*method)?)));
        for (at, owner) in operations.chain([(at.clone(), item)]) {
            let at = at.child("parameters");
            let list = owner.get("parameters").and_then(Value::as_array);
            for (index, parameter) in list.into_iter().flatten().enumerate() {
                let reference = parameter.get("$ref").and_then(Value::as_str);
                let target = reference.and_then(|text| text.strip_prefix('#')).and_then(Pointer::parse);
                if let Some(target) = target.filter(|target| target.as_str().starts_with("/paths/")) {
                    borrowed.push((at.index(index), target));
                }
            }
        }
    }
    let copies: Vec<_> = borrowed.into_iter().map(|(at, target)| (target.find(root).cloned(), at, target)).collect();
    for (copy, at, target) in copies {
        if let (Some(copy), Some(slot)) = (copy, at.find_mut(root)) {
            *slot = copy;
            stage.moved(at, target);
        }
    }
}

struct Settler<'a, 's> {
    root: &'a Value,
    stage: &'a mut Stage<'s>,
    /// Whether the document declares how to authenticate.
    authenticates: bool,
    /// The variables of the path.
    names: Vec<String>,
}

impl Settler<'_, '_> {
    fn settle_item(&mut self, item: &mut Map<String, Value>, path: &str) {
        let at = Pointer::of(["paths", path]);
        self.settle_list(item, &at);
        let shared = self.path_names(item);
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(*method) else { continue };
            let at = at.child(method);
            self.settle_list(operation, &at);
            self.add_missing(operation, &shared, path, &at);
        }
    }

    fn settle_list(&mut self, owner: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Array(list)) = owner.get_mut("parameters").map(Value::take) else { return };
        let at = at.child("parameters");
        let richest = self.richest(&list);
        let mut kept: Vec<Value> = Vec::with_capacity(list.len());
        for (index, parameter) in list.into_iter().enumerate() {
            let here = at.index(index);
            let given = declared(&parameter, self.root);
            let (name, location) = (given.name.to_owned(), given.location.to_owned());
            let reason = self.reason_against(&name, &location, index, &richest);
            match reason {
                None => {
                    self.stage.moved(at.index(kept.len()), here);
                    kept.push(parameter);
                }
                Some(Reason::Negotiation) => {
                    self.stage.repair("header-of-the-protocol", &here, Some(parameter), None);
                }
                Some(Reason::Unnamed) => {}
                Some(Reason::Placeholder) => {
                    let message = format!("`{name}` is a placeholder, not a name that can be sent; it is left out");
                    self.stage.report(Code::UnusableParameter, &here, message, "give the parameter its name");
                }
                Some(Reason::Duplicate) => {
                    let message =
                        format!("the parameter `{name}` in `{location}` is given twice; the fuller one is kept");
                    self.stage.report(Code::DuplicateParameter, &here, message, "declare it once");
                }
                Some(Reason::NotInPath) => {
                    let message = format!("the path has no `{{{name}}}` for this parameter; it is left out");
                    let help = format!("put `{{{name}}}` into the path, or give the parameter another `in`");
                    self.stage.report(Code::ParameterNotInPath, &here, message, help);
                }
            }
        }
        if kept.is_empty() {
            owner.shift_remove("parameters");
        } else {
            owner.insert("parameters".to_owned(), Value::Array(kept));
        }
    }

    fn reason_against(
        &self,
        name: &str,
        location: &str,
        index: usize,
        richest: &BTreeMap<(String, String), usize>,
    ) -> Option<Reason> {
        if name.trim().is_empty() && location.is_empty() {
            // What is left of a dangling reference; or an unresolved one, which is reported where it is read.
            return Some(Reason::Unnamed);
        }
        // Tools that find no name for a parameter write one that says so.
        if name.trim().eq_ignore_ascii_case("no name") {
            return Some(Reason::Placeholder);
        }
        let of_protocol = match name.to_ascii_lowercase().as_str() {
            "accept" | "content-type" => true,
            // Where nothing else says how to authenticate, this does.
            "authorization" => self.authenticates,
            _ => false,
        };
        if location == "header" && of_protocol {
            return Some(Reason::Negotiation);
        }
        if richest.get(&(name.to_owned(), location.to_owned())).is_some_and(|best| *best != index) {
            return Some(Reason::Duplicate);
        }
        (location == "path" && !self.names.iter().any(|known| known == name)).then_some(Reason::NotInPath)
    }

    /// Of the parameters that share name and location, the one that says most; of equals, the first.
    fn richest(&self, list: &[Value]) -> BTreeMap<(String, String), usize> {
        let mut richest: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        for (index, parameter) in list.iter().enumerate() {
            let given = declared(parameter, self.root);
            let weight = weight(given.value);
            let key = (given.name.to_owned(), given.location.to_owned());
            let best = richest.entry(key).or_insert((index, weight));
            if weight > best.1 {
                *best = (index, weight);
            }
        }
        richest.into_iter().map(|(key, (index, _))| (key, index)).collect()
    }

    fn path_names(&self, owner: &Map<String, Value>) -> BTreeSet<String> {
        let list = owner.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let given = list.map(|parameter| declared(parameter, self.root));
        given.filter(|given| given.location == "path").map(|given| given.name.to_owned()).collect()
    }

    /// Declares the variables of the path that no parameter is declared for.
    fn add_missing(&mut self, operation: &mut Map<String, Value>, shared: &BTreeSet<String>, path: &str, at: &Pointer) {
        let own = self.path_names(operation);
        for name in self.names.iter().filter(|name| !own.contains(*name) && !shared.contains(*name)) {
            let added = json!({"name": name, "in": "path", "required": true, "schema": {}});
            let list = operation.entry("parameters").or_insert_with(|| json!([]));
            let Value::Array(list) = list else { continue };
            let place = at.child("parameters").index(list.len());
            let path_at = Pointer::of(["paths", path]);
            self.stage.repair_by("missing-path-parameter", &place, (None, Some(added.clone())), (&path_at, path));
            self.stage.moved(place, path_at);
            list.push(added);
        }
    }
}

/// How much a value says: the number of its members, and of theirs.
fn weight(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(|member| 1 + weight(member)).sum(),
        Value::Array(list) => list.iter().map(|element| 1 + weight(element)).sum(),
        _ => 0,
    }
}

/// Why a parameter is left out.
enum Reason {
    /// It is a header of the protocol itself, which the specification says to ignore.
    Negotiation,
    Unnamed,
    Placeholder,
    Duplicate,
    NotInPath,
}
