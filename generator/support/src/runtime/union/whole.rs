//! Taking in a whole value before it is known what it is.
//!
//! In comes any value, out comes what is made of it. It is made inside of the visitor: there a parser still stands at
//! the value when it is refused.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::node::Misfit;

/// Makes something of any value.
pub struct Whole<T>(pub fn(Value) -> Result<T, Misfit>);

impl<T> Whole<T> {
    /// Reads a value, and makes something of it.
    pub fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn of<E: Error>(self, value: Value) -> Result<T, E> {
        (self.0)(value).map_err(E::custom)
    }
}

impl<'de, T> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.of(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<T, E> {
        self.of(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.read(deserializer)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<T, E> {
        self.of(Value::Bool(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.of(Value::from(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.of(Value::from(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        self.of(Value::from(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.of(Value::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        self.of(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(items))?;
        self.of(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(members))?;
        self.of(value)
    }
}
