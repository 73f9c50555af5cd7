//! Slots for the fields of a model while its map is read.
//!
//! The functions are named after the kinds of fields and create a slot of that kind.

use serde::de::{Error, MapAccess};

use super::format::{As, Format};
#[cfg(feature = "lenient")]
use crate::runtime::core::json::lenient;

/// The slot of one field.
pub struct FieldSlot<F: Format> {
    name: &'static str,
    value: Option<F::Value>,
}

#[cfg(feature = "required_fields")]
/// Creates the slot of a required field.
pub fn required<F: Format>(name: &'static str) -> FieldSlot<F> {
    FieldSlot { name, value: None }
}

/// Creates the slot of an optional field that treats `null` as absent.
pub fn optional<F: Format>(name: &'static str) -> FieldSlot<Option<F>> {
    FieldSlot { name, value: None }
}

#[cfg(feature = "read_only_fields")]
/// Creates the slot of an optional field that requests omit.
pub fn read_only<F: Format>(name: &'static str) -> FieldSlot<Option<F>> {
    FieldSlot { name, value: None }
}

#[cfg(all(feature = "nullable_fields", feature = "read_only_fields"))]
/// Creates the slot of an optional field that requests omit and that distinguishes `null` from absence.
pub fn read_only_nullable<F: Format>(name: &'static str) -> FieldSlot<Option<F>> {
    FieldSlot { name, value: None }
}

#[cfg(feature = "nullable_fields")]
/// Creates the slot of a required field that may be `null`.
pub fn nullable<F: Format>(name: &'static str) -> FieldSlot<Option<F>> {
    FieldSlot { name, value: None }
}

#[cfg(feature = "nullable_fields")]
/// Creates the slot of an optional field that distinguishes `null` from absence.
pub fn optional_nullable<F: Format>(name: &'static str) -> FieldSlot<Option<F>> {
    FieldSlot { name, value: None }
}

impl<F: Format> FieldSlot<F> {
    /// Reads the next value of the map. Fails if the field is a duplicate.
    #[inline]
    pub fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        if self.value.is_some() {
            return Err(A::Error::duplicate_field(self.name));
        }
        #[cfg(feature = "lenient")]
        let As(value) = lenient::next_value::<As<F>, A>(map)?;
        #[cfg(not(feature = "lenient"))]
        let As(value) = map.next_value::<As<F>>()?;
        self.value = Some(value);
        Ok(())
    }

    #[cfg(feature = "required_fields")]
    /// Returns the value. Fails if the field is missing.
    #[inline]
    pub fn required<E: Error>(self) -> Result<F::Value, E> {
        match self.value {
            Some(value) => Ok(value),
            None => Err(E::missing_field(self.name)),
        }
    }

    #[cfg(feature = "nullable_fields")]
    /// Returns the value, if the map contained the field.
    #[inline]
    pub fn or_none(self) -> Option<F::Value> {
        self.value
    }
}

impl<F: Format> FieldSlot<Option<F>> {
    /// Returns the value, if the map contained the field and it was not `null`.
    #[inline]
    pub fn or_null(self) -> Option<F::Value> {
        self.value.flatten()
    }
}

/// Takes a field of some kind out of its slot after the end of the map, or returns the error that it is missing.
///
/// Uses `match` because `?` costs three times as much to compile, and a client has thousands of fields.
macro_rules! take {
    (optional $slot:ident) => {
        $slot.or_null()
    };
    (optional_nullable $slot:ident) => {
        $slot.or_none()
    };
    (read_only $slot:ident) => {
        $slot.or_null()
    };
    (read_only_nullable $slot:ident) => {
        $slot.or_none()
    };
    ($required_or_nullable:ident $slot:ident) => {
        match $slot.required() {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}
pub(crate) use take;
