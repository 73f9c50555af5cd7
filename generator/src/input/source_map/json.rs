//! Positions in JSON text.
//!
//! `serde_json` returns members as slices of the text ([`RawValue`]), so that their addresses give their positions. An
//! object or array is split when a value in it is first searched.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Position;

/// The positions found so far.
#[derive(Debug)]
pub(crate) struct JsonIndex {
    line_starts: Vec<usize>,
    /// The members of each object and array, by its start in bytes.
    containers: RefCell<BTreeMap<usize, BTreeMap<String, JsonSpan>>>,
    root: Range<usize>,
}

/// A member of an object or an element of an array: the start of its key or value, and the range of its value.
#[derive(Debug, Clone)]
struct JsonSpan {
    start: usize,
    value: Range<usize>,
}

impl JsonIndex {
    /// Creates the index of a text, if it is JSON.
    pub(crate) fn new(text: &str) -> Option<Self> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let root: &RawValue = serde_json::from_str(text).ok()?;
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Some(Self { line_starts, containers: RefCell::default(), root: range(text, root.get()) })
    }

    pub(crate) fn find(&self, text: &str, tokens: &[String]) -> Option<Position> {
        let mut span = JsonSpan { start: self.root.start, value: self.root.clone() };
        let mut found = 0;
        for token in tokens {
            match self.child(text, &span.value, token) {
                Some(child) => span = child,
                None => break,
            }
            found += 1;
        }
        self.position(text, span.start).map(|(line, column)| Position { line, column, tokens: found })
    }

    fn child(&self, text: &str, container: &Range<usize>, token: &str) -> Option<JsonSpan> {
        let mut containers = self.containers.borrow_mut();
        let members = containers.entry(container.start).or_insert_with(|| split(text, container));
        members.get(token).cloned()
    }

    fn position(&self, text: &str, byte: usize) -> Option<(usize, usize)> {
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        Some((line, text.get(start..byte)?.chars().count() + 1))
    }
}

/// Returns the range of `part`, which is a slice of `text`.
fn range(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

/// Splits an object or array into its members.
fn split(text: &str, container: &Range<usize>) -> BTreeMap<String, JsonSpan> {
    let raw = text.get(container.clone()).unwrap_or_default();
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    match raw.bytes().next() {
        Some(b'{') => deserializer.deserialize_map(SpanVisitor { text }).unwrap_or_default(),
        Some(b'[') => deserializer.deserialize_seq(SpanVisitor { text }).unwrap_or_default(),
        _ => BTreeMap::new(),
    }
}

struct SpanVisitor<'t> {
    text: &'t str,
}

impl<'de> Visitor<'de> for SpanVisitor<'_> {
    type Value = BTreeMap<String, JsonSpan>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    /// The last one of duplicate keys is used, as in `load`.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut spans = BTreeMap::new();
        while let Some((key, value)) = members.next_entry::<&RawValue, &RawValue>()? {
            let start = range(self.text, key.get()).start;
            let key = serde_json::from_str(key.get()).unwrap_or_default();
            spans.insert(key, JsonSpan { start, value: range(self.text, value.get()) });
        }
        Ok(spans)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut spans = BTreeMap::new();
        while let Some(item) = items.next_element::<&RawValue>()? {
            let value = range(self.text, item.get());
            spans.insert(spans.len().to_string(), JsonSpan { start: value.start, value });
        }
        Ok(spans)
    }
}
