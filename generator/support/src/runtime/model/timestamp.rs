//! Timestamps and dates, and their wire formats.
//!
//! The types are those of `jiff`. Fields select their format (`as UnixSeconds`, `as Vec<Rfc3339Date>`), because APIs
//! differ. Reading accepts common deviations that are unambiguous; writing is strict.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use jiff::Timestamp;
pub use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::format::{Format, ParamFormat};

/// Seconds since 1970. Numbers and numeric strings are accepted; an integer is written.
#[allow(non_camel_case_types)]
pub type UnixSeconds = EpochFormat<Seconds>;

/// Milliseconds since 1970. Numbers and numeric strings are accepted; an integer is written.
#[allow(non_camel_case_types)]
pub type UnixMillis = EpochFormat<Milliseconds>;

/// RFC 3339 date and time. A space instead of `T`, lower case, and a missing offset or time are accepted.
#[allow(non_camel_case_types)]
pub type Rfc3339 = Rfc3339Format<Timestamp>;

/// RFC 3339 full date. The date of a date and time is accepted.
#[allow(non_camel_case_types)]
pub type Rfc3339Date = Rfc3339Format<Date>;

/// The format of timestamps counted from 1970.
pub struct EpochFormat<U>(PhantomData<U>);

/// The unit of a timestamp.
pub trait EpochUnit {
    /// The expected value in error messages.
    const EXPECTING: &'static str;

    /// Converts a count, if the type can represent it.
    fn timestamp(count: i64) -> Option<Timestamp>;

    /// Converts to a count, rounding down.
    fn count(timestamp: Timestamp) -> i64;
}

/// The unit of [`UnixSeconds`].
pub enum Seconds {}

impl EpochUnit for Seconds {
    const EXPECTING: &'static str = "unix time in seconds";

    fn timestamp(count: i64) -> Option<Timestamp> {
        Timestamp::from_second(count).ok()
    }

    fn count(timestamp: Timestamp) -> i64 {
        timestamp.as_second()
    }
}

/// The unit of [`UnixMillis`].
pub enum Milliseconds {}

impl EpochUnit for Milliseconds {
    const EXPECTING: &'static str = "unix time in milliseconds";

    fn timestamp(count: i64) -> Option<Timestamp> {
        Timestamp::from_millisecond(count).ok()
    }

    fn count(timestamp: Timestamp) -> i64 {
        timestamp.as_millisecond()
    }
}

impl<U: EpochUnit> Format for EpochFormat<U> {
    type Value = Timestamp;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        deserializer.deserialize_any(EpochFormat::<U>(PhantomData))
    }

    fn write<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(U::count(*value))
    }
}

impl<U: EpochUnit> ParamFormat for EpochFormat<U> {
    fn text(value: &Timestamp) -> Cow<'_, str> {
        Cow::Owned(U::count(*value).to_string())
    }
}

impl<U: EpochUnit> Visitor<'_> for EpochFormat<U> {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(U::EXPECTING)
    }

    fn visit_i64<E: Error>(self, count: i64) -> Result<Timestamp, E> {
        U::timestamp(count).ok_or_else(|| E::invalid_value(Unexpected::Signed(count), &self))
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<Timestamp, E> {
        let timestamp = i64::try_from(count).ok().and_then(U::timestamp);
        timestamp.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(count), &self))
    }

    fn visit_f64<E: Error>(self, count: f64) -> Result<Timestamp, E> {
        let timestamp = integer(count).and_then(U::timestamp);
        timestamp.ok_or_else(|| E::invalid_value(Unexpected::Float(count), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
        let number = text.trim();
        let count = number.parse().ok().or_else(|| integer(number.parse().ok()?));
        count.and_then(U::timestamp).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Converts a float that is exactly an integer.
fn integer(float: f64) -> Option<i64> {
    let exact = float.fract() == 0.0 && float.abs() < (1_u64 << f64::MANTISSA_DIGITS) as f64;
    exact.then_some(float as i64)
}

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
