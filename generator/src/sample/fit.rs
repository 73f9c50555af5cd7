//! Values as the types of the client hold them.
//!
//! Comes in: a type and a JSON value. Goes out: the value as the client writes it once it holds it, without what the
//! type has no place for; or that the type does not hold it, or writes it in another way than it was. So a value that
//! comes out of here can be told from what is on the wire.

use serde_json::{Map, Number, Value};

use super::formats;
use crate::ir::{Constant, Field, Format, Number as Size, Sign, Slot, TimeForm, Type, TypeBody, Types, Union, Wire};

/// The value as a type writes it; `None` where the type does not hold it.
pub(super) fn fit(types: &Types, ty: &Type, value: &Value) -> Option<Value> {
    match ty {
        Type::Unit | Type::File => None,
        Type::Value => Some(sorted(value)),
        Type::Bool => value.is_boolean().then(|| value.clone()),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => number(ty, value),
        Type::String | Type::Secret | Type::Bytes | Type::Xml => value.is_string().then(|| value.clone()),
        Type::Timestamp(TimeForm::Rfc3339) => text(value, is_written_time),
        Type::Timestamp(TimeForm::UnixSeconds | TimeForm::UnixMillis) => {
            value.as_i64().filter(|count| (0..10_000_000_000_000).contains(count)).map(Value::from)
        }
        Type::Date => text(value, |text| formats::holds("date", text)),
        Type::Formatted(format) => formatted(*format, value),
        Type::List(item) => {
            let items = value.as_array()?.iter().map(|value| fit(types, item, value));
            items.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        Type::Map(of) => {
            let sorted = sorted(value);
            let members = sorted.as_object()?.iter().map(|(key, value)| Some((key.clone(), fit(types, of, value)?)));
            members.collect::<Option<Map<String, Value>>>().map(Value::Object)
        }
        Type::Nullable(_) if value.is_null() => Some(Value::Null),
        Type::Nullable(inner) | Type::Boxed(inner) => fit(types, inner, value),
        Type::Tuple(of) => {
            let items = value.as_array().filter(|items| items.len() == of.len())?;
            let items = items.iter().zip(of).map(|(value, ty)| fit(types, ty, value));
            items.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        Type::Named(id) => named(types, &types.get(*id)?.body, value),
    }
}

fn named(types: &Types, body: &TypeBody, value: &Value) -> Option<Value> {
    match body {
        TypeBody::Struct(body) => {
            let given = value.as_object()?;
            let mut members = Map::new();
            for field in &body.fields {
                if let Some(member) = member(types, field, given.get(field.name.wire()))? {
                    members.insert(field.name.wire().to_owned(), member);
                }
            }
            if let Some((_, ty)) = &body.extra {
                let is_extra = |name: &String| body.fields.iter().all(|field| field.name.wire() != name);
                let mut rest: Vec<_> = given.iter().filter(|(name, _)| is_extra(name)).collect();
                rest.sort_by_key(|(name, _)| *name);
                for (name, value) in rest {
                    members.insert(name.clone(), fit(types, ty, value)?);
                }
            }
            Some(Value::Object(members))
        }
        TypeBody::Enum(_) => value.is_string().then(|| value.clone()),
        TypeBody::Values(values) => {
            values.variants.iter().any(|(_, constant)| is_constant(constant, value)).then(|| value.clone())
        }
        TypeBody::Union(union) => alternative(types, union, value),
        TypeBody::Wrapper(ty) | TypeBody::Alias(ty) => fit(types, ty, value),
    }
}

/// A member as its object writes it: `Some(None)` where it leaves no trace.
fn member(types: &Types, field: &Field, value: Option<&Value>) -> Option<Option<Value>> {
    match (field.slot, value) {
        (Slot::Required | Slot::Nullable, None) => None,
        (Slot::Optional | Slot::OptionalNullable, None) | (Slot::Optional, Some(Value::Null)) => Some(None),
        (Slot::Nullable | Slot::OptionalNullable, Some(Value::Null)) => Some(Some(Value::Null)),
        (_, Some(value)) => fit(types, &field.ty, value).map(Some),
    }
}

/// A value as a union writes it: by the variant that its tag names, else by one that keeps all of it. What no variant
/// holds is kept as it is.
fn alternative(types: &Types, union: &Union, value: &Value) -> Option<Value> {
    let said = union.tag.as_ref().and_then(|tag| value.get(tag)?.as_str());
    for variant in &union.variants {
        if let Sign::Tag { values, inside } = &variant.sign
            && said.is_some_and(|said| values.iter().any(|known| known == said))
        {
            let held = fit(types, &variant.ty, value)?;
            return if *inside { Some(held) } else { tagged(held, union.tag.as_deref()?, said?) };
        }
    }
    let mut fits = union.variants.iter().filter(|variant| matches!(variant.sign, Sign::Shape(_)));
    let mut held = fits.by_ref().filter_map(|variant| fit(types, &variant.ty, value)).peekable();
    let first = held.peek().cloned();
    held.find(|held| held == value).or(first).or_else(|| Some(sorted(value)))
}

/// An object with its tag, which stands first.
fn tagged(value: Value, tag: &str, said: &str) -> Option<Value> {
    let Value::Object(members) = value else { return None };
    let rest = members.into_iter().filter(|(name, _)| name != tag);
    Some(Value::Object([(tag.to_owned(), Value::from(said))].into_iter().chain(rest).collect()))
}

fn is_constant(constant: &Constant, value: &Value) -> bool {
    match constant {
        Constant::Text(text) => value.as_str() == Some(text),
        Constant::Whole(number) => value.as_i64() == Some(*number),
        Constant::Number(number) => number.parse::<f64>().ok() == value.as_f64() && value.is_number(),
        Constant::Bool(value_of) => value.as_bool() == Some(*value_of),
    }
}

fn number(ty: &Type, value: &Value) -> Option<Value> {
    let whole = value.as_i64().or_else(|| value.as_f64().filter(|number| number.fract() == 0.0).map(|n| n as i64));
    let fits = match ty {
        Type::I32 => i32::try_from(value.as_i64()?).is_ok(),
        Type::I64 => value.is_i64(),
        Type::U32 => u32::try_from(value.as_u64()?).is_ok(),
        Type::U64 => value.is_u64(),
        // Further digits are written in ways that differ from language to language.
        Type::F32 => value.as_f64().is_some_and(|number| f64::from(number as f32) == number && number.abs() < 1e6),
        Type::F64 => value.as_f64().is_some_and(|number| number.abs() < 1e15 && (number == 0.0 || number.abs() > 1e-4)),
        _ => false,
    };
    let is_real = matches!(ty, Type::F32 | Type::F64);
    fits.then(|| match whole {
        // A fraction of nothing is not written.
        Some(whole) if is_real => Value::from(whole),
        _ => value.clone(),
    })
}

fn formatted(format: Format, value: &Value) -> Option<Value> {
    let small = |from: i64, to: i64| value.as_i64().filter(|number| (from..=to).contains(number)).map(Value::from);
    let sized = |size: Size, value: &Value| number(&size.in_rust(), value);
    match format {
        Format::I8 => small(i64::from(i8::MIN), i64::from(i8::MAX)),
        Format::I16 => small(i64::from(i16::MIN), i64::from(i16::MAX)),
        Format::U8 => small(0, i64::from(u8::MAX)),
        Format::U16 => small(0, i64::from(u16::MAX)),
        Format::Quoted(size) => {
            let text = value.as_str()?;
            let number = sized(size, &Value::Number(text.parse::<Number>().ok()?))?.to_string();
            (number == *text).then(|| value.clone())
        }
        Format::Whole(size) => sized(size, value),
        Format::Decimal(Wire::Number) => value.as_f64().filter(|number| number.abs() < 1e15).map(|_| value.clone()),
        Format::Decimal(Wire::Text) => text(value, |text| {
            let digits = text.strip_prefix('-').unwrap_or(text).bytes();
            digits.clone().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && (1..20).contains(&digits.len())
                && text.parse::<f64>().is_ok()
                && !text.trim_start_matches('-').starts_with(['.', '0'])
        }),
        Format::TimeOfDay => {
            text(value, |text| formats::holds("time", text) && !text.contains(['.', '+', 'z']) && !text.contains('-'))
        }
        Format::Duration => text(value, |text| formats::holds("duration", text)),
        Format::Uuid => text(value, |text| formats::holds("uuid", text) && *text == *text.to_ascii_lowercase()),
        Format::Uri => value.is_string().then(|| value.clone()),
        Format::Ip => text(value, |text| text.parse::<core::net::IpAddr>().is_ok_and(|ip| ip.to_string() == text)),
        Format::Ipv4 => text(value, |text| text.parse::<core::net::Ipv4Addr>().is_ok()),
        Format::Ipv6 => text(value, |text| text.parse::<core::net::Ipv6Addr>().is_ok_and(|ip| ip.to_string() == text)),
        // Letters and digits are the same in both alphabets.
        Format::Base64 | Format::Base64Url => {
            text(value, |text| text.len().is_multiple_of(4) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        }
    }
}

fn text(value: &Value, is_right: impl Fn(&str) -> bool) -> Option<Value> {
    value.as_str().filter(|text| is_right(text)).map(Value::from)
}

/// Whether a point in time is written as clients write it: in UTC, and without a fraction of nothing.
fn is_written_time(text: &str) -> bool {
    formats::holds("date-time", text)
        && text.ends_with('Z')
        && text.contains('T')
        && text.split_once('.').is_none_or(|(_, fraction)| !fraction.ends_with("0Z") && fraction.len() < 11)
}

/// The same value, the members of every object in the order of their names.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        single => single.clone(),
    }
}
