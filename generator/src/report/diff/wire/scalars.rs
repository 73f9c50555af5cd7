//! The values of scalar types in JSON.

use crate::ir::{JsonRepr, Literal, NumericType, Primitive, ScalarFormat, TimestampFormat, Type};

/// The range of a number, and true if it can have a fraction.
type Range = (i128, i128, bool);

const FRACTIONAL: Range = (i128::MIN, i128::MAX, true);

fn numeric(number: NumericType) -> Range {
    match number {
        NumericType::I32 => (i32::MIN.into(), i32::MAX.into(), false),
        NumericType::I64 => (i64::MIN.into(), i64::MAX.into(), false),
        NumericType::U32 => (0, u32::MAX.into(), false),
        NumericType::U64 => (0, u64::MAX.into(), false),
        NumericType::F32 | NumericType::F64 => FRACTIONAL,
    }
}

/// Returns the range of a type that is a number in JSON.
fn range(ty: &Type) -> Option<Range> {
    Some(match ty {
        Type::Primitive(Primitive::I32) => numeric(NumericType::I32),
        Type::Primitive(Primitive::I64) => numeric(NumericType::I64),
        Type::Primitive(Primitive::U32) => numeric(NumericType::U32),
        Type::Primitive(Primitive::U64) => numeric(NumericType::U64),
        Type::Primitive(Primitive::F32 | Primitive::F64) => FRACTIONAL,
        Type::Scalar(ScalarFormat::I8) => (i8::MIN.into(), i8::MAX.into(), false),
        Type::Scalar(ScalarFormat::I16) => (i16::MIN.into(), i16::MAX.into(), false),
        Type::Scalar(ScalarFormat::U8) => (0, u8::MAX.into(), false),
        Type::Scalar(ScalarFormat::U16) => (0, u16::MAX.into(), false),
        Type::Scalar(ScalarFormat::IntegralNumber(number)) => numeric(*number),
        Type::Scalar(ScalarFormat::Decimal(JsonRepr::Number)) => FRACTIONAL,
        Type::Timestamp(TimestampFormat::UnixSeconds | TimestampFormat::UnixMillis) => numeric(NumericType::I64),
        _ => return None,
    })
}

/// Returns true for a type that is any text in JSON.
pub(super) fn is_any_text(ty: &Type) -> bool {
    matches!(ty, Type::Primitive(Primitive::String) | Type::Secret)
}

/// Returns true for a type that is text in JSON.
pub(super) fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Date | Type::Xml => true,
        Type::Timestamp(format) => matches!(format, TimestampFormat::Rfc3339 | TimestampFormat::HttpDate),
        Type::Scalar(_) => range(ty).is_none(),
        ty => is_any_text(ty),
    }
}

/// Returns true if all values of a scalar type are values of another.
pub(super) fn is_subset(ty: &Type, of: &Type) -> bool {
    if ty == of {
        return true;
    }
    match (ty, of) {
        (Type::Timestamp(one), Type::Timestamp(other)) => one == other,
        (Type::Scalar(ScalarFormat::Ipv4 | ScalarFormat::Ipv6), Type::Scalar(ScalarFormat::Ip)) => true,
        _ if is_any_text(of) => is_text(ty),
        _ => match (range(ty), range(of)) {
            (Some(_), Some((_, _, true))) => true,
            (Some((low, high, false)), Some((least, most, false))) => least <= low && high <= most,
            _ => false,
        },
    }
}

/// Returns true if a literal is a value of a scalar type.
pub(super) fn is_value(literal: &Literal, of: &Type) -> bool {
    match literal {
        Literal::Text(_) => is_any_text(of),
        Literal::Integer(value) => range(of).is_some_and(|(low, high, _)| (low..=high).contains(&i128::from(*value))),
        Literal::Number(_) => range(of).is_some_and(|(_, _, is_fractional)| is_fractional),
        Literal::Bool(_) => *of == Type::Primitive(Primitive::Bool),
    }
}
