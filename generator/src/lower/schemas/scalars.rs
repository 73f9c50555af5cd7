//! Scalars: the Rust types of `type` and `format`.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::ir::{
    JsonRepr, Module, NumericType, Primitive, ResponseType, ScalarFormat, TimestampFormat, Type, TypeArena, TypeId,
    TypeKind,
};
use crate::spec::{Schema, SchemaType};

/// Returns the Rust type of a scalar. An unknown format is ignored.
pub(in crate::lower) fn scalar(kind: Option<SchemaType>, format: Option<&str>) -> Type {
    match kind {
        Some(SchemaType::String) => text(format),
        Some(SchemaType::Integer) => integer(format),
        Some(SchemaType::Number) => number(format),
        Some(SchemaType::Boolean) => Type::Primitive(Primitive::Bool),
        Some(SchemaType::Array) => Type::Array(Box::new(Type::Json)),
        Some(SchemaType::Object) => Type::Map(Box::new(Type::Json)),
        None => Type::Json,
    }
}

/// Returns the Rust type of a scalar schema: unsigned, if the schema states integers that only that type can represent.
pub(in crate::lower) fn declared_scalar(kind: Option<SchemaType>, schema: &Schema) -> Type {
    match scalar(kind, schema.format.as_deref()) {
        Type::Primitive(Primitive::I64) if states_large_integers(schema) => Type::Primitive(Primitive::U64),
        ty => ty,
    }
}

/// Returns true if a schema states an integer above the largest signed one, and none below zero.
fn states_large_integers(schema: &Schema) -> bool {
    let values = schema.enum_values.iter().chain(&schema.default).chain(&schema.example);
    let bounds = [&schema.minimum, &schema.maximum].into_iter().flatten().map(|bound| &bound.value);
    let stated: Vec<f64> = values.filter_map(Value::as_f64).chain(bounds.filter_map(Number::as_f64)).collect();
    stated.iter().any(|number| *number >= i64::MAX as f64) && stated.iter().all(|number| *number >= 0.0)
}

fn text(format: Option<&str>) -> Type {
    let Some(format) = format.map(normalized) else { return Type::Primitive(Primitive::String) };
    let formatted = match format.as_str() {
        "password" => return Type::Secret,
        "datetime" => return Type::Timestamp(TimestampFormat::Rfc3339),
        "date" => return Type::Date,
        "binary" => return Type::Bytes,
        "time" => ScalarFormat::TimeOfDay,
        "duration" => ScalarFormat::Duration,
        "uuid" | "guid" => ScalarFormat::Uuid,
        "uri" | "url" | "urireference" | "iri" | "irireference" => ScalarFormat::Uri,
        "ip" => ScalarFormat::Ip,
        "ipv4" => ScalarFormat::Ipv4,
        "ipv6" => ScalarFormat::Ipv6,
        "byte" | "base64" => ScalarFormat::Base64,
        "base64url" => ScalarFormat::Base64Url,
        "decimal" => ScalarFormat::Decimal(JsonRepr::Text),
        "int8" | "int16" | "int32" => ScalarFormat::NumberString(NumericType::I32),
        "int64" | "long" => ScalarFormat::NumberString(NumericType::I64),
        "uint8" | "uint16" | "uint32" | "uint" => ScalarFormat::NumberString(NumericType::U32),
        "uint64" | "ulong" => ScalarFormat::NumberString(NumericType::U64),
        "float" => ScalarFormat::NumberString(NumericType::F32),
        "double" => ScalarFormat::NumberString(NumericType::F64),
        _ => return Type::Primitive(Primitive::String),
    };
    Type::Scalar(formatted)
}

/// Normalizes a format for comparison: documents write `date-time` in many spellings.
fn normalized(format: &str) -> String {
    format.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

fn integer(format: Option<&str>) -> Type {
    match format.map(normalized).as_deref() {
        Some("int8") => Type::Scalar(ScalarFormat::I8),
        Some("int16") => Type::Scalar(ScalarFormat::I16),
        Some("int32") => Type::Primitive(Primitive::I32),
        Some("uint8") => Type::Scalar(ScalarFormat::U8),
        Some("uint16") => Type::Scalar(ScalarFormat::U16),
        Some("uint32" | "uint") => Type::Primitive(Primitive::U32),
        Some("uint64" | "ulong") => Type::Primitive(Primitive::U64),
        Some("unixtime" | "timestamp") => Type::Timestamp(TimestampFormat::UnixSeconds),
        Some("unixtimemillis") => Type::Timestamp(TimestampFormat::UnixMillis),
        Some(_) | None => Type::Primitive(Primitive::I64),
    }
}

fn number(format: Option<&str>) -> Type {
    match format.map(normalized).as_deref() {
        Some("float") => Type::Primitive(Primitive::F32),
        Some("decimal") => Type::Scalar(ScalarFormat::Decimal(JsonRepr::Number)),
        Some("int32") => Type::Scalar(ScalarFormat::IntegralNumber(NumericType::I32)),
        Some("int64" | "integer" | "long") => Type::Scalar(ScalarFormat::IntegralNumber(NumericType::I64)),
        Some("uint32" | "uint") => Type::Scalar(ScalarFormat::IntegralNumber(NumericType::U32)),
        Some("uint64" | "ulong") => Type::Scalar(ScalarFormat::IntegralNumber(NumericType::U64)),
        Some(_) | None => Type::Primitive(Primitive::F64),
    }
}

/// Returns the type of a value that is text by itself. Formats that only concern JSON are dropped.
pub(in crate::lower) fn as_text(ty: &Type) -> Type {
    let Type::Scalar(ScalarFormat::NumberString(number) | ScalarFormat::IntegralNumber(number)) = ty else {
        return ty.clone();
    };
    number.in_rust()
}

/// Returns the unsigned type for a parameter that is never negative.
pub(in crate::lower) fn unsigned(ty: Type) -> Type {
    match ty {
        Type::Primitive(Primitive::I32) => Type::Primitive(Primitive::U32),
        Type::Primitive(Primitive::I64) => Type::Primitive(Primitive::U64),
        Type::Scalar(ScalarFormat::I8) => Type::Scalar(ScalarFormat::U8),
        Type::Scalar(ScalarFormat::I16) => Type::Scalar(ScalarFormat::U16),
        ty => ty,
    }
}

/// Returns true if values of a type are compared with bounds before they are sent.
pub(in crate::lower) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Primitive(primitive) if primitive.is_number())
        || matches!(ty, Type::Scalar(ScalarFormat::I8 | ScalarFormat::I16 | ScalarFormat::U8 | ScalarFormat::U16))
}

