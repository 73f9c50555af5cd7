//! Converts JSON values to the form in which the client's Rust types serialize them.
//!
//! Properties that a type does not have are dropped. A value is rejected if the type cannot contain it, or does not
//! serialize it unchanged.

use std::cell::Cell;

use serde_json::{Map, Number, Value};

use super::formats;
use crate::ir::{
    Field, JsonRepr, Literal, NumericType as Size, Presence, Primitive, ScalarFormat, TimestampFormat, Type, TypeArena,
    TypeKind, Union, VariantRule,
};

/// Returns a value as its type serializes it; `None` if the value does not round-trip.
pub(super) fn fit(types: &TypeArena, ty: &Type, value: &Value) -> Option<Value> {
    fit_type(Fitter { types, exact: true, steps: &Cell::new(MAX_STEPS) }, ty, value)
}

/// Returns true if a type can deserialize a value, even if the value does not round-trip.
pub(super) fn is_readable(types: &TypeArena, ty: &Type, value: &Value) -> bool {
    fit_type(Fitter { types, exact: false, steps: &Cell::new(MAX_STEPS) }, ty, value).is_some()
}

/// The maximum number of nested types of one value, including those of alternatives: unions can contain each other.
const MAX_STEPS: usize = 100_000;

/// The settings of a conversion.
#[derive(Clone, Copy)]
struct Fitter<'t> {
    types: &'t TypeArena,
    /// True if the value must round-trip.
    exact: bool,
    /// The remaining number of nested types.
    steps: &'t Cell<usize>,
}

