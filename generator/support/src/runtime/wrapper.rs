//! Types that hold themselves in nothing but lists, maps and tuples: each is a struct around one value.
//!
//! In comes a struct and, in `wrapper!`, the type of its value, and its wire format where that is not the type's own.
//! Out come conversions, `Deserialize` and `Serialize`: on the wire it is its value. Knows serde, but no data format and
//! nothing of HTTP.

use serde::{Deserializer, Serializer};

use crate::runtime::model::format::Format;

/// Implements reading, writing and conversions for a struct around one value.
///
/// `wrapper!(Tree { Vec<Tree> })` is for `struct Tree(pub Vec<Tree>)`, and `wrapper!(Log { Vec<(Timestamp, Log)> as
/// Vec<(unix_time, Own<Log>)> })` for one whose value has a format.
macro_rules! wrapper {
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
                $crate::runtime::wrapper::read::<$crate::runtime::model::format_of!($($format)?), D>(deserializer)
                    .map(Self)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::wrapper::write::<$crate::runtime::model::format_of!($($format)?), S>(
                    &self.0, serializer,
                )
            }
        }
    };
}
pub(crate) use wrapper;

/// Reads the value.
pub fn read<'de, F: Format, D: Deserializer<'de>>(deserializer: D) -> Result<F::Value, D::Error> {
    F::read(deserializer)
}

/// Writes the value.
pub fn write<F: Format, S: Serializer>(value: &F::Value, serializer: S) -> Result<S::Ok, S::Error> {
    F::write(value, serializer)
}
