//! Times of day and spans of time, and the formats they have on the wire.
//!
//! Comes in: text. Goes out: jiff's types, and text of RFC 3339 and ISO 8601. Reading is lenient where what is meant is
//! certain, and an error where it is not. Knows no model.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use jiff::civil;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{Span, SpanFieldwise};
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::model::format::{Format, TextFormat};

/// A span of time in its own units: a month is not a number of days. Two are equal where each unit is.
pub type IsoDuration = SpanFieldwise;

/// A time of day, with its distance from UTC where it comes with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// What the clock shows.
    pub clock: civil::Time,
    /// How far that clock is from UTC.
    pub offset: Option<Offset>,
}

impl From<civil::Time> for TimeOfDay {
    fn from(clock: civil::Time) -> Self {
        Self { clock, offset: None }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clock.fmt(f)?;
        match self.offset {
            None => Ok(()),
            Some(Offset::UTC) => f.write_str("Z"),
            Some(offset) => {
                // RFC 3339 knows no seconds of an offset.
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

/// RFC 3339 time of day. One without seconds is read as well.
#[allow(non_camel_case_types)]
pub type time = Worded<TimeOfDay>;

/// ISO 8601 duration. Units in words (`1h 30m`) are read as well.
#[allow(non_camel_case_types)]
pub type duration = Worded<IsoDuration>;

/// The format of values that are a text of their own.
pub struct Worded<T>(PhantomData<T>);

/// A type with a text of its own.
pub trait Wording: Sized {
    /// What error messages say was expected.
    const EXPECTING: &'static str;

    /// The value of a text.
    fn of_text(text: &str) -> Option<Self>;

    /// The text of a value.
    fn text(&self) -> String;
}

impl Wording for TimeOfDay {
    const EXPECTING: &'static str = "an RFC 3339 time of day";

    fn of_text(text: &str) -> Option<Self> {
        // What stands for a time behind a date stands for one alone.
        let whole = format!("2000-01-01T{}", text.strip_prefix(['T', 't']).unwrap_or(text));
        let pieces = Pieces::parse(&whole).ok()?;
        let is_plain = pieces.time_zone_annotation().is_none();
        is_plain.then_some(Self { clock: pieces.time()?, offset: pieces.to_numeric_offset() })
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Wording for IsoDuration {
    const EXPECTING: &'static str = "an ISO 8601 duration";

    fn of_text(text: &str) -> Option<Self> {
        text.parse::<Span>().ok().map(SpanFieldwise)
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

impl<T: Wording> Format for Worded<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Self(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.text())
    }
}

impl<T: Wording> TextFormat for Worded<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.text())
    }
}

impl<T: Wording> Visitor<'_> for Worded<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::of_text(text.trim()).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
