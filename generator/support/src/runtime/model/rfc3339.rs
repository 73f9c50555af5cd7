//! Timestamps and dates of RFC 3339.
//!
//! Reading accepts common deviations that are unambiguous; writing is strict.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
pub use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::format::{Format, ParamFormat};

/// RFC 3339 date and time. A space instead of `T`, lower case, and a missing offset or time are accepted.
pub type Rfc3339 = Rfc3339Format<Timestamp>;

/// RFC 3339 full date. The date of a date and time is accepted.
pub type Rfc3339Date = Rfc3339Format<Date>;

/// The format of values with a standard text form.
pub struct Rfc3339Format<T>(PhantomData<T>);

/// A type with a standard text form, written by `Display`.
pub trait Rfc3339Parse: fmt::Display {
    /// The expected value in error messages.
    const EXPECTING: &'static str;

    /// Creates a value from the parts of a text, if they suffice.
    fn from_pieces(pieces: &Pieces<'_>) -> Option<Self>
    where
        Self: Sized;
}

impl Rfc3339Parse for Timestamp {
    const EXPECTING: &'static str = "an RFC 3339 date and time";

    fn from_pieces(pieces: &Pieces<'_>) -> Option<Self> {
        let offset = match pieces.to_numeric_offset() {
            Some(offset) => offset,
            None if pieces.time_zone_annotation().is_none() => Offset::UTC,
            None => return None,
        };
        offset.to_timestamp(pieces.date().to_datetime(pieces.time().unwrap_or_default())).ok()
    }
}

impl Rfc3339Parse for Date {
    const EXPECTING: &'static str = "an RFC 3339 full date";

    fn from_pieces(pieces: &Pieces<'_>) -> Option<Self> {
        Some(pieces.date())
    }
}

impl<T: Rfc3339Parse> Format for Rfc3339Format<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Rfc3339Format::<T>(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}

impl<T: Rfc3339Parse> ParamFormat for Rfc3339Format<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

impl<T: Rfc3339Parse> Visitor<'_> for Rfc3339Format<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let pieces = Pieces::parse(text.trim()).ok();
        let value = pieces.and_then(|pieces| T::from_pieces(&pieces));
        value.ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
