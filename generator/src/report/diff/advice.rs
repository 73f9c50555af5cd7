//! The code to write instead of code that no longer compiles.

use super::declaration::DeclarationParts;
use super::source::optional;
use super::{ItemChange, Level};
use crate::emit::OutlineItem;

/// Returns the code to write instead of a use of an item.
pub(super) fn replacement(change: &ItemChange, old: &OutlineItem, new: &[OutlineItem]) -> Option<String> {
    if change.source < Level::Major {
        return None;
    }
    let Some(after) = &change.after else { return successor(old, new) };
    match (DeclarationParts::new(&old.declaration), DeclarationParts::new(after)) {
        (_, DeclarationParts::Function { arguments, .. }) => {
            let names: Vec<&str> =
                arguments.iter().map(|argument| argument.name).filter(|name| !name.ends_with("self")).collect();
            let name = old.path.rsplit("::").next().unwrap_or(&old.path);
            let is_method = arguments.len() > names.len();
            let call = format!("{name}({})", names.join(", "));
            Some(if is_method { format!(".{call}") } else { call })
        }
        (DeclarationParts::Field { ty: before }, DeclarationParts::Field { ty: after }) => {
            let name = old.path.rsplit("::").next().unwrap_or(&old.path);
            if optional(after) == Some(before) {
                return Some(format!("handle `None`, such as `if let Some({name}) = &value.{name}`"));
            }
            if optional(before) == Some(after) {
                return Some(format!("use `value.{name}` without `Some`"));
            }
            Some(format!("use `{after}`"))
        }
        (_, DeclarationParts::Alias { target }) => Some(format!("use `{target}`")),
        _ => None,
    }
}

/// Returns the item that represents the same part of the description as a removed one.
fn successor(old: &OutlineItem, new: &[OutlineItem]) -> Option<String> {
    if old.source.is_empty() {
        return None;
    }
    let (owner, name) = old.path.rsplit_once("::")?;
    let operation = owner.strip_prefix("Call<").and_then(|call| call.strip_suffix('>'));
    if let Some(operation) = operation {
        let output = format!("Call<'_, {operation}, M>");
        let takes = |item: &&OutlineItem| match DeclarationParts::new(&item.declaration) {
            DeclarationParts::Function { arguments, output: found } => {
                found == output && arguments.iter().any(|argument| argument.name == name)
            }
            _ => false,
        };
        if let Some(method) = new.iter().find(takes) {
            let method = method.path.rsplit("::").next().unwrap_or_default();
            return Some(format!("pass `{name}` to `{method}`"));
        }
    }
    let is_successor = |item: &&OutlineItem| {
        let is_same_owner = item.path.rsplit_once("::").is_some_and(|(other, _)| other == owner);
        item.path != old.path && item.source == old.source && is_same_owner
    };
    new.iter().find(is_successor).map(|item| format!("use `{}`", item.path))
}
