//! String enums that keep values which the description does not list.
//!
//! In comes an enum and, in `open_enum!`, the wire text of each of its variants but one, which holds whatever else
//! comes. Out come conversions, `Display`, `Plain`, `Deserialize` and `Serialize`. What is read is written back as it
//! was. Knows serde, but no data format.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserializer, Error, Visitor};

/// Implements reading, writing and conversions for an enum of texts.
///
/// `open_enum!(Color { "red" => Red, "blue" => Blue })` is for an enum with the variants `Red`, `Blue` and
/// `Unknown(Unlisted)`. Where the description has a value of that name itself, another variant can take what is not
/// listed: `open_enum!(Color(Other) { "unknown" => Unknown })`.
macro_rules! open_enum {
    ($name:ident { $($wire:literal => $variant:ident),* $(,)? }) => {
        $crate::runtime::open_enum::open_enum!($name(Unknown) { $($wire => $variant),* });
    };
    ($name:ident($unknown:ident) { $($wire:literal => $variant:ident),* $(,)? }) => {
        impl $name {
            /// The text, as it is sent and received.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)*
                    _ => Self::$unknown($crate::runtime::open_enum::Unlisted::new(text.to_owned())),
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($wire => Self::$variant,)*
                    _ => Self::$unknown($crate::runtime::open_enum::Unlisted::new(text)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::runtime::plain::Plain for $name {
            fn plain(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::open_enum::read(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use open_enum;

/// The text of a value that the description does not list.
///
/// Only the enum's own conversions make one, so that a listed value never hides in here: two equal texts are equal
/// values. It derefs to `str`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unlisted(Box<str>);

impl Unlisted {
    pub(crate) fn new(text: String) -> Self {
        Unlisted(text.into_boxed_str())
    }
}

impl Deref for Unlisted {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Reads any text that converts.
pub fn read<'de, T: From<String> + for<'a> From<&'a str>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: From<String> + for<'a> From<&'a str>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        Ok(T::from(text))
    }
}
