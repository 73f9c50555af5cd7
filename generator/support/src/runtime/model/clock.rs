//! Times of day (RFC 3339) and durations (ISO 8601). Reading accepts common unambiguous deviations.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use jiff::civil;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{Span, SpanFieldwise};
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::format::{Format, ParamFormat};

/// A duration in calendar units: a month is not a fixed number of days. Durations are equal if each unit is.
pub type IsoDuration = SpanFieldwise;

/// A time of day, with its UTC offset if it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// The local time.
    pub clock: civil::Time,
    /// The UTC offset.
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
                // Offsets of RFC 3339 have no seconds.
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }
}

/// RFC 3339 time of day. Times without seconds are accepted.
pub type TimeFormat = TextFormatOf<TimeOfDay>;

/// ISO 8601 duration. Units as words (`1h 30m`) are accepted.
pub type DurationFormat = TextFormatOf<IsoDuration>;

/// The format of values with a text form.
pub struct TextFormatOf<T>(PhantomData<T>);

/// A type with a text form.
pub trait TextForm: Sized {
    /// The expected value in error messages.
    const EXPECTING: &'static str;

    /// Parses a text.
    fn of_text(text: &str) -> Option<Self>;

    /// Formats a value.
    fn text(&self) -> String;
}

impl TextForm for TimeOfDay {
    const EXPECTING: &'static str = "an RFC 3339 time of day";

    fn of_text(text: &str) -> Option<Self> {
        // A time is parsed as the time of a date.
        let date_time = format!("2000-01-01T{}", text.strip_prefix(['T', 't']).unwrap_or(text));
        let pieces = Pieces::parse(&date_time).ok()?;
        let is_plain = pieces.time_zone_annotation().is_none();
        is_plain.then_some(Self { clock: pieces.time()?, offset: pieces.to_numeric_offset() })
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl TextForm for IsoDuration {
    const EXPECTING: &'static str = "an ISO 8601 duration";

    fn of_text(text: &str) -> Option<Self> {
        text.parse::<Span>().ok().map(SpanFieldwise)
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

impl<T: TextForm> Format for TextFormatOf<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(Self(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.text())
    }
}

impl<T: TextForm> ParamFormat for TextFormatOf<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.text())
    }
}

impl<T: TextForm> Visitor<'_> for TextFormatOf<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::of_text(text.trim()).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
