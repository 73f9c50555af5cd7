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
    held(Hold { types, exact: true }, ty, value)
}

/// Whether a type holds a value, in whatever way it writes it.
pub(super) fn holds(types: &Types, ty: &Type, value: &Value) -> bool {
    held(Hold { types, exact: false }, ty, value).is_some()
}

/// The types, and whether a value must be written as it was.
#[derive(Clone, Copy)]
struct Hold<'t> {
    types: &'t Types,
    exact: bool,
}

fn held(hold: Hold, ty: &Type, value: &Value) -> Option<Value> {
    match ty {
        Type::Unit | Type::File => None,
        Type::Value => Some(sorted(value)),
        Type::Bool => value.is_boolean().then(|| value.clone()),
        Type::F32 | Type::F64 if !hold.exact => value.is_number().then(|| value.clone()),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => number(ty, value),
        Type::String | Type::Secret | Type::Bytes | Type::Xml => value.is_string().then(|| value.clone()),
        Type::Timestamp(TimeForm::Rfc3339) => text(value, |text| is_time(hold, text)),
        Type::Timestamp(TimeForm::UnixSeconds) => counted(value, LAST_SECOND),
        Type::Timestamp(TimeForm::UnixMillis) => counted(value, LAST_SECOND * 1000),
        Type::Date => text(value, |text| formats::holds("date", text)),
        Type::Formatted(format) => formatted(hold, *format, value),
        Type::List(item) => {
            let items = value.as_array()?.iter().map(|value| held(hold, item, value));
            items.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        Type::Map(of) => {
            let sorted = sorted(value);
            let members = sorted.as_object()?.iter().map(|(key, value)| Some((key.clone(), held(hold, of, value)?)));
            members.collect::<Option<Map<String, Value>>>().map(Value::Object)
        }
        Type::Nullable(_) if value.is_null() => Some(Value::Null),
        Type::Nullable(inner) | Type::Boxed(inner) => held(hold, inner, value),
        Type::Tuple(of) => {
            let items = value.as_array().filter(|items| items.len() == of.len())?;
            let items = items.iter().zip(of).map(|(value, ty)| held(hold, ty, value));
            items.collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        Type::Named(id) => named(hold, &hold.types.get(*id)?.body, value),
    }
}

fn named(hold: Hold, body: &TypeBody, value: &Value) -> Option<Value> {
    match body {
        TypeBody::Struct(body) => {
            let given = value.as_object()?;
            let mut members = Map::new();
            for field in &body.fields {
                if let Some(member) = member(hold, field, given.get(field.name.wire()))? {
                    members.insert(field.name.wire().to_owned(), member);
                }
            }
            if let Some((_, ty)) = &body.extra {
                let is_extra = |name: &String| body.fields.iter().all(|field| field.name.wire() != name);
                let mut rest: Vec<_> = given.iter().filter(|(name, _)| is_extra(name)).collect();
                rest.sort_by_key(|(name, _)| *name);
                for (name, value) in rest {
                    members.insert(name.clone(), held(hold, ty, value)?);
                }
            }
            Some(Value::Object(members))
        }
        TypeBody::Enum(_) => value.is_string().then(|| value.clone()),
        TypeBody::Values(values) => {
            values.variants.iter().any(|(_, constant)| is_constant(constant, value)).then(|| value.clone())
        }
        TypeBody::Union(union) => alternative(hold, union, value),
        TypeBody::Wrapper(ty) | TypeBody::Alias(ty) => held(hold, ty, value),
    }
}

/// A member as its object writes it: `Some(None)` where it leaves no trace.
fn member(hold: Hold, field: &Field, value: Option<&Value>) -> Option<Option<Value>> {
    match (field.slot, value) {
        (Slot::Required | Slot::Nullable, None) => None,
        (Slot::Optional | Slot::OptionalNullable, None) | (Slot::Optional, Some(Value::Null)) => Some(None),
        (Slot::Nullable | Slot::OptionalNullable, Some(Value::Null)) => Some(Some(Value::Null)),
        (_, Some(value)) => held(hold, &field.ty, value).map(Some),
    }
}

/// A value as a union writes it: by the variant that its tag names, else by one that keeps all of it. What no variant
/// holds is kept as it is.
fn alternative(hold: Hold, union: &Union, value: &Value) -> Option<Value> {
    let said = union.tag.as_ref().and_then(|tag| value.get(tag)?.as_str());
    for variant in &union.variants {
        if let Sign::Tag { values, inside } = &variant.sign
            && said.is_some_and(|said| values.iter().any(|known| known == said))
        {
            let held = held(hold, &variant.ty, value)?;
            return if *inside { Some(held) } else { tagged(held, union.tag.as_deref()?, said?) };
        }
    }
    let mut fits = union.variants.iter().filter(|variant| matches!(variant.sign, Sign::Shape(_)));
    let mut held = fits.by_ref().filter_map(|variant| held(hold, &variant.ty, value)).peekable();
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
        Type::Unit
        | Type::Bool
        | Type::String
        | Type::Secret
        | Type::Bytes
        | Type::Xml
        | Type::File
        | Type::Value
        | Type::Timestamp(_)
        | Type::Date
        | Type::Formatted(_)
        | Type::List(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Boxed(_)
        | Type::Tuple(_)
        | Type::Named(_) => false,
    };
    let is_real = matches!(ty, Type::F32 | Type::F64);
    fits.then(|| match whole {
        // A fraction of nothing is not written.
        Some(whole) if is_real => Value::from(whole),
        _ => value.clone(),
    })
}

fn formatted(hold: Hold, format: Format, value: &Value) -> Option<Value> {
    let small = |from: i64, to: i64| value.as_i64().filter(|number| (from..=to).contains(number)).map(Value::from);
    let sized = |size: Size, value: &Value| number(&size.in_rust(), value);
    let is_same = |text: &str, written: &str| text == written || !hold.exact;
    match format {
        Format::I8 => small(i64::from(i8::MIN), i64::from(i8::MAX)),
        Format::I16 => small(i64::from(i16::MIN), i64::from(i16::MAX)),
        Format::U8 => small(0, i64::from(u8::MAX)),
        Format::U16 => small(0, i64::from(u16::MAX)),
        Format::Quoted(size) => {
            let text = value.as_str()?;
            let number = sized(size, &Value::Number(text.parse::<Number>().ok()?))?.to_string();
            (number == *text || !hold.exact).then(|| value.clone())
        }
        Format::Whole(size) => sized(size, value),
        Format::Decimal(Wire::Number) => value.as_f64().filter(|number| number.abs() < 1e15).map(|_| value.clone()),
        Format::Decimal(Wire::Text) if !hold.exact => {
            text(value, |text| text.len() < 20 && text.parse::<f64>().is_ok())
        }
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
        Format::Uuid => text(value, |text| formats::holds("uuid", text) && is_same(text, &text.to_ascii_lowercase())),
        Format::Uri => value.is_string().then(|| value.clone()),
        Format::Ip => {
            text(value, |text| text.parse::<core::net::IpAddr>().is_ok_and(|ip| is_same(text, &ip.to_string())))
        }
        Format::Ipv4 => text(value, |text| text.parse::<core::net::Ipv4Addr>().is_ok()),
        Format::Ipv6 => {
            text(value, |text| text.parse::<core::net::Ipv6Addr>().is_ok_and(|ip| is_same(text, &ip.to_string())))
        }
        Format::Base64 | Format::Base64Url if !hold.exact => text(value, |text| formats::holds("byte", text)),
        // Letters and digits are the same in both alphabets.
        Format::Base64 | Format::Base64Url => {
            text(value, |text| text.len().is_multiple_of(4) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        }
    }
}

fn text(value: &Value, is_right: impl Fn(&str) -> bool) -> Option<Value> {
    value.as_str().filter(|text| is_right(text)).map(Value::from)
}

/// The last second of the year 9999, which is the last that is read.
const LAST_SECOND: i64 = 253_402_207_200;

/// A point in time as a count from 1970 on.
fn counted(value: &Value, last: i64) -> Option<Value> {
    value.as_i64().filter(|count| (0..=last).contains(count)).map(Value::from)
}

/// Whether a text is a point in time; where it must, as clients write it: in UTC, and without a fraction of nothing.
fn is_time(hold: Hold, text: &str) -> bool {
    let is_written = text.ends_with('Z')
        && text.contains('T')
        && text.split_once('.').is_none_or(|(_, fraction)| !fraction.ends_with("0Z") && fraction.len() < 11);
    formats::holds("date-time", text) && (is_written || !hold.exact)
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
