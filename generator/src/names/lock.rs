//! Names of an earlier generation, which a later one keeps.
//!
//! A client has many scopes of names: its modules, its methods, its types, the fields of each type. In a scope, an item
//! has a key that does not depend on its position in the document.

use std::collections::{BTreeMap, BTreeSet};

/// The scope of modules, by tag.
pub const MODULES: &str = "modules";
/// The scope of the client's methods, by operation.
pub const OPERATIONS: &str = "operations";
/// The scope of the types of operations, by operation and purpose.
pub const OPERATION_TYPES: &str = "operation types";
/// The scope of types, by schema.
pub const TYPES: &str = "types";
/// The scope of the constructors of servers, by URL template.
pub const SERVERS: &str = "servers";
/// The scope of the types of servers, by URL template.
pub const SERVER_TYPES: &str = "server types";
/// The scope of credentials, by security scheme.
pub const CREDENTIALS: &str = "credentials";

const FIELDS: &str = "fields of ";
const VARIANTS: &str = "variants of ";

/// Returns true for a scope that several types can have: types of one schema have the same key.
#[must_use]
pub fn is_shared(scope: &str) -> bool {
    scope.starts_with(FIELDS) || scope.starts_with(VARIANTS)
}

/// Returns the scope of the fields of a type.
#[must_use]
pub fn fields(key: &str) -> String {
    format!("{FIELDS}{key}")
}

/// Returns the scope of the variants of a type.
#[must_use]
pub fn variants(key: &str) -> String {
    format!("{VARIANTS}{key}")
}

/// Returns the scope of the parameters of an operation or of a form.
#[must_use]
pub fn parameters(key: &str) -> String {
    format!("parameters of {key}")
}

/// Returns the scope of the response headers of an operation.
#[must_use]
pub fn headers(key: &str) -> String {
    format!("headers of {key}")
}

/// Returns the scope of the variables of a server.
#[must_use]
pub fn variables(template: &str) -> String {
    format!("variables of {template}")
}

/// Returns the key of a parameter.
#[must_use]
pub fn parameter(location: &str, name: &str) -> String {
    format!("{location} {name}")
}

/// The media type of the method that accepts all media types.
pub const ANY_MEDIA: &str = "*/*";

/// Returns the key of the method that requests a media type, and of the type of its responses.
#[must_use]
pub fn choice(media: &str) -> String {
    format!("as {media}")
}

/// Returns the key of the setter of a credential's token source.
#[must_use]
pub fn token_source(scheme: &str) -> String {
    format!("{scheme} from")
}

/// Returns the key of a type of an operation that has a purpose.
#[must_use]
pub fn operation_type(operation: &str, purpose: &str) -> String {
    format!("{operation} {purpose}")
}

/// The names of a client, by scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameLock {
    /// The names of each scope that has any.
    pub scopes: BTreeMap<String, LockedScope>,
    /// The ids of operations, by key.
    pub operation_ids: BTreeMap<String, String>,
}

/// The names of one scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockedScope {
    /// The Rust names of items, by key.
    pub names: BTreeMap<String, String>,
    /// The Rust names of items that the document no longer has, by key. No other item gets them.
    pub retired: BTreeMap<String, String>,
    /// The earlier names of renamed items, by key. Callers can still use them.
    pub aliases: BTreeMap<String, BTreeSet<String>>,
    /// The keys of positional parameters, in order.
    pub order: Vec<String>,
}

impl NameLock {
    /// Returns a scope.
    #[must_use]
    pub fn scope(&self, key: &str) -> Option<&LockedScope> {
        self.scopes.get(key)
    }

    /// Adds the name of an item.
    pub fn insert(&mut self, scope: &str, key: &str, name: &str) {
        self.scope_mut(scope).names.insert(key.to_owned(), name.to_owned());
    }

    /// Returns the id that the name of an operation was made of, if the operation still has the name.
    #[must_use]
    pub fn id_of(&self, operation: &str, name: &str) -> Option<&str> {
        let locked = self.scopes.get(OPERATIONS)?.names.get(operation)?;
        self.operation_ids.get(operation).map(String::as_str).filter(|_| locked == name)
    }

    /// Adds the earlier names of an item.
    pub fn add_aliases<'n>(&mut self, scope: &str, key: &str, names: impl IntoIterator<Item = &'n String>) {
        let names: BTreeSet<String> = names.into_iter().cloned().collect();
        if !names.is_empty() {
            self.scope_mut(scope).aliases.insert(key.to_owned(), names);
        }
    }

    /// Turns the name of an item into an alias, so that the item gets another name.
    pub fn release(&mut self, scope: &str, key: &str) {
        let scope = self.scope_mut(scope);
        if let Some(name) = scope.names.remove(key) {
            scope.aliases.entry(key.to_owned()).or_default().insert(name);
        }
    }

    /// Returns the earlier names of an item that is called `name` now.
    #[must_use]
    pub fn aliases(&self, scope: &str, key: &str, name: &str) -> Vec<String> {
        let Some(scope) = self.scopes.get(scope) else { return Vec::new() };
        let earlier = scope.aliases.get(key).into_iter().flatten().chain(scope.names.get(key));
        earlier.filter(|earlier| *earlier != name).cloned().collect()
    }

    /// Sets the order of the positional parameters of a scope.
    pub fn set_order(&mut self, scope: &str, order: Vec<String>) {
        if !order.is_empty() {
            self.scope_mut(scope).order = order;
        }
    }

    fn scope_mut(&mut self, scope: &str) -> &mut LockedScope {
        self.scopes.entry(scope.to_owned()).or_default()
    }

    /// Adds the items of an earlier lock that this one does not have as retired items.
    pub fn retire(&mut self, earlier: &Self) {
        for (key, earlier) in &earlier.scopes {
            let known = self.scopes.get(key);
            let is_gone = |item: &String| known.is_none_or(|scope| !scope.names.contains_key(item));
            let gone = earlier.retired.iter().chain(&earlier.names).filter(|(item, _)| is_gone(item));
            let gone: BTreeMap<String, String> = gone.map(|(item, name)| (item.clone(), name.clone())).collect();
            if !gone.is_empty() {
                self.scope_mut(key).retired = gone;
            }
        }
    }

    /// Removes the retired items and the earlier names of renamed items.
    pub fn prune(&mut self) {
        for scope in self.scopes.values_mut() {
            scope.retired.clear();
            scope.aliases.clear();
        }
    }
}

impl LockedScope {
    /// Returns and removes the name of an item, also of one that was retired. An item with a configured name only
    /// keeps the same name, which can be an earlier one.
    pub(super) fn reuse(&mut self, key: &str, chosen: Option<&str>) -> Option<String> {
        let is_kept = |name: &String| chosen.is_none_or(|chosen| chosen == name);
        for names in [&mut self.names, &mut self.retired] {
            if names.get(key).is_some_and(is_kept) {
                return names.remove(key);
            }
        }
        self.aliases.get_mut(key)?.take(chosen?)
    }

    /// Returns all names.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.names.values().chain(self.retired.values()).chain(self.aliases.values().flatten())
    }
}
