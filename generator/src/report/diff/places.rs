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
    /// An item that uses a type, by the name of the type.
    uses: BTreeMap<&'v str, &'v str>,
}

/// The maximum number of types between an inline type and an item with a location.
const MAX_USES: usize = 16;

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
        let mut uses = BTreeMap::new();
        for item in version.outline {
            let is_part = |name: &str| item.path.split("::").any(|part| part == name);
            let words = item.declaration.split(|c: char| !c.is_alphanumeric() && c != '_');
            for name in words.filter(|word| word.starts_with(char::is_uppercase) && !is_part(word)) {
                uses.entry(name).or_insert(item.path.as_str());
            }
        }
        Self { spec: version.spec, items: super::by_path(version.outline), operations: operations.collect(), uses }
    }

    /// Returns the location of an item, or that of the item that contains it. The location of an inline type without one is
    /// that of an item that uses it.
    pub(super) fn find(&self, path: &str) -> Option<Place> {
        let pointer = if path == super::wire::CLIENT { servers() } else { self.locate(path, MAX_USES)? };
        Some(self.spec.place(&pointer))
    }

    fn locate(&self, path: &str, uses: usize) -> Option<Pointer> {
        let item = self.items.get(path)?;
        if let Some(owner) = owner(path).and_then(|owner| self.items.get(owner.as_str())) {
            return Some(self.part(&self.locate(&owner.path, uses)?, &owner.source, &item.source));
        }
        let is_server = || path.contains("::server") || path.contains("Server");
        let used = || self.locate(self.uses.get(name_of(path))?, uses.checked_sub(1)?);
        self.pointer(&item.source).or_else(used).or_else(|| is_server().then(servers))
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
                let schema = || Pointer::from_tokens(["components", "schemas", prefix]);
                let pointer = match self.operation(prefix) {
                    Some(operation) => operation.pointer.clone(),
                    None => self.spec.schemas.contains_key(prefix).then(schema)?,
                };
                Some((end, pointer))
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

fn servers() -> Pointer {
    Pointer::from_tokens(["servers"])
}

/// Returns the name of an item.
fn name_of(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Returns the path of the item that contains another: the type of a field, the operation of a setter.
fn owner(path: &str) -> Option<String> {
    // The path of an implementation ends with a trait, which can contain paths.
    let (owner, _) = path.split_once(": ").or_else(|| path.rsplit_once("::"))?;
    let call = owner.strip_prefix("Call<").and_then(|operation| operation.strip_suffix('>'));
    Some(call.map_or_else(|| owner.to_owned(), |operation| format!("operations::{operation}")))
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
