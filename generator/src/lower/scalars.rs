//! Single values: which Rust type a `type` and a `format` become.

use crate::ir::{TimeForm, Type};
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
    match format {
        Some("password") => Type::Secret,
        Some("date-time") => Type::Timestamp(TimeForm::Rfc3339),
        Some("date") => Type::Date,
        Some("binary") => Type::Bytes,
        Some(_) | None => Type::String,
    }
}

fn integer(format: Option<&str>) -> Type {
    match format {
        Some("int8" | "int16" | "int32") => Type::I32,
        Some("uint8" | "uint16" | "uint32") => Type::U32,
        Some("uint64") => Type::U64,
        Some("unix-time" | "timestamp") => Type::Timestamp(TimeForm::UnixSeconds),
        Some("unix-time-millis") => Type::Timestamp(TimeForm::UnixMillis),
        Some(_) | None => Type::I64,
    }
}

fn number(format: Option<&str>) -> Type {
    match format {
        Some("float") => Type::F32,
        Some(_) | None => Type::F64,
    }
}

/// The type of an argument that is never negative.
pub(super) fn unsigned(ty: Type) -> Type {
    match ty {
        Type::I32 => Type::U32,
        Type::I64 => Type::U64,
        ty => ty,
    }
}
