//! The names of components, made what the specification allows: `A-Z a-z 0-9 . _ -`.
//!
//! A document in 3.0 structure comes in. References are rewritten elsewhere, by the moves recorded here; security
//! requirements name their schemes without a reference, so they are renamed here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::shape::{Kind, Shape, is_extension, kind_of, visit};
use super::stage::Stage;
use super::trail::Trail;
use crate::pointer::Pointer;

/// Cleans the names of all components.
pub(super) fn clean_names(root: &mut Value, stage: &mut Stage<'_>) {
    let mut schemes = BTreeMap::new();
    let components = root.get_mut("components").and_then(Value::as_object_mut);
    for (section, members) in components.into_iter().flatten() {
        let named = matches!(kind_of(Shape::Components, section), Some(Kind::Map(_)));
        if let Value::Object(members) = members
            && named
            && !is_extension(section)
        {
            let renames = clean_section(members, &Pointer::of(["components", section]), stage);
            if section == "securitySchemes" {
                schemes = renames;
            }
        }
    }
    if !schemes.is_empty() {
        rename_requirements(root, &schemes);
    }
}

/// A name of allowed characters that says what the given one does.
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

/// The wished name, numbered if it is taken.
pub(super) fn claim(wish: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wish.to_owned();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{wish}_{number}");
    }
    name
}

fn is_clean(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn clean_section(members: &mut Map<String, Value>, at: &Pointer, stage: &mut Stage<'_>) -> BTreeMap<String, String> {
    if members.keys().all(|name| is_clean(name)) {
        return BTreeMap::new();
    }
    let (clean_ones, others): (BTreeSet<String>, BTreeSet<String>) =
        members.keys().cloned().partition(|name| is_clean(name));
    let mut taken = clean_ones;
    // By name, so that the order of the document does not matter.
    let renames: BTreeMap<String, String> = others
        .into_iter()
        .map(|name| {
            let new = claim(&clean(&name), &mut taken);
            (name, new)
        })
        .collect();
    for (name, member) in std::mem::take(members) {
        let Some(new) = renames.get(&name) else {
            members.insert(name, member);
            continue;
        };
        let was = at.child(&name);
        stage.repair("component-name", &was, Some(name.into()), Some(new.clone().into()));
        stage.moved(at.child(new), was);
        members.insert(new.clone(), member);
    }
    renames
}

fn rename_requirements(root: &mut Value, schemes: &BTreeMap<String, String>) {
    visit(root, Shape::Root, &Trail::root(), &mut |map, shape, _| {
        if shape == Shape::SecurityRequirement {
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
    fn names_keep_what_they_say() {
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
