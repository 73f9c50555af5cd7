//! Types from values that prose shows: `orderId=17` in the description of an operation, of this one or another.
//!
//! Comes in: the texts of a spec, and a site. Goes out: for each argument's name the values that are shown with it, and
//! the type that all of them have. A value in the author's own words about the argument is read elsewhere as well.

use std::collections::{BTreeMap, BTreeSet};

use super::site::{Finding, Site, plain};
use super::words;
use super::{Fact, Scalar, lists, names, prose, secrecy};
use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::Spec;

/// What prose shows for one name.
#[derive(Debug)]
struct Shown {
    values: BTreeSet<String>,
    /// Where the first of them stands.
    evidence: Evidence,
}

/// The values that the texts of a document show, by the exact name of the argument.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<String, Shown>);

impl Values {
    /// Reads what the document says of itself, of operations and of arguments, each text once.
    pub(super) fn of(spec: &Spec) -> Self {
        let arguments = spec.operations.iter().flat_map(|operation| &operation.arguments);
        let names: BTreeSet<&str> = arguments.map(|argument| argument.name.as_str()).collect();
        let mut values = Self::default();
        for (pointer, text) in texts(spec).into_iter().filter(|(_, text)| text.contains('=')) {
            for (name, value) in pairs(words::beginning(text)).into_iter().filter(|(name, _)| names.contains(name)) {
                let evidence = || Evidence { place: spec.place(&pointer), quote: around(text, name, value) };
                let new = || Shown { values: BTreeSet::new(), evidence: evidence() };
                values.0.entry(name.to_owned()).or_insert_with(new).values.insert(value.to_owned());
            }
        }
        values
    }
}

/// Every text, by its place.
fn texts(spec: &Spec) -> BTreeMap<Pointer, &str> {
    let of_document = spec.info.description.as_deref().map(|text| (Pointer::of(["info", "description"]), text));
    let mut texts: BTreeMap<Pointer, &str> = of_document.into_iter().collect();
    for operation in &spec.operations {
        let head = [("summary", &operation.head.summary), ("description", &operation.head.description)];
        let head = head.into_iter().map(|(key, text)| (operation.pointer.child(key), text));
        let arguments = operation.arguments.iter();
        let arguments = arguments.map(|argument| (argument.pointer.child("description"), &argument.description));
        texts.extend(head.chain(arguments).filter_map(|(pointer, text)| Some((pointer, text.as_deref()?))));
    }
    texts
}

/// The type that every value shown for this name has. A text may stand for anything, `0` and `1` for a flag, a whole
/// number for a coordinate, one item for a list, and what is shown for a secret for anything.
pub(super) fn value(site: &Site) -> Option<Finding> {
    let Shown { values, evidence } = site.survey.shown.0.get(&site.argument.name)?;
    let says_more = [names::coordinate, prose::coordinate, prose::says_decimal, secrecy::name];
    if says_more.iter().any(|rule| rule(site).is_some()) || lists::says_several(site) {
        return None;
    }
    let all = |is: fn(&str) -> bool| values.iter().all(|value| is(value));
    let kind = if all(is_flag) {
        Scalar::Boolean
    } else if all(is_whole) && !all(is_digit_flag) {
        Scalar::Integer
    } else {
        return None;
    };
    Some(Finding { fact: Fact::Type(plain(kind)), evidence: vec![evidence.clone()] })
}

fn is_flag(value: &str) -> bool {
    ["true", "false"].contains(&value)
}

fn is_digit_flag(value: &str) -> bool {
    ["0", "1"].contains(&value)
}

/// Whether a text is a number as numbers are written: an id with leading zeros is none.
fn is_whole(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| number.to_string() == value)
}

/// The pairs of a name and a value in a text, as a query has them. Attributes of markup are none, nor is a name that
/// comes again in the same query: that is a list.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    for run in outside_tags(text).into_iter().flat_map(str::split_whitespace) {
        let of_run: Vec<_> = run.split(['?', '&', '"', '\'', '`', '(', ')', '“', '”', ';']).filter_map(pair).collect();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        of_run.iter().for_each(|(name, _)| *times.entry(name).or_default() += 1);
        pairs.extend(of_run.into_iter().filter(|(name, _)| times.get(name) == Some(&1)));
    }
    pairs
}

fn pair(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once('=')?;
    let value = value.trim_end_matches(['.', ',', ':', '!', '*', '_', '/']);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.[]$".contains(c));
    // `=={`, `=<id>` and `={id}` show no value.
    (is_name && !value.is_empty() && !value.starts_with(['=', '<', '{', '[', '>', '$', ':'])).then_some((name, value))
}

/// The parts of a text between the tags of markup.
fn outside_tags(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.match_indices('<').map(|(at, _)| at).find(|&at| is_tag(rest, at)) {
        let (before, tag) = rest.split_at(start);
        parts.push(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    parts.push(rest);
    parts
}

/// Whether a tag begins here.
fn is_tag(text: &str, at: usize) -> bool {
    let inner = text.get(at + 1..).unwrap_or_default();
    inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
}

/// The words around a pair, both parts of which are parts of the text.
fn around(text: &str, name: &str, value: &str) -> String {
    let start = (name.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    words::quote_around(text, &(start..start + name.len() + 1 + value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_as_queries_have_them() {
        let table: &[(&str, &[(&str, &str)])] = &[
            ("e.g. \"orderId=17\" lists them.", &[("orderId", "17")]),
            ("`GET /orders?page=2&size=50`.", &[("page", "2"), ("size", "50")]),
            ("Give (order[id]=7), or status=open.", &[("order[id]", "7"), ("status", "open")]),
            ("/orders?id=1&id=2", &[]),
            ("<img width=10 height=20/> a<b=1 <a href=\"/x?y=2\">", &[]),
            ("id={id} id=<id> id=:id id==1 id= =1 a+b=2", &[]),
            ("a = 1", &[]),
            ("", &[]),
            ("<", &[]),
            ("é=ü<é", &[("é", "ü<é")]),
        ];
        for (text, expected) in table {
            assert_eq!(pairs(text), *expected, "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_written_like_numbers() {
        for (value, expected) in [("7", true), ("-7", true), ("007", false), ("+7", false), ("1e3", false), ("", false)]
        {
            assert_eq!(is_whole(value), expected, "{value}");
        }
    }
}
