//! Values of parameters in descriptions: `orderId=17` in the description of any operation.

use std::collections::{BTreeMap, BTreeSet};

use crate::infer::text::tokens;
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::Spec;

/// The values of one parameter name.
#[derive(Debug)]
pub(in crate::infer) struct InlineValues {
    pub(in crate::infer) values: BTreeSet<String>,
    /// The location of the first value.
    pub(in crate::infer) evidence: Evidence,
}

/// The values in the descriptions of a document, by the exact parameter name.
#[derive(Debug, Default)]
pub(in crate::infer) struct InlineExamples(BTreeMap<String, InlineValues>);

impl InlineExamples {
    /// Reads the descriptions of the document, its operations and its parameters.
    pub(super) fn from_spec(spec: &Spec) -> Self {
        let parameters = spec.operations.iter().flat_map(|operation| &operation.parameters);
        let names: BTreeSet<&str> = parameters.map(|parameter| parameter.name.as_str()).collect();
        let mut values = Self::default();
        for (pointer, text) in texts(spec).into_iter().filter(|(_, text)| text.contains('=')) {
            for (name, value) in pairs(tokens::beginning(text)).into_iter().filter(|(name, _)| names.contains(name)) {
                let evidence = || Evidence { place: spec.place(&pointer), quote: around(text, name, value) };
                let new = || InlineValues { values: BTreeSet::new(), evidence: evidence() };
                values.0.entry(name.to_owned()).or_insert_with(new).values.insert(value.to_owned());
            }
        }
        values
    }

    /// Returns the values of a parameter name.
    pub(in crate::infer) fn get(&self, name: &str) -> Option<&InlineValues> {
        self.0.get(name)
    }
}

/// Returns all descriptions by location.
fn texts(spec: &Spec) -> BTreeMap<Pointer, &str> {
    let of_document =
        spec.info.description.as_deref().map(|text| (Pointer::from_tokens(["info", "description"]), text));
    let mut texts: BTreeMap<Pointer, &str> = of_document.into_iter().collect();
    for operation in &spec.operations {
        let head = [("summary", &operation.summary), ("description", &operation.description)];
        let head = head.into_iter().map(|(key, text)| (operation.pointer.child(key), text));
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|parameter| (parameter.pointer.child("description"), &parameter.description));
        texts.extend(head.chain(parameters).filter_map(|(pointer, text)| Some((pointer, text.as_deref()?))));
    }
    texts
}

/// Returns the `name=value` pairs in a text. Attributes of markup are skipped, and so are repeated names in one query,
/// which are lists.
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
    // `=={`, `=<id>` and `={id}` contain no value.
    (is_name && !value.is_empty() && !value.starts_with(['=', '<', '{', '[', '>', '$', ':'])).then_some((name, value))
}

/// Returns the parts of a text outside of markup tags.
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

/// Returns true if a tag starts at a position.
fn is_tag(text: &str, at: usize) -> bool {
    let inner = text.get(at + 1..).unwrap_or_default();
    inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
}

/// Quotes the words around a pair; both strings must be slices of the text.
fn around(text: &str, name: &str, value: &str) -> String {
    let start = (name.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    tokens::quote_around(text, &(start..start + name.len() + 1 + value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_pairs_are_found() {
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
}
