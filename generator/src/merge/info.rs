//! What the merged document is called.
//!
//! A listing of one method is titled after that method. The API's own name is the catalogue's, or what the documents
//! have in common; every change is a repair with what it rests on.

use serde_json::Value;

use super::inherit::operations;
use super::{keep_first, members};
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::pointer::{Place, Pointer};
use crate::repair::{Evidence, Repair, Repairs};

/// What one document says of the whole API.
#[derive(Debug)]
pub(crate) struct Said {
    title: Option<Evidence>,
    description: Option<Evidence>,
    /// `x-collection-name`, which listings carry beside the title.
    collection: Option<Evidence>,
    /// Whether the title is that of one of the document's operations.
    titled_after_method: bool,
}

impl Said {
    pub(crate) fn of(document: &Document, catalog: Option<&Catalog>) -> Self {
        let info = Pointer::of(["info"]);
        Self {
            title: quote(document, &info.child("title")),
            description: quote(document, &info.child("description")),
            collection: quote(document, &Pointer::of(["x-collection-name"])),
            titled_after_method: titled_after(document, catalog).is_some(),
        }
    }
}

/// Takes over what a further document's `info` has beside title and description.
pub(crate) fn unite(into: &mut Document, next: &Document, diagnostics: &mut Diagnostics) {
    let info = Pointer::of(["info"]);
    let keys = info.find(&next.root).into_iter().flat_map(members).map(|(key, _)| key.clone());
    for key in keys.filter(|key| !["title", "description"].contains(&key.as_str())) {
        let at = info.child(&key);
        keep_first(into, next, &at, &at, diagnostics);
    }
}

/// Gives the merged document the title and description of the whole API.
pub(crate) fn settle(merged: &mut Document, said: &[Said], catalog: Option<&Catalog>, repairs: &mut Repairs) {
    let about_method = said.iter().any(|said| said.titled_after_method);
    let titles = said.iter().filter_map(|said| said.title.clone()).collect::<Vec<_>>();
    if !about_method && alike(&titles) {
        return;
    }
    let name = catalog_name(catalog).or_else(|| collection_name(said)).or_else(|| common_start(&titles));
    let Some((name, mut evidence)) = name else { return };
    evidence.extend(titles);
    change(merged, "title", Some(name), "api-title", evidence, repairs);
    let descriptions = said.iter().filter_map(|said| said.description.clone()).collect::<Vec<_>>();
    if !about_method && alike(&descriptions) {
        return;
    }
    let (description, evidence) = catalog_description(catalog).unzip();
    let evidence = evidence.into_iter().flatten().chain(descriptions).collect();
    change(merged, "description", description, "api-description", evidence, repairs);
}

fn alike(said: &[Evidence]) -> bool {
    let mut quotes = said.iter().map(|evidence| &evidence.quote);
    quotes.next().is_none_or(|first| quotes.all(|quote| quote == first))
}

fn change(
    merged: &mut Document,
    key: &str,
    now: Option<String>,
    rule: &'static str,
    evidence: Vec<Evidence>,
    repairs: &mut Repairs,
) {
    let at = Pointer::of(["info", key]);
    let was = at.find(&merged.root).cloned();
    let now = now.map(Value::String);
    if was == now {
        return;
    }
    let place = merged.place(&at);
    if let Some(Value::Object(info)) = merged.root.get_mut("info") {
        match &now {
            Some(value) => info.insert(key.to_owned(), value.clone()),
            None => info.shift_remove(key),
        };
        repairs.push(Repair { rule, place, was, now, evidence });
    }
}

/// The operation that a document's title is about: its summary, behind the API's name.
fn titled_after(document: &Document, catalog: Option<&Catalog>) -> Option<Pointer> {
    let title = text(document, &Pointer::of(["info", "title"]))?;
    let catalog = catalog.and_then(|catalog| catalog.name.as_deref());
    let collection = text(document, &Pointer::of(["x-collection-name"]));
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

type Named = (String, Vec<Evidence>);

fn from_catalog(catalog: Option<&Catalog>, key: &str, said: impl Fn(&Catalog) -> Option<&str>) -> Option<Named> {
    let catalog = catalog?;
    let quote = said(catalog)?.to_owned();
    let place = Place { source: catalog.place.source.clone(), pointer: Pointer::of([key]) };
    Some((quote.clone(), vec![Evidence { place, quote }]))
}

fn catalog_name(catalog: Option<&Catalog>) -> Option<Named> {
    from_catalog(catalog, "name", |catalog| catalog.name.as_deref())
}

fn catalog_description(catalog: Option<&Catalog>) -> Option<Named> {
    from_catalog(catalog, "description", |catalog| catalog.description.as_deref())
}

/// `x-collection-name`, where all documents have the same.
fn collection_name(said: &[Said]) -> Option<Named> {
    let names = said.iter().filter_map(|said| said.collection.clone()).collect::<Vec<_>>();
    let first = names.first().filter(|_| alike(&names))?.clone();
    Some((first.quote.clone(), vec![first]))
}

/// The words that all titles start with.
fn common_start(titles: &[Evidence]) -> Option<Named> {
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
