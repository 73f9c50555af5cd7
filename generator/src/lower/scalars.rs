//! Single values: which Rust type a `type` and a `format` become.

use crate::ir::{Format, Number, TimeForm, Type, Wire};
use crate::spec::facts::Kind;

/// The Rust type of a single value. A format that is not known is a hint and changes nothing.
pub(super) fn scalar(kind: Option<Kind>, format: Option<&str>) -> Type {
    match kind {
        Some(Kind::String) => text(format),
        Some(Kind::Integer) => integer(format),
        Some(Kind::Number) => number(format),
        Some(Kind::Boolean) => Type::Bool,
        Some(Kind::Array) => Type::List(Box::new(Type::Value)),
        Some(Kind::Object) => Type::Map(Box::new(Type::Value)),
        None => Type::Value,
    }
}

fn text(format: Option<&str>) -> Type {
    let Some(format) = format.map(plain) else { return Type::String };
    let formatted = match format.as_str() {
        "password" => return Type::Secret,
        "datetime" => return Type::Timestamp(TimeForm::Rfc3339),
        "date" => return Type::Date,
        "binary" => return Type::Bytes,
        "time" => Format::TimeOfDay,
        "duration" => Format::Duration,
        "uuid" | "guid" => Format::Uuid,
        "uri" | "url" | "urireference" | "iri" | "irireference" => Format::Uri,
        "ip" => Format::Ip,
        "ipv4" => Format::Ipv4,
        "ipv6" => Format::Ipv6,
        "byte" | "base64" => Format::Base64,
        "base64url" => Format::Base64Url,
        "decimal" => Format::Decimal(Wire::Text),
        "int8" | "int16" | "int32" => Format::Quoted(Number::I32),
        "int64" | "long" => Format::Quoted(Number::I64),
        "uint8" | "uint16" | "uint32" => Format::Quoted(Number::U32),
        "uint64" => Format::Quoted(Number::U64),
        "float" => Format::Quoted(Number::F32),
        "double" => Format::Quoted(Number::F64),
        _ => return Type::String,
    };
    Type::Formatted(formatted)
}

/// A format as it is compared: real documents write `date-time` in every way there is.
fn plain(format: &str) -> String {
    format.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

fn integer(format: Option<&str>) -> Type {
    match format.map(plain).as_deref() {
        Some("int8") => Type::Formatted(Format::I8),
        Some("int16") => Type::Formatted(Format::I16),
        Some("int32") => Type::I32,
        Some("uint8") => Type::Formatted(Format::U8),
        Some("uint16") => Type::Formatted(Format::U16),
        Some("uint32") => Type::U32,
        Some("uint64") => Type::U64,
        Some("unixtime" | "timestamp") => Type::Timestamp(TimeForm::UnixSeconds),
        Some("unixtimemillis") => Type::Timestamp(TimeForm::UnixMillis),
        Some(_) | None => Type::I64,
    }
}

fn number(format: Option<&str>) -> Type {
    match format.map(plain).as_deref() {
        Some("float") => Type::F32,
        Some("decimal") => Type::Formatted(Format::Decimal(Wire::Number)),
        Some("int32") => Type::Formatted(Format::Whole(Number::I32)),
        Some("int64" | "integer" | "long") => Type::Formatted(Format::Whole(Number::I64)),
        Some(_) | None => Type::F64,
    }
}

/// The type of a value that stands alone as text, where a number is text whatever its type: without what is only said of
/// JSON.
pub(super) fn alone(ty: &Type) -> Type {
    let Type::Formatted(Format::Quoted(number) | Format::Whole(number)) = ty else { return ty.clone() };
    number.in_rust()
}

/// The type of an argument that is never negative.
pub(super) fn unsigned(ty: Type) -> Type {
    match ty {
        Type::I32 => Type::U32,
        Type::I64 => Type::U64,
        Type::Formatted(Format::I8) => Type::Formatted(Format::U8),
        Type::Formatted(Format::I16) => Type::Formatted(Format::U16),
        ty => ty,
    }
}

/// Whether values of a type are compared with limits before they are sent.
pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64)
        || matches!(ty, Type::Formatted(Format::I8 | Format::I16 | Format::U8 | Format::U16))
}

/// A limit as a literal of a number's type; `None` where the type cannot hold it, or is none.
pub(super) fn limit(ty: &Type, limit: &str) -> Option<String> {
    match ty {
        Type::F32 => Some(format!("{:?}", limit.parse::<f32>().ok().filter(|value| value.is_finite())?)),
        Type::F64 => Some(format!("{:?}", limit.parse::<f64>().ok().filter(|value| value.is_finite())?)),
        Type::I32 => limit.parse::<i32>().ok().map(|limit| limit.to_string()),
        Type::I64 => limit.parse::<i64>().ok().map(|limit| limit.to_string()),
        Type::U32 => limit.parse::<u32>().ok().map(|limit| limit.to_string()),
        Type::U64 => limit.parse::<u64>().ok().map(|limit| limit.to_string()),
        Type::Formatted(format) => small_limit(*format, limit),
        Type::Unit | Type::Value | Type::Bool | Type::String | Type::Secret => None,
        Type::Timestamp(_) | Type::Date | Type::Bytes | Type::Xml | Type::File => None,
        Type::List(_) | Type::Map(_) | Type::Nullable(_) | Type::Boxed(_) | Type::Tuple(_) | Type::Named(_) => None,
    }
}

/// A limit as a literal of a small number's type; `None` where the type cannot hold it.
fn small_limit(format: Format, limit: &str) -> Option<String> {
    match format {
        Format::I8 => limit.parse::<i8>().ok().map(|limit| limit.to_string()),
        Format::I16 => limit.parse::<i16>().ok().map(|limit| limit.to_string()),
        Format::U8 => limit.parse::<u8>().ok().map(|limit| limit.to_string()),
        Format::U16 => limit.parse::<u16>().ok().map(|limit| limit.to_string()),
        Format::Quoted(_)
        | Format::Whole(_)
        | Format::Decimal(_)
        | Format::TimeOfDay
        | Format::Duration
        | Format::Uuid
        | Format::Uri
        | Format::Ip
        | Format::Ipv4
        | Format::Ipv6
        | Format::Base64
        | Format::Base64Url => None,
    }
}
