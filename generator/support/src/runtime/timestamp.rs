//! Points in time and days, and the formats they have on the wire.
//!
//! The types are jiff's. They have no wire format of their own here, because APIs differ in it: a field says which one
//! it has (`as unix_time`, `as Vec<date>`), and a parameter is an `As<date_time>`. Reading is lenient where what is
//! meant is certain, and an error, never a panic, where it is not. Writing is strict. Knows no model.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use jiff::Timestamp;
pub use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::model::format::{Format, TextFormat};

/// Whole seconds since 1970. A number or a numeric string is read, an integer is written.
#[allow(non_camel_case_types)]
pub type unix_time = Counted<Seconds>;

/// Whole milliseconds since 1970. A number or a numeric string is read, an integer is written.
#[allow(non_camel_case_types)]
pub type unix_time_millis = Counted<Milliseconds>;

/// RFC 3339 date and time. A space for the `T`, lower case, no offset (UTC) and no time (midnight) are read as well.
#[allow(non_camel_case_types)]
pub type date_time = Textual<Timestamp>;

/// RFC 3339 full date. Of a date and time its day is read, as it is written there.
#[allow(non_camel_case_types)]
pub type date = Textual<Date>;

/// The format of timestamps that are counted from 1970 in a unit.
pub struct Counted<U>(PhantomData<U>);

/// A unit that timestamps are counted in.
pub trait Unit {
    /// What error messages say was expected.
    const EXPECTING: &'static str;

    /// The timestamp, if it is one that the type can hold.
    fn timestamp(count: i64) -> Option<Timestamp>;

    /// The count, without what is less than the unit.
    fn count(timestamp: Timestamp) -> i64;
}

/// The unit of [`unix_time`].
pub enum Seconds {}

impl Unit for Seconds {
    const EXPECTING: &'static str = "unix time in seconds";

    fn timestamp(count: i64) -> Option<Timestamp> {
        Timestamp::from_second(count).ok()
    }

    fn count(timestamp: Timestamp) -> i64 {
        timestamp.as_second()
    }
}

/// The unit of [`unix_time_millis`].
pub enum Milliseconds {}

impl Unit for Milliseconds {
    const EXPECTING: &'static str = "unix time in milliseconds";

    fn timestamp(count: i64) -> Option<Timestamp> {
        Timestamp::from_millisecond(count).ok()
    }

    fn count(timestamp: Timestamp) -> i64 {
        timestamp.as_millisecond()
    }
}

impl<U: Unit> Format for Counted<U> {
    type Value = Timestamp;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        deserializer.deserialize_any(Counted::<U>(PhantomData))
    }

    fn write<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(U::count(*value))
    }
}

impl<U: Unit> TextFormat for Counted<U> {
    fn text(value: &Timestamp) -> Cow<'_, str> {
        Cow::Owned(U::count(*value).to_string())
    }
}

impl<U: Unit> Visitor<'_> for Counted<U> {
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

/// The integer that a float is, if it is one, and one whose neighbours floats can tell from it.
fn integer(float: f64) -> Option<i64> {
    let exact = float.fract() == 0.0 && float.abs() < (1_u64 << f64::MANTISSA_DIGITS) as f64;
    exact.then_some(float as i64)
}

/// The format of values that are their type's standard text.
pub struct Textual<T>(PhantomData<T>);

/// A type with a standard text, which `Display` writes.
pub trait Standard: fmt::Display {
    /// What error messages say was expected.
    const EXPECTING: &'static str;

    /// The value that the pieces of a text make, if they are enough for one that the type can hold.
    fn from_pieces(pieces: &Pieces<'_>) -> Option<Self>
    where
        Self: Sized;
}

impl Standard for Timestamp {
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

impl Standard for Date {
    const EXPECTING: &'static str = "an RFC 3339 full date";

    fn from_pieces(pieces: &Pieces<'_>) -> Option<Self> {
        Some(pieces.date())
    }
}

impl<T: Standard> Format for Textual<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Textual::<T>(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}

impl<T: Standard> TextFormat for Textual<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

impl<T: Standard> Visitor<'_> for Textual<T> {
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
