//! The names of calling code, as the new client resolves them.

use std::collections::{BTreeMap, BTreeSet};

use super::declaration::DeclarationParts;
use crate::emit::OutlineItem;

/// The maximum number of aliases of aliases that are resolved.
const MAX_ALIASES: usize = 64;

/// The maximum length of a type with its aliases resolved.
const MAX_RESOLVED: usize = 4096;

/// Types that convert from everything that converts to another type: the other type, and the type.
const CONVERSIONS: [(&str, &str); 5] = [
    ("String", "SecretString"),
    ("String", "UriString"),
    ("UriString", "String"),
    ("Uuid", "String"),
    ("Xml", "String"),
];

/// Types that convert to any JSON value.
const JSON_VALUES: [&str; 7] = ["bool", "f32", "f64", "i32", "i64", "u32", "u64"];

/// The items of the new client, by the names that calling code has for them.
pub(super) struct NewNames<'o> {
    /// The names in the modules of types and operations, in both clients.
    modules: BTreeSet<&'o str>,
    items: BTreeMap<&'o str, &'o OutlineItem>,
    /// The targets of the aliases, by path.
    aliases: BTreeMap<&'o str, &'o str>,
    /// The argument and the type of each implementation of `From`.
    conversions: BTreeSet<(String, String)>,
}

impl<'o> NewNames<'o> {
    pub(super) fn new(old: &'o [OutlineItem], new: &'o [OutlineItem]) -> Self {
        let modules = old.iter().chain(new).map(|item| item.path.as_str()).filter(|path| is_in_module(path)).collect();
        let items = new.iter().map(|item| (item.path.as_str(), item)).collect();
        let aliases = new.iter().filter_map(|item| Some((item.path.as_str(), alias_target(item)?))).collect();
        let names = Self { modules, items, aliases, conversions: BTreeSet::new() };
        let conversions = new.iter().flat_map(|item| names.conversions_of(item)).collect();
        Self { conversions, ..names }
    }

    fn conversions_of(&self, item: &OutlineItem) -> Vec<(String, String)> {
        let conversion = |from: &str, into: &str| (self.resolved(&item.path, from), self.resolved(&item.path, into));
        match DeclarationParts::new(&item.declaration) {
            DeclarationParts::Type { traits, .. } => {
                let from = traits.iter().filter_map(|name| name.strip_prefix("From<")?.strip_suffix('>'));
                from.map(|from| (self.resolved(&item.path, from), item.path.clone())).collect()
            }
            DeclarationParts::Other(text) => {
                from_impl(text).map(|(from, into)| conversion(from, into)).into_iter().collect()
            }
            DeclarationParts::Function { .. } | DeclarationParts::Alias { .. } | DeclarationParts::Field { .. } => {
                Vec::new()
            }
        }
    }

    /// Returns true for an implementation of `From` that the new client has in another form.
    pub(super) fn has_conversion(&self, item: &OutlineItem) -> bool {
        from_impl(&item.declaration).is_some_and(|(from, into)| {
            let conversion = (self.resolved(&item.path, from), self.resolved(&item.path, into));
            // Every type converts to itself, also by the names of two aliases.
            conversion.0 == conversion.1
                || self.conversions.contains(&conversion)
                || converts_outside(&conversion.0, &conversion.1)
        })
    }

