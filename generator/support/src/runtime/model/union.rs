//! Unions: enums of alternative types, read and written by tables that distinguish their variants.
//!
//! `union!` implements `Deserialize` and `Serialize` for an enum. Its table has one row per variant: the shape of the
//! values, and the wire format if it is not the default of the type. A value that matches no variant is kept unchanged
//! in the last variant of the enum.
//!
//! A client has hundreds of unions, so each expands only to a table and one `match`. The shared reader buffers the
//! value, and deserializes it by the first matching row.

use serde::de::Deserializer;
#[cfg(not(all(feature = "decimal", feature = "unions")))]
use serde::ser::Error as _;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

pub mod buffered;
#[cfg(all(feature = "decimal", feature = "unions"))]
pub mod exact;
pub mod fidelity;
pub mod matcher;
pub mod value_deserializer;

use crate::runtime::model::format::Format;
#[cfg(not(all(feature = "decimal", feature = "unions")))]
use crate::runtime::model::format::SerializeAs;
use buffered::BufferedValue;
use matcher::VariantMatcher;
use value_deserializer::{ValueDeserializer, ValueError};

/// Implements `Deserialize` and `Serialize` for an enum by a table that distinguishes its variants.
///
/// Tagged unions, whose variant is named by a property of the value:
///
/// ```text
/// union!(Pet(Unknown) by "kind" {
///     "cat" => Cat: tag_included,
///     "dog" | "hound" => Dog: tag_included,
///     "fish" => Fish: tag_added,
/// });
/// ```
///
/// With `tag_included` the type of the variant has a field for the tag. With `tag_added` it may lack one; the tag is
/// then written in addition to its fields. Untagged unions:
///
/// ```text
/// union!(Label(Unknown) {
///     Text: String,
///     Day as Rfc3339Date: String,
///     Level: Integer of [Integer(1), Integer(2)],
///     Cat: Object has ["name", "purrs"],
///     Dog: Object where ["kind" is [Text("dog")]],
///     Bird: Object knows ["sings", "wings"] except ["kind" is [Text("dog"), Text("fish")]],
///     Fish: Object knows ["fins"] except ["kind" is [Text("dog"), Text("bird")]],
/// });
/// ```
///
/// A row lists the JSON types of its variant ([`matcher::JsonType`]), its possible values, the properties that it
/// requires and other variants lack, the properties that only it may have, properties with constant values, and
/// constants that belong to other variants. A row with a format is `Variant as format: ...`.
///
/// Rows are tried in order; among rows with optional properties, those that list more properties of the value are tried
/// first. If a value matches one row only, it must deserialize as that variant, otherwise reading fails. If it matches
/// several, the first variant that writes it unchanged is used, or else the one that changes it least, but
///
/// - a variant that cuts off part of a scalar, or of a scalar in a list, does not match;
/// - an object whose selected variant would drop properties that another matching row lists does not match.
///
/// A value without a variant is kept in `Unknown`. `union!(Label(Unknown, any: true) { ... })` also keeps values that
/// match one row and do not deserialize.
macro_rules! union {
    ($name:ident($unknown:ident $(, any: $any:literal)?) by $tag:literal {
        $($($value:literal)|+ => $variant:ident $(as $format:ty)? : $place:ident,)*
    }) => {
        $crate::runtime::model::union::union_impls!($name);

        impl $crate::runtime::model::union::Union for $name {
            const ROWS: &'static [$crate::runtime::model::union::matcher::VariantMatcher<Self>] = &[$($crate::runtime::model::union::matcher::VariantMatcher {
                kinds: &[$crate::runtime::model::union::matcher::JsonType::Object],
                values: &[],
                required_keys: &[],
                known_keys: &[],
                constant_keys: &[($tag, &[$($crate::runtime::model::union::matcher::Literal::Text($value)),+])],
                excluded_keys: &[],
                read: |node| $crate::runtime::model::union::read_row::<$crate::runtime::model::format_or_same!($($format)?), _>(
                    node, Self::$variant,
                ),
                #[cfg(all(feature = "decimal", feature = "unions"))]
                read_text: |text| $crate::runtime::model::union::exact::read_row::<
                    $crate::runtime::model::format_or_same!($($format)?), _,
                >(text, Self::$variant),
            }),*];

            $(const ACCEPTS_ANY: bool = $any;)?

            fn unknown(value: ::serde_json::Value) -> Self {
                Self::$unknown(value)
            }

            fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(payload) => {
                        $crate::runtime::model::union::$place::<$crate::runtime::model::format_or_same!($($format)?), S>(
                            payload, $tag, &[$($value),+], serializer,
                        )
                    })*
                    Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }
    };
    ($name:ident($unknown:ident $(, any: $any:literal)?) {
        $($variant:ident $(as $format:ty)? : $($kind:ident)|+
            $(of [$($value:ident($literal:literal)),+])?
            $(has [$($key:literal),+])?
            $(knows [$($known_key:literal),+])?
            $(where [$($member:literal is [$($known:ident($constant:literal)),+]),+])?
            $(except [$($other:literal is [$($excluded:ident($foreign:literal)),+]),+])?,)*
    }) => {
        $crate::runtime::model::union::union_impls!($name);

        impl $crate::runtime::model::union::Union for $name {
            const ROWS: &'static [$crate::runtime::model::union::matcher::VariantMatcher<Self>] = &[$($crate::runtime::model::union::matcher::VariantMatcher {
                kinds: &[$($crate::runtime::model::union::matcher::JsonType::$kind),+],
                values: &[$($($crate::runtime::model::union::matcher::Literal::$value($literal)),+)?],
                required_keys: &[$($($key),+)?],
                known_keys: &[$($($known_key),+)?],
                constant_keys: &[$($(($member, &[$($crate::runtime::model::union::matcher::Literal::$known($constant)),+])),+)?],
                excluded_keys: &[$($(($other, &[$($crate::runtime::model::union::matcher::Literal::$excluded($foreign)),+])),+)?],
                read: |node| $crate::runtime::model::union::read_row::<$crate::runtime::model::format_or_same!($($format)?), _>(
                    node, Self::$variant,
                ),
                #[cfg(all(feature = "decimal", feature = "unions"))]
                read_text: |text| $crate::runtime::model::union::exact::read_row::<
                    $crate::runtime::model::format_or_same!($($format)?), _,
                >(text, Self::$variant),
            }),*];

            $(const ACCEPTS_ANY: bool = $any;)?

            fn unknown(value: ::serde_json::Value) -> Self {
                Self::$unknown(value)
            }

            fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(payload) => {
                        $crate::runtime::model::union::untagged::<$crate::runtime::model::format_or_same!($($format)?), S>(
                            payload, serializer,
                        )
                    })*
                    Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }
    };
}
pub(crate) use union;

