//! Response fields about pagination, recognized by name, type and position.
//!
//! Only fields next to the list, or in an object with a pagination name, are considered.

use super::response::{ItemList, PageField, PageResponse};
use crate::infer::text::tokens::{self, TokenizedText};
use crate::spec::SchemaType;

/// Words in the names of objects with pagination data.
const AROUND: &[&str] = &[
    "meta",
    "metadata",
    "pagination",
    "paging",
    "page",
    "pages",
    "pager",
    "paginator",
    "cursor",
    "cursors",
    "links",
    "link",
    "info",
    "navigation",
    "header",
    "next",
];

/// Words that may accompany them.
const BESIDE: &[&str] = &["response", "result", "results", "list", "search", "set", "details", "data", "query"];

const MORE: &[&str] = &[
    "hasmore",
    "hasmorepages",
    "hasmoreitems",
    "hasmoreresults",
    "hasmorerecords",
    "hasmoredata",
    "hasmorerows",
    "hasnext",
    "hasnextpage",
    "more",
    "moreavailable",
    "moreresults",
    "moreitems",
    "moreresultsavailable",
    "morerecords",
    "moredata",
    "ismore",
    "istruncated",
    "truncated",
    "nextpageexists",
    "hasadditionalresults",
];

const LAST: &[&str] = &["last", "islast", "islastpage", "lastpage", "isfinalpage"];

const PAGES: &[&str] = &[
    "totalpages",
    "pagecount",
    "pagescount",
    "numberofpages",
    "numpages",
    "pagestotal",
    "totalpage",
    "totalpagecount",
    "lastpage",
    "lastpagenumber",
    "maxpage",
    "totalnumberofpages",
    "nbpages",
];

const TOTAL: &[&str] = &[
    "total",
    "totalcount",
    "totalresults",
    "totalitems",
    "totalrecords",
    "totalelements",
    "totalhits",
    "totalsize",
    "totalrows",
    "totalentries",
    "totalobjects",
    "totalmatches",
    "totalfound",
    "totalresultcount",
    "totalitemcount",
    "totalrecordcount",
    "itemstotal",
    "recordstotal",
    "resultstotal",
    "totalnumberofresults",
    "totalnumberofitems",
    "numfound",
    "nbhits",
];

const CURSOR: &[&str] = &[
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextpagecursor",
    "nextcontinuationtoken",
    "continuationtoken",
    "nextpageid",
    "nextpagekey",
    "endcursor",
    "nextstarttoken",
    "nextpagemarker",
    "nextscrollid",
    "nextcontinuation",
    "nextid",
    "nextkey",
    "nextsynctoken",
    "nextposition",
];

const URL: &[&str] =
    &["nexturl", "nextlink", "nextpageurl", "nextpagelink", "nexthref", "nexturi", "nextpageuri", "nextpagehref"];

/// The response fields that may be about pagination.
pub(super) struct PageFields<'a, 's> {
    fields: Vec<&'a PageField<'s>>,
}

impl<'a, 's> PageFields<'a, 's> {
    pub(super) fn new(response: &'a PageResponse<'s>, list: &ItemList<'a, 's>) -> Self {
        let around: &[&str] = list.field.map_or(&[], |field| &field.path);
        Self { fields: response.fields.iter().filter(|field| is_around(&field.path, around)).collect() }
    }

