//! Models: structs that are read and written by tables of their fields instead of derived serde implementations.
//!
//! `model!` implements `Deserialize` and `Serialize` for a struct. Its table has one row per field: the wire name, the
//! Rust name, the kind (the handling of absence and `null`), and the wire format if it is not the default of the type.
//!
//! A client has hundreds of models, so each expands to little code: a function that reads, one that writes and one
//! that looks up names. Everything else is shared.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};

#[cfg(feature = "base64")]
pub mod binary;
#[cfg(feature = "clock")]
pub mod clock;
#[cfg(feature = "decimal")]
pub mod decimals;
#[cfg(feature = "erased_box")]
pub mod erased_box;
pub mod field;
pub mod format;
#[cfg(feature = "response_headers")]
pub mod headers;
#[cfg(feature = "http_dates")]
pub mod http_date;
#[cfg(feature = "newtypes")]
pub mod newtype;
#[cfg(feature = "numbers")]
pub mod number;
#[cfg(feature = "open_enums")]
pub mod open_enum;
#[cfg(feature = "rfc3339")]
pub mod rfc3339;
pub mod serialize;
#[cfg(any(feature = "unions", feature = "value_enums"))]
pub mod union;
#[cfg(feature = "unix_time")]
pub mod unix_time;
pub mod unknown_fields;
#[cfg(feature = "uri")]
pub mod uri;
#[cfg(feature = "uuid")]
pub mod uuid;
#[cfg(feature = "value_enums")]
pub mod value_enum;

use serialize::FieldWriter;

/// Implements `Deserialize` and `Serialize` for a struct by a table of its fields.
///
/// Each row is `"wire name" => field: kind` or `"wire name" => field: kind as format`.
///
/// | kind | type of the field | absent | `null` | written if empty |
/// |---|---|---|---|---|
/// | `required` | `T` | an error | depends on `T` | |
/// | `optional` | `Option<T>` | `None` | `None` | omitted |
/// | `nullable` | `Option<T>` | an error | `None` | `null` |
/// | `optional_nullable` | `Option<Option<T>>` | `None` | `Some(None)` | omitted, or `null` |
/// | `read_only` | `Option<T>` | `None` | `None` | omitted, and always in requests |
/// | `read_only_nullable` | `Option<Option<T>>` | `None` | `Some(None)` | omitted, or `null`, and always in requests |
///
/// A format is a type that implements [`format::Format`] for `T`: `UnixSeconds` for a `Timestamp`, `Vec<UnixSeconds>`
/// for a `Vec<Timestamp>`.
///
/// Names without a row are skipped, unless the last row is `..field`: then they are kept in that field, a
/// `BTreeMap<String, T>`, and `..field as format` is the format of its values. A duplicate name with a row is an
/// error.
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

            #[allow(unused_mut, unused_variables)] // A model without fields counts no rows.
            fn read<'de, A: ::serde::de::MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
                fn row(name: &str) -> usize {
                    let mut row = 0;
                    $(if name == $wire { return row; } row += 1;)*
                    row
                }
                $(let mut $field =
                    $crate::runtime::model::field::$kind::<$crate::runtime::model::format_or_same!($($format)?)>($wire);)*
                let mut rest = $crate::runtime::model::unknown_fields_reader!($($extra $(as $extra_format)?)?);
                while let Some(number) = rest.next(&mut map, row)? {
                    let mut row = 0;
                    $(if number == row { $field.read(&mut map)?; continue; } row += 1;)*
                    let _ = row;
                    rest.read_value(&mut map)?;
                }
                Ok(Self {
                    $($field: $crate::runtime::model::field::take!($kind $field),)*
                    $($extra: rest.kept,)?
                })
            }

            #[inline]
            #[allow(unused_variables)] // A model without fields does not write.
            fn write<M: ::serde::ser::SerializeMap>(&self, writer: &mut $crate::runtime::model::serialize::FieldWriter<M>) {
                $(writer.$kind::<$crate::runtime::model::format_or_same!($($format)?)>($wire, &self.$field);)*
                $(writer.unknown_fields::<$crate::runtime::model::format_or_same!($($extra_format)?)>(&self.$extra);)?
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

/// Expands to the format of a row, by default that of the type.
macro_rules! format_or_same {
    () => { $crate::runtime::model::format::Same<_> };
    ($format:ty) => { $format };
}
pub(crate) use format_or_same;

/// Expands to the reader of names without a row, which skips or keeps them.
macro_rules! unknown_fields_reader {
    () => { $crate::runtime::model::unknown_fields::SkipUnknown };
    ($extra:ident $(as $format:ty)?) => {
        $crate::runtime::model::unknown_fields::KeepUnknown::<$crate::runtime::model::format_or_same!($($format)?)>::default()
    };
}
pub(crate) use unknown_fields_reader;

/// A struct with a table of fields, implemented by `model!`.
pub trait Model: Sized {
    /// The name of the struct, for error messages.
    const NAME: &'static str;
    /// The wire names of the fields.
    const FIELDS: &'static [&'static str];

    /// Reads the fields from a map.
    fn read<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;

    /// Writes the fields into a map.
    fn write<M: SerializeMap>(&self, writer: &mut FieldWriter<M>);
}

/// Reads a model.
pub fn read<'de, M: Model, D: Deserializer<'de>>(deserializer: D) -> Result<M, D::Error> {
    deserializer.deserialize_struct(M::NAME, M::FIELDS, ModelVisitor(PhantomData))
}

/// Writes a model. The number of fields is not passed to the serializer, since empty fields are omitted.
pub fn write<M: Model, S: Serializer>(model: &M, serializer: S) -> Result<S::Ok, S::Error> {
    let mut writer = FieldWriter::new(serializer.serialize_map(None)?);
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
