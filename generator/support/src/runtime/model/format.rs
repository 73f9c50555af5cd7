//! Wire formats that differ from the default serde form of a type.
//!
//! A format is an uninhabited type: `Vec<UnixSeconds>` is the format of a `Vec<Timestamp>` whose items are written as
//! Unix time. The format of any type is that type with its leaves replaced.
//!
//! Formats convert inside the serde visitor, so that a parser still points at the value if it is rejected.

#[cfg(feature = "maps")]
mod map;
#[cfg(feature = "nested_formats")]
mod nested;
#[cfg(feature = "tuples")]
mod tuple;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::runtime::core::to_param::ToParam;

/// A wire format of values of one type.
pub trait Format {
    /// The type of the values.
    type Value;

    /// Reads a value.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error>;

    /// Writes a value.
    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A format that also has a plain text form, for paths, queries, headers and forms.
pub trait ParamFormat: Format {
    /// Returns the text form.
    fn text(value: &Self::Value) -> Cow<'_, str>;
}

/// The default format of a type.
pub struct Same<T>(PhantomData<T>);

impl<T: DeserializeOwned + Serialize> Format for Same<T> {
    type Value = T;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    #[inline]
    fn write<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}

/// An owned value with its format.
pub struct As<F: Format>(pub F::Value);

impl<F: Format<Value: Clone>> Clone for As<F> {
    fn clone(&self) -> Self {
        As(self.0.clone())
    }
}

impl<F: Format<Value: PartialEq>> PartialEq for As<F> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<F: Format<Value: fmt::Debug>> fmt::Debug for As<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de, F: Format> Deserialize<'de> for As<F> {
    #[inline]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        F::read(deserializer).map(As)
    }
}

impl<F: Format> Serialize for As<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(&self.0, serializer)
    }
}

impl<F: ParamFormat> ToParam for As<F> {
    fn to_param(&self) -> Cow<'_, str> {
        F::text(&self.0)
    }
}

/// A borrowed value with its format, for writing.
pub struct SerializeAs<'a, F: Format>(pub &'a F::Value);

impl<F: Format> Serialize for SerializeAs<'_, F> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(self.0, serializer)
    }
}

impl<F: Format> Format for Option<F> {
    type Value = Option<F::Value>;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(OptionVisitor::<F>(PhantomData))
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_some(&SerializeAs::<F>(value)),
            None => serializer.serialize_none(),
        }
    }
}

struct OptionVisitor<F>(PhantomData<F>);

impl<'de, F: Format> Visitor<'de> for OptionVisitor<F> {
    type Value = Option<F::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("option")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        F::read(deserializer).map(Some)
    }
}
