//! Deserializes a [`Value`] from any serde data format, with keys in document order.
//!
//! Keys are kept as text (`200:` is "200"), YAML merge keys are resolved, tags are ignored, and values without a JSON form
//! are reported. Nesting depth and expansion by aliases are limited during deserialization, so that a hostile text does
//! not exhaust memory.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::{PathStack, Place, Source};

/// The maximum nesting depth of lists and maps. Real API descriptions stay below 40.
pub(crate) const MAX_DEPTH: usize = 100;

/// The size of a node in addition to its characters, for the limit of expansion by aliases.
const NODE_SIZE: usize = 8;

/// A limit that a text exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitExceeded {
    /// The nesting depth exceeds [`MAX_DEPTH`].
    TooDeep,
    /// Aliases expand the text beyond the limit.
    AliasBomb,
}

/// The limits and diagnostics of one deserialization.
#[derive(Debug)]
pub(crate) struct ValueBuilder {
    source: Source,
    /// The remaining size; `None` for a text without aliases, which cannot expand.
    budget: Option<usize>,
    /// `true` for YAML, where `<<` is a merge key, and any scalar can be read as text.
    is_yaml: bool,
    reading: Reading,
    /// Diagnostics in document order.
    pub(crate) findings: Vec<Diagnostic>,
    /// The exceeded limit, after an error.
    pub(crate) exceeded: Option<LimitExceeded>,
}

/// The reading of scalars. The values of a text are in the same order each time that it is read.
#[derive(Debug)]
enum Reading {
    /// As values. The list records of each value if it is a number, a boolean or null.
    Values(Vec<bool>),
    /// Those recorded as numbers, booleans and null as texts.
    Texts(std::vec::IntoIter<bool>),
}

impl ValueBuilder {
    /// Creates a builder for JSON text.
    #[must_use]
    pub(crate) fn json(source: &Source) -> Self {
        let reading = Reading::Values(Vec::new());
        Self { source: source.clone(), budget: None, is_yaml: false, reading, findings: Vec::new(), exceeded: None }
    }

    /// Creates a builder for YAML text.
    #[must_use]
    pub(crate) fn yaml(source: &Source, text: &str) -> Self {
        // Four times the length covers the densest text without aliases; the constant allows small texts to expand.
        let budget = text.contains('*').then(|| text.len().min(64 << 20) * 4 + (8 << 20));
        Self { budget, is_yaml: true, ..Self::json(source) }
    }

    /// Returns a builder that reads the same text again, with every scalar as the text that the author wrote.
    #[must_use]
    pub(crate) fn reading_texts(&self) -> Self {
        let scalars = match &self.reading {
            Reading::Values(scalars) => scalars.clone(),
            Reading::Texts(_) => Vec::new(),
        };
        // The expansion by aliases is the same as before, and was within its limit.
        let budget = None;
        let reading = Reading::Texts(scalars.into_iter());
        Self {
            source: self.source.clone(),
            budget,
            is_yaml: self.is_yaml,
            reading,
            findings: Vec::new(),
            exceeded: None,
        }
    }

    /// Returns `true` if the next value is a scalar to read as text.
    fn is_text_next(&mut self) -> bool {
        match &mut self.reading {
            Reading::Values(scalars) => {
                scalars.push(false);
                false
            }
            Reading::Texts(scalars) => scalars.next().unwrap_or_default(),
        }
    }

    /// Records that the current value is a number, a boolean or null.
    fn record_scalar(&mut self) {
        if let Reading::Values(scalars) = &mut self.reading
            && let Some(last) = scalars.last_mut()
        {
            *last = true;
        }
    }

    fn spend<E: de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        let Some(budget) = &mut self.budget else { return Ok(()) };
        match budget.checked_sub(NODE_SIZE + bytes) {
            Some(left) => *budget = left,
            None => return Err(self.exceed(LimitExceeded::AliasBomb)),
        }
        Ok(())
    }

    fn exceed<E: de::Error>(&mut self, limit: LimitExceeded) -> E {
        self.exceeded = Some(limit);
        E::custom("limit exceeded")
    }

    fn report(&mut self, code: Code, path: &PathStack<'_>, message: String, help: &str) {
        let place = Place::new(self.source.clone(), path.pointer());
        self.findings.push(Diagnostic::new(code, place, message).help(help));
    }
}

