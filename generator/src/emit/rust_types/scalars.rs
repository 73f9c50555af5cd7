//! Scalars with a format: their Rust types, format types and runtime parts, as one table.

use crate::ir::{JsonRepr, NumericType, ScalarFormat, TimestampFormat, Type};

/// The Rust representation of a scalar.
pub(crate) struct ScalarType {
    /// The Rust type: a number, or a type that the runtime exports.
    pub(crate) rust: &'static str,
    /// The format type and its type parameter, if the format differs from the default of the Rust type.
    pub(crate) format: Option<(&'static str, Option<&'static str>)>,
    /// The optional part of the runtime that defines it.
    pub(crate) part: Option<&'static str>,
}

impl ScalarType {
    /// Returns the representation of a type; `None` if it is not a scalar, or has no format and no import.
    pub(crate) fn new(ty: &Type) -> Option<Self> {
        Some(match ty {
            Type::Timestamp(form) => timestamp(*form),
            Type::Date => Self::formatted("Date", "Rfc3339Date", "rfc3339"),
            Type::Scalar(format) => Self::from_format(*format),
            Type::Unit
            | Type::Json
            | Type::Primitive(_)
            | Type::Secret
            | Type::Bytes
            | Type::Xml
            | Type::File
            | Type::Array(_)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::Boxed(_)
            | Type::Tuple(_)
            | Type::Named(_) => return None,
        })
    }

    fn from_format(format: ScalarFormat) -> Self {
        match format {
            ScalarFormat::I8 => Self::plain("i8", None),
            ScalarFormat::I16 => Self::plain("i16", None),
            ScalarFormat::U8 => Self::plain("u8", None),
            ScalarFormat::U16 => Self::plain("u16", None),
            ScalarFormat::NumberString(of) => Self::number(of, "NumberFromString"),
            ScalarFormat::IntegralNumber(of) => Self::number(of, "IntegralNumber"),
            ScalarFormat::Decimal(JsonRepr::Number) => Self::formatted("Decimal", "DecimalNumber", "decimal"),
            ScalarFormat::Decimal(JsonRepr::Text) => Self::formatted("Decimal", "DecimalString", "decimal"),
            ScalarFormat::TimeOfDay => Self::formatted("TimeOfDay", "TimeFormat", "clock"),
            ScalarFormat::Duration => Self::formatted("IsoDuration", "DurationFormat", "clock"),
            ScalarFormat::Uuid => Self::plain("Uuid", Some("uuid")),
            ScalarFormat::Uri => Self::plain("UriString", Some("uri")),
            ScalarFormat::Ip => Self::plain("IpAddr", None),
            ScalarFormat::Ipv4 => Self::plain("Ipv4Addr", None),
            ScalarFormat::Ipv6 => Self::plain("Ipv6Addr", None),
            ScalarFormat::Base64 => Self::formatted("Bytes", "Base64", "base64"),
            ScalarFormat::Base64Url => Self::formatted("Bytes", "Base64Url", "base64"),
        }
    }

    fn plain(rust: &'static str, part: Option<&'static str>) -> Self {
        Self { rust, format: None, part }
    }

    fn formatted(rust: &'static str, format: &'static str, part: &'static str) -> Self {
        Self { rust, format: Some((format, None)), part: Some(part) }
    }

    fn number(number: NumericType, format: &'static str) -> Self {
        let rust = match number {
            NumericType::I32 => "i32",
            NumericType::I64 => "i64",
            NumericType::U32 => "u32",
            NumericType::U64 => "u64",
            NumericType::F32 => "f32",
            NumericType::F64 => "f64",
        };
        Self { rust, format: Some((format, Some(rust))), part: Some("numbers") }
    }

    /// Returns true if the type is exported by the runtime.
    pub(crate) fn is_imported(&self) -> bool {
        self.rust.starts_with(|c: char| c.is_ascii_uppercase())
    }

    /// Returns the format type with its type parameter.
    pub(crate) fn full_format(&self) -> Option<String> {
        self.format.map(|(format, of)| match of {
            Some(of) => format!("{format}<{of}>"),
            None => format.to_owned(),
        })
    }
}

fn timestamp(form: TimestampFormat) -> ScalarType {
    let (format, part) = match form {
        TimestampFormat::Rfc3339 => ("Rfc3339", "rfc3339"),
        TimestampFormat::UnixSeconds => ("UnixSeconds", "unix_time"),
        TimestampFormat::UnixMillis => ("UnixMillis", "unix_time"),
        TimestampFormat::HttpDate => ("HttpDate", "http_dates"),
    };
    ScalarType::formatted("Timestamp", format, part)
}
