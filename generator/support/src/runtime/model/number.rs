//! Formats of numbers whose wire form differs from their type: numbers as strings, and integers with a fraction.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use super::format::{Format, ParamFormat};
use crate::runtime::core::json;

/// A number that is written as a string. JSON numbers are accepted too.
pub struct NumberFromString<T> {
    of: PhantomData<T>,
}

/// An integer that may be written with a zero fraction (`5.0`). Numeric strings are accepted too.
pub struct IntegralNumber<T> {
    of: PhantomData<T>,
}

/// A number type for these formats.
pub trait NumberRepr: Sized + Serialize {
    /// The expectation in error messages.
    const EXPECTING: &'static str;

    /// Converts an integer, if the type can represent it.
    fn from_i64(number: i64) -> Option<Self>;

    /// Converts an unsigned integer, if the type can represent it.
    fn from_u64(number: u64) -> Option<Self>;

    /// Converts a float, if the type can represent it.
    fn from_f64(number: f64) -> Option<Self>;

    /// Parses a number.
    fn parse(text: &str) -> Option<Self>;

    /// Returns the number as text.
    fn text(&self) -> String;
}

macro_rules! integers {
    ($($number:ty)*) => {$(
        impl NumberRepr for $number {
            const EXPECTING: &'static str = concat!("a number or numeric string within ", stringify!($number));

            fn from_i64(number: i64) -> Option<Self> {
                number.try_into().ok()
            }

            fn from_u64(number: u64) -> Option<Self> {
                number.try_into().ok()
            }

            fn from_f64(number: f64) -> Option<Self> {
                json::integer(number).and_then(Self::from_i64)
            }

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok().or_else(|| Self::from_f64(text.parse().ok()?))
            }

            fn text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
integers!(i32 i64 u32 u64);

macro_rules! real_numbers {
    ($($number:ty)*) => {$(
        impl NumberRepr for $number {
            const EXPECTING: &'static str = "a number or numeric string";

            fn from_i64(number: i64) -> Option<Self> {
                Some(number as Self)
            }

            fn from_u64(number: u64) -> Option<Self> {
                Some(number as Self)
            }

            fn from_f64(number: f64) -> Option<Self> {
                Some(number as Self)
            }

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn text(&self) -> String {
                // JSON has no infinity; this is its common string form.
                if self.is_infinite() {
                    return if *self > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() };
                }
                self.to_string()
            }
        }
    )*};
}
real_numbers!(f32 f64);

impl<T: NumberRepr> Format for NumberFromString<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.text())
    }
}

impl<T: NumberRepr> ParamFormat for NumberFromString<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.text())
    }
}

impl<T: NumberRepr> Format for IntegralNumber<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

impl<T: NumberRepr> ParamFormat for IntegralNumber<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.text())
    }
}

struct NumberVisitor<T>(PhantomData<T>);

impl<'de, T: NumberRepr> Visitor<'de> for NumberVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::from_i64(number).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::from_u64(number).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        T::from_f64(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::parse(text.trim()).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        json::visit_number(self, map)
    }
}
