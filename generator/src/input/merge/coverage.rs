//! Compares the methods that a catalog lists with the operations of the document.

use serde_json::Value;

use super::inherit::operations;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::input::catalog::{Catalog, Entry};
use crate::pointer::Pointer;

/// Reports the methods that a catalog lists and a document lacks, each with an overlay action to complete.
///
/// An operation matches an entry by its slug (`x-api-path-slug`), or by the letters and digits of its path and method. If an
/// entry has no slug, the name of the linked document is used. Entries of complete APIs are ignored.
pub fn check_coverage(document: &Document, catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let described = operations(document).iter().flat_map(|at| slugs(document, at)).collect::<Vec<_>>();
    for entry in &catalog.entries {
        let linked = linked_slug(entry);
        let slugs = entry.slug.iter().filter(|_| entry.method().is_some()).chain(&linked);
        let slugs = slugs.map(|slug| plain(slug)).collect::<Vec<_>>();
        if slugs.is_empty() || slugs.iter().any(|slug| described.contains(slug)) {
            continue;
        }
        let slug = entry.slug.as_deref().or(linked.as_deref()).unwrap_or_default();
        let message = format!("the catalog lists `{}`, but {} has no such operation", entry.name, document.source);
        let help = missing_action(entry, slug);
        diagnostics.push(Diagnostic::new(Code::EntryNotCovered, entry.place.clone(), message).help(help));
    }
}

/// Returns the possible slugs of an operation, reduced to letters and digits.
fn slugs(document: &Document, at: &Pointer) -> Vec<String> {
    let Some((item, method)) = at.split_last() else { return Vec::new() };
    let path = item.split_last().map(|(_, path)| path).unwrap_or_default();
    let declared = [at.child("x-api-path-slug"), at.child("operationId"), item.child("x-api-path-slug")];
    let declared = declared.iter().filter_map(|at| at.find(&document.root).and_then(Value::as_str));
    declared.map(plain).chain([plain(&format!("{path}-{method}"))]).collect()
}

fn plain(slug: &str) -> String {
    slug.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns the slug in the name of the linked document (`.../SLUG-openapi.md`), if it ends with a method.
fn linked_slug(entry: &Entry) -> Option<String> {
    let file = entry.specification.as_deref()?.rsplit('/').next()?;
    let stem = file.split('.').next()?;
    let slug = ["-openapi", "-swagger"].iter().find_map(|suffix| stem.strip_suffix(suffix))?;
    let named = Entry { slug: Some(slug.to_owned()), ..entry.clone() };
    named.method().is_some().then(|| slug.to_owned())
}

/// Returns an overlay action that adds the operation; the path must be completed.
fn missing_action(entry: &Entry, slug: &str) -> String {
    let method = slug.rsplit('-').next().unwrap_or("get");
    let summary = entry.description.as_deref().unwrap_or(&entry.name);
    let summary = summary.split(". ").next().and_then(|sentence| sentence.lines().next()).unwrap_or_default();
    let summary = Value::from(summary.trim());
    format!(
        "add it with an overlay, with the path from the documentation of the API:\n    \
         - target: $.paths\n      update:\n        /THE/PATH:\n          {method}:\n            \
         x-api-path-slug: {slug}\n            summary: {summary}\n            responses: {{200: {{description: OK}}}}"
    )
}
