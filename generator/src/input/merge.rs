//! Merges the documents of one API, and completes the result from the catalog.
//!
//! Identical values are kept once. Of different operations the more detailed one is kept, different components are renamed,
//! and a diagnostic names both places. Without a catalog, a single document is not changed.

mod base;
mod components;
mod coverage;
mod info;
mod inherit;
mod paths;
mod references;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::input::catalog::Catalog;
use crate::pointer::{Place, Pointer};
use crate::repairs::Repairs;

pub use coverage::check_coverage;

/// Merges the documents of one API. Returns `None` if there is no document, or if they follow different specifications.
pub fn merge(
    documents: Vec<Document>,
    catalog: Option<&Catalog>,
    diagnostics: &mut Diagnostics,
    repairs: &mut Repairs,
) -> Option<Document> {
    let infos = documents.iter().map(|document| info::DocumentInfo::new(document, catalog)).collect::<Vec<_>>();
    let mut documents = documents.into_iter();
    let mut merged = documents.next()?;
    if let Some(other) = documents.as_slice().iter().find(|document| document.dialect != merged.dialect) {
        let message = format!(
            "the document follows {}, but {} follows {}; all documents of an API must follow the same specification",
            dialect_name(other.dialect),
            merged.source,
            dialect_name(merged.dialect)
        );
        let help = "convert one of them, or generate a client for each";
        diagnostics.push(Diagnostic::new(Code::MixedDialects, Place::root(&other.source), message).help(help));
        return None;
    }
    let mut files = vec![(file_name(&merged), references::Renames::new())];
    for next in documents {
        merge_next(&mut merged, next, &mut files, diagnostics);
    }
    info::set_title(&mut merged, &infos, catalog, repairs);
    if let Some(catalog) = catalog {
        base::complete(&mut merged, catalog, diagnostics, repairs);
    }
    Some(merged)
}

fn dialect_name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Swagger2 => "Swagger 2.0",
        Dialect::OpenApi30 => "OpenAPI 3.0",
        Dialect::OpenApi31 => "OpenAPI 3.1",
    }
}

/// Returns the file name of a document without its directory.
fn file_name(document: &Document) -> String {
    document.source.as_str().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// The merged files, each with the new names of its components.
type MergedFiles = Vec<(String, references::Renames)>;

/// Merges a further document into the first.
fn merge_next(into: &mut Document, mut next: Document, files: &mut MergedFiles, diagnostics: &mut Diagnostics) {
    into.origins.add_spellings_of(&next.origins);
    // Components are renamed first, because equal security requirements may refer to different schemes.
    let renames = components::rename(into, &mut next, diagnostics);
    files.push((file_name(&next), renames));
    // References between merged files become local; those to later files are resolved when these are merged.
    for (file, renames) in files.iter() {
        references::make_local(&mut next.root, file, renames);
    }
    if let Some((file, renames)) = files.last() {
        references::make_local(&mut into.root, file, renames);
        components::merge(into, &next, renames);
    }
    inherit::copy_inherited(into, &mut next, diagnostics);
    for section in ["paths", "webhooks"] {
        paths::merge(into, &mut next, section, diagnostics);
    }
    merge_tags(into, &next, diagnostics);
    info::merge(into, &next, diagnostics);
    let merged = ["swagger", "openapi", "info", "paths", "webhooks", "tags", "components"];
    let keys = members(&next.root).map(|(key, _)| key.clone()).collect::<Vec<_>>();
    for key in keys.iter().filter(|key| !merged.contains(&key.as_str()) && !inherit::KEYS.contains(&key.as_str())) {
        if !components::SECTIONS.contains(&key.as_str()) {
            let at = Pointer::from_tokens([key.as_str()]);
            keep_first(into, &next, &at, &at, diagnostics);
        }
    }
}

/// Copies the value at `from` to `to` if there is none, or reports that a different one is kept.
fn keep_first(into: &mut Document, next: &Document, from: &Pointer, to: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(value) = from.find(&next.root) else { return };
    match to.find(&into.root) {
        None => copy_value(into, next, from, to),
        Some(kept) if kept == value => {}
        Some(_) => {
            let message = format!("the value differs from {}, which is kept", into.place(to));
            diagnostics.push(Diagnostic::new(Code::MergeKept, next.place(from), message));
        }
    }
}

/// Copies the value at `from` of one document to `to` of another, with its origins. The parent of `to` must exist.
fn copy_value(into: &mut Document, next: &Document, from: &Pointer, to: &Pointer) {
    let Some(value) = from.find(&next.root).cloned() else { return };
    let Some((parent, last)) = to.split_last() else { return };
    match parent.find_mut(&mut into.root) {
        Some(Value::Object(map)) => {
            map.insert(last, value);
        }
        // Callers only append to lists.
        Some(Value::Array(list)) => list.push(value),
        _ => return,
    }
    into.origins.forget(to);
    into.origins.copy(&next.origins, from, to);
}

/// Returns the members of an object; none for other values.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// Returns the number of scalars in a value.
fn count_scalars(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
        Value::Array(list) => list.iter().map(count_scalars).sum(),
        Value::Object(map) => map.values().map(count_scalars).sum(),
    }
}

fn merge_tags(into: &mut Document, next: &Document, diagnostics: &mut Diagnostics) {
    let at = Pointer::from_tokens(["tags"]);
    let Some(Value::Array(tags)) = at.find(&next.root) else { return };
    if !at.find(&into.root).is_some_and(Value::is_array) {
        copy_value(into, next, &at, &at);
        return;
    }
    for (index, tag) in tags.iter().enumerate() {
        let from = at.index(index);
        let listed = at.find(&into.root).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match listed.iter().position(|listed| listed.get("name") == tag.get("name")) {
            None => {
                let to = at.index(listed.len());
                copy_value(into, next, &from, &to);
            }
            Some(found) => keep_first(into, next, &from, &at.index(found), diagnostics),
        }
    }
}
