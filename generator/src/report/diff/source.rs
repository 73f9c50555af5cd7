//! The effect of a change on code that calls the client.

use std::collections::BTreeMap;

use super::Level;
use super::declaration::{Argument, DeclarationParts};
use crate::emit::OutlineItem;

/// The maximum length of a type with its aliases resolved; longer ones are compared by name.
const MAX_RESOLVED: usize = 4096;

/// The aliases of both clients.
pub(super) struct ResolvedAliases<'o> {
    old: BTreeMap<&'o str, &'o str>,
    new: BTreeMap<&'o str, &'o str>,
}

impl<'o> ResolvedAliases<'o> {
    pub(super) fn new(old: &'o [OutlineItem], new: &'o [OutlineItem]) -> Self {
        Self { old: aliases(old), new: aliases(new) }
    }

    /// Returns true if two types are the same after aliases are resolved.
    fn are_equal(&self, old: &str, new: &str) -> bool {
        old == new || resolve(old, &self.old) == resolve(new, &self.new)
    }
}

/// Returns the targets of the aliases of the module of types, by name.
fn aliases(items: &[OutlineItem]) -> BTreeMap<&str, &str> {
    items.iter().filter_map(alias_of).collect()
}

fn alias_of(item: &OutlineItem) -> Option<(&str, &str)> {
    let name = item.path.strip_prefix("types::").filter(|name| !name.contains(':'))?;
    match DeclarationParts::new(&item.declaration) {
        DeclarationParts::Alias { target } => Some((name, target)),
        _ => None,
    }
}

/// Replaces aliases by their targets, with the names of types without their module.
fn resolve(ty: &str, aliases: &BTreeMap<&str, &str>) -> String {
    let mut ty = ty.replace("types::", "");
    // A chain of aliases has at most as many links as there are aliases.
    for _ in 0..=aliases.len() {
        let mut resolved = String::new();
        let mut has_alias = false;
        for word in ty.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
            let name = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
            let rest = word.get(name.len()..).unwrap_or_default();
            has_alias |= aliases.contains_key(name);
            resolved.push_str(aliases.get(name).copied().unwrap_or(name));
            resolved.push_str(rest);
        }
        if !has_alias || resolved.len() > MAX_RESOLVED {
            break;
        }
        ty = resolved.replace("types::", "");
    }
    ty
}

/// Returns true for an item that calling code cannot name.
pub(super) fn is_internal(item: &OutlineItem) -> bool {
    item.path.starts_with("runtime::")
}

/// Returns the effect of a change of an item, or of its removal, and the reason.
pub(super) fn effect(
    old: &OutlineItem,
    new: Option<&OutlineItem>,
    aliases: &ResolvedAliases<'_>,
) -> (Level, Option<String>) {
    if is_internal(old) {
        return (Level::Patch, None);
    }
    let major = |reason: String| (Level::Major, Some(reason));
    let Some(new) = new else { return major("the item was removed".to_owned()) };
    match (DeclarationParts::new(&old.declaration), DeclarationParts::new(&new.declaration)) {
        (
            DeclarationParts::Function { arguments: before, output: old_output },
            DeclarationParts::Function { arguments: after, output: new_output },
        ) => match broken_arguments(&before, &after, aliases) {
            Some(reason) => major(reason),
            None if aliases.are_equal(old_output, new_output) => (Level::Patch, None),
            None => major(format!("the result is `{new_output}` instead of `{old_output}`")),
        },
        (
            DeclarationParts::Type { keyword: before, payload: old_payload, traits: old_traits },
            DeclarationParts::Type { keyword: after, payload: new_payload, traits: new_traits },
        ) => {
            let is_kept = |old: &&str| new_traits.iter().any(|new| aliases.are_equal(old, new));
            if before != after {
                return major(format!("the {before} is {} {after} now", article(after)));
            }
            if !aliases.are_equal(old_payload, new_payload) {
                return major("the value has another type".to_owned());
            }
            match old_traits.iter().find(|old| !is_kept(old)) {
                Some(lost) => major(format!("the type no longer implements `{lost}`")),
                None if new_traits.len() > old_traits.len() => (Level::Minor, None),
                None => (Level::Patch, None),
            }
        }
        (DeclarationParts::Alias { target: before }, DeclarationParts::Alias { target: after })
        | (DeclarationParts::Field { ty: before }, DeclarationParts::Field { ty: after })
        | (DeclarationParts::Other(before), DeclarationParts::Other(after)) => {
            if aliases.are_equal(before, after) {
                return (Level::Patch, None);
            }
            major(type_change(before, after))
        }
        _ => major("the item has another kind".to_owned()),
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with('e') { "an" } else { "a" }
}

fn type_change(before: &str, after: &str) -> String {
    if optional(after) == Some(before) {
        return "the value can be absent now".to_owned();
    }
    if optional(before) == Some(after) {
        return "the value is always present now".to_owned();
    }
    "the type changed".to_owned()
}

/// Returns the type in an `Option`.
pub(super) fn optional(ty: &str) -> Option<&str> {
    ty.strip_prefix("Option<")?.strip_suffix('>')
}

/// Returns the reason that calls with the old arguments do not compile, or compile with another meaning.
fn broken_arguments(old: &[Argument<'_>], new: &[Argument<'_>], aliases: &ResolvedAliases<'_>) -> Option<String> {
    if let Some(added) = new.iter().find(|argument| !old.iter().any(|old| old.name == argument.name))
        && new.len() > old.len()
    {
        return Some(format!("`{}` is a new argument", added.name));
    }
    if let Some(removed) = old.iter().find(|argument| !new.iter().any(|new| new.name == argument.name))
        && new.len() < old.len()
    {
        return Some(format!("`{}` is no longer an argument", removed.name));
    }
    let position = |name: &str| old.iter().position(|argument| argument.name == name);
    let moved =
        new.iter().enumerate().find(|(at, argument)| position(argument.name).is_some_and(|before| before != *at));
    if let Some((at, argument)) = moved {
        return Some(format!("the order of arguments changed: `{}` is argument {at} now", argument.name));
    }
    let changed = old.iter().zip(new).find(|(old, new)| !aliases.are_equal(old.ty, new.ty))?;
    Some(format!("`{}` takes `{}` instead of `{}`", changed.1.name, changed.1.ty, changed.0.ty))
}