    /// Returns the item that calling code uses by the path of an old item: the item itself, or that of an alias.
    pub(super) fn successor(&self, path: &str) -> Option<&'o OutlineItem> {
        self.items.get(path).copied().or_else(|| self.items.get(self.path_of_alias(path)?.as_str()).copied())
    }

    /// Returns the item that an alias stands for.
    pub(super) fn target(&self, alias: &OutlineItem) -> Option<&'o OutlineItem> {
        self.items.get(self.resolved(&alias.path, alias_target(alias)?).as_str()).copied()
    }

    /// Replaces the owner of an item by the target of its alias.
    fn path_of_alias(&self, path: &str) -> Option<String> {
        if let Some((operation, rest)) = path.strip_prefix("Call<").and_then(|path| path.split_once('>')) {
            let target = self.resolved("operations::", operation);
            return Some(format!("Call<{}>{rest}", target.strip_prefix("operations::")?));
        }
        let (module, rest) = path.split_once("::")?;
        let end = rest.find(':')?;
        let (owner, rest) = (rest.get(..end)?, rest.get(end..)?);
        Some(format!("{}{rest}", self.resolved(&format!("{module}::"), owner)))
    }

    /// Returns true if two types in declarations of an item are the same.
    pub(super) fn are_equal(&self, path: &str, old: &str, new: &str) -> bool {
        old == new || self.resolved(path, old) == self.resolved(path, new)
    }

    /// Returns true if callers can pass their arguments to a parameter of the new type.
    pub(super) fn accepts(&self, path: &str, old: &str, new: &str) -> bool {
        if self.are_equal(path, old, new) {
            return true;
        }
        if let (Some(old), Some(new)) = (item_type(old), item_type(new)) {
            return self.accepts(path, old, new);
        }
        let Some(into) = converted(new) else { return false };
        let from = converted(old).unwrap_or(old);
        let (from, into) = (self.resolved(path, from), self.resolved(path, into));
        let is_json_value = into == "Value" && JSON_VALUES.contains(&from.as_str());
        if converted(old).is_none() && (from == into || is_json_value) {
            return true;
        }
        let is_of_runtime = CONVERSIONS.contains(&(from.as_str(), into.as_str()));
        let converts = is_of_runtime && converted(old).is_some() && self.is_available(&from);
        // Callers pass references to strings too, from which types of a document do not convert.
        converts || from != "String" && self.conversions.contains(&(from, into))
    }

    /// Returns true if calling code can name a type of the runtime.
    fn is_available(&self, name: &str) -> bool {
        name == "String" || self.items.contains_key(format!("crate::{name}").as_str())
    }

    /// Returns a type with the paths of its names, and with aliases replaced by their targets.
    fn resolved(&self, path: &str, ty: &str) -> String {
        let mut text = String::new();
        self.resolve(path.starts_with("types::"), ty, MAX_ALIASES, &mut text);
        text
    }

    fn resolve(&self, is_in_types: bool, ty: &str, depth: usize, text: &mut String) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut module = if is_in_types { "types" } else { "operations" };
        for part in ty.split_inclusive(|c: char| !is_word(c)) {
            let name = part.trim_end_matches(|c: char| !is_word(c));
            let rest = part.get(name.len()..).unwrap_or_default();
            if name == "types" && rest == ":" {
                module = "types";
                continue;
            }
            if name.is_empty() && rest == ":" && module == "types" && !is_in_types {
                continue;
            }
            let path = format!("{module}::{name}");
            match self.aliases.get(path.as_str()) {
                Some(target) if depth > 0 && text.len() < MAX_RESOLVED => {
                    self.resolve(module == "types", target, depth - 1, text);
                }
                _ if self.modules.contains(path.as_str()) => text.push_str(&path),
                _ => text.push_str(name),
            }
            text.push_str(rest);
            if !name.is_empty() {
                module = if is_in_types { "types" } else { "operations" };
            }
        }
    }
}

/// Returns true if a type of the standard library or the runtime implements `From` for another.
fn converts_outside(from: &str, into: &str) -> bool {
    let is_text = ["&str", "String"].contains(&from);
    match into {
        "String" | "SecretString" | "UriString" => is_text,
        "Value" => is_text || JSON_VALUES.contains(&from),
        _ => false,
    }
}

/// Returns the types of `impl From<F> for I`.
fn from_impl(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("impl From<")?.split_once("> for ")
}

fn is_in_module(path: &str) -> bool {
    ["types::", "operations::"].iter().any(|module| path.strip_prefix(module).is_some_and(|name| !name.contains(':')))
}

fn alias_target(item: &OutlineItem) -> Option<&str> {
    match DeclarationParts::new(&item.declaration) {
        DeclarationParts::Alias { target } => Some(target),
        _ => None,
    }
}

/// Returns `T` of `impl IntoIterator<Item = T>`.
fn item_type(ty: &str) -> Option<&str> {
    ty.strip_prefix("impl IntoIterator<Item = ")?.strip_suffix('>')
}

/// Returns `T` of `impl Into<T>`.
fn converted(ty: &str) -> Option<&str> {
    ty.strip_prefix("impl Into<")?.strip_suffix('>')
}
