//! Buffering of a complete value before its type is known.
//!
//! The conversion runs inside the visitor, so that a parser still points at the value if it is rejected.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::value_deserializer::ValueError;

/// Converts any value with a function.
pub struct BufferedValue<T>(pub fn(Value) -> Result<T, ValueError>);

impl<T> BufferedValue<T> {
    /// Reads a value and converts it.
    pub fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn convert<E: Error>(self, value: Value) -> Result<T, E> {
        (self.0)(value).map_err(E::custom)
    }
}

impl<'de, T> Visitor<'de> for BufferedValue<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.convert(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<T, E> {
        self.convert(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.read(deserializer)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<T, E> {
        self.convert(Value::Bool(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.convert(Value::from(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.convert(Value::from(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.convert(Value::from(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.convert(Value::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        self.convert(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(items))?;
        self.convert(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(members))?;
        self.convert(value)
    }
}