/// Implements the traits that both kinds of tables share.
macro_rules! union_impls {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::model::union::read(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::model::union::Union::write(self, serializer)
            }
        }
    };
}
pub(crate) use union_impls;

/// Implements `From` for an enum. Each row is a variant and a type that converts into its payload.
///
/// `impl_from_payload!(Pet { Cat(Cat), Dog(Dog), Name(String), Name(&str) })`
macro_rules! impl_from_payload {
    ($name:ident { $($variant:ident($payload:ty)),* $(,)? }) => {
        $(impl From<$payload> for $name {
            fn from(payload: $payload) -> Self {
                Self::$variant(payload.into())
            }
        })*
    };
}
pub(crate) use impl_from_payload;

/// An enum with a table of variants, implemented by `union!`.
pub trait Union: Serialize + Sized + 'static {
    /// The rows that distinguish the variants, in the order of trying.
    const ROWS: &'static [VariantMatcher<Self>];
    /// True if a value that matches a variant and is not valid for it is kept as unknown.
    const ACCEPTS_ANY: bool = false;

    /// Keeps a value that matches no variant.
    fn unknown(value: Value) -> Self;

    /// Writes the variant.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Reads a union.
pub fn read<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    #[cfg(all(feature = "decimal", feature = "unions"))]
    if crate::runtime::core::json::long_numbers::are_read() {
        return exact::read(deserializer);
    }
    read_buffered(deserializer)
}

fn read_buffered<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    BufferedValue(|value| match matcher::select_variant::<U>(&value)? {
        Some((_, union)) => Ok(union),
        None => Ok(U::unknown(value)),
    })
    .read(deserializer)
}

/// Reads the payload of a variant and wraps it in the variant.
pub fn read_row<F: Format, U>(node: ValueDeserializer<'_>, variant: fn(F::Value) -> U) -> Result<U, ValueError> {
    F::read(node).map(variant)
}

/// Writes the payload of a variant.
pub fn untagged<F: Format, S: Serializer>(payload: &F::Value, serializer: S) -> Result<S::Ok, S::Error> {
    F::write(payload, serializer)
}

/// Writes the payload of a variant, including its tag.
pub fn tag_included<F: Format, S: Serializer>(
    payload: &F::Value,
    _: &str,
    _: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    F::write(payload, serializer)
}

#[cfg(all(feature = "decimal", feature = "unions"))]
pub use exact::tag_added;

#[cfg(not(all(feature = "decimal", feature = "unions")))]
/// Writes the payload of a variant and adds the tag if the payload lacks it. The first value of the tag is written.
pub fn tag_added<F: Format, S: Serializer>(
    payload: &F::Value,
    tag: &str,
    values: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(SerializeAs::<F>(payload)).map_err(S::Error::custom)?;
    if let (Value::Object(members), Some(first)) = (&mut value, values.first())
        && !members.contains_key(tag)
    {
        members.insert(tag.to_owned(), Value::from(*first));
    }
    value.serialize(serializer)
}
