//! Readers of names in the input that the table of a model does not list: they are skipped or kept.
//!
//! Known names are converted to the number of their row; the model assigns numbers to fields.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::format::{As, Format};

/// Returns the row of a name, or a number without a row.
pub type FieldIndexFn = fn(&str) -> usize;

/// Skips unknown names.
pub struct SkipUnknown;

impl SkipUnknown {
    /// Reads the next name and returns its row, or `None` at the end of the map.
    #[inline]
    pub fn next<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        lookup: FieldIndexFn,
    ) -> Result<Option<usize>, A::Error> {
        map.next_key_seed(Name(lookup))
    }

    /// Skips the value of an unknown name.
    #[inline]
    pub fn read_value<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Keeps unknown names and their values. The last value of a duplicate name is kept.
pub struct KeepUnknown<F: Format> {
    /// The values by name.
    pub kept: BTreeMap<String, F::Value>,
    name: String,
}

impl<F: Format> Default for KeepUnknown<F> {
    fn default() -> Self {
        KeepUnknown { kept: BTreeMap::new(), name: String::new() }
    }
}

impl<F: Format> KeepUnknown<F> {
    /// Reads the next name and returns its row, or `None` at the end of the map.
    pub fn next<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        lookup: FieldIndexFn,
    ) -> Result<Option<usize>, A::Error> {
        map.next_key_seed(KeptName { lookup, kept: &mut self.name })
    }

    /// Reads the value of an unknown name.
    pub fn read_value<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let As(value) = map.next_value::<As<F>>()?;
        self.kept.insert(std::mem::take(&mut self.name), value);
        Ok(())
    }
}

/// Reads a name as the number of its row.
struct Name(FieldIndexFn);

impl<'de> DeserializeSeed<'de> for Name {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok((self.0)(name))
    }
}

/// Reads a name as the number of its row, and keeps the name if it has no row.
struct KeptName<'a> {
    lookup: FieldIndexFn,
    kept: &'a mut String,
}

impl<'de> DeserializeSeed<'de> for KeptName<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeptName<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.kept.clear();
        self.kept.push_str(name);
        Ok((self.lookup)(name))
    }
}
