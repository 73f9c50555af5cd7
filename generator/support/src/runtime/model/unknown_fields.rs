//! Readers of names in the input that the table of a model does not list: they are skipped or kept.
//!
//! Known names are converted to the number of their row; the model assigns numbers to fields.

#[cfg(feature = "unknown_fields")]
mod keep;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

#[cfg(feature = "unknown_fields")]
pub use keep::KeepUnknown;

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
