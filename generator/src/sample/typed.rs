//! Values of types, for what has a type in the client and none in the document.
//!
//! Comes in: a type. Goes out: a value that it holds, as small as it can be. No schema is asked.

use serde_json::{Map, Value, json};

use super::formats;
use crate::ir::{Constant, Format, Number, Sign, Slot, TimeForm, Type, TypeBody, TypeId, Types, Wire};

/// How many values are made for one: what is required can double at every level.
const STEPS: usize = 20_000;

/// A value of a type; `None` where there is none, as of a type that holds itself, or where it would be too large.
pub(super) fn value(types: &Types, ty: &Type) -> Option<Value> {
    within(types, ty, &mut Around { types: Vec::new(), steps: STEPS })
}

/// Where a value stands.
struct Around {
    /// The types around it.
    types: Vec<TypeId>,
    /// How many more values are made.
    steps: usize,
}

fn within(types: &Types, ty: &Type, around: &mut Around) -> Option<Value> {
    around.steps = around.steps.checked_sub(1)?;
    Some(match ty {
        Type::Unit | Type::File => return None,
        Type::Value | Type::String | Type::Secret | Type::Bytes | Type::Xml => json!("text"),
        Type::Bool => json!(true),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => json!(1),
        Type::F32 | Type::F64 => json!(1.5),
        Type::Timestamp(TimeForm::Rfc3339) => json!(formats::example("date-time")?),
        Type::Timestamp(TimeForm::UnixSeconds) => json!(1_715_949_000),
        Type::Timestamp(TimeForm::UnixMillis) => json!(1_715_949_000_000_u64),
        Type::Date => json!(formats::example("date")?),
        Type::Formatted(format) => formatted(*format)?,
        Type::List(item) => Value::Array(within(types, item, around).into_iter().collect()),
        Type::Map(of) => {
            let one = within(types, of, around).map(|value| ("key".to_owned(), value));
            Value::Object(one.into_iter().collect())
        }
        Type::Nullable(inner) | Type::Boxed(inner) => within(types, inner, around)?,
        Type::Tuple(items) => {
            Value::Array(items.iter().map(|item| within(types, item, around)).collect::<Option<_>>()?)
        }
        Type::Named(id) => {
            if around.types.contains(id) {
                return None;
            }
            around.types.push(*id);
            let value = types.get(*id).and_then(|def| named(types, &def.body, around));
            around.types.pop();
            value?
        }
    })
}

fn named(types: &Types, body: &TypeBody, around: &mut Around) -> Option<Value> {
    match body {
        TypeBody::Struct(body) => {
            let mut members = Map::new();
            for field in &body.fields {
                let value = match field.slot {
                    Slot::Required => within(types, &field.ty, around)?,
                    Slot::Nullable => Value::Null,
                    Slot::Optional | Slot::OptionalNullable => continue,
                };
                members.insert(field.name.wire().to_owned(), value);
            }
            Some(Value::Object(members))
        }
        TypeBody::Enum(body) => body.variants.first().map(|variant| json!(variant.wire())),
        TypeBody::Values(body) => match &body.variants.first()?.1 {
            Constant::Text(text) => Some(json!(text)),
            Constant::Whole(number) => Some(json!(number)),
            Constant::Number(number) => number.parse::<f64>().ok().map(Value::from),
            Constant::Bool(value) => Some(json!(value)),
        },
        TypeBody::Union(union) => union.variants.iter().find_map(|variant| {
            let mut value = within(types, &variant.ty, around)?;
            if let (Sign::Tag { values, .. }, Some(tag), Value::Object(members)) =
                (&variant.sign, &union.tag, &mut value)
            {
                members.insert(tag.clone(), json!(values.first()?));
            }
            Some(value)
        }),
        TypeBody::Wrapper(ty) | TypeBody::Alias(ty) => within(types, ty, around),
    }
}

fn formatted(format: Format) -> Option<Value> {
    let text = |format| formats::example(format).map(Value::from);
    match format {
        Format::I8 | Format::I16 | Format::U8 | Format::U16 | Format::Whole(_) => Some(json!(1)),
        Format::Quoted(Number::F32 | Number::F64) | Format::Decimal(Wire::Text) => Some(json!("1.5")),
        Format::Quoted(_) => Some(json!("1")),
        Format::Decimal(Wire::Number) => Some(json!(1.5)),
        Format::TimeOfDay => text("time"),
        Format::Duration => text("duration"),
        Format::Uuid => text("uuid"),
        Format::Uri => text("uri"),
        Format::Ip => text("ip"),
        Format::Ipv4 => text("ipv4"),
        Format::Ipv6 => text("ipv6"),
        Format::Base64 => text("base64"),
        Format::Base64Url => text("base64url"),
    }
}
