//! Names of components.
//!
//! The specification allows the characters `A-Z a-z 0-9 . _ -`. [`clean_names`] renames components and the security
//! requirements that name them; references are rewritten later, from the recorded moves.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::context::Context;
use super::object_model::{FieldType, ObjectKind, field_type, is_extension, visit};
use crate::pointer::PathStack;
use crate::pointer::Pointer;

/// Replaces invalid component names by valid ones.
pub(super) fn clean_names(root: &mut Value, context: &mut Context<'_>) {
    let mut schemes = BTreeMap::new();
    let components = root.get_mut("components").and_then(Value::as_object_mut);
    for (section, members) in components.into_iter().flatten() {
        let named = matches!(field_type(ObjectKind::Components, section), Some(FieldType::Map(_)));
        if let Value::Object(members) = members
            && named
            && !is_extension(section)
        {
            let renames = clean_section(members, &Pointer::from_tokens(["components", section]), context);
            if section == "securitySchemes" {
                schemes = renames;
            }
        }
    }
    if !schemes.is_empty() {
        rename_requirements(root, &schemes);
    }
}

/// Returns a valid component name that resembles the given one.
pub(super) fn clean(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            clean.push(c);
        } else if !clean.ends_with('_') {
            clean.push('_');
        }
    }
    let clean = if is_clean(name) { clean.as_str() } else { clean.trim_matches('_') };
    if clean.is_empty() { "unnamed".to_owned() } else { clean.to_owned() }
}

/// Returns the first of `base`, `base_2`, `base_3`, ... that `reserve` accepts.
pub(super) fn unique_name(base: &str, separator: char, mut reserve: impl FnMut(&str) -> bool) -> String {
    let mut name = base.to_owned();
    let mut number = 1;
    while !reserve(&name) {
        number += 1;
        name = format!("{base}{separator}{number}");
    }
    name
}

fn is_clean(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn clean_section(
    members: &mut Map<String, Value>,
    at: &Pointer,
    context: &mut Context<'_>,
) -> BTreeMap<String, String> {
    if members.keys().all(|name| is_clean(name)) {
        return BTreeMap::new();
    }
    let (mut reserved, invalid): (BTreeSet<String>, BTreeSet<String>) =
        members.keys().cloned().partition(|name| is_clean(name));
    // In the order of names, so that the result does not depend on the order of the document.
    let renames: BTreeMap<String, String> = invalid
        .into_iter()
        .map(|name| {
            let new = unique_name(&clean(&name), '_', |name| reserved.insert(name.to_owned()));
            (name, new)
        })
        .collect();
    for (name, member) in std::mem::take(members) {
        let Some(new) = renames.get(&name) else {
            members.insert(name, member);
            continue;
        };
        let was = at.child(&name);
        context.repair("component-name", &was, Some(name.into()), Some(new.clone().into()));
        context.moved(at.child(new), was);
        members.insert(new.clone(), member);
    }
    renames
}

fn rename_requirements(root: &mut Value, schemes: &BTreeMap<String, String>) {
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, _| {
        if kind == ObjectKind::SecurityRequirement {
            for (name, scopes) in std::mem::take(map) {
                map.insert(schemes.get(&name).cloned().unwrap_or(name), scopes);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn component_names_are_cleaned() {
        let table = [
            ("Pet", "Pet"),
            ("_pet_", "_pet_"),
            ("Pet/Request", "Pet_Request"),
            ("List«Pet»", "List_Pet"),
            ("名前", "unnamed"),
            ("", "unnamed"),
        ];
        for (name, expected) in table {
            assert_eq!(clean(name), expected, "{name}");
        }
    }
}
