//! Enums of constants that are not all strings: numbers, booleans and strings.
//!
//! `value_enum!` implements conversions, `ToParam`, `Deserialize` and `Serialize` for an enum. Its table has the wire
//! value of each variant; one further variant keeps undocumented values. Values are written back unchanged.

use std::borrow::Cow;

use serde_json::{Number, Value};

use crate::runtime::model::union::matcher::Literal;

/// Implements reading, writing and conversions for an enum of constants.
///
/// `value_enum!(Level(Unknown) { Low => Integer(1), High => Integer(2), Off => Bool(false), Auto => Text("auto") })` is
/// for an enum with these variants and `Unknown(Value)`.
macro_rules! value_enum {
    ($name:ident($unknown:ident) { $($variant:ident => $known:ident($literal:literal)),* $(,)? }) => {
        impl $name {
            /// Returns the wire value.
            pub fn to_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => $crate::runtime::model::union::matcher::Literal::$known($literal).into(),)*
                    Self::$unknown(value) => value.clone(),
                }
            }
        }

        impl From<::serde_json::Value> for $name {
            fn from(value: ::serde_json::Value) -> Self {
                match value {
                    $(value if $crate::runtime::model::union::matcher::Literal::$known($literal).is(&value) => Self::$variant,)*
                    value => Self::$unknown(value),
                }
            }
        }

        impl $crate::runtime::core::to_param::ToParam for $name {
            fn to_param(&self) -> ::std::borrow::Cow<'_, str> {
                $crate::runtime::model::value_enum::text(self.to_value())
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

impl From<Literal> for Value {
    fn from(known: Literal) -> Self {
        match known {
            Literal::Text(text) => Value::from(text),
            Literal::Integer(number) => Value::from(number),
            Literal::Number(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
            Literal::Bool(flag) => Value::Bool(flag),
        }
    }
}

/// Returns a value as plain text: a string without quotes, any other value as JSON.
pub fn text(value: Value) -> Cow<'static, str> {
    match value {
        Value::String(text) => Cow::Owned(text),
        value => Cow::Owned(value.to_string()),
    }
}
