//! Title and description of the merged document.
//!
//! The document of a single method has the title of that method. The title of the API comes from the catalog, or from the
//! common part of the titles; every change is a repair with evidence.

use serde_json::Value;

use super::inherit::operations;
use super::{keep_first, members};
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::input::catalog::Catalog;
use crate::pointer::{Place, Pointer};
use crate::repairs::{Evidence, Repair, Repairs};

/// The title and description of one document.
#[derive(Debug)]
pub(crate) struct DocumentInfo {
    title: Option<Evidence>,
    description: Option<Evidence>,
    /// The `x-collection-name`, which documents of single methods have in addition to the title.
    collection: Option<Evidence>,
    /// `true` if the title is the title of an operation.
    has_method_title: bool,
}

impl DocumentInfo {
    /// Reads the title and description of a document.
    pub(crate) fn new(document: &Document, catalog: Option<&Catalog>) -> Self {
        let info = Pointer::from_tokens(["info"]);
        Self {
            title: quote(document, &info.child("title")),
            description: quote(document, &info.child("description")),
            collection: quote(document, &Pointer::from_tokens(["x-collection-name"])),
            has_method_title: titled_operation(document, catalog).is_some(),
        }
    }
}

/// Merges the members of `info` other than title and description.
pub(crate) fn merge(into: &mut Document, next: &Document, diagnostics: &mut Diagnostics) {
    let info = Pointer::from_tokens(["info"]);
    let keys = info.find(&next.root).into_iter().flat_map(members).map(|(key, _)| key.clone());
    for key in keys.filter(|key| !["title", "description"].contains(&key.as_str())) {
        let at = info.child(&key);
        keep_first(into, next, &at, &at, diagnostics);
    }
}

/// Sets the title and description of the API in the merged document.
pub(crate) fn set_title(
    merged: &mut Document,
    infos: &[DocumentInfo],
    catalog: Option<&Catalog>,
    repairs: &mut Repairs,
) {
    let about_method = infos.iter().any(|info| info.has_method_title);
    let titles = infos.iter().filter_map(|info| info.title.clone()).collect::<Vec<_>>();
    if !about_method && are_equal(&titles) {
        return;
    }
    let name = catalog_name(catalog).or_else(|| collection_name(infos)).or_else(|| common_prefix(&titles));
    let Some((name, mut evidence)) = name else { return };
    evidence.extend(titles);
    set_member(merged, "title", Some(name), "api-title", evidence, repairs);
    let descriptions = infos.iter().filter_map(|info| info.description.clone()).collect::<Vec<_>>();
    if !about_method && are_equal(&descriptions) {
        return;
    }
    let (description, evidence) = catalog_description(catalog).unzip();
    let evidence = evidence.into_iter().flatten().chain(descriptions).collect();
    set_member(merged, "description", description, "api-description", evidence, repairs);
}

fn are_equal(values: &[Evidence]) -> bool {
    let mut quotes = values.iter().map(|evidence| &evidence.quote);
    quotes.next().is_none_or(|first| quotes.all(|quote| quote == first))
}

fn set_member(
    merged: &mut Document,
    key: &str,
    value: Option<String>,
    rule: &'static str,
    evidence: Vec<Evidence>,
    repairs: &mut Repairs,
) {
    let at = Pointer::from_tokens(["info", key]);
    let before = at.find(&merged.root).cloned();
    let after = value.map(Value::String);
    if before == after {
        return;
    }
    let place = merged.place(&at);
    if let Some(Value::Object(info)) = merged.root.get_mut("info") {
        match &after {
            Some(value) => info.insert(key.to_owned(), value.clone()),
            None => info.shift_remove(key),
        };
        repairs.push(Repair { rule, place, before, after, evidence });
    }
}

/// Returns the operation whose summary, after the name of the API, is the title of a document.
fn titled_operation(document: &Document, catalog: Option<&Catalog>) -> Option<Pointer> {
    let title = text(document, &Pointer::from_tokens(["info", "title"]))?;
    let catalog = catalog.and_then(|catalog| catalog.name.as_deref());
    let collection = text(document, &Pointer::from_tokens(["x-collection-name"]));
    let rest = [catalog, collection].into_iter().flatten().find_map(|name| title.strip_prefix(name))?.trim();
    if rest.is_empty() {
        return None;
    }
    let rest = rest.trim_start_matches(['-', ':']).trim_start();
    operations(document).into_iter().find(|operation| text(document, &operation.child("summary")) == Some(rest))
}

fn text<'d>(document: &'d Document, at: &Pointer) -> Option<&'d str> {
    let text = at.find(&document.root)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

/// A name with its evidence.
type NameWithEvidence = (String, Vec<Evidence>);

fn from_catalog(
    catalog: Option<&Catalog>,
    key: &str,
    value: impl Fn(&Catalog) -> Option<&str>,
) -> Option<NameWithEvidence> {
    let catalog = catalog?;
    let quote = value(catalog)?.to_owned();
    let place = Place::new(catalog.place.source.clone(), Pointer::from_tokens([key]));
    Some((quote.clone(), vec![Evidence { place, quote }]))
}

fn catalog_name(catalog: Option<&Catalog>) -> Option<NameWithEvidence> {
    from_catalog(catalog, "name", |catalog| catalog.name.as_deref())
}

fn catalog_description(catalog: Option<&Catalog>) -> Option<NameWithEvidence> {
    from_catalog(catalog, "description", |catalog| catalog.description.as_deref())
}

/// Returns the `x-collection-name` if all documents have the same.
fn collection_name(infos: &[DocumentInfo]) -> Option<NameWithEvidence> {
    let names = infos.iter().filter_map(|info| info.collection.clone()).collect::<Vec<_>>();
    let first = names.first().filter(|_| are_equal(&names))?.clone();
    Some((first.quote.clone(), vec![first]))
}

/// Returns the common first words of all titles.
fn common_prefix(titles: &[Evidence]) -> Option<NameWithEvidence> {
    let mut titles = titles.iter().map(|title| title.quote.split_whitespace());
    let mut common = titles.next()?.collect::<Vec<_>>();
    for title in titles {
        let same = common.iter().zip(title).take_while(|(word, other)| *word == other).count();
        common.truncate(same);
    }
    let name = common.join(" ").trim_end_matches(['-', ':', ',', ' ']).to_owned();
    (!name.is_empty()).then_some((name, Vec::new()))
}

fn quote(document: &Document, at: &Pointer) -> Option<Evidence> {
    Some(Evidence { place: document.place(at), quote: text(document, at)?.to_owned() })
}