/// Returns a bound as a literal of a number type; `None` if the type cannot represent it or is not a number.
pub(in crate::lower) fn bound_literal(ty: &Type, bound: &str) -> Option<String> {
    match ty {
        Type::Primitive(Primitive::F32) => {
            Some(format!("{:?}", bound.parse::<f32>().ok().filter(|value| value.is_finite())?))
        }
        Type::Primitive(Primitive::F64) => {
            Some(format!("{:?}", bound.parse::<f64>().ok().filter(|value| value.is_finite())?))
        }
        Type::Primitive(Primitive::I32) => bound.parse::<i32>().ok().map(|bound| bound.to_string()),
        Type::Primitive(Primitive::I64) => bound.parse::<i64>().ok().map(|bound| bound.to_string()),
        Type::Primitive(Primitive::U32) => bound.parse::<u32>().ok().map(|bound| bound.to_string()),
        Type::Primitive(Primitive::U64) => bound.parse::<u64>().ok().map(|bound| bound.to_string()),
        Type::Scalar(format) => small_bound_literal(*format, bound),
        Type::Unit | Type::Json | Type::Primitive(Primitive::Bool | Primitive::String) | Type::Secret => None,
        Type::Timestamp(_) | Type::Date | Type::Bytes | Type::Xml | Type::File => None,
        Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Boxed(_) | Type::Tuple(_) | Type::Named(_) => None,
    }
}

/// Returns a bound as a literal of a small number type; `None` if the type cannot represent it.
fn small_bound_literal(format: ScalarFormat, bound: &str) -> Option<String> {
    match format {
        ScalarFormat::I8 => bound.parse::<i8>().ok().map(|bound| bound.to_string()),
        ScalarFormat::I16 => bound.parse::<i16>().ok().map(|bound| bound.to_string()),
        ScalarFormat::U8 => bound.parse::<u8>().ok().map(|bound| bound.to_string()),
        ScalarFormat::U16 => bound.parse::<u16>().ok().map(|bound| bound.to_string()),
        ScalarFormat::NumberString(_)
        | ScalarFormat::IntegralNumber(_)
        | ScalarFormat::Decimal(_)
        | ScalarFormat::TimeOfDay
        | ScalarFormat::Duration
        | ScalarFormat::Uuid
        | ScalarFormat::Uri
        | ScalarFormat::Ip
        | ScalarFormat::Ipv4
        | ScalarFormat::Ipv6
        | ScalarFormat::Base64
        | ScalarFormat::Base64Url => None,
    }
}

/// Replaces binary fields, items and map values by strings. JSON cannot represent bytes; only a complete body can.
pub(in crate::lower) fn text_in_json(types: &mut TypeArena, groups: &mut [Module]) {
    let bytes: BTreeSet<TypeId> =
        (0..types.defs.len()).map(TypeId).filter(|id| *types.resolve_alias(&Type::Named(*id)) == Type::Bytes).collect();
    for def in &mut types.defs {
        match &mut def.kind {
            TypeKind::Alias(ty) => text_in_parts(ty, &bytes),
            body => body.children_mut().into_iter().for_each(|ty| to_text(ty, &bytes)),
        }
    }
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        // An optional body of bytes is a complete body, too.
        let bodies: Vec<Option<ResponseType>> =
            operation.outputs().map(|(output, arms)| output.is_bytes(arms).then(|| output.clone())).collect();
        operation.types_mut().into_iter().for_each(|ty| text_in_parts(ty, &bytes));
        for (output, body) in operation.outputs_mut().zip(bodies) {
            if let Some(body) = body {
                *output = body;
            }
        }
    }
}

fn text_in_parts(ty: &mut Type, bytes: &BTreeSet<TypeId>) {
    ty.children_mut().into_iter().for_each(|part| to_text(part, bytes));
}

fn to_text(ty: &mut Type, bytes: &BTreeSet<TypeId>) {
    match ty {
        Type::Bytes => *ty = Type::Primitive(Primitive::String),
        Type::Named(id) if bytes.contains(id) => *ty = Type::Primitive(Primitive::String),
        ty => text_in_parts(ty, bytes),
    }
}

/// Returns true if a value of this type is a secret or contains only secrets.
pub(in crate::lower) fn holds_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => holds_secret(inner),
        _ => false,
    }
}
