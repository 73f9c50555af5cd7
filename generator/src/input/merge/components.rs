//! Merges components: identical ones are kept once, different ones with the same name are renamed.

use serde_json::{Value, json};

use super::inherit::operations;
use super::members;
use super::references::{Renames, references_any, rename_requirements, rewrite};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::Pointer;

/// The component sections of Swagger 2.0; those of OpenAPI 3 are the members of `components`.
pub(crate) const SECTIONS: [&str; 4] = ["definitions", "parameters", "responses", "securityDefinitions"];

/// Chooses new names for the components of `next` that differ from those of `into`, and updates the references in `next`.
/// The components keep their old names until they are merged.
pub(crate) fn rename(into: &Document, next: &mut Document, diagnostics: &mut Diagnostics) -> Renames {
    let sections = sections(next);
    let renames = renames(into, next, &sections);
    for ((section, old), new) in &renames {
        let message = format!(
            "`{old}` differs from the definition at {}; it is renamed to `{new}`",
            into.place(&section.child(old))
        );
        let help = "make the definitions identical, or rename one of them";
        diagnostics.push(Diagnostic::new(Code::DefinitionRenamed, next.place(&section.child(old)), message).help(help));
    }
    if !renames.is_empty() {
        rewrite(&mut next.root, &renames);
        for at in std::iter::once(Pointer::root()).chain(operations(next)).map(|at| at.child("security")) {
            if let Some(requirements) = at.find_mut(&mut next.root) {
                rename_requirements(requirements, &renames);
            }
        }
    }
    renames
}

/// Copies the components of `next` with their new names.
pub(crate) fn merge(into: &mut Document, next: &Document, renames: &Renames) {
    for section in &sections(next) {
        copy_section(into, next, section, renames);
    }
}

/// Returns the component sections of a document.
fn sections(document: &Document) -> Vec<Pointer> {
    match document.dialect {
        Dialect::Swagger2 => SECTIONS.map(|section| Pointer::from_tokens([section])).to_vec(),
        Dialect::OpenApi30 | Dialect::OpenApi31 => {
            let components = Pointer::from_tokens(["components"]);
            components
                .find(&document.root)
                .into_iter()
                .flat_map(members)
                .map(|(key, _)| components.child(key))
                .collect()
        }
    }
}

/// Returns new names for the components of `next` that differ from those of `into` with the same name. Identical components
/// differ too if they reference one that does.
fn renames(into: &Document, next: &Document, sections: &[Pointer]) -> Renames {
    let mut shared = Vec::new();
    for section in sections {
        let second = section.find(&next.root).into_iter().flat_map(members);
        for (name, value) in second {
            if let Some(first) = section.child(name).find(&into.root) {
                shared.push((section, name, first, value));
            }
        }
    }
    let mut renames = Renames::new();
    loop {
        let before = renames.len();
        for (section, name, first, second) in &shared {
            let key = ((*section).clone(), (*name).clone());
            if !renames.contains_key(&key) && (first != second || references_any(second, &renames)) {
                let new = free_name(into, next, section, name, &renames);
                renames.insert(key, new);
            }
        }
        if renames.len() == before {
            return renames;
        }
    }
}

/// Returns the name with the lowest number that is not in use.
fn free_name(into: &Document, next: &Document, section: &Pointer, name: &str, renames: &Renames) -> String {
    let is_used = |new: &String| {
        let at = section.child(new);
        at.find(&into.root).is_some() || at.find(&next.root).is_some() || renames.values().any(|given| given == new)
    };
    let mut number = 2_usize;
    loop {
        let new = format!("{name}{number}");
        if !is_used(&new) {
            return new;
        }
        number += 1;
    }
}

fn copy_section(into: &mut Document, next: &Document, section: &Pointer, renames: &Renames) {
    let Some(Value::Object(second)) = section.find(&next.root) else { return };
    if section.find(&into.root).is_none() {
        create_object(&mut into.root, section);
    }
    for name in second.keys() {
        let new = renames.get(&(section.clone(), name.clone())).unwrap_or(name);
        let to = section.child(new);
        if to.find(&into.root).is_none() {
            super::copy_value(into, next, &section.child(name), &to);
        }
    }
}

/// Creates an object at a pointer, with its parents.
fn create_object(root: &mut Value, at: &Pointer) {
    let mut value = root;
    for token in at.tokens() {
        let Value::Object(map) = value else { return };
        value = map.entry(token).or_insert_with(|| json!({}));
    }
}
