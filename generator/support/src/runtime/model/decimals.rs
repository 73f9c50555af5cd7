//! Exact decimal numbers. JSON numbers are read as text through `serde_json`, not as floats.

use std::borrow::Cow;
use std::fmt;

pub use rust_decimal::Decimal;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use super::format::{Format, ParamFormat};
use crate::runtime::core::json::{self, RAW};

/// A decimal written as a JSON number. Strings are accepted.
pub enum DecimalNumber {}

/// A decimal written as a string. JSON numbers are accepted.
pub enum DecimalString {}

impl Format for DecimalNumber {
    type Value = Decimal;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        read(deserializer)
    }

    fn write<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(value.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl ParamFormat for DecimalNumber {
    fn text(value: &Decimal) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

impl Format for DecimalString {
    type Value = Decimal;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        read(deserializer)
    }

    fn write<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }
}

impl ParamFormat for DecimalString {
    fn text(value: &Decimal) -> Cow<'_, str> {
        Cow::Owned(value.to_string())
    }
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    deserializer.deserialize_newtype_struct(RAW, DecimalVisitor)
}

struct DecimalVisitor;

impl<'de> Visitor<'de> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decimal, A::Error> {
        match map.next_key::<String>()? {
            Some(name) if name == RAW || name == json::NUMBER => of_raw(&map.next_value::<String>()?),
            _ => Err(A::Error::invalid_type(Unexpected::Map, &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Decimal, E> {
        exact(&number.to_string()).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        exact(text.trim()).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Converts a JSON text.
fn of_raw<E: Error>(text: &str) -> Result<Decimal, E> {
    let found = match text.as_bytes().first() {
        Some(b'"') => {
            let text: String = serde_json::from_str(text).map_err(E::custom)?;
            return DecimalVisitor.visit_str(&text);
        }
        Some(b'-' | b'0'..=b'9') => {
            let too_long = Unexpected::Other("number of more than 28 digits");
            return exact(text).ok_or_else(|| E::invalid_value(too_long, &DecimalVisitor));
        }
        Some(b'{') => Unexpected::Map,
        Some(b'[') => Unexpected::Seq,
        Some(b'n') => Unexpected::Other("null"),
        _ => Unexpected::Other("boolean"),
    };
    Err(E::invalid_type(found, &DecimalVisitor))
}

/// Parses a text, if the type can represent all of its digits.
fn exact(text: &str) -> Option<Decimal> {
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return Decimal::from_str_exact(text).ok() };
    let (digits, exponent) = (Decimal::from_str_exact(digits).ok()?, exponent.parse::<i32>().ok()?);
    let scale = i32::try_from(digits.scale()).ok()?.checked_sub(exponent)?;
    match u32::try_from(scale) {
        Ok(scale) => Decimal::try_from_i128_with_scale(digits.mantissa(), scale).ok(),
        Err(_) => {
            let zeros = 10_i128.checked_pow(scale.unsigned_abs())?;
            Decimal::try_from_i128_with_scale(digits.mantissa().checked_mul(zeros)?, 0).ok()
        }
    }
}
