//! Whether every method that a catalogue lists is described by the document.

use serde_json::Value;

use super::inherit::operations;
use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::pointer::Pointer;

/// Reports the methods that a catalogue lists and a document lacks, with the overlay action to start from.
///
/// An operation covers an entry whose slug is its own (`x-api-path-slug`), or what slugs are made of: its path and
/// its method, letters and digits alone. Where an entry has no slug, the name of the document that it links stands in.
/// Entries for whole APIs are not looked for.
pub fn coverage(document: &Document, catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let described = operations(document).iter().flat_map(|at| slugs(document, at)).collect::<Vec<_>>();
    for entry in &catalog.entries {
        let linked = linked_slug(entry);
        let slugs = entry.slug.iter().filter(|_| entry.method().is_some()).chain(&linked);
        let slugs = slugs.map(|slug| plain(slug)).collect::<Vec<_>>();
        if slugs.is_empty() || slugs.iter().any(|slug| described.contains(slug)) {
            continue;
        }
        let slug = entry.slug.as_deref().or(linked.as_deref()).unwrap_or_default();
        let message =
            format!("the catalogue lists `{}`, which no operation of {} describes", entry.name, document.source);
        let help = missing_action(entry, slug);
        diagnostics.push(Diagnostic::new(Code::EntryNotCovered, entry.place.clone(), message).help(help));
    }
}

/// The slugs that an operation goes by, in letters and digits.
fn slugs(document: &Document, at: &Pointer) -> Vec<String> {
    let Some((item, method)) = at.split_last() else { return Vec::new() };
    let path = item.split_last().map(|(_, path)| path).unwrap_or_default();
    let said = [at.child("x-api-path-slug"), at.child("operationId"), item.child("x-api-path-slug")];
    let said = said.iter().filter_map(|at| at.find(&document.root).and_then(Value::as_str));
    said.map(plain).chain([plain(&format!("{path}-{method}"))]).collect()
}

fn plain(slug: &str) -> String {
    slug.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The slug in the name of the linked document (`.../SLUG-openapi.md`), if it names a method.
fn linked_slug(entry: &Entry) -> Option<String> {
    let file = entry.specification.as_deref()?.rsplit('/').next()?;
    let stem = file.split('.').next()?;
    let slug = ["-openapi", "-swagger"].iter().find_map(|suffix| stem.strip_suffix(suffix))?;
    let named = Entry { slug: Some(slug.to_owned()), ..entry.clone() };
    named.method().is_some().then(|| slug.to_owned())
}

/// An overlay action that adds the operation; its path is what only the API's documentation knows.
fn missing_action(entry: &Entry, slug: &str) -> String {
    let method = slug.rsplit('-').next().unwrap_or("get");
    let summary = entry.description.as_deref().unwrap_or(&entry.name);
    let summary = summary.split(". ").next().and_then(|sentence| sentence.lines().next()).unwrap_or_default();
    let summary = Value::from(summary.trim());
    format!(
        "add it by an overlay, with the path that the API's documentation gives it:\n    \
         - target: $.paths\n      update:\n        /THE/PATH:\n          {method}:\n            \
         x-api-path-slug: {slug}\n            summary: {summary}\n            responses: {{200: {{description: OK}}}}"
    )
}
