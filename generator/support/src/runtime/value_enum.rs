//! Enums of values that are not all texts: numbers, booleans and texts that a description lists, and whatever else
//! comes.
//!
//! In comes an enum and, in `value_enum!`, the wire value of each of its variants but one, which keeps any other value.
//! Out come conversions, `Plain`, `Deserialize` and `Serialize`. What is read is written back as it was. Knows JSON
//! values, but nothing of HTTP.

use std::borrow::Cow;

use serde_json::{Number, Value};

use crate::runtime::union::sign::Known;

/// Implements reading, writing and conversions for an enum of values.
///
/// `value_enum!(Level(Unknown) { Low => Whole(1), High => Whole(2), Off => Bool(false), Auto => Text("auto") })` is for an
/// enum with these variants and `Unknown(Value)`.
macro_rules! value_enum {
    ($name:ident($unknown:ident) { $($variant:ident => $known:ident($literal:literal)),* $(,)? }) => {
        impl $name {
            /// The value, as it is sent and received.
            pub fn to_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::runtime::union::sign::Known::$known($literal).into(),)*
                    Self::$unknown(value) => value.clone(),
                }
            }
        }

        impl From<::serde_json::Value> for $name {
            fn from(value: ::serde_json::Value) -> Self {
                match value {
                    $(value if $crate::runtime::union::sign::Known::$known($literal).is(&value) => Self::$variant,)*
                    value => Self::$unknown(value),
                }
            }
        }

        impl $crate::runtime::plain::Plain for $name {
            fn plain(&self) -> ::std::borrow::Cow<'_, str> {
                $crate::runtime::value_enum::text(self.to_value())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.to_value(), serializer)
            }
        }
    };
}
pub(crate) use value_enum;

impl From<Known> for Value {
    fn from(known: Known) -> Self {
        match known {
            Known::Text(text) => Value::from(text),
            Known::Whole(number) => Value::from(number),
            Known::Number(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Known::Bool(flag) => Value::Bool(flag),
        }
    }
}

/// A value as plain text: a text without its quotes, all else as JSON.
pub fn text(value: Value) -> Cow<'static, str> {
    match value {
        Value::String(text) => Cow::Owned(text),
        value => Cow::Owned(value.to_string()),
    }
}
