//! An APIs.json catalogue in; its distinct entries out.
//!
//! Real catalogues list the same entry several times and write their URLs loosely. It must not know the documents
//! that the catalogue lists.

mod base_url;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::document::Text;
use crate::load;
use crate::pointer::{Place, Pointer, Source};

pub use base_url::BaseUrl;

/// A catalogue of APIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// What it calls itself.
    pub name: Option<String>,
    /// What it says of itself.
    pub description: Option<String>,
    /// Its entries, each once, in their order.
    pub entries: Vec<Entry>,
    /// The whole of it.
    pub place: Place,
}

/// One entry: an API, or one method of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// `x-api-slug`, which tells the entries of one API apart.
    pub slug: Option<String>,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// Where requests go.
    pub base_url: Option<BaseUrl>,
    /// Where people read about it.
    pub human_url: Option<String>,
    /// The linked Swagger or OpenAPI document.
    pub specification: Option<String>,
    /// Where it is listed first.
    pub place: Place,
}

impl Entry {
    /// The HTTP method, if the entry is one method of an API: its slug ends in `-get`, `-post` and the like.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
        let (rest, method) = self.slug.as_deref()?.rsplit_once('-')?;
        (!rest.is_empty() && METHODS.contains(&method)).then_some(method)
    }
}

/// Reads a catalogue, as YAML or JSON.
pub fn read(text: &Text, diagnostics: &mut Diagnostics) -> Option<Catalog> {
    let before = diagnostics.count(Severity::Error);
    let values = load::read(text, diagnostics);
    let source = Source::new(&text.name);
    let found = values.iter().find_map(|value| Some((value.as_object()?, member(value.as_object()?, "apis")?)));
    let Some((root, Value::Array(apis))) = found else {
        if diagnostics.count(Severity::Error) == before {
            let message = "no catalogue: there is no list `apis`";
            let help = "give an APIs.json file, as YAML or JSON; API descriptions are given as documents";
            diagnostics.push(Diagnostic::new(Code::NotACatalog, Place::whole(&source), message).help(help));
        }
        return None;
    };
    let mut reader =
        Reader { source: &source, diagnostics, entries: Vec::new(), seen: BTreeMap::new(), useless: BTreeSet::new() };
    for (index, api) in apis.iter().enumerate() {
        reader.add(index, api);
    }
    let entries = reader.entries;
    let place = Place::whole(&source);
    Some(Catalog { name: string(root, "name"), description: string(root, "description"), entries, place })
}

/// What tells entries apart.
type Identity = (Option<String>, Option<String>, Option<String>);

struct Reader<'r> {
    source: &'r Source,
    diagnostics: &'r mut Diagnostics,
    entries: Vec<Entry>,
    seen: BTreeMap<Identity, usize>,
    /// Base URLs that were reported; a catalogue repeats its own.
    useless: BTreeSet<String>,
}

impl Reader<'_> {
    fn add(&mut self, index: usize, api: &Value) {
        let place = Place { source: self.source.clone(), pointer: Pointer::of(["apis"]).index(index) };
        let Some((api, name)) = api.as_object().and_then(|api| {
            let name = string(api, "name").or_else(|| string(api, "x-api-slug"))?;
            Some((api, name))
        }) else {
            let message = "a catalogue entry without a name is left out";
            let help = "give it `name` and `baseURL`, or remove it";
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
        // The slug of a method is its own; that of an API is shared by entries for its parts.
        let identity = match entry.method() {
            Some(_) => (entry.slug.clone(), None, None),
            None => (entry.slug.clone(), Some(entry.name.clone()), written.clone()),
        };
        if let Some(first) = self.seen.get(&identity).and_then(|first| self.entries.get(*first)) {
            self.report_repetition(&first.clone(), &entry);
            return;
        }
        if let Some(written) = written.filter(|_| entry.base_url.is_none()) {
            self.report_base_url(&written, &entry.place);
        }
        self.seen.insert(identity, self.entries.len());
        self.entries.push(entry);
    }

    /// A repeated entry is dropped; said only where it tells another base URL than the first.
    fn report_repetition(&mut self, first: &Entry, again: &Entry) {
        let (Some(kept), Some(dropped)) = (&first.base_url, &again.base_url) else { return };
        if kept == dropped {
            return;
        }
        let message = format!("`{}` is listed again with the base URL {dropped}; {kept} is kept", again.name);
        let help = format!("remove one of them; the first is at {}", first.place);
        self.diagnostics.push(Diagnostic::new(Code::CatalogEntry, again.place.clone(), message).help(help));
    }

    fn report_base_url(&mut self, written: &str, place: &Place) {
        if !self.useless.insert(written.to_owned()) {
            return;
        }
        let place = Place { source: place.source.clone(), pointer: place.pointer.child("baseURL") };
        let message = format!("the base URL `{written}` names no host and is not used");
        let help = "write it in full, such as https://api.example.com/v1";
        self.diagnostics.push(Diagnostic::new(Code::CatalogBaseUrl, place, message).help(help));
    }
}

/// A member by a name whose case differs between versions of the format (`baseURL`, `baseUrl`).
fn member<'m>(map: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    map.get(name).or_else(|| map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// A text that says something.
fn string(map: &Map<String, Value>, name: &str) -> Option<String> {
    let text = member(map, name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The link to the entry's API description.
fn specification(api: &Map<String, Value>) -> Option<String> {
    member(api, "properties")?.as_array()?.iter().find_map(|property| {
        let property = property.as_object()?;
        let kind = string(property, "type")?.to_ascii_lowercase();
        if kind.contains("openapi") || kind.contains("swagger") { string(property, "url") } else { None }
    })
}
