//! Generates minimal values of Rust types, for parameters and bodies without a usable schema.

use serde_json::{Map, Value, json};

use super::formats;
use crate::ir::{
    JsonRepr, Literal, NumericType, Presence, Primitive, ScalarFormat, TimestampFormat, Type, TypeArena, TypeId,
    TypeKind, VariantRule,
};

/// The maximum number of nested values of one value: required properties can double at every level.
const MAX_VALUES: usize = 20_000;

/// Returns a value of a type; `None` for a type that requires itself, or if the value is too large.
pub(super) fn value(types: &TypeArena, ty: &Type) -> Option<Value> {
    value_of(types, ty, &mut TypeNesting { types: Vec::new(), remaining: MAX_VALUES })
}

/// The context of a nested value.
struct TypeNesting {
    /// The types that contain the value.
    types: Vec<TypeId>,
    /// The remaining number of nested values.
    remaining: usize,
}

fn value_of(types: &TypeArena, ty: &Type, nesting: &mut TypeNesting) -> Option<Value> {
    nesting.remaining = nesting.remaining.checked_sub(1)?;
    Some(match ty {
        Type::Unit | Type::File => return None,
        Type::Json | Type::Primitive(Primitive::String) | Type::Secret | Type::Bytes | Type::Xml => json!("text"),
        Type::Primitive(Primitive::Bool) => json!(true),
        Type::Primitive(Primitive::I32 | Primitive::I64 | Primitive::U32 | Primitive::U64) => json!(1),
        Type::Primitive(Primitive::F32 | Primitive::F64) => json!(1.5),
        Type::Timestamp(TimestampFormat::Rfc3339) => json!(formats::example("date-time")?),
        Type::Timestamp(TimestampFormat::UnixSeconds) => json!(1_715_949_000),
        Type::Timestamp(TimestampFormat::UnixMillis) => json!(1_715_949_000_000_u64),
        Type::Timestamp(TimestampFormat::HttpDate) => json!(formats::HTTP_DATE),
        Type::Date => json!(formats::example("date")?),
        Type::Scalar(format) => formatted(*format)?,
        Type::Array(item) => Value::Array(value_of(types, item, nesting).into_iter().collect()),
        Type::Map(of) => {
            let one = value_of(types, of, nesting).map(|value| ("key".to_owned(), value));
            Value::Object(one.into_iter().collect())
        }
        Type::Nullable(inner) | Type::Boxed(inner) => value_of(types, inner, nesting)?,
        Type::Tuple(items) => {
            Value::Array(items.iter().map(|item| value_of(types, item, nesting)).collect::<Option<_>>()?)
        }
        Type::Named(id) => {
            if nesting.types.contains(id) {
                return None;
            }
            nesting.types.push(*id);
            let value = types.get(*id).and_then(|def| named(types, &def.kind, nesting));
            nesting.types.pop();
            value?
        }
    })
}

fn named(types: &TypeArena, body: &TypeKind, nesting: &mut TypeNesting) -> Option<Value> {
    match body {
        TypeKind::Struct(body) => {
            let mut properties = Map::new();
            for field in &body.fields {
                let value = match field.presence {
                    Presence::Required | Presence::RequiredInRequests => value_of(types, &field.ty, nesting)?,
                    Presence::Nullable => Value::Null,
                    Presence::Optional | Presence::OptionalNullable => continue,
                };
                properties.insert(field.name.wire().to_owned(), value);
            }
            Some(Value::Object(properties))
        }
        TypeKind::Enum(body) => body.variants.first().map(|variant| json!(variant.wire())),
        TypeKind::LiteralEnum(body) => match &body.variants.first()?.1 {
            Literal::Text(text) => Some(json!(text)),
            Literal::Integer(number) => Some(json!(number)),
            Literal::Number(number) => number.parse::<f64>().ok().map(Value::from),
            Literal::Bool(value) => Some(json!(value)),
        },
        TypeKind::Union(union) => union.variants.iter().find_map(|variant| {
            let mut value = value_of(types, &variant.ty, nesting)?;
            if let (VariantRule::Tag { values, .. }, Some(tag), Value::Object(properties)) =
                (&variant.rule, &union.discriminator, &mut value)
            {
                properties.insert(tag.clone(), json!(values.first()?));
            }
            Some(value)
        }),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => value_of(types, ty, nesting),
    }
}

fn formatted(format: ScalarFormat) -> Option<Value> {
    let text = |format| formats::example(format).map(Value::from);
    match format {
        ScalarFormat::I8
        | ScalarFormat::I16
        | ScalarFormat::U8
        | ScalarFormat::U16
        | ScalarFormat::IntegralNumber(_) => Some(json!(1)),
        ScalarFormat::NumberString(NumericType::F32 | NumericType::F64) | ScalarFormat::Decimal(JsonRepr::Text) => {
            Some(json!("1.5"))
        }
        ScalarFormat::NumberString(_) => Some(json!("1")),
        ScalarFormat::Decimal(JsonRepr::Number) => Some(json!(1.5)),
        ScalarFormat::TimeOfDay => text("time"),
        ScalarFormat::Duration => text("duration"),
        ScalarFormat::Uuid => text("uuid"),
        ScalarFormat::Uri => text("uri"),
        ScalarFormat::Ip => text("ip"),
        ScalarFormat::Ipv4 => text("ipv4"),
        ScalarFormat::Ipv6 => text("ipv6"),
        ScalarFormat::Base64 => text("base64"),
        ScalarFormat::Base64Url => text("base64url"),
    }
}
