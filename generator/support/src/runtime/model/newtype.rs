//! Newtypes for recursive types that consist of lists, maps and tuples only. On the wire they are the inner value.

use serde::{Deserializer, Serializer};

use crate::runtime::model::format::Format;

/// Implements reading, writing and conversions for a struct around one value.
///
/// `newtype!(Tree { Vec<Tree> })` is for `struct Tree(pub Vec<Tree>)`. `newtype!(Log { Vec<(Timestamp, Log)> as
/// Vec<(UnixSeconds, Same<Log>)> })` is for a struct whose value has a format.
macro_rules! newtype {
    ($name:ident { $inner:ty $(as $format:ty)? $(,)? }) => {
        impl From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl ::std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $inner {
                &mut self.0
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::model::newtype::read::<$crate::runtime::model::format_or_same!($($format)?), D>(deserializer)
                    .map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::model::newtype::write::<$crate::runtime::model::format_or_same!($($format)?), S>(
                    &self.0, serializer,
                )
            }
        }
    };
}
pub(crate) use newtype;

/// Reads the value.
pub fn read<'de, F: Format, D: Deserializer<'de>>(deserializer: D) -> Result<F::Value, D::Error> {
    F::read(deserializer)
}

/// Writes the value.
pub fn write<F: Format, S: Serializer>(value: &F::Value, serializer: S) -> Result<S::Ok, S::Error> {
    F::write(value, serializer)
}