fn fit_type(fitter: Fitter, ty: &Type, value: &Value) -> Option<Value> {
    fitter.steps.set(fitter.steps.get().checked_sub(1)?);
    match ty {
        Type::Unit | Type::File => None,
        Type::Json => Some(sorted(value)),
        Type::Primitive(Primitive::Bool) => value.is_boolean().then(|| value.clone()),
        Type::Primitive(Primitive::F32 | Primitive::F64) if !fitter.exact => value.is_number().then(|| value.clone()),
        Type::Primitive(
            Primitive::I32 | Primitive::I64 | Primitive::U32 | Primitive::U64 | Primitive::F32 | Primitive::F64,
        ) => number(ty, value),
        Type::Primitive(Primitive::String) | Type::Secret | Type::Bytes | Type::Xml => {
            value.is_string().then(|| value.clone())
        }
        Type::Timestamp(TimestampFormat::Rfc3339) => text(value, |text| is_time(fitter, text)),
        Type::Timestamp(TimestampFormat::UnixSeconds) => timestamp(value, LAST_SECOND),
        Type::Timestamp(TimestampFormat::UnixMillis) => timestamp(value, LAST_SECOND * 1000),
        // Examples of documents are in RFC 3339, but the request contains the text of HTTP.
        Type::Timestamp(TimestampFormat::HttpDate) => text(value, |text| text == formats::HTTP_DATE),
        Type::Date => text(value, |text| formats::is_valid("date", text)),
        Type::Scalar(format) => formatted(fitter, *format, value),
        Type::Array(item) => {
            let items = value.as_array()?.iter().map(|value| fit_type(fitter, item, value));
            items.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        Type::Map(of) => {
            let sorted = sorted(value);
            let properties =
                sorted.as_object()?.iter().map(|(key, value)| Some((key.clone(), fit_type(fitter, of, value)?)));
            properties.collect::<Option<Map<String, Value>>>().map(Value::Object)
        }
        Type::Nullable(_) if value.is_null() => Some(Value::Null),
        Type::Nullable(inner) | Type::Boxed(inner) => fit_type(fitter, inner, value),
        Type::Tuple(of) => {
            let items = value.as_array().filter(|items| items.len() == of.len())?;
            let items = items.iter().zip(of).map(|(value, ty)| fit_type(fitter, ty, value));
            items.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        Type::Named(id) => named(fitter, &fitter.types.get(*id)?.kind, value),
    }
}

fn named(fitter: Fitter, body: &TypeKind, value: &Value) -> Option<Value> {
    match body {
        TypeKind::Struct(body) => {
            let object = value.as_object()?;
            let mut properties = Map::new();
            for field in &body.fields {
                if let Some(property) = property(fitter, field, object.get(field.name.wire()))? {
                    properties.insert(field.name.wire().to_owned(), property);
                }
            }
            if let Some((_, ty)) = &body.extra {
                let is_extra = |name: &String| body.fields.iter().all(|field| field.name.wire() != name);
                let mut rest: Vec<_> = object.iter().filter(|(name, _)| is_extra(name)).collect();
                rest.sort_by_key(|(name, _)| *name);
                for (name, value) in rest {
                    properties.insert(name.clone(), fit_type(fitter, ty, value)?);
                }
            }
            Some(Value::Object(properties))
        }
        TypeKind::Enum(_) => value.is_string().then(|| value.clone()),
        TypeKind::LiteralEnum(values) => {
            values.variants.iter().any(|(_, constant)| is_constant(constant, value)).then(|| value.clone())
        }
        TypeKind::Union(union) => alternative(fitter, union, value),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => fit_type(fitter, ty, value),
    }
}

/// Returns a property as its object serializes it; `Some(None)` if the property is omitted.
fn property(fitter: Fitter, field: &Field, value: Option<&Value>) -> Option<Option<Value>> {
    match (field.presence, value) {
        (Presence::Required | Presence::Nullable, None) => None,
        (Presence::Optional | Presence::OptionalNullable | Presence::RequiredInRequests, None)
        | (Presence::Optional | Presence::RequiredInRequests, Some(Value::Null)) => Some(None),
        (Presence::Nullable | Presence::OptionalNullable, Some(Value::Null)) => Some(Some(Value::Null)),
        (_, Some(value)) => fit_type(fitter, &field.ty, value).map(Some),
    }
}

/// Returns a value as a union serializes it: by the variant of its tag, otherwise by a variant that preserves all of it.
/// A value that matches no variant is unchanged.
fn alternative(fitter: Fitter, union: &Union, value: &Value) -> Option<Value> {
    let tag_value = union.discriminator.as_ref().and_then(|tag| value.get(tag)?.as_str());
    for variant in &union.variants {
        if let VariantRule::Tag { values, inside } = &variant.rule
            && tag_value.is_some_and(|tag_value| values.iter().any(|known| known == tag_value))
        {
            let fitted = fit_type(fitter, &variant.ty, value)?;
            return if *inside { Some(fitted) } else { tagged(fitted, union.discriminator.as_deref()?, tag_value?) };
        }
    }
    let mut fits = union.variants.iter().filter(|variant| matches!(variant.rule, VariantRule::JsonShape(_)));
    let mut fitted = fits.by_ref().filter_map(|variant| fit_type(fitter, &variant.ty, value)).peekable();
    let first = fitted.peek().cloned();
    fitted.find(|fitted| fitted == value).or(first).or_else(|| Some(sorted(value)))
}

/// Returns an object with its tag as the first property.
fn tagged(value: Value, tag: &str, tag_value: &str) -> Option<Value> {
    let Value::Object(properties) = value else { return None };
    let rest = properties.into_iter().filter(|(name, _)| name != tag);
    Some(Value::Object([(tag.to_owned(), Value::from(tag_value))].into_iter().chain(rest).collect()))
}

fn is_constant(constant: &Literal, value: &Value) -> bool {
    match constant {
        Literal::Text(text) => value.as_str() == Some(text),
        Literal::Integer(number) => value.as_i64() == Some(*number),
        Literal::Number(number) => number.parse::<f64>().ok() == value.as_f64() && value.is_number(),
        Literal::Bool(value_of) => value.as_bool() == Some(*value_of),
    }
}

fn number(ty: &Type, value: &Value) -> Option<Value> {
    let integer = value.as_i64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).map(|n| n as i64));
    let fits = match ty {
        Type::Primitive(Primitive::I32) => i32::try_from(value.as_i64()?).is_ok(),
        Type::Primitive(Primitive::I64) => value.is_i64(),
        Type::Primitive(Primitive::U32) => u32::try_from(value.as_u64()?).is_ok(),
        Type::Primitive(Primitive::U64) => value.is_u64(),
        // Serializers differ in the digits of other numbers.
        Type::Primitive(Primitive::F32) => {
            value.as_f64().is_some_and(|number| f64::from(number as f32) == number && number.abs() < 1e6)
        }
        Type::Primitive(Primitive::F64) => {
            value.as_f64().is_some_and(|number| number.abs() < 1e15 && (number == 0.0 || number.abs() > 1e-4))
        }
        Type::Unit
        | Type::Primitive(Primitive::Bool | Primitive::String)
        | Type::Secret
        | Type::Bytes
        | Type::Xml
        | Type::File
        | Type::Json
        | Type::Timestamp(_)
        | Type::Date
        | Type::Scalar(_)
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Boxed(_)
        | Type::Tuple(_)
        | Type::Named(_) => false,
    };
    let is_real = matches!(ty, Type::Primitive(Primitive::F32 | Primitive::F64));
    fits.then(|| match integer {
        // A zero fraction is omitted.
        Some(integer) if is_real => Value::from(integer),
        _ => value.clone(),
    })
}

