//! Numbers that are written otherwise than their type says: as text, or as whole numbers of a type for any.
//!
//! Comes in: a JSON number or a text. Goes out: a number of one Rust type; and back, the form that the format names.
//! Knows serde, but no data format and no model.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

use super::model::format::{Format, TextFormat};

/// A number that is written as text. A JSON number is read as well.
#[allow(non_camel_case_types)]
pub struct quoted<T> {
    of: PhantomData<T>,
}

/// A whole number that may come with a fraction of nothing (`5.0`). A numeric text is read as well.
#[allow(non_camel_case_types)]
pub struct whole<T> {
    of: PhantomData<T>,
}

/// A number of these formats.
pub trait Number: Sized + Serialize {
    /// What error messages say was expected.
    const EXPECTING: &'static str;

    /// The number, if the type can hold it.
    fn signed(number: i64) -> Option<Self>;

    /// The number, if the type can hold it.
    fn unsigned(number: u64) -> Option<Self>;

    /// The number, if the type can hold it.
    fn real(number: f64) -> Option<Self>;

    /// The number that a text is.
    fn of_text(text: &str) -> Option<Self>;

    /// The text that a number is.
    fn text(&self) -> String;
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl Number for $number {
            const EXPECTING: &'static str = concat!("a number or text that is one, within ", stringify!($number));

            fn signed(number: i64) -> Option<Self> {
                number.try_into().ok()
            }

            fn unsigned(number: u64) -> Option<Self> {
                number.try_into().ok()
            }

            fn real(number: f64) -> Option<Self> {
                // Beyond 2^53 a float no longer tells neighbouring integers apart.
                let exact = number.fract() == 0.0 && number.abs() < (1_u64 << f64::MANTISSA_DIGITS) as f64;
                exact.then_some(number as i64).and_then(Self::signed)
            }

            fn of_text(text: &str) -> Option<Self> {
                text.parse().ok().or_else(|| Self::real(text.parse().ok()?))
            }

            fn text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
whole_numbers!(i32 i64 u32 u64);

macro_rules! real_numbers {
    ($($number:ty)*) => {$(
        impl Number for $number {
            const EXPECTING: &'static str = "a number or text that is one";

            fn signed(number: i64) -> Option<Self> {
                Some(number as Self)
            }

            fn unsigned(number: u64) -> Option<Self> {
                Some(number as Self)
            }

            fn real(number: f64) -> Option<Self> {
                Some(number as Self)
            }

            fn of_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn text(&self) -> String {
                // JSON knows no infinity; where it is text, this is how others write it.
                if self.is_infinite() {
                    return if *self > 0.0 { "Infinity".to_owned() } else { "-Infinity".to_owned() };
                }
                self.to_string()
            }
        }
    )*};
}
real_numbers!(f32 f64);

impl<T: Number> Format for quoted<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.text())
    }
}

impl<T: Number> TextFormat for quoted<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.text())
    }
}

impl<T: Number> Format for whole<T> {
    type Value = T;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(NumberVisitor(PhantomData))
    }

    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

impl<T: Number> TextFormat for whole<T> {
    fn text(value: &T) -> Cow<'_, str> {
        Cow::Owned(value.text())
    }
}

struct NumberVisitor<T>(PhantomData<T>);

impl<T: Number> Visitor<'_> for NumberVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::signed(number).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::unsigned(number).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        T::real(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::of_text(text.trim()).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
