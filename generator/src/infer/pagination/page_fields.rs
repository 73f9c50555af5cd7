//! Response fields about pagination, recognized by name, type and position.
//!
//! Only fields next to the list, or in an object with a pagination name, are considered.

use super::field_names::{
    AROUND, BESIDE, CURRENT_PAGE, CURSOR, DESCRIBED_TOTAL, LAST, MORE, NEXT_PAGE, OTHER_PAGES, PAGES, TOTAL, URL,
};
use super::response::{ItemList, PageField, PageResponse};
use crate::infer::text::tokens;
use crate::spec::SchemaType;

/// The response fields that may be about pagination.
pub(super) struct PageFields<'a, 's> {
    fields: Vec<&'a PageField<'s>>,
}

impl<'a, 's> PageFields<'a, 's> {
    pub(super) fn new(response: &'a PageResponse<'s>, list: &ItemList<'a, 's>) -> Self {
        let around: &[&str] = list.field.map_or(&[], |field| &field.path);
        Self { fields: response.fields.iter().filter(|field| is_around(field, around)).collect() }
    }

    /// Returns the boolean field that is true if more pages follow.
    pub(super) fn more(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| field.kind() == Some(SchemaType::Boolean) && is_named(field, MORE))
    }

    /// Returns the boolean field that is true on the last page.
    pub(super) fn last(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| field.kind() == Some(SchemaType::Boolean) && is_named(field, LAST))
    }

    /// Returns the field with the number of pages.
    pub(super) fn pages(&self) -> Option<&'a PageField<'s>> {
        let described = |field: &PageField| is_named(field, TOTAL) && field.says(NUMBER_OF_PAGES);
        self.only(|field| is_count(field) && (is_named(field, PAGES) || described(field)))
    }

    /// Returns the field with the number of items of all pages.
    pub(super) fn total(&self) -> Option<&'a PageField<'s>> {
        let described = |field: &PageField| {
            is_count(field) && is_named(field, DESCRIBED_TOTAL) && field.says(ALL_ITEMS) && !field.says(THIS_PAGE)
        };
        let named = |field: &PageField| is_count(field) && is_named(field, TOTAL) && !field.says(NUMBER_OF_PAGES);
        let found = |field: &PageField| is_count(field) && field.joined() == "found" && self.has_sibling(field, ECHOES);
        self.only(named).or_else(|| self.only(described)).or_else(|| self.only(found))
    }

    /// Returns the field with the number of the current page.
    pub(super) fn current_page(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| is_count(field) && is_named(field, CURRENT_PAGE))
    }

    /// Returns the field with the number of the next page.
    pub(super) fn next_page(&self) -> Option<&'a PageField<'s>> {
        let beside = [CURRENT_PAGE, OTHER_PAGES, PAGES].concat();
        let plain = |field: &PageField| field.joined() == "next" && self.has_sibling(field, &beside);
        self.only(|field| is_count(field) && (is_named(field, NEXT_PAGE) || plain(field)))
    }

    /// Returns the field with the offset of the next page.
    pub(super) fn next_offset(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| is_count(field) && is_named(field, &["nextoffset", "nextstart", "nextskip"]))
    }

    /// Returns the field with the parameter's name in an object about the next page: `next_page.offset`.
    pub(super) fn in_next(&self, parameter: &str) -> Option<&'a PageField<'s>> {
        let is_next = |field: &PageField| ["next", "nextpage"].contains(&field.holder().as_str());
        self.only(|field| can_be_cursor(field) && field.joined() == parameter && is_next(field))
    }

    /// Returns the field with the next cursor for a parameter. `is_returned` is true if the parameter's description
    /// states that the value is from the previous response.
    pub(super) fn cursor(&self, parameter: &str, is_returned: bool) -> Option<&'a PageField<'s>> {
        let next = format!("next{parameter}");
        let named = |field: &PageField| can_be_cursor(field) && field.joined() == next;
        let plain = |field: &PageField| {
            let joined = field.joined();
            let (name, holder) = (joined.as_str(), field.holder());
            let known = CURSOR.contains(&name) || name == parameter && parameter.starts_with("next");
            // `cursors.after`, `pagination.next` and `cursor.next` contain the next cursor because of their position.
            let nested = matches!(holder.as_str(), "cursors" | "cursor") && ["after", "next"].contains(&name)
                || !holder.is_empty() && ["next", "nextpage"].contains(&name) && field.says(NEXT_CURSOR);
            let described = (name == parameter || name == "next" || name == "cursor") && field.says(NEXT_CURSOR);
            can_be_cursor(field) && (known || nested || described || name == parameter && is_returned)
        };
        self.only(named).or_else(|| self.in_next(parameter)).or_else(|| self.only(plain))
    }

    /// Returns the text field that a description names, other than `name` itself: `the lastKey of the response`.
    pub(super) fn named_in(&self, text: &str, name: &str) -> Option<&'a PageField<'s>> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let words: Vec<&str> = text.split(|c| !is_word(c)).collect();
        // A plain word is no name: `next` and `data` occur in any text.
        let is_name = |key: &str| key.contains('_') || key.chars().skip(1).any(char::is_uppercase);
        let is_it = |field: &PageField| {
            let key = field.path.last().copied().unwrap_or_default();
            key != name && is_name(key) && words.contains(&key)
        };
        self.only(|field| field.kind() == Some(SchemaType::String) && can_be_cursor(field) && is_it(field))
    }

    /// Returns the field with the URL of the next page.
    pub(super) fn url(&self) -> Option<&'a PageField<'s>> {
        let of_name = |field: &PageField| {
            let joined = field.joined();
            let name = joined.as_str();
            let next = URL.contains(&name)
                || ["next", "nextpage"].contains(&name) && (is_url(field) || self.is_beside_previous(field));
            let within = ["href", "url"].contains(&name) && ["next", "nextpage"].contains(&field.holder().as_str());
            field.kind() == Some(SchemaType::String) && (next || within)
        };
        self.only(of_name)
    }

    /// Returns a field with a link to another page than the next one, next to the link to the next page.
    pub(super) fn other_page(&self, next: &PageField) -> Option<&'a PageField<'s>> {
        let is_nested = ["next", "nextpage"].contains(&next.holder().as_str());
        let links =
            if is_nested { next.parents().split_last().map_or(&[][..], |(_, links)| links) } else { next.parents() };
        self.fields.iter().copied().find(|field| field.parents() == links && is_named(field, OTHER_PAGES))
    }

    /// Returns true if a field `next` appears with `previous`, `count` and `results`, a common envelope.
    fn is_beside_previous(&self, field: &PageField) -> bool {
        field.path.len() == 1 && ["previous", "count", "results"].iter().all(|name| self.has_sibling(field, &[name]))
    }

    /// Returns true if the object that contains a field has a field with one of these names.
    fn has_sibling(&self, field: &PageField, names: &[&str]) -> bool {
        self.fields.iter().any(|other| other.parents() == field.parents() && is_named(other, names))
    }

    /// Returns the only matching field at the lowest depth.
    fn only(&self, predicate: impl Fn(&PageField) -> bool) -> Option<&'a PageField<'s>> {
        let found: Vec<&'a PageField<'s>> = self.fields.iter().copied().filter(|field| predicate(field)).collect();
        let nearest = found.iter().map(|field| field.path.len()).min()?;
        let mut nearest = found.into_iter().filter(|field| field.path.len() == nearest);
        match (nearest.next(), nearest.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        }
    }
}

