//! The documents of one API and its catalogue in; one document out.
//!
//! What two documents say alike is kept once; where they differ the richer wins or both are kept under different
//! names, and a diagnostic names both places. It must not know overlays, nor change what one document says alone,
//! beyond what the catalogue is evidence for.

mod base;
mod components;
mod coverage;
mod info;
mod inherit;
mod paths;
mod references;

use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::{Place, Pointer};
use crate::repair::Repairs;

pub use coverage::coverage;

/// Makes one document of the documents of one API. `None` where there is none, or they follow different
/// specifications.
pub fn merge(
    documents: Vec<Document>,
    catalog: Option<&Catalog>,
    diagnostics: &mut Diagnostics,
    repairs: &mut Repairs,
) -> Option<Document> {
    let said = documents.iter().map(|document| info::Said::of(document, catalog)).collect::<Vec<_>>();
    let mut documents = documents.into_iter();
    let mut merged = documents.next()?;
    if let Some(other) = documents.as_slice().iter().find(|document| document.dialect != merged.dialect) {
        let message = format!(
            "this document is {}, and {} is {}; documents of one API must follow one specification",
            dialect_name(other.dialect),
            merged.source,
            dialect_name(merged.dialect)
        );
        let help = "convert one of them, or make a client of each";
        diagnostics.push(Diagnostic::new(Code::MixedDialects, Place::whole(&other.source), message).help(help));
        return None;
    }
    let mut files = vec![(file_name(&merged), references::Renames::new())];
    for next in documents {
        unite(&mut merged, next, &mut files, diagnostics);
    }
    info::settle(&mut merged, &said, catalog, repairs);
    if let Some(catalog) = catalog {
        base::settle(&mut merged, catalog, diagnostics, repairs);
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

/// The name of the file that a document was read from, without its folder.
fn file_name(document: &Document) -> String {
    document.source.as_str().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// The files that were merged, with the new names that their parts were given.
type Files = Vec<(String, references::Renames)>;

/// Takes a further document into the first.
fn unite(into: &mut Document, mut next: Document, files: &mut Files, diagnostics: &mut Diagnostics) {
    // Renaming comes first: security requirements that read alike may mean different schemes.
    let renames = components::rename(into, &mut next, diagnostics);
    files.push((file_name(&next), renames));
    // References between the files are references within one document now; those to a file to come wait for it.
    for (file, renames) in files.iter() {
        references::localise(&mut next.root, file, renames);
    }
    if let Some((file, renames)) = files.last() {
        references::localise(&mut into.root, file, renames);
        components::unite(into, &next, renames);
    }
    inherit::spell_out(into, &mut next, diagnostics);
    for section in ["paths", "webhooks"] {
        paths::unite(into, &mut next, section, diagnostics);
    }
    unite_tags(into, &next, diagnostics);
    info::unite(into, &next, diagnostics);
    let settled = ["swagger", "openapi", "info", "paths", "webhooks", "tags", "components"];
    let keys = members(&next.root).map(|(key, _)| key.clone()).collect::<Vec<_>>();
    for key in keys.iter().filter(|key| !settled.contains(&key.as_str()) && !inherit::KEYS.contains(&key.as_str())) {
        if !components::SECTIONS.contains(&key.as_str()) {
            let at = Pointer::of([key.as_str()]);
            keep_first(into, &next, &at, &at, diagnostics);
        }
    }
}

/// Takes the value at `from` over to `to` where nothing is there, and says so where something else is.
fn keep_first(into: &mut Document, next: &Document, from: &Pointer, to: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(value) = from.find(&next.root) else { return };
    match to.find(&into.root) {
        None => take_over(into, next, from, to),
        Some(kept) if kept == value => {}
        Some(_) => {
            let message = format!("this differs from {}, which is kept", into.place(to));
            diagnostics.push(Diagnostic::new(Code::MergeKept, next.place(from), message));
        }
    }
}

/// Puts the value at `from` of one document to `to` of another, whose parent exists, with its origins.
fn take_over(into: &mut Document, next: &Document, from: &Pointer, to: &Pointer) {
    let Some(value) = from.find(&next.root).cloned() else { return };
    let Some((parent, last)) = to.split_last() else { return };
    match parent.find_mut(&mut into.root) {
        Some(Value::Object(map)) => {
            map.insert(last, value);
        }
        // Lists only grow at their end here.
        Some(Value::Array(list)) => list.push(value),
        _ => return,
    }
    into.origins.forget(to);
    into.origins.copy(&next.origins, from, to);
}

/// The members of a map; of anything else, none.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// How much a value says: its words, numbers and truths.
fn richness(value: &Value) -> usize {
    match value {
        Value::Null => 0,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
        Value::Array(list) => list.iter().map(richness).sum(),
        Value::Object(map) => map.values().map(richness).sum(),
    }
}

fn unite_tags(into: &mut Document, next: &Document, diagnostics: &mut Diagnostics) {
    let at = Pointer::of(["tags"]);
    let Some(Value::Array(tags)) = at.find(&next.root) else { return };
    if !at.find(&into.root).is_some_and(Value::is_array) {
        take_over(into, next, &at, &at);
        return;
    }
    for (index, tag) in tags.iter().enumerate() {
        let from = at.index(index);
        let listed = at.find(&into.root).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        match listed.iter().position(|listed| listed.get("name") == tag.get("name")) {
            None => {
                let to = at.index(listed.len());
                take_over(into, next, &from, &to);
            }
            Some(found) => keep_first(into, next, &from, &at.index(found), diagnostics),
        }
    }
}