fn formatted(fitter: Fitter, format: ScalarFormat, value: &Value) -> Option<Value> {
    let small = |from: i64, to: i64| value.as_i64().filter(|number| (from..=to).contains(number)).map(Value::from);
    let sized = |size: Size, value: &Value| number(&size.in_rust(), value);
    let is_same = |text: &str, written: &str| text == written || !fitter.exact;
    match format {
        ScalarFormat::I8 => small(i64::from(i8::MIN), i64::from(i8::MAX)),
        ScalarFormat::I16 => small(i64::from(i16::MIN), i64::from(i16::MAX)),
        ScalarFormat::U8 => small(0, i64::from(u8::MAX)),
        ScalarFormat::U16 => small(0, i64::from(u16::MAX)),
        ScalarFormat::NumberString(size) => {
            let text = value.as_str()?;
            let number = sized(size, &Value::Number(text.parse::<Number>().ok()?))?.to_string();
            (number == *text || !fitter.exact).then(|| value.clone())
        }
        ScalarFormat::IntegralNumber(size) => sized(size, value),
        ScalarFormat::Decimal(JsonRepr::Number) => {
            value.as_f64().filter(|number| number.abs() < 1e15).map(|_| value.clone())
        }
        ScalarFormat::Decimal(JsonRepr::Text) if !fitter.exact => {
            text(value, |text| text.len() < 20 && text.parse::<f64>().is_ok())
        }
        ScalarFormat::Decimal(JsonRepr::Text) => text(value, |text| {
            let digits = text.strip_prefix('-').unwrap_or(text).bytes();
            digits.clone().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && (1..20).contains(&digits.len())
                && text.parse::<f64>().is_ok()
                && !text.trim_start_matches('-').starts_with(['.', '0'])
        }),
        ScalarFormat::TimeOfDay => text(value, |text| {
            formats::is_valid("time", text) && !text.contains(['.', '+', 'z']) && !text.contains('-')
        }),
        ScalarFormat::Duration => text(value, |text| formats::is_valid("duration", text)),
        ScalarFormat::Uuid => {
            text(value, |text| formats::is_valid("uuid", text) && is_same(text, &text.to_ascii_lowercase()))
        }
        ScalarFormat::Uri => value.is_string().then(|| value.clone()),
        ScalarFormat::Ip => {
            text(value, |text| text.parse::<core::net::IpAddr>().is_ok_and(|ip| is_same(text, &ip.to_string())))
        }
        ScalarFormat::Ipv4 => text(value, |text| text.parse::<core::net::Ipv4Addr>().is_ok()),
        ScalarFormat::Ipv6 => {
            text(value, |text| text.parse::<core::net::Ipv6Addr>().is_ok_and(|ip| is_same(text, &ip.to_string())))
        }
        ScalarFormat::Base64 | ScalarFormat::Base64Url if !fitter.exact => {
            text(value, |text| formats::is_valid("byte", text))
        }
        // Letters and digits are the same in both alphabets.
        ScalarFormat::Base64 | ScalarFormat::Base64Url => {
            text(value, |text| text.len().is_multiple_of(4) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        }
    }
}

fn text(value: &Value, is_valid: impl Fn(&str) -> bool) -> Option<Value> {
    value.as_str().filter(|text| is_valid(text)).map(Value::from)
}

/// The last second of the year 9999, the latest supported time.
const LAST_SECOND: i64 = 253_402_207_200;

/// Returns a Unix timestamp up to `last`.
fn timestamp(value: &Value, last: i64) -> Option<Value> {
    value.as_i64().filter(|count| (0..=last).contains(count)).map(Value::from)
}

/// Returns true if a text is a timestamp; if `exact`, one in UTC without trailing zeros, as clients serialize it.
fn is_time(fitter: Fitter, text: &str) -> bool {
    let is_written = text.ends_with('Z')
        && text.contains('T')
        && text.split_once('.').is_none_or(|(_, fraction)| !fraction.ends_with("0Z") && fraction.len() < 11);
    formats::is_valid("date-time", text) && (is_written || !fitter.exact)
}

/// Returns the value with the properties of every object sorted by name.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(properties) => {
            let mut properties: Vec<_> = properties.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            properties.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(properties.into_iter().collect())
        }
        single => single.clone(),
    }
}
