//! Unions: enums whose variants are the types that a value can be, read and written by tables of what tells them apart.
//!
//! In comes an enum and, in `union!`, one row per variant: what a value of it looks like, and its wire format where
//! that is not the type's own. Out come `Deserialize` and `Serialize`. A value that looks like no variant is kept as it
//! came, in the last variant of the enum.
//!
//! A client has hundreds of unions, so what is written out for each is a table and one `match`. The reader is shared:
//! it takes in the whole value, finds the rows that it looks like, and reads it as those, in the order of the rows.
//! Knows serde and JSON values, but nothing of HTTP.

use serde::de::Deserializer;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

pub mod node;
pub mod sign;
pub mod whole;

use crate::runtime::model::format::{Format, Written};
use node::{Misfit, Node};
use sign::Row;
use whole::Whole;

/// Implements `Deserialize` and `Serialize` for an enum by a table of what tells its variants apart.
///
/// Where a member of the value, its tag, names the variant:
///
/// ```text
/// union!(Pet(Unknown) by "kind" {
///     "cat" => Cat: inside,
///     "dog" | "hound" => Dog: inside,
///     "fish" => Fish: beside,
/// });
/// ```
///
/// `inside` says that the variant's own type has the tag, `beside` that it may not: then the tag is written beside its
/// members, if it is not among them. Where nothing names the variant:
///
/// ```text
/// union!(Answer(Unknown) {
///     Text: Text,
///     Day as date: Text,
///     Level: Whole of [Whole(1), Whole(2)],
///     Cat: Object has ["name", "purrs"],
///     Dog: Object where ["kind" is [Text("dog")]],
///     Bird: Object knows ["sings", "wings"],
///     Fish: Object knows ["fins"],
/// });
/// ```
///
/// A row names the JSON types that its variant can have ([`sign::Kind`]), the values it can have, the members that
/// it has and the others lack, the members that only it may have, and the members that are one of a few constants. Rows
/// are looked at in their order; where some name members that they may have, those come first that know more of the
/// value's. If a value looks like one row only, it is that variant, and an error if it does not fit; if it looks like
/// several, it is the first that it fits; else it is kept in `Unknown`. A row with a format is `Variant as format: ...`.
macro_rules! union {
    ($name:ident($unknown:ident) by $tag:literal {
        $($($value:literal)|+ => $variant:ident $(as $format:ty)? : $place:ident,)*
    }) => {
        $crate::runtime::union::union_impls!($name);

        impl $crate::runtime::union::Union for $name {
            const ROWS: &'static [$crate::runtime::union::sign::Row<Self>] = &[$($crate::runtime::union::sign::Row {
                kinds: &[$crate::runtime::union::sign::Kind::Object],
                values: &[],
                has: &[],
                knows: &[],
                members: &[($tag, &[$($crate::runtime::union::sign::Known::Text($value)),+])],
                read: |node| $crate::runtime::union::read_row::<$crate::runtime::model::format_of!($($format)?), _>(
                    node, Self::$variant,
                ),
            }),*];

            fn unknown(value: ::serde_json::Value) -> Self {
                Self::$unknown(value)
            }

            fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(payload) => {
                        $crate::runtime::union::$place::<$crate::runtime::model::format_of!($($format)?), S>(
                            payload, $tag, &[$($value),+], serializer,
                        )
                    })*
                    Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }
    };
    ($name:ident($unknown:ident) {
        $($variant:ident $(as $format:ty)? : $($kind:ident)|+
            $(of [$($value:ident($literal:literal)),+])?
            $(has [$($key:literal),+])?
            $(knows [$($own:literal),+])?
            $(where [$($member:literal is [$($known:ident($constant:literal)),+]),+])?,)*
    }) => {
        $crate::runtime::union::union_impls!($name);

        impl $crate::runtime::union::Union for $name {
            const ROWS: &'static [$crate::runtime::union::sign::Row<Self>] = &[$($crate::runtime::union::sign::Row {
                kinds: &[$($crate::runtime::union::sign::Kind::$kind),+],
                values: &[$($($crate::runtime::union::sign::Known::$value($literal)),+)?],
                has: &[$($($key),+)?],
                knows: &[$($($own),+)?],
                members: &[$($(($member, &[$($crate::runtime::union::sign::Known::$known($constant)),+])),+)?],
                read: |node| $crate::runtime::union::read_row::<$crate::runtime::model::format_of!($($format)?), _>(
                    node, Self::$variant,
                ),
            }),*];

            fn unknown(value: ::serde_json::Value) -> Self {
                Self::$unknown(value)
            }

            fn write<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(payload) => {
                        $crate::runtime::union::plain::<$crate::runtime::model::format_of!($($format)?), S>(
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

/// What both kinds of tables make.
macro_rules! union_impls {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::union::read(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::union::Union::write(self, serializer)
            }
        }
    };
}
pub(crate) use union_impls;

/// Implements `From` for an enum: each row is a variant and a type that converts into what the variant holds.
///
/// `payloads!(Pet { Cat(Cat), Dog(Dog), Name(String), Name(&str) })`
macro_rules! payloads {
    ($name:ident { $($variant:ident($payload:ty)),* $(,)? }) => {
        $(impl From<$payload> for $name {
            fn from(payload: $payload) -> Self {
                Self::$variant(payload.into())
            }
        })*
    };
}
pub(crate) use payloads;

/// What `union!` makes of the table.
pub trait Union: Sized + 'static {
    /// What tells the variants apart, in the order they are tried.
    const ROWS: &'static [Row<Self>];

    /// Keeps a value that looks like no variant.
    fn unknown(value: Value) -> Self;

    /// Writes the variant.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Reads a union.
pub fn read<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    Whole(|value| match sign::choose(U::ROWS, &value)? {
        Some(union) => Ok(union),
        None => Ok(U::unknown(value)),
    })
    .read(deserializer)
}

/// Reads what a variant holds, and makes the variant of it.
pub fn read_row<F: Format, U>(node: Node<'_>, variant: fn(F::Value) -> U) -> Result<U, Misfit> {
    F::read(node).map(variant)
}

/// Writes what a variant holds.
pub fn plain<F: Format, S: Serializer>(payload: &F::Value, serializer: S) -> Result<S::Ok, S::Error> {
    F::write(payload, serializer)
}

/// Writes what a variant holds, its tag with it.
pub fn inside<F: Format, S: Serializer>(
    payload: &F::Value,
    _: &str,
    _: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    F::write(payload, serializer)
}

/// Writes what a variant holds, with the tag beside it unless it is there. The first of the tag's values is written.
pub fn beside<F: Format, S: Serializer>(
    payload: &F::Value,
    tag: &str,
    values: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(Written::<F>(payload)).map_err(S::Error::custom)?;
    if let (Value::Object(members), Some(first)) = (&mut value, values.first())
        && !members.contains_key(tag)
    {
        members.insert(tag.to_owned(), Value::from(*first));
    }
    value.serialize(serializer)
}
