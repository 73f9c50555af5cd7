//! The locations of outline items in the documents.

use std::collections::BTreeMap;

use super::ComparedClient;
use crate::emit::OutlineItem;
use crate::pointer::{Place, Pointer};
use crate::spec::{Operation, Spec};

/// Finds the locations of the items of a client.
pub(super) struct PlaceIndex<'v> {
    spec: &'v Spec,
    items: BTreeMap<&'v str, &'v OutlineItem>,
    /// The pointers to operations, by key.
    operations: BTreeMap<&'v str, usize>,
}

impl<'v> PlaceIndex<'v> {
    pub(super) fn new(version: ComparedClient<'v>) -> Self {
        let positions: BTreeMap<(&str, &str), usize> = version
            .spec
            .operations
            .iter()
            .enumerate()
            .map(|(at, operation)| ((operation.method, operation.path.as_str()), at))
            .collect();
        let operations = version.api.modules.iter().flat_map(|module| &module.operations);
        let operations = operations.filter_map(|operation| {
            let method = operation.http_method.to_ascii_lowercase();
            Some((operation.key.as_str(), *positions.get(&(method.as_str(), operation.template.as_str()))?))
        });
        Self { spec: version.spec, items: super::by_path(version.outline), operations: operations.collect() }
    }

    /// Returns the location of an item, or that of the item that contains it.
    pub(super) fn find(&self, path: &str) -> Option<Place> {
        if path == super::wire::CLIENT {
            return Some(self.spec.place(&Pointer::from_tokens(["servers"])));
        }
        let item = self.items.get(path)?;
        let pointer = match owner(path).and_then(|owner| self.items.get(owner.as_str())) {
            Some(owner) => self.part(&self.pointer(&owner.source)?, &owner.source, &item.source),
            None => self.pointer(&item.source)?,
        };
        Some(self.spec.place(&pointer))
    }

    /// Returns the location of a part, such as a field of a type or a parameter of an operation.
    fn part(&self, owner: &Pointer, owner_source: &str, source: &str) -> Pointer {
        if source == owner_source {
            return owner.clone();
        }
        if let Some(operation) = self.operation(owner_source) {
            return parameter(operation, source).unwrap_or(owner).clone();
        }
        // The origin of a value that does not exist is that of its closest ancestor.
        owner.child("properties").child(source)
    }

    fn operation(&self, key: &str) -> Option<&'v Operation> {
        self.spec.operations.get(*self.operations.get(key)?)
    }

    /// Returns the location of a part of an item with a key: alternatives have no position.
    fn steps(&self, key: &str, rest: &str, from: Pointer) -> Pointer {
        let mut steps = rest.split('/').skip(1).take_while(|step| *step != "*").map(unescape).peekable();
        let mut at = from;
        if let (Some(operation), Some("parameters")) = (self.operation(key), steps.peek().map(String::as_str)) {
            steps.next();
            at = steps.next().and_then(|name| parameter(operation, &name)).cloned().unwrap_or(at);
        }
        steps.fold(at, |at, step| at.child(&step))
    }

    /// Returns the location that a key of the lock stands for.
    fn pointer(&self, key: &str) -> Option<Pointer> {
        let key = key.split(" (").next().unwrap_or(key);
        let ends = key.match_indices(['/', ' ']).map(|(at, _)| at).chain([key.len()]);
        let known: Vec<(usize, Pointer)> = ends
            .filter_map(|end| {
                let prefix = key.get(..end)?;
                let schema = || Some(Pointer::from_tokens(["components", "schemas", prefix]));
                let pointer = match self.operation(prefix) {
                    Some(operation) => Some(operation.pointer.clone()),
                    None => self.spec.schemas.contains_key(prefix).then(schema).flatten(),
                };
                Some((end, pointer?))
            })
            .collect();
        match known.into_iter().last() {
            Some((end, pointer)) => Some(self.steps(key.get(..end)?, key.get(end..)?, pointer)),
            None if self.spec.security_schemes.contains_key(key) => {
                Some(Pointer::from_tokens(["components", "securitySchemes", key]))
            }
            None => None,
        }
    }
}

/// Returns the location of a parameter with a key, such as `query page`.
fn parameter<'o>(operation: &'o Operation, key: &str) -> Option<&'o Pointer> {
    let (_, name) = key.split_once(' ')?;
    operation.parameters.iter().find(|parameter| parameter.name == name).map(|parameter| &parameter.pointer)
}

/// Returns the path of the item that contains another: the type of a field, the operation of a setter.
fn owner(path: &str) -> Option<String> {
    let (owner, _) = path.rsplit_once("::").or_else(|| path.rsplit_once(": "))?;
    let call = owner.strip_prefix("Call<").and_then(|operation| operation.strip_suffix('>'));
    Some(call.map_or_else(|| owner.to_owned(), |operation| format!("operations::{operation}")))
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
