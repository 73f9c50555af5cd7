//! Timestamps as Unix time.
//!
//! Reading accepts common deviations that are unambiguous; writing is strict.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use jiff::Timestamp;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::Serializer;

use super::format::{Format, ParamFormat};
use crate::runtime::core::json::{self, integer};

/// Seconds since 1970. Numbers and numeric strings are accepted; an integer is written.
pub type UnixSeconds = EpochFormat<Seconds>;

/// Milliseconds since 1970. Numbers and numeric strings are accepted; an integer is written.
pub type UnixMillis = EpochFormat<Milliseconds>;

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

macro_rules! impl_epoch_unit {
    ($(#[$doc:meta] $unit:ident $expecting:literal $from:ident $as:ident;)+) => {$(
        #[$doc]
        pub enum $unit {}

        impl EpochUnit for $unit {
            const EXPECTING: &'static str = $expecting;

            fn timestamp(count: i64) -> Option<Timestamp> {
                Timestamp::$from(count).ok()
            }

            fn count(timestamp: Timestamp) -> i64 {
                timestamp.$as()
            }
        }
    )+};
}
impl_epoch_unit! {
    /// The unit of [`UnixSeconds`].
    Seconds "unix time in seconds" from_second as_second;
    /// The unit of [`UnixMillis`].
    Milliseconds "unix time in milliseconds" from_millisecond as_millisecond;
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

impl<'de, U: EpochUnit> Visitor<'de> for EpochFormat<U> {
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

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Timestamp, A::Error> {
        json::visit_number(self, map)
    }
}