    /// Returns the boolean field that is true if more pages follow.
    pub(super) fn more(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| field.kind() == Some(SchemaType::Boolean) && MORE.contains(&field.joined().as_str()))
    }

    /// Returns the boolean field that is true on the last page.
    pub(super) fn last(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| field.kind() == Some(SchemaType::Boolean) && LAST.contains(&field.joined().as_str()))
    }

    /// Returns the field with the number of pages.
    pub(super) fn pages(&self) -> Option<&'a PageField<'s>> {
        self.only(|field| is_count(field) && PAGES.contains(&field.joined().as_str()))
    }

    /// Returns the field with the number of items of all pages.
    pub(super) fn total(&self) -> Option<&'a PageField<'s>> {
        let described = |field: &PageField| is_count(field) && field.joined() == "count" && says(field, ALL_ITEMS);
        let named = |field: &PageField| is_count(field) && TOTAL.contains(&field.joined().as_str());
        self.only(named).or_else(|| self.only(described))
    }

    /// Returns the field with the number of the next page.
    pub(super) fn next_number(&self, name: &str) -> Option<&'a PageField<'s>> {
        self.only(|field| is_count(field) && field.joined() == name)
    }

    /// Returns the field with the next cursor for a parameter.
    pub(super) fn cursor(&self, parameter: &str) -> Option<&'a PageField<'s>> {
        let is_cursor = |field: &PageField| {
            matches!(field.kind(), Some(SchemaType::String | SchemaType::Integer | SchemaType::Number))
        };
        let next = format!("next{parameter}");
        let named = |field: &PageField| is_cursor(field) && !is_url(field) && field.joined() == next;
        let plain = |field: &PageField| {
            let joined = field.joined();
            let (name, holder) = (joined.as_str(), holder(field));
            let known = CURSOR.contains(&name) || name == parameter && parameter.starts_with("next");
            // `cursors.after`, `pagination.next` and `cursor.next` contain the next cursor because of their position.
            let nested = matches!(holder.as_str(), "cursors" | "cursor") && ["after", "next"].contains(&name)
                || !holder.is_empty() && ["next", "nextpage"].contains(&name) && says(field, NEXT_CURSOR);
            let described = (name == parameter || name == "next" || name == "cursor") && says(field, NEXT_CURSOR);
            is_cursor(field) && !is_url(field) && (known || nested || described)
        };
        self.only(named).or_else(|| self.only(plain))
    }

    /// Returns the field with the URL of the next page.
    pub(super) fn url(&self) -> Option<&'a PageField<'s>> {
        let of_name = |field: &PageField| {
            let joined = field.joined();
            let name = joined.as_str();
            let next = URL.contains(&name)
                || ["next", "nextpage"].contains(&name) && (is_url(field) || self.is_beside_previous(field));
            let within = ["href", "url"].contains(&name) && ["next", "nextpage"].contains(&holder(field).as_str());
            field.kind() == Some(SchemaType::String) && (next || within)
        };
        self.only(of_name)
    }

    /// Returns true if a field `next` appears with `previous`, `count` and `results`, a common envelope.
    fn is_beside_previous(&self, field: &PageField) -> bool {
        let beside = |name: &str| {
            let is_beside = |other: &&&PageField| {
                other.path.len() == field.path.len()
                    && other.path.split_last().map(|(_, rest)| rest) == field.path.split_last().map(|(_, rest)| rest)
            };
            self.fields.iter().filter(is_beside).any(|other| other.joined() == name)
        };
        field.path.len() == 1 && beside("previous") && beside("count") && beside("results")
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
    "in total",
];

/// Phrases for the cursor of the next page.
const NEXT_CURSOR: &[&str] = &[
    "next page|set|batch|results|items|request|call|token|cursor",
    "subsequent page|set|batch|results|request|requests|call",
    "more results|items|data|pages",
    "following page",
    "page token|cursor",
    "pagination token|cursor",
];

/// Returns true if a field appears next to the list or one of its parents, or in objects with pagination names.
fn is_around(path: &[&str], list: &[&str]) -> bool {
    let parents = path.split_last().map_or(&[][..], |(_, parents)| parents);
    let shared = parents.iter().zip(list).take_while(|(one, other)| one == other).count();
    // Fields inside the list's own field are not next to it.
    let rest = parents.get(shared.min(list.len().saturating_sub(1))..).unwrap_or_default();
    rest.iter().all(|name| {
        let words = tokens::of_name(name);
        let is_around = |word: &String| AROUND.contains(&word.as_str());
        words.iter().any(is_around) && words.iter().all(|word| is_around(word) || BESIDE.contains(&word.as_str()))
    })
}

fn is_count(field: &PageField) -> bool {
    matches!(field.kind(), Some(SchemaType::Integer | SchemaType::Number))
}

/// Returns the name of the object that contains a field.
fn holder(field: &PageField) -> String {
    let parents = field.path.split_last().map_or(&[][..], |(_, parents)| parents);
    parents.last().map(|name| tokens::of_name(name).concat()).unwrap_or_default()
}

/// Returns true if a field is a URL by its format, name, position or description.
fn is_url(field: &PageField) -> bool {
    let format = field.schema.format.as_deref().unwrap_or_default();
    let example = field.schema.example.as_ref().and_then(|example| example.as_str()).unwrap_or_default();
    ["uri", "url", "uri-reference", "iri"].contains(&format)
        || URL.contains(&field.joined().as_str())
        || ["http://", "https://", "/"].iter().any(|start| example.starts_with(start))
        || ["links", "link"].contains(&holder(field).as_str())
        || says(field, &["url", "uri", "link to", "href", "hyperlink", "link for"])
}

fn says(field: &PageField, phrases: &[&str]) -> bool {
    let text = field.schema.description.as_deref().unwrap_or_default();
    TokenizedText::read(text).find_any(phrases).is_some()
}
