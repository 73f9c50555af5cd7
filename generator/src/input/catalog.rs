//! Reads APIs.json catalogs.
//!
//! Real catalogs contain duplicate entries and malformed URLs: entries are deduplicated and URLs normalized.

mod base_url;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Text;
use crate::input::load;
use crate::pointer::{Place, Pointer, Source};

pub use base_url::BaseUrl;

/// An APIs.json catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The entries without duplicates, in document order.
    pub entries: Vec<Entry>,
    /// The root of the catalog.
    pub place: Place,
}

/// An entry: an API, or one method of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The `x-api-slug`, which distinguishes the entries of one API.
    pub slug: Option<String>,
    /// The name.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// The base URL of requests.
    pub base_url: Option<BaseUrl>,
    /// The URL of the documentation.
    pub human_url: Option<String>,
    /// The linked Swagger or OpenAPI document.
    pub specification: Option<String>,
    /// The place of its first occurrence.
    pub place: Place,
}

impl Entry {
    /// Returns the HTTP method if the entry is a method of an API: the end of the slug, such as `-get`.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
        let (rest, method) = self.slug.as_deref()?.rsplit_once('-')?;
        (!rest.is_empty() && METHODS.contains(&method)).then_some(method)
    }
}

/// Reads a catalog in YAML or JSON.
pub fn read(text: &Text, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    let before = diagnostics.count(Severity::Error);
    let values = load::read(text, diagnostics);
    let source = Source::new(&text.name);
    let found = values.iter().find_map(|value| Some((value.as_object()?, member(value.as_object()?, "apis")?)));
    let Some((root, Value::Array(apis))) = found else {
        if diagnostics.count(Severity::Error) == before {
            let message = "not a catalog: there is no `apis` list";
            let help = "pass an APIs.json file in YAML or JSON; API descriptions are passed as documents";
            diagnostics.push(Diagnostic::new(Code::NotACatalog, Place::root(&source), message).help(help));
        }
        return None;
    };
    let mut reader = CatalogReader {
        source: &source,
        diagnostics,
        entries: Vec::new(),
        seen: BTreeMap::new(),
        reported: BTreeSet::new(),
    };
    for (index, api) in apis.iter().enumerate() {
        reader.add(index, api);
    }
    let entries = reader.entries;
    let place = Place::root(&source);
    Some(Catalog { name: string(root, "name"), description: string(root, "description"), entries, place })
}

/// The values that identify an entry: slug, name and base URL.
type EntryKey = (Option<String>, Option<String>, Option<String>);

struct CatalogReader<'r> {
    source: &'r Source,
    diagnostics: &'r mut Diagnostics,
    entries: Vec<Entry>,
    seen: BTreeMap<EntryKey, usize>,
    /// The invalid base URLs that were reported; catalogs repeat their base URL.
    reported: BTreeSet<String>,
}

impl CatalogReader<'_> {
    fn add(&mut self, index: usize, api: &Value) {
        let place = Place::new(self.source.clone(), Pointer::from_tokens(["apis"]).index(index));
        let Some((api, name)) = api.as_object().and_then(|api| {
            let name = string(api, "name").or_else(|| string(api, "x-api-slug"))?;
            Some((api, name))
        }) else {
            let message = "a catalog entry without a name is ignored";
            let help = "add `name` and `baseURL`, or remove the entry";
            self.diagnostics.push(Diagnostic::new(Code::CatalogEntry, place, message).help(help));
            return;
        };
        let written = string(api, "baseURL");
        let entry = Entry {
            slug: string(api, "x-api-slug"),
            name,
            description: string(api, "description"),
            base_url: written.as_deref().and_then(BaseUrl::parse),
            human_url: string(api, "humanURL"),
            specification: specification(api),
            place,
        };
        // The slug of a method is unique; the slug of an API is shared by the entries of its parts.
        let identity = match entry.method() {
            Some(_) => (entry.slug.clone(), None, None),
            None => (entry.slug.clone(), Some(entry.name.clone()), written.clone()),
        };
        if let Some(first) = self.seen.get(&identity).and_then(|first| self.entries.get(*first)) {
            self.report_duplicate(&first.clone(), &entry);
            return;
        }
        if let Some(written) = written.filter(|_| entry.base_url.is_none()) {
            self.report_base_url(&written, &entry.place);
        }
        self.seen.insert(identity, self.entries.len());
        self.entries.push(entry);
    }

    /// Reports a duplicate entry that has another base URL than the first one.
    fn report_duplicate(&mut self, first: &Entry, duplicate: &Entry) {
        let (Some(kept), Some(dropped)) = (&first.base_url, &duplicate.base_url) else { return };
        if kept == dropped {
            return;
        }
        let message = format!("`{}` is listed twice; the base URL {kept} is used instead of {dropped}", duplicate.name);
        let help = format!("remove one of them; the first is at {}", first.place);
        self.diagnostics.push(Diagnostic::new(Code::CatalogEntry, duplicate.place.clone(), message).help(help));
    }

    fn report_base_url(&mut self, written: &str, place: &Place) {
        if !self.reported.insert(written.to_owned()) {
            return;
        }
        let place = Place::new(place.source.clone(), place.pointer.child("baseURL"));
        let message = format!("the base URL `{written}` has no host; it is ignored");
        let help = "write a complete URL, such as https://api.example.com/v1";
        self.diagnostics.push(Diagnostic::new(Code::CatalogBaseUrl, place, message).help(help));
    }
}

/// Returns a member; the case of names differs between versions of the format (`baseURL`, `baseUrl`).
fn member<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    map.get(name).or_else(|| map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// Returns a string member that is not blank.
fn string(map: &Map<String, Value>, name: &str) -> Option<String> {
    let text = member(map, name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns the URL of the entry's API description.
fn specification(api: &Map<String, Value>) -> Option<String> {
    member(api, "properties")?.as_array()?.iter().find_map(|property| {
        let property = property.as_object()?;
        let kind = string(property, "type")?.to_ascii_lowercase();
        if kind.contains("openapi") || kind.contains("swagger") { string(property, "url") } else { None }
    })
}
