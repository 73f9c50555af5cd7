//! Models: plain structs that are read and written by tables of their fields instead of derived serde impls.
//!
//! In comes a struct and, in `model!`, one row per field: its wire name, its Rust name, what absence and `null` mean
//! for it, and its wire format where that is not the type's own. Out come `Deserialize` and `Serialize`.
//!
//! A client has hundreds of models, so what is written out for each is kept small: one function that reads, one that
//! writes, one that looks names up. All else is shared. Knows serde, but no data format and nothing of HTTP.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};

pub mod format;
pub mod rest;
pub mod slot;
pub mod writer;

use writer::Writer;

/// Implements `Deserialize` and `Serialize` for a struct by a table of its fields.
///
/// Each row is `"wire name" => field: kind` or `"wire name" => field: kind as format`.
///
/// | kind | type of the field | absent | `null` | written when empty |
/// |---|---|---|---|---|
/// | `required` | `T` | an error | up to `T` | |
/// | `optional` | `Option<T>` | `None` | `None` | left out |
/// | `nullable` | `Option<T>` | an error | `None` | `null` |
/// | `optional_nullable` | `Option<Option<T>>` | `None` | `Some(None)` | left out, or `null` |
///
/// A format is a type that implements [`format::Format`] for `T`: `unix_time` for a `Timestamp`, `Vec<unix_time>` for a
/// `Vec<Timestamp>`.
///
/// Names that no row has are skipped, unless the last row is `..field`: then they are kept in that field, a
/// `BTreeMap<String, T>`, and `..field as format` gives the format of its values. A name that has a row and comes twice
/// is an error.
macro_rules! model {
    (
        $model:ident {
            $($wire:literal => $field:ident : $kind:ident $(as $format:ty)?,)*
            $(.. $extra:ident $(as $extra_format:ty)? $(,)?)?
        }
    ) => {
        impl $crate::runtime::model::Model for $model {
            const NAME: &'static str = stringify!($model);
            const FIELDS: &'static [&'static str] = &[$($wire),*];

            fn read<'de, A: ::serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                #[allow(non_camel_case_types)]
                enum Row { $($field,)* None }
                fn row(name: &str) -> usize {
                    (match name { $($wire => Row::$field,)* _ => Row::None }) as usize
                }
                $(let mut $field =
                    $crate::runtime::model::slot::$kind::<$crate::runtime::model::format_of!($($format)?)>($wire);)*
                let mut rest = $crate::runtime::model::rest_of!($($extra $(as $extra_format)?)?);
                while let Some(number) = rest.next(&mut map, row)? {
                    match number {
                        $(n if n == Row::$field as usize => $field.fill(&mut map),)*
                        _ => rest.take(&mut map),
                    }?;
                }
                Ok(Self {
                    $($field: $crate::runtime::model::slot::take!($kind $field),)*
                    $($extra: rest.kept,)?
                })
            }

            #[inline]
            #[allow(unused_variables)] // A model without fields does not write.
            fn write<M: ::serde::ser::SerializeMap>(&self, writer: &mut $crate::runtime::model::writer::Writer<M>) {
                $(writer.$kind::<$crate::runtime::model::format_of!($($format)?)>($wire, &self.$field);)*
                $(writer.rest::<$crate::runtime::model::format_of!($($extra_format)?)>(&self.$extra);)?
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $model {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::model::read(deserializer)
            }
        }

        impl ::serde::Serialize for $model {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::model::write(self, serializer)
            }
        }
    };
    ($model:ident { $($wire:literal => $field:ident : $kind:ident $(as $format:ty)?),+ }) => {
        $crate::runtime::model::model!($model { $($wire => $field: $kind $(as $format)?,)+ });
    };
}
pub(crate) use model;

/// The format of a row: the one that it names, else the type's own.
macro_rules! format_of {
    () => { $crate::runtime::model::format::Own<_> };
    ($format:ty) => { $format };
}
pub(crate) use format_of;

/// What becomes of names that no row has: skipped, or kept.
macro_rules! rest_of {
    () => { $crate::runtime::model::rest::Skipped };
    ($extra:ident $(as $format:ty)?) => {
        $crate::runtime::model::rest::Kept::<$crate::runtime::model::format_of!($($format)?)>::default()
    };
}
pub(crate) use rest_of;

/// What `model!` makes of the table.
pub trait Model: Sized {
    /// The name of the struct, for error messages.
    const NAME: &'static str;
    /// The wire names of the fields.
    const FIELDS: &'static [&'static str];

    /// Reads the fields from a map.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;

    /// Writes the fields into a map.
    fn write<M: SerializeMap>(&self, writer: &mut Writer<M>);
}

/// Reads a model.
pub fn read<'de, M: Model, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    deserializer.deserialize_struct(M::NAME, M::FIELDS, ModelVisitor(PhantomData))
}

/// Writes a model. How many fields there will be is not said: fields without a value are left out.
pub fn write<M: Model, S: Serializer>(model: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = Writer::new(serializer.serialize_map(None)?);
    model.write(&mut writer);
    writer.end()
}

struct ModelVisitor<M>(PhantomData<M>);

impl<'de, M: Model> Visitor<'de> for ModelVisitor<M> {
    type Value = M;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", M::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<M, A::Error> {
        M::read(map)
    }
}