/// Phrases for a count of all items.
const ALL_ITEMS: &[&str] = &[
    "across|on|over|of all? the? pages",
    "regardless of",
    "total number|count of? * available|matching|found|overall|that",
    "total number|count of results|items|records|entries|elements|objects|hits|matches",
    "in total",
];

/// Phrases for a count of the items of one page.
const THIS_PAGE: &[&str] =
    &["in|on|of this|the|current|each|a current? page|response|batch", "returned|per page", "items returned"];

/// Phrases for a count of pages.
const NUMBER_OF_PAGES: &[&str] = &["number|count of the? available|result|results? pages", "total pages"];

/// Names of fields that repeat the requested page.
const ECHOES: &[&str] = &["page", "limit", "offset", "perpage", "pagesize"];

/// Phrases for the cursor of the next page.
pub(super) const NEXT_CURSOR: &[&str] = &[
    "next page|set|batch|results|items|request|call|token|cursor",
    "subsequent page|set|batch|results|request|requests|call",
    "more results|items|data|pages",
    "following page",
    "page token|cursor",
    "pagination token|cursor",
];

/// Returns true if a field appears next to the list or one of its parents, or in objects with pagination names.
fn is_around(field: &PageField, list: &[&str]) -> bool {
    let parents = field.parents();
    let shared = parents.iter().zip(list).take_while(|(one, other)| one == other).count();
    // Fields inside the list's own field are not next to it.
    let rest = parents.get(shared.min(list.len().saturating_sub(1))..).unwrap_or_default();
    rest.iter().all(|name| {
        let words = tokens::of_name(name);
        let is_around = |word: &String| AROUND.contains(&word.as_str());
        words.iter().any(is_around) && words.iter().all(|word| is_around(word) || BESIDE.contains(&word.as_str()))
    })
}

fn is_named(field: &PageField, names: &[&str]) -> bool {
    names.contains(&field.joined().as_str())
}

fn is_count(field: &PageField) -> bool {
    matches!(field.kind(), Some(SchemaType::Integer | SchemaType::Number))
}

/// Returns true if a field is a text or a number, and not a URL.
fn can_be_cursor(field: &PageField) -> bool {
    matches!(field.kind(), Some(SchemaType::String | SchemaType::Integer | SchemaType::Number)) && !is_url(field)
}

/// Returns true if a field is a URL by its format, name, position or description.
fn is_url(field: &PageField) -> bool {
    let format = field.typed.format.as_deref().unwrap_or_default();
    let example = field.schema.example.as_ref().or(field.typed.example.as_ref());
    let example = example.and_then(|example| example.as_str()).unwrap_or_default();
    ["uri", "url", "uri-reference", "iri"].contains(&format)
        || is_named(field, URL)
        || ["http://", "https://", "/"].iter().any(|start| example.starts_with(start))
        || ["links", "link"].contains(&field.holder().as_str())
        || field.says(&["url", "uri", "link to", "href", "hyperlink", "link for", "path to"])
}
