//! Schemas of a document in the dialect of its author, for the types of its values.

use serde_json::Value;

use crate::pointer::Pointer;
use crate::upgrade::references::{ReferenceTarget, parse};
use crate::upgrade::type_words;

/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 16;

/// The maximum number of parts of one schema.
const MAX_PARTS: usize = 32;

/// The schemas of a document.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'v> {
    pub(super) root: &'v Value,
}

impl<'v> Schemas<'v> {
    /// Returns the target of a reference object with its location.
    pub(super) fn target(self, value: &Value) -> Option<(&'v Value, Pointer)> {
        let candidates = match parse(value.get("$ref")?.as_str()?) {
            ReferenceTarget::Local(pointers) => pointers,
            ReferenceTarget::Name(name) => [["definitions"].as_slice(), &["components", "schemas"]]
                .map(|section| Pointer::from_tokens(section.iter().copied()).child(&name))
                .to_vec(),
            ReferenceTarget::External => Vec::new(),
        };
        candidates.into_iter().find_map(|at| Some((at.find(self.root)?, at)))
    }

    /// Returns the schemas that describe one value: the schema itself, and the parts of `allOf`, `oneOf` and `anyOf`.
    pub(super) fn parts(self, schema: &'v Value) -> Vec<&'v Value> {
        let mut parts: Vec<&Value> = Vec::new();
        let mut open = vec![schema];
        while let Some(mut schema) = open.pop().filter(|_| parts.len() < MAX_PARTS) {
            for _ in 0..MAX_CHAIN {
                match self.target(schema) {
                    Some((target, _)) => schema = target,
                    None => break,
                }
            }
            if !parts.iter().any(|known| std::ptr::eq(*known, schema)) {
                parts.push(schema);
                let compositions = ["allOf", "oneOf", "anyOf"].map(|keyword| schema.get(keyword)?.as_array());
                open.extend(compositions.into_iter().flatten().flat_map(|parts| parts.iter().take(MAX_PARTS)));
            }
        }
        parts
    }

    /// Returns the schema of the items of an array.
    pub(super) fn items(self, schema: &'v Value) -> Option<&'v Value> {
        self.parts(schema).into_iter().find_map(|part| part.get("items").filter(|items| items.is_object()))
    }

    /// Returns true if a schema declares that its values are strings.
    pub(super) fn is_text(self, schema: &'v Value) -> bool {
        let types = self.parts(schema).into_iter().filter_map(|part| part.get("type"));
        let mut words = types.flat_map(words).filter(|word| *word != "null").peekable();
        words.peek().is_some() && words.all(is_text)
    }
}

/// Returns the schema of a property among the parts of a schema.
pub(super) fn property<'v>(parts: &[&'v Value], key: &str) -> Option<&'v Value> {
    let declared = parts.iter().find_map(|part| part.get("properties")?.get(key));
    declared.or_else(|| parts.iter().find_map(|part| part.get("additionalProperties").filter(|rest| rest.is_object())))
}

fn words(declared: &Value) -> Vec<&str> {
    match declared {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        single => single.as_str().into_iter().collect(),
    }
}

fn is_text(word: &str) -> bool {
    type_words::keywords(word).is_some_and(|keywords| keywords.get("type").and_then(Value::as_str) == Some("string"))
}
