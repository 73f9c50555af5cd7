//! Parameter lists of path items and operations.
//!
//! [`normalize`] removes duplicate and unusable parameters, and declares the path variables that have no parameter. It
//! does not look at the schemas of parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::context::Context;
use super::cross_check::security;
use super::object_model::{METHODS, is_extension};
use super::paths::{identify, variable_names};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Normalizes the parameters of every path item and operation.
pub(super) fn normalize(root: &mut Value, context: &mut Context<'_>) {
    inline_references_into_paths(root, context);
    // References into these lists remain valid, because the parameters have only been copied.
    context.end_pass();
    context.take_moves();
    let Some(Value::Object(mut paths)) = root.get_mut("paths").map(Value::take) else { return };
    let authenticates = security::are_declared(root);
    for (path, item) in &mut paths {
        if let Value::Object(item) = item
            && !is_extension(path)
        {
            let template = path.split('#').next().unwrap_or_default();
            let mut normalizer =
                ParameterNormalizer { root, context, authenticates, variables: variable_names(template) };
            normalizer.normalize_item(item, path);
        }
    }
    if let Value::Object(root) = root {
        root.insert("paths".to_owned(), Value::Object(paths));
    }
}

/// Copies the parameters that are referenced from other parameter lists, since changes to those break the references.
fn inline_references_into_paths(root: &mut Value, context: &mut Context<'_>) {
    let mut borrowed: Vec<(Pointer, Pointer)> = Vec::new();
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let at = Pointer::from_tokens(["paths", path]);
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
            context.moved(at, target);
        }
    }
}

/// Normalization of the parameters of one path item.
struct ParameterNormalizer<'a, 's> {
    root: &'a Value,
    context: &'a mut Context<'s>,
    /// True if the document declares security schemes.
    authenticates: bool,
    /// The names of the variables in the path.
    variables: Vec<String>,
}

impl ParameterNormalizer<'_, '_> {
    fn normalize_item(&mut self, item: &mut Map<String, Value>, path: &str) {
        let at = Pointer::from_tokens(["paths", path]);
        self.normalize_list(item, &at);
        let shared = self.path_names(item);
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(*method) else { continue };
            let at = at.child(method);
            self.normalize_list(operation, &at);
            self.add_missing(operation, &shared, path, &at);
        }
    }

    fn normalize_list(&mut self, owner: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Array(list)) = owner.get_mut("parameters").map(Value::take) else { return };
        let at = at.child("parameters");
        let most_complete = self.most_complete(&list);
        let mut kept: Vec<Value> = Vec::with_capacity(list.len());
        for (index, parameter) in list.into_iter().enumerate() {
            let here = at.index(index);
            let given = identify(&parameter, self.root);
            let (name, location) = (given.name.to_owned(), given.location.to_owned());
            let rejection = self.reject(&name, &location, index, &most_complete);
            match rejection {
                None => {
                    self.context.moved(at.index(kept.len()), here);
                    kept.push(parameter);
                }
                Some(Rejection::ManagedHeader) => {
                    self.context.repair("header-of-the-protocol", &here, Some(parameter), None);
                }
                Some(Rejection::Unnamed) => {}
                Some(Rejection::Placeholder) => {
                    let message = format!("parameter name `{name}` is a placeholder; the parameter is ignored");
                    self.context.report(Code::UnusableParameter, &here, message, "write the name of the parameter");
                }
                Some(Rejection::Duplicate) => {
                    let message =
                        format!("duplicate parameter `{name}` in `{location}`; the more complete one is used");
                    self.context.report(Code::DuplicateParameter, &here, message, "declare it once");
                }
                Some(Rejection::NotInPath) => {
                    let message = format!("path parameter `{name}` does not occur in the path; ignored");
                    let help = format!("add `{{{name}}}` to the path, or change the `in` of the parameter");
                    self.context.report(Code::ParameterNotInPath, &here, message, help);
                }
            }
        }
        if kept.is_empty() {
            owner.shift_remove("parameters");
        } else {
            owner.insert("parameters".to_owned(), Value::Array(kept));
        }
    }

    /// Returns the reason for which a parameter is removed.
    fn reject(
        &self,
        name: &str,
        location: &str,
        index: usize,
        most_complete: &BTreeMap<(String, String), usize>,
    ) -> Option<Rejection> {
        if name.trim().is_empty() && location.is_empty() {
            // The remainder of an unresolved reference, which has been reported.
            return Some(Rejection::Unnamed);
        }
        // Some tools write this for a parameter without a name.
        if name.trim().eq_ignore_ascii_case("no name") {
            return Some(Rejection::Placeholder);
        }
        let is_managed = match name.to_ascii_lowercase().as_str() {
            "accept" | "content-type" => true,
            // Without security schemes, this parameter is the only way to authenticate.
            "authorization" => self.authenticates,
            _ => false,
        };
        if location == "header" && is_managed {
            return Some(Rejection::ManagedHeader);
        }
        if most_complete.get(&(name.to_owned(), location.to_owned())).is_some_and(|best| *best != index) {
            return Some(Rejection::Duplicate);
        }
        (location == "path" && !self.variables.iter().any(|known| known == name)).then_some(Rejection::NotInPath)
    }

    /// Returns the index of the most complete parameter for each name and location; of equals, the first.
    fn most_complete(&self, list: &[Value]) -> BTreeMap<(String, String), usize> {
        let mut most_complete: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
        for (index, parameter) in list.iter().enumerate() {
            let given = identify(parameter, self.root);
            let weight = weight(given.value);
            let key = (given.name.to_owned(), given.location.to_owned());
            let best = most_complete.entry(key).or_insert((index, weight));
            if weight > best.1 {
                *best = (index, weight);
            }
        }
        most_complete.into_iter().map(|(key, (index, _))| (key, index)).collect()
    }

    /// Returns the names of the path parameters of a path item or operation.
    fn path_names(&self, owner: &Map<String, Value>) -> BTreeSet<String> {
        let list = owner.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let given = list.map(|parameter| identify(parameter, self.root));
        given.filter(|given| given.location == "path").map(|given| given.name.to_owned()).collect()
    }

    /// Declares a parameter for each path variable that has none.
    fn add_missing(&mut self, operation: &mut Map<String, Value>, shared: &BTreeSet<String>, path: &str, at: &Pointer) {
        let declared = self.path_names(operation);
        for name in self.variables.iter().filter(|name| !declared.contains(*name) && !shared.contains(*name)) {
            let added = json!({"name": name, "in": "path", "required": true, "schema": {}});
            let list = operation.entry("parameters").or_insert_with(|| json!([]));
            let Value::Array(list) = list else { continue };
            let place = at.child("parameters").index(list.len());
            let path_at = Pointer::from_tokens(["paths", path]);
            self.context.repair_by("missing-path-parameter", &place, (None, Some(added.clone())), (&path_at, path));
            self.context.moved(place, path_at);
            list.push(added);
        }
    }
}

/// Returns the number of members of a value, including nested members.
fn weight(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.values().map(|member| 1 + weight(member)).sum(),
        Value::Array(list) => list.iter().map(|element| 1 + weight(element)).sum(),
        _ => 0,
    }
}

/// The reason for which a parameter is removed.
enum Rejection {
    /// The header is managed by the client; the specification says to ignore the parameter.
    ManagedHeader,
    Unnamed,
    Placeholder,
    Duplicate,
    NotInPath,
}
