//! Keys of items in the lock of names: they do not depend on the order of a document, nor on names of path parameters.

use std::collections::BTreeMap;

use crate::names::lock::NameLock;
use crate::names::{Case, Name, Scope};
use crate::pointer::Pointer;
use crate::spec::operation_keys::{OperationKeys, template};
use crate::spec::{Operation, Spec};

/// The locked names, and the keys to look them up.
pub(super) struct LockKeys<'s> {
    lock: &'s NameLock,
    /// The names of parameters by the pointers to them.
    parameters: BTreeMap<&'s Pointer, String>,
    /// The keys of operations.
    operations: OperationKeys,
}

impl<'s> LockKeys<'s> {
    /// Reads the operations of a document.
    pub(super) fn new(spec: &'s Spec, lock: &'s NameLock) -> Self {
        let parameters = spec.operations.iter().flat_map(|operation| &operation.parameters);
        let parameters = parameters.map(|parameter| (&parameter.pointer, parameter.key())).collect();
        Self { lock, parameters, operations: OperationKeys::new(spec) }
    }

    /// Returns the scope of a key, without names but with those that are locked.
    pub(super) fn scope<'n>(&self, case: Case, reserved: impl IntoIterator<Item = &'n str>, key: &str) -> Scope {
        Scope::reserving(case, reserved).locked(self.lock.scope(key))
    }

    /// Returns the positions of items in the locked order of a scope.
    pub(super) fn positions(&self, key: &str) -> impl Fn(&str) -> usize {
        let order = self.lock.scope(key).map_or(&[][..], |scope| scope.order.as_slice());
        let positions: BTreeMap<&str, usize> = order.iter().map(String::as_str).zip(0..).collect();
        move |item| positions.get(item).copied().unwrap_or(usize::MAX)
    }

    /// Returns the positions of required parameters in the locked order of a scope. A path parameter whose name changed
    /// has its earlier position, as the path has the same shape.
    pub(super) fn parameter_positions<'k>(&self, key: &str, items: &[&'k str]) -> BTreeMap<&'k str, usize> {
        let order = self.lock.scope(key).map_or(&[][..], |scope| scope.order.as_slice());
        let is_in_path = |item: &&str| item.starts_with("path ");
        let mut known: BTreeMap<&str, usize> = order.iter().map(String::as_str).zip(0..).collect();
        let mut gone = order.iter().map(String::as_str).filter(|item| is_in_path(item) && !items.contains(item));
        let mut new = items.iter().copied().filter(|item| is_in_path(item) && !known.contains_key(item));
        let renamed = match (gone.next(), gone.next(), new.next(), new.next()) {
            (Some(earlier), None, Some(item), None) => known.get(earlier).map(|position| (item, *position)),
            _ => None,
        };
        drop(new);
        known.extend(renamed);
        items.iter().filter_map(|item| Some((*item, *known.get(item)?))).collect()
    }

    /// Returns the earlier names of an item.
    pub(super) fn aliases(&self, scope: &str, key: &str, name: &Name) -> Vec<String> {
        self.lock.aliases(scope, key, name.rust())
    }

    /// Returns the id that an operation had in the earlier generation.
    pub(super) fn earlier_id(&self, key: &str) -> Option<&str> {
        self.lock.operation_ids.get(key).map(String::as_str)
    }

    /// Returns the key of an operation: its method and its path.
    pub(super) fn operation(&self, operation: &Operation) -> String {
        self.operations.key(operation)
    }

    /// Returns the key of a type, from the words of its name and the pointer to its schema. A part of a named schema can
    /// be a part of several types, so that its key also has the words.
    pub(super) fn ty(&self, words: &str, schema: &Pointer) -> String {
        let key = self.schema(schema);
        let is_part = schema.tokens().next().is_some_and(|first| first == "components") && key != words;
        if is_part { format!("{key} ({words})") } else { key }
    }

    /// Returns the key of a schema, from the pointer to it. Alternatives have no position.
    pub(super) fn schema(&self, pointer: &Pointer) -> String {
        let tokens: Vec<String> = pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let (owner, depth) = match tokens.as_slice() {
            ["components", "schemas", name, ..] => ((*name).to_owned(), 3),
            ["components", kind, name, ..] => (format!("{kind} {name}"), 3),
            ["paths", path, "parameters", ..] => (template(path), 2),
            ["paths", path, method, ..] => (self.operations.key_at(method, path), 3),
            _ => (String::new(), 0),
        };
        let (known, steps) = tokens.split_at(depth);
        let mut at = Pointer::from_tokens(known.iter().copied());
        let mut previous = "";
        let labels = steps.iter().map(|step| {
            at = at.child(step);
            let is_alternative = matches!(std::mem::replace(&mut previous, step), "allOf" | "anyOf" | "oneOf");
            match self.parameters.get(&at) {
                Some(parameter) => parameter,
                None if is_alternative => "*",
                None => step,
            }
        });
        let labels: Vec<&str> = labels.collect();
        format!("{owner}{}", Pointer::from_tokens(labels).as_str())
    }
}
