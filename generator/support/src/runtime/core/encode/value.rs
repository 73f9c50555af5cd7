//! Untyped values, created from any type through serde. Properties keep their order.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use zeroize::Zeroizing;

use super::super::secret::SecretBuffer;

use super::super::json;

/// An untyped value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ParamValue {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(Zeroizing<String>),
    /// A list.
    List(Vec<ParamValue>),
    /// An object with its properties in order.
    Object(Vec<(String, ParamValue)>),
}

/// A number as JSON parsers represent it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Integer(i64),
    Natural(u64),
    Real(f64),
}

impl Number {
    fn parse(digits: &str) -> Option<Self> {
        let integer = digits.parse().map(Self::Integer).or_else(|_| digits.parse().map(Self::Natural));
        integer.ok().or_else(|| digits.parse().map(Self::Real).ok())
    }
}

impl ParamValue {
    /// Returns the text of a scalar, or the JSON of a list or an object.
    pub(super) fn text(&self) -> Zeroizing<String> {
        match self {
            Self::Null => Zeroizing::default(),
            Self::Bool(value) => value.to_string().into(),
            Self::Number(Number::Integer(value)) => value.to_string().into(),
            Self::Number(Number::Natural(value)) => value.to_string().into(),
            Self::Number(Number::Real(value)) => value.to_string().into(),
            Self::Text(text) => text.clone(),
            Self::List(_) | Self::Object(_) => self.json(),
        }
    }

    /// Returns the JSON text.
    pub(super) fn json(&self) -> Zeroizing<String> {
        // The value was read from JSON, so serialization cannot fail.
        let SecretBuffer(json) = SecretBuffer::json(self).unwrap_or_default();
        Zeroizing::new(String::from_utf8_lossy(&json).into_owned())
    }

    /// Returns true for a list or an object.
    pub(super) fn is_nested(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_))
    }

    /// Returns true unless the value is `null`, which is omitted from requests.
    pub(super) fn is_present(&self) -> bool {
        *self != Self::Null
    }
}

impl Serialize for ParamValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(Number::Integer(value)) => serializer.serialize_i64(*value),
            Self::Number(Number::Natural(value)) => serializer.serialize_u64(*value),
            Self::Number(Number::Real(value)) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'de> Deserialize<'de> for ParamValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = ParamValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<ParamValue, E> {
        Ok(ParamValue::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<ParamValue, E> {
        Ok(ParamValue::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<ParamValue, E> {
        Ok(ParamValue::Number(Number::Integer(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<ParamValue, E> {
        Ok(ParamValue::Number(Number::Natural(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<ParamValue, E> {
        Ok(ParamValue::Number(Number::Real(value)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ParamValue, E> {
        Ok(ParamValue::Text(text.to_owned().into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<ParamValue, E> {
        Ok(ParamValue::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ParamValue, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(ParamValue::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ParamValue, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        if let [(name, ParamValue::Text(digits))] = members.as_slice()
            && name == json::NUMBER
        {
            return Number::parse(digits).map(ParamValue::Number).ok_or_else(|| A::Error::custom("invalid number"));
        }
        Ok(ParamValue::Object(members))
    }
}
