//! Named parts of two documents, united: alike is kept once, different is kept under a new name.

use serde_json::{Value, json};

use super::inherit::operations;
use super::members;
use super::references::{Renames, refers, rename_requirements, rewrite};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::Pointer;

/// The maps of named parts of Swagger 2.0; those of OpenAPI 3 are whatever `components` holds.
pub(crate) const SECTIONS: [&str; 4] = ["definitions", "parameters", "responses", "securityDefinitions"];

/// Gives new names to the parts of `next` that `into` has differently, and makes the references in `next` fit. The
/// parts themselves still stand under their old names.
pub(crate) fn rename(into: &Document, next: &mut Document, diagnostics: &mut Diagnostics) -> Renames {
    let sections = sections(next);
    let renames = renames(into, next, &sections);
    for ((section, old), new) in &renames {
        let message = format!(
            "`{old}` is defined differently at {}; this one is called `{new}`",
            into.place(&section.child(old))
        );
        let help = "if they are meant to be one, make them alike; if not, give one another name";
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

/// Takes the named parts of `next` over, under their new names.
pub(crate) fn unite(into: &mut Document, next: &Document, renames: &Renames) {
    for section in &sections(next) {
        take_section(into, next, section, renames);
    }
}

/// Where a document keeps named parts.
fn sections(document: &Document) -> Vec<Pointer> {
    match document.dialect {
        Dialect::Swagger2 => SECTIONS.map(|section| Pointer::of([section])).to_vec(),
        Dialect::OpenApi30 | Dialect::OpenApi31 => {
            let components = Pointer::of(["components"]);
            components
                .find(&document.root)
                .into_iter()
                .flat_map(members)
                .map(|(key, _)| components.child(key))
                .collect()
        }
    }
}

/// New names for the parts of `next` that differ from those of `into` under the same name. A part that is written
/// alike differs too if it refers to one that does.
fn renames(into: &Document, next: &Document, sections: &[Pointer]) -> Renames {
    let mut shared = Vec::new();
    for section in sections {
        let theirs = section.find(&next.root).into_iter().flat_map(members);
        for (name, value) in theirs {
            if let Some(ours) = section.child(name).find(&into.root) {
                shared.push((section, name, ours, value));
            }
        }
    }
    let mut renames = Renames::new();
    loop {
        let before = renames.len();
        for (section, name, ours, theirs) in &shared {
            let key = ((*section).clone(), (*name).clone());
            if !renames.contains_key(&key) && (ours != theirs || refers(theirs, &renames)) {
                let new = free_name(into, next, section, name, &renames);
                renames.insert(key, new);
            }
        }
        if renames.len() == before {
            return renames;
        }
    }
}

/// The name with the lowest number behind it that nothing has yet.
fn free_name(into: &Document, next: &Document, section: &Pointer, name: &str, renames: &Renames) -> String {
    let taken = |new: &String| {
        let at = section.child(new);
        at.find(&into.root).is_some() || at.find(&next.root).is_some() || renames.values().any(|given| given == new)
    };
    let mut number = 2_usize;
    loop {
        let new = format!("{name}{number}");
        if !taken(&new) {
            return new;
        }
        number += 1;
    }
}

fn take_section(into: &mut Document, next: &Document, section: &Pointer, renames: &Renames) {
    let Some(Value::Object(theirs)) = section.find(&next.root) else { return };
    if section.find(&into.root).is_none() {
        make_map(&mut into.root, section);
    }
    for name in theirs.keys() {
        let new = renames.get(&(section.clone(), name.clone())).unwrap_or(name);
        let to = section.child(new);
        if to.find(&into.root).is_none() {
            super::take_over(into, next, &section.child(name), &to);
        }
    }
}

/// Makes an empty map at a pointer whose first token or two may be missing.
fn make_map(root: &mut Value, at: &Pointer) {
    let mut value = root;
    for token in at.tokens() {
        let Value::Object(map) = value else { return };
        value = map.entry(token).or_insert_with(|| json!({}));
    }
}
