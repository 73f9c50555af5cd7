//! Writing of the fields of a model into a map.
//!
//! The methods are named after the kinds of fields. They return nothing, since a list of plain calls compiles in a
//! fraction of the time of calls with early returns. The first error is kept and stops further writing.

#[cfg(feature = "unknown_fields")]
use std::collections::BTreeMap;

use serde::ser::SerializeMap;

use super::format::{Format, SerializeAs};
#[cfg(feature = "read_only_fields")]
use crate::runtime::core::encode::read_only::is_encoding;

/// Writes the fields of a map.
pub struct FieldWriter<M: SerializeMap> {
    map: M,
    state: Result<(), M::Error>,
}

impl<M: SerializeMap> FieldWriter<M> {
    /// Creates a writer.
    pub fn new(map: M) -> Self {
        FieldWriter { map, state: Ok(()) }
    }

    /// Ends the map. Returns the first error.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.state?;
        self.map.end()
    }

    /// Writes a required field.
    #[inline]
    pub fn required<F: Format>(&mut self, name: &str, field: &F::Value) {
        if self.state.is_ok()
            && let Err(error) = self.map.serialize_entry(name, &SerializeAs::<F>(field))
        {
            self.state = Err(error);
        }
    }

    /// Writes a field if it has a value.
    #[inline]
    pub fn optional<F: Format>(&mut self, name: &str, field: &Option<F::Value>) {
        if let Some(field) = field {
            self.required::<F>(name, field);
        }
    }

    #[cfg(feature = "nullable_fields")]
    /// Writes a field, or `null` if it has no value.
    #[inline]
    pub fn nullable<F: Format>(&mut self, name: &str, field: &Option<F::Value>) {
        self.required::<Option<F>>(name, field);
    }

    #[cfg(feature = "nullable_fields")]
    /// Writes a field or `null` if it is present.
    #[inline]
    pub fn optional_nullable<F: Format>(&mut self, name: &str, field: &Option<Option<F::Value>>) {
        if let Some(field) = field {
            self.required::<Option<F>>(name, field);
        }
    }

    #[cfg(feature = "read_only_fields")]
    /// Writes a field if it has a value, but not in a request.
    pub fn read_only<F: Format>(&mut self, name: &str, field: &Option<F::Value>) {
        if !is_encoding() {
            self.optional::<F>(name, field);
        }
    }

    #[cfg(all(feature = "nullable_fields", feature = "read_only_fields"))]
    /// Writes a field or `null` if it is present, but not in a request.
    pub fn read_only_nullable<F: Format>(&mut self, name: &str, field: &Option<Option<F::Value>>) {
        if !is_encoding() {
            self.optional_nullable::<F>(name, field);
        }
    }

    #[cfg(feature = "unknown_fields")]
    /// Writes the unknown fields.
    pub fn unknown_fields<F: Format>(&mut self, kept: &BTreeMap<String, F::Value>) {
        for (name, field) in kept {
            self.required::<F>(name, field);
        }
    }
}
