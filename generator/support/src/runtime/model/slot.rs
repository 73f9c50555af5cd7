//! Fields coming in: the places that a map's values are read into until the map ends.
//!
//! The functions are named after the kinds of fields, and make the slot of that kind. Knows serde and formats, but no
//! model.

use serde::de::{Error, MapAccess};

use super::format::{As, Format};

/// The place that one field is read into.
pub struct Slot<F: Format> {
    name: &'static str,
    value: Option<F::Value>,
}

/// The slot of a field that must be there.
pub fn required<F: Format>(name: &'static str) -> Slot<F> {
    Slot { name, value: None }
}

/// The slot of a field that may be absent, where `null` means the same.
pub fn optional<F: Format>(name: &'static str) -> Slot<Option<F>> {
    Slot { name, value: None }
}

/// The slot of a field that must be there, and may be `null`.
pub fn nullable<F: Format>(name: &'static str) -> Slot<Option<F>> {
    Slot { name, value: None }
}

/// The slot of a field that may be absent or `null`, and the two are told apart.
pub fn optional_nullable<F: Format>(name: &'static str) -> Slot<Option<F>> {
    Slot { name, value: None }
}

impl<F: Format> Slot<F> {
    /// Reads the value that is next in the map; an error when the map had the field before.
    #[inline]
    pub fn fill<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        if self.value.is_some() {
            return Err(A::Error::duplicate_field(self.name));
        }
        let As(value) = map.next_value::<As<F>>()?;
        self.value = Some(value);
        Ok(())
    }

    /// The value; an error when the map did not have the field.
    #[inline]
    pub fn present<E: Error>(self) -> Result<F::Value, E> {
        match self.value {
            Some(value) => Ok(value),
            None => Err(E::missing_field(self.name)),
        }
    }

    /// The value, if the map had the field.
    #[inline]
    pub fn any(self) -> Option<F::Value> {
        self.value
    }
}

impl<F: Format> Slot<Option<F>> {
    /// The value, if the map had the field and it was not `null`.
    #[inline]
    pub fn some(self) -> Option<F::Value> {
        self.value.flatten()
    }
}

/// Takes a field of a kind out of its slot when the map has ended, or returns the error that it is missing.
///
/// Written with `match` because `?` costs three times as much to compile, and a client has thousands of fields.
macro_rules! take {
    (optional $slot:ident) => {
        $slot.some()
    };
    (optional_nullable $slot:ident) => {
        $slot.any()
    };
    ($required_or_nullable:ident $slot:ident) => {
        match $slot.present() {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}
pub(crate) use take;
