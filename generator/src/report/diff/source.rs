//! The effect of a change on code that calls the client.

use super::Level;
use super::declaration::{Argument, DeclarationParts};
use super::new_names::NewNames;
use crate::emit::OutlineItem;

/// Returns true for an item that calling code cannot name.
pub(super) fn is_internal(item: &OutlineItem) -> bool {
    item.path.starts_with("runtime::")
}

/// Returns the effect of a change of an item, or of its removal, and the reason.
pub(super) fn effect(old: &OutlineItem, new: Option<&OutlineItem>, names: &NewNames<'_>) -> (Level, Option<String>) {
    if is_internal(old) {
        return (Level::Patch, None);
    }
    let major = |reason: String| (Level::Major, Some(reason));
    let Some(new) = new else { return major("the item was removed".to_owned()) };
    let are_equal = |before: &str, after: &str| names.are_equal(&old.path, before, after);
    match (DeclarationParts::new(&old.declaration), DeclarationParts::new(&new.declaration)) {
        (
            DeclarationParts::Function { arguments: before, output: old_output },
            DeclarationParts::Function { arguments: after, output: new_output },
        ) => match broken_arguments(&old.path, &before, &after, names) {
            Some(reason) => major(reason),
            None if are_equal(old_output, new_output) => (Level::Patch, None),
            None => major(format!("the result is `{new_output}` instead of `{old_output}`")),
        },
        (
            DeclarationParts::Type { keyword: before, payload: old_payload, traits: old_traits },
            DeclarationParts::Type { keyword: after, payload: new_payload, traits: new_traits },
        ) => {
            let is_kept = |old: &&str| new_traits.iter().any(|new| are_equal(old, new));
            if before != after {
                return major(format!("the {before} is {} {after} now", article(after)));
            }
            if !are_equal(old_payload, new_payload) {
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
            if are_equal(before, after) {
                return (Level::Patch, None);
            }
            major(type_change(before, after))
        }
        (DeclarationParts::Type { keyword: "struct", payload: "", .. }, DeclarationParts::Alias { .. }) => {
            match names.target(new).filter(|target| is_plain_struct(target)) {
                Some(target) => effect(old, Some(target), names),
                None => major("the item has another kind".to_owned()),
            }
        }
        _ => major("the item has another kind".to_owned()),
    }
}

fn is_plain_struct(item: &OutlineItem) -> bool {
    let declaration = DeclarationParts::new(&item.declaration);
    matches!(declaration, DeclarationParts::Type { keyword: "struct", payload: "", .. })
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
fn broken_arguments(path: &str, old: &[Argument<'_>], new: &[Argument<'_>], names: &NewNames<'_>) -> Option<String> {
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
    let changed = old.iter().zip(new).find(|(old, new)| !names.accepts(path, old.ty, new.ty))?;
    Some(format!("`{}` takes `{}` instead of `{}`", changed.1.name, changed.1.ty, changed.0.ty))
}
