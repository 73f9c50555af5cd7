//! The lines of JSON text.
//!
//! The JSON reader hands out the raw text of members, whose addresses in the whole text are their places. A map or a
//! list is taken apart when something in it is asked for, once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Found;

/// A text, taken apart as far as was asked.
#[derive(Debug)]
pub(crate) struct Index {
    line_starts: Vec<usize>,
    /// By the byte at which the container starts.
    containers: RefCell<BTreeMap<usize, BTreeMap<String, Part>>>,
    whole: Range<usize>,
}

/// A member or an item: where it is named, and what it is.
#[derive(Debug, Clone)]
struct Part {
    start: usize,
    value: Range<usize>,
}

impl Index {
    /// The index of a text, if it is JSON.
    pub(crate) fn of(text: &str) -> Option<Self> {
        if !text.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let whole: &RawValue = serde_json::from_str(text).ok()?;
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Some(Self { line_starts, containers: RefCell::default(), whole: range(text, whole.get()) })
    }

    pub(crate) fn find(&self, text: &str, tokens: &[String]) -> Option<Found> {
        let mut part = Part { start: self.whole.start, value: self.whole.clone() };
        let mut found = 0;
        for token in tokens {
            match self.child(text, &part.value, token) {
                Some(child) => part = child,
                None => break,
            }
            found += 1;
        }
        self.position(text, part.start).map(|(line, column)| Found { line, column, tokens: found })
    }

    fn child(&self, text: &str, container: &Range<usize>, token: &str) -> Option<Part> {
        let mut containers = self.containers.borrow_mut();
        let parts = containers.entry(container.start).or_insert_with(|| take_apart(text, container));
        parts.get(token).cloned()
    }

    fn position(&self, text: &str, byte: usize) -> Option<(usize, usize)> {
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        Some((line, text.get(start..byte)?.chars().count() + 1))
    }
}

/// Where `part`, which is a piece of `text`, stands in it.
fn range(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start + part.len()
}

fn take_apart(text: &str, container: &Range<usize>) -> BTreeMap<String, Part> {
    let raw = text.get(container.clone()).unwrap_or_default();
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    match raw.bytes().next() {
        Some(b'{') => deserializer.deserialize_map(Parts { text }).unwrap_or_default(),
        Some(b'[') => deserializer.deserialize_seq(Parts { text }).unwrap_or_default(),
        _ => BTreeMap::new(),
    }
}

struct Parts<'t> {
    text: &'t str,
}

impl<'de> Visitor<'de> for Parts<'_> {
    type Value = BTreeMap<String, Part>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map or a list")
    }

    /// Of a key given twice the last counts, as it does for the value.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut parts = BTreeMap::new();
        while let Some((key, value)) = members.next_entry::<&RawValue, &RawValue>()? {
            let start = range(self.text, key.get()).start;
            let key = serde_json::from_str(key.get()).unwrap_or_default();
            parts.insert(key, Part { start, value: range(self.text, value.get()) });
        }
        Ok(parts)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut parts = BTreeMap::new();
        while let Some(item) = items.next_element::<&RawValue>()? {
            let value = range(self.text, item.get());
            parts.insert(parts.len().to_string(), Part { start: value.start, value });
        }
        Ok(parts)
    }
}