/// Deserializes a value.
///
/// # Errors
///
/// Returns the errors of the format; [`ValueBuilder::exceeded`] is set if the text exceeds a limit.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
    builder: &mut ValueBuilder,
) -> Result<Value, D::Error> {
    Seed { builder, path: PathStack::root(), depth: 0 }.deserialize(deserializer)
}

/// The seed of a value.
struct Seed<'b, 'p> {
    builder: &'b mut ValueBuilder,
    path: PathStack<'p>,
    depth: usize,
}

impl Seed<'_, '_> {
    fn enter<E: de::Error>(&mut self) -> Result<usize, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.builder.exceed(LimitExceeded::TooDeep));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match (self.builder.is_text_next(), self.builder.is_yaml) {
            (false, _) => deserializer.deserialize_any(self),
            (true, true) => deserializer.deserialize_str(self),
            (true, false) => <&RawValue>::deserialize(deserializer).map(|raw| Value::from(raw.get())),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.builder.record_scalar();
        self.builder.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.builder.record_scalar();
        self.builder.spend(0)?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.builder.record_scalar();
        self.builder.spend(0)?;
        Ok(Value::from(value))
    }

    // A `Value` cannot represent integers beyond 64 bits; the nearest float is the closest approximation.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is intended")]
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.visit_f64(value as f64),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float is intended")]
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => self.visit_f64(value as f64),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.builder.record_scalar();
        self.builder.spend(0)?;
        if let Some(number) = Number::from_f64(value) {
            return Ok(Value::Number(number));
        }
        let help = "write a finite number, omit the member, or put the value in quotes if it is a string";
        let message = format!("{value} has no JSON form; it is read as null where a string is not expected");
        self.builder.report(Code::NotFinite, &self.path, message, help);
        Ok(Value::Null)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        self.builder.spend(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_bytes<E: de::Error>(self, value: &[u8]) -> Result<Value, E> {
        self.visit_string(String::from_utf8_lossy(value).into_owned())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.builder.record_scalar();
        self.builder.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    /// Reads the content of a YAML tag and ignores the tag.
    fn visit_enum<A: EnumAccess<'de>>(mut self, tagged: A) -> Result<Value, A::Error> {
        let depth = self.enter()?;
        let (_tag, content) = tagged.variant::<de::IgnoredAny>()?;
        content.newtype_variant_seed(Seed { depth, ..self })
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let depth = self.enter()?;
        self.builder.spend(0)?;
        let mut list = Vec::new();
        loop {
            let path = self.path.index(list.len());
            match items.next_element_seed(Seed { builder: self.builder, path, depth })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let depth = self.enter()?;
        self.builder.spend(0)?;
        let mut map = Map::new();
        // Members from `<<`, which the members of the map override.
        let mut merged = BTreeSet::new();
        while let Some(key) = members.next_key_seed(Key)? {
            self.builder.spend(key.len())?;
            let path = self.path.key(&key);
            let value = members.next_value_seed(Seed { builder: self.builder, path, depth })?;
            if self.builder.is_yaml && key == "<<" && is_mergeable(&value) {
                merge(&mut map, &mut merged, value);
                continue;
            }
            let is_merged = merged.remove(&key);
            if !is_merged && map.contains_key(&key) {
                let message = format!("duplicate key `{key}`; the last value is used");
                let help = "keep one of them, or combine their values";
                self.builder.report(Code::DuplicateKey, &path, message, help);
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(list) => list.iter().all(Value::is_object),
        _ => false,
    }
}

/// Adds the members of a `<<` value that `map` does not have; earlier maps take precedence.
fn merge(map: &mut Map<String, Value>, merged: &mut BTreeSet<String>, value: Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if !map.contains_key(&key) {
                    merged.insert(key.clone());
                    map.insert(key, value);
                }
            }
        }
        Value::Array(list) => list.into_iter().for_each(|members| merge(map, merged, members)),
        _ => {}
    }
}

/// The seed of a key, which is read as text.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a scalar")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<String, E> {
        Ok(value)
    }
}
