//! Types from values: examples, defaults, enums, and keywords that only one type has.
//!
//! Comes in: a site. Goes out: what its values are. A text of digits is not yet a number: an id may start with a
//! zero; it only counts together with other evidence.

use serde_json::Value;

use super::site::{Finding, Site, formatted, plain};
use super::{Fact, Scalar, Shape};
use crate::spec::facts;

pub(super) fn example(site: &Site) -> Option<Finding> {
    let (value, evidence) = match &site.argument.example {
        Some(value) => (value, site.by_member(&site.argument.pointer, "example", value)),
        None => {
            let value = site.schema()?.schema_data.example.as_ref()?;
            (value, site.by_member(&site.argument.schema_pointer, "example", value))
        }
    };
    let fact = Fact::Type(typed(value)?);
    Some(Finding { fact, evidence: vec![evidence] })
}

pub(super) fn example_text(site: &Site) -> Option<Finding> {
    let schema_example = site.schema().and_then(|schema| schema.schema_data.example.as_ref());
    let text = site.argument.example.as_ref().or(schema_example)?.as_str()?;
    let shape = match text {
        "true" | "false" => plain(Scalar::Boolean),
        text if is_iso_date(text) => formatted(Scalar::String, "date"),
        text if text.chars().any(char::is_alphabetic) => plain(Scalar::String),
        _ => return None,
    };
    let evidence = site.by_member(&site.argument.pointer, "example", &Value::from(text));
    Some(Finding { fact: Fact::Type(shape), evidence: vec![evidence] })
}

pub(super) fn default(site: &Site) -> Option<Finding> {
    let value = site.schema()?.schema_data.default.as_ref()?;
    let fact = Fact::Type(typed(value)?);
    Some(Finding { fact, evidence: vec![site.by_member(&site.argument.schema_pointer, "default", value)] })
}

/// The type of a value that is not text.
fn typed(value: &Value) -> Option<Shape> {
    match value {
        Value::Bool(_) => Some(plain(Scalar::Boolean)),
        Value::Number(number) if number.is_f64() => Some(plain(Scalar::Number)),
        Value::Number(_) => Some(plain(Scalar::Integer)),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(super) fn enumeration(site: &Site) -> Option<Finding> {
    let schema = site.schema()?;
    let values = facts::enumeration(schema);
    let kinds = values.iter().map(scalar).collect::<Option<Vec<_>>>()?;
    let kind = kinds.iter().copied().max_by_key(|kind| match kind {
        Scalar::Boolean => 0,
        Scalar::Integer => 1,
        Scalar::Number => 2,
        Scalar::String => 3,
    })?;
    let value = Value::from(values.clone());
    let evidence = site.by_member(&site.argument.schema_pointer, "enum", &value);
    Some(Finding { fact: Fact::Type(plain(kind)), evidence: vec![evidence] })
}

fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::Bool(_) => Some(Scalar::Boolean),
        Value::Number(number) if number.is_f64() => Some(Scalar::Number),
        Value::Number(_) => Some(Scalar::Integer),
        Value::String(text) if text == "true" || text == "false" => Some(Scalar::Boolean),
        Value::String(_) => Some(Scalar::String),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `maxLength` bounds texts, `maximum` bounds numbers: keywords of JSON Schema that one type has alone.
pub(super) fn keyword(site: &Site) -> Option<Finding> {
    let openapiv3::SchemaKind::Any(any) = &site.schema()?.schema_kind else { return None };
    let (shape, key, value) = if let Some(pattern) = &any.pattern {
        (plain(Scalar::String), "pattern", Value::from(pattern.as_str()))
    } else if let Some(length) = any.max_length {
        (plain(Scalar::String), "maxLength", Value::from(length))
    } else if let Some(length) = any.min_length {
        (plain(Scalar::String), "minLength", Value::from(length))
    } else {
        let (from, to) = facts::bounds(site.schema()?);
        let whole = from.iter().chain(&to).all(|bound| !bound.value.is_f64());
        let (key, bound) = to.map(|most| ("maximum", most)).or(from.map(|least| ("minimum", least)))?;
        let kind = if whole { Scalar::Integer } else { Scalar::Number };
        (plain(kind), key, Value::from(bound.value))
    };
    let evidence = site.by_member(&site.argument.schema_pointer, key, &value);
    Some(Finding { fact: Fact::Type(shape), evidence: vec![evidence] })
}

/// A declared `format` without a type: the formats that OpenAPI registers belong to one type each.
pub(super) fn format(site: &Site) -> Option<Finding> {
    let format = facts::format(site.schema()?)?;
    let kind = match format {
        "int32" | "int64" => Scalar::Integer,
        "float" | "double" => Scalar::Number,
        "date" | "date-time" | "password" | "byte" | "binary" | "uuid" | "email" | "uri" => Scalar::String,
        _ => return None,
    };
    let evidence = site.by_member(&site.argument.schema_pointer, "format", &Value::from(format));
    Some(Finding { fact: Fact::Type(formatted(kind, format)), evidence: vec![evidence] })
}

fn is_iso_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: Option<&str>, count: usize| {
        part.is_some_and(|part| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(parts.next(), 4) && digits(parts.next(), 2) && digits(parts.next(), 2) && parts.next().is_none()
}
