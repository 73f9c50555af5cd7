//! The reader that keeps unknown fields.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use super::super::format::{As, Format};
use super::FieldIndexFn;

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
