//! Single values with a form of their own: how each is printed, and which part of the runtime it needs.
//!
//! Comes in: a type's leaf. Goes out: its row of one table.

use crate::ir::{Format, Number, TimeForm, Type, Wire};

/// What is known of a leaf.
pub(crate) struct Leaf {
    /// Its type in Rust, one that the runtime hands out where it is no number.
    pub(crate) rust: &'static str,
    /// Its format, where that is not its type's own: what the runtime hands out, and what stands in brackets behind.
    pub(crate) format: Option<(&'static str, Option<&'static str>)>,
    /// The part of the runtime that has it.
    pub(crate) part: Option<&'static str>,
}

impl Leaf {
    /// The row of a type; `None` where it is no leaf, or one that needs nothing.
    pub(crate) fn of(ty: &Type) -> Option<Self> {
        Some(match ty {
            Type::Timestamp(form) => Self::formatted("Timestamp", time_format(*form), "time"),
            Type::Date => Self::formatted("Date", "date", "time"),
            Type::Formatted(format) => Self::of_format(*format),
            Type::Unit
            | Type::Value
            | Type::Bool
            | Type::I32
            | Type::I64
            | Type::U32
            | Type::U64
            | Type::F32
            | Type::F64
            | Type::String
            | Type::Secret
            | Type::Bytes
            | Type::Xml
            | Type::File
            | Type::List(_)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::Boxed(_)
            | Type::Tuple(_)
            | Type::Named(_) => return None,
        })
    }

    fn of_format(format: Format) -> Self {
        match format {
            Format::I8 => Self::own("i8", None),
            Format::I16 => Self::own("i16", None),
            Format::U8 => Self::own("u8", None),
            Format::U16 => Self::own("u16", None),
            Format::Quoted(of) => Self::number(of, "quoted"),
            Format::Whole(of) => Self::number(of, "whole"),
            Format::Decimal(Wire::Number) => Self::formatted("Decimal", "decimal", "decimal"),
            Format::Decimal(Wire::Text) => Self::formatted("Decimal", "decimal_text", "decimal"),
            Format::TimeOfDay => Self::formatted("TimeOfDay", "time", "time"),
            Format::Duration => Self::formatted("IsoDuration", "duration", "time"),
            Format::Uuid => Self::own("Uuid", Some("uuid")),
            Format::Uri => Self::own("Uri", None),
            Format::Ip => Self::own("IpAddr", None),
            Format::Ipv4 => Self::own("Ipv4Addr", None),
            Format::Ipv6 => Self::own("Ipv6Addr", None),
            Format::Base64 => Self::formatted("Bytes", "base64", "base64"),
            Format::Base64Url => Self::formatted("Bytes", "base64url", "base64"),
        }
    }

    fn own(rust: &'static str, part: Option<&'static str>) -> Self {
        Self { rust, format: None, part }
    }

    fn formatted(rust: &'static str, format: &'static str, part: &'static str) -> Self {
        Self { rust, format: Some((format, None)), part: Some(part) }
    }

    fn number(number: Number, format: &'static str) -> Self {
        let rust = match number {
            Number::I32 => "i32",
            Number::I64 => "i64",
            Number::U32 => "u32",
            Number::U64 => "u64",
            Number::F32 => "f32",
            Number::F64 => "f64",
        };
        Self { rust, format: Some((format, Some(rust))), part: None }
    }

    /// Whether the type is one that the runtime hands out.
    pub(crate) fn is_imported(&self) -> bool {
        self.rust.starts_with(|c: char| c.is_ascii_uppercase())
    }

    /// The format as it is written, where there is one.
    pub(crate) fn written_format(&self) -> Option<String> {
        self.format.map(|(format, of)| match of {
            Some(of) => format!("{format}<{of}>"),
            None => format.to_owned(),
        })
    }
}

fn time_format(form: TimeForm) -> &'static str {
    match form {
        TimeForm::Rfc3339 => "date_time",
        TimeForm::UnixSeconds => "unix_time",
        TimeForm::UnixMillis => "unix_time_millis",
    }
}
