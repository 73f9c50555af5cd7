//! Fields going out: the map that a model is written into.
//!
//! The methods are named after the kinds of fields. They return nothing, so that a model's list of fields is a list of
//! plain calls, which compile in a fraction of the time of calls that each may return early: the first error stays and
//! stops the rest. Knows serde and formats, but no model.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;

use super::format::{Format, Written};

/// A map that is being written.
pub struct Writer<M: SerializeMap> {
    map: M,
    state: Result<(), M::Error>,
}

impl<M: SerializeMap> Writer<M> {
    /// Nothing written yet.
    pub fn new(map: M) -> Self {
        Writer { map, state: Ok(()) }
    }

    /// Ends the map.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.state?;
        self.map.end()
    }

    /// Writes a field that is always there.
    #[inline]
    pub fn required<F: Format>(&mut self, name: &str, field: &F::Value) {
        if self.state.is_ok()
            && let Err(error) = self.map.serialize_entry(name, &Written::<F>(field))
        {
            self.state = Err(error);
        }
    }

    /// Writes a field, if there is one.
    #[inline]
    pub fn optional<F: Format>(&mut self, name: &str, field: &Option<F::Value>) {
        if let Some(field) = field {
            self.required::<F>(name, field);
        }
    }

    /// Writes a field or `null`.
    #[inline]
    pub fn nullable<F: Format>(&mut self, name: &str, field: &Option<F::Value>) {
        self.required::<Option<F>>(name, field);
    }

    /// Writes a field or `null`, if there is one.
    #[inline]
    pub fn optional_nullable<F: Format>(&mut self, name: &str, field: &Option<Option<F::Value>>) {
        if let Some(field) = field {
            self.required::<Option<F>>(name, field);
        }
    }

    /// Writes what was kept beside the fields.
    pub fn rest<F: Format>(&mut self, kept: &BTreeMap<String, F::Value>) {
        for (name, field) in kept {
            self.required::<F>(name, field);
        }
    }
}
