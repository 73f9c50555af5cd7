//! Names in the input that a model's table does not list: skipped, or kept beside the listed ones.
//!
//! In comes the map that is being read and the model's own look-up of names; out come the rows of its table, as
//! numbers. Which field a number means is the model's business.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::format::{As, Format};

/// Finds the row of a name: its number, or a number that no row has.
pub type Lookup = fn(&str) -> usize;

/// Skips what the table does not list.
pub struct Skipped;

impl Skipped {
    /// The row of the next name; nothing at the end of the map.
    #[inline]
    pub fn next<'de, A: MapAccess<'de>>(&mut self, map: &mut A, lookup: Lookup) -> Result<Option<usize>, A::Error> {
        map.next_key_seed(Name(lookup))
    }

    /// Reads the value of a name that has no row.
    #[inline]
    pub fn take<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Keeps what the table does not list. Of a name that is given twice the last value stays.
pub struct Kept<F: Format> {
    /// What was kept so far.
    pub kept: BTreeMap<String, F::Value>,
    name: String,
}

impl<F: Format> Default for Kept<F> {
    fn default() -> Self {
        Kept { kept: BTreeMap::new(), name: String::new() }
    }
}

impl<F: Format> Kept<F> {
    /// The row of the next name; nothing at the end of the map.
    pub fn next<'de, A: MapAccess<'de>>(&mut self, map: &mut A, lookup: Lookup) -> Result<Option<usize>, A::Error> {
        map.next_key_seed(KeptName { lookup, kept: &mut self.name })
    }

    /// Reads the value of a name that has no row.
    pub fn take<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let As(value) = map.next_value::<As<F>>()?;
        self.kept.insert(std::mem::take(&mut self.name), value);
        Ok(())
    }
}

/// A name, read as the number of its row.
struct Name(Lookup);

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

/// A name, read as the number of its row and kept in case that it has none.
struct KeptName<'a> {
    lookup: Lookup,
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
