//! Types from values: examples, defaults, enums, inline examples, and keywords of a single type.
//!
//! A string of digits is not evidence of a number, because an id may start with a zero.

use serde_json::Value;

use super::{names, scalars, secrets};
use crate::infer::document_index::InlineValues;
use crate::infer::parameter_context::{Finding, ParameterContext};
use crate::infer::{Claim, InferredType, Scalar};

pub(in crate::infer) fn example(context: &ParameterContext) -> Option<Finding> {
    let (value, evidence) = match &context.parameter.example {
        Some(value) => (value, context.by_member(&context.parameter.pointer, "example", value)),
        None => {
            let value = context.schema()?.example.as_ref()?;
            (value, context.by_member(&context.parameter.schema_pointer, "example", value))
        }
    };
    let fact = Claim::Type(typed(value)?);
    Some(Finding { fact, evidence: vec![evidence] })
}

pub(in crate::infer) fn example_text(context: &ParameterContext) -> Option<Finding> {
    let schema_example = context.schema().and_then(|schema| schema.example.as_ref());
    let text = context.parameter.example.as_ref().or(schema_example)?.as_str()?;
    let shape = match text {
        "true" | "false" => InferredType::scalar(Scalar::Boolean),
        text if is_iso_date(text) => InferredType::formatted(Scalar::String, "date"),
        text if text.chars().any(char::is_alphabetic) => InferredType::scalar(Scalar::String),
        _ => return None,
    };
    let evidence = context.by_member(&context.parameter.pointer, "example", &Value::from(text));
    Some(Finding { fact: Claim::Type(shape), evidence: vec![evidence] })
}

pub(in crate::infer) fn default(context: &ParameterContext) -> Option<Finding> {
    let value = context.schema()?.default.as_ref()?;
    let fact = Claim::Type(typed(value)?);
    Some(Finding { fact, evidence: vec![context.by_member(&context.parameter.schema_pointer, "default", value)] })
}

/// Returns the type of a value that is not a string.
fn typed(value: &Value) -> Option<InferredType> {
    match value {
        Value::Bool(_) => Some(InferredType::scalar(Scalar::Boolean)),
        Value::Number(number) if number.is_f64() => Some(InferredType::scalar(Scalar::Number)),
        Value::Number(_) => Some(InferredType::scalar(Scalar::Integer)),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(in crate::infer) fn enumeration(context: &ParameterContext) -> Option<Finding> {
    let schema = context.schema()?;
    let values = &schema.enum_values;
    let kinds = values.iter().map(scalar).collect::<Option<Vec<_>>>()?;
    let kind = kinds.iter().copied().max_by_key(|kind| match kind {
        Scalar::Boolean => 0,
        Scalar::Integer => 1,
        Scalar::Number => 2,
        Scalar::String => 3,
    })?;
    let value = Value::from(values.clone());
    let evidence = context.by_member(&context.parameter.schema_pointer, "enum", &value);
    Some(Finding { fact: Claim::Type(InferredType::scalar(kind)), evidence: vec![evidence] })
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

/// Keywords of JSON Schema for a single type: `maxLength` for strings, `maximum` for numbers.
pub(in crate::infer) fn keyword(context: &ParameterContext) -> Option<Finding> {
    let schema = context.schema().filter(|schema| schema.schema_type.is_none())?;
    let (shape, key, value) = if let Some(pattern) = &schema.pattern {
        (InferredType::scalar(Scalar::String), "pattern", Value::from(pattern.as_str()))
    } else if let Some(length) = schema.max_length {
        (InferredType::scalar(Scalar::String), "maxLength", Value::from(length))
    } else if let Some(length) = schema.min_length {
        (InferredType::scalar(Scalar::String), "minLength", Value::from(length))
    } else {
        let (from, to) = (schema.minimum.as_ref(), schema.maximum.as_ref());
        let are_integers = from.iter().chain(&to).all(|bound| !bound.value.is_f64());
        let (key, bound) = to.map(|most| ("maximum", most)).or(from.map(|least| ("minimum", least)))?;
        let kind = if are_integers { Scalar::Integer } else { Scalar::Number };
        (InferredType::scalar(kind), key, Value::from(bound.value.clone()))
    };
    let evidence = context.by_member(&context.parameter.schema_pointer, key, &value);
    Some(Finding { fact: Claim::Type(shape), evidence: vec![evidence] })
}

/// Infers the type of a declared `format`. The formats in the OpenAPI registry belong to one type each.
pub(in crate::infer) fn format(context: &ParameterContext) -> Option<Finding> {
    let format = context.schema()?.format.as_deref()?;
    let kind = match format {
        "int32" | "int64" => Scalar::Integer,
        "float" | "double" => Scalar::Number,
        "date" | "date-time" | "password" | "byte" | "binary" | "uuid" | "email" | "uri" => Scalar::String,
        _ => return None,
    };
    let evidence = context.by_member(&context.parameter.schema_pointer, "format", &Value::from(format));
    Some(Finding { fact: Claim::Type(InferredType::formatted(kind, format)), evidence: vec![evidence] })
}

fn is_iso_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: Option<&str>, count: usize| {
        part.is_some_and(|part| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    digits(parts.next(), 4) && digits(parts.next(), 2) && digits(parts.next(), 2) && parts.next().is_none()
}

/// Infers the type of all inline examples of the name. Strings are no evidence, and neither are `0` and `1`, which may
/// be flags. The rule does not apply to coordinates, lists and secrets.
pub(in crate::infer) fn inline_example(context: &ParameterContext) -> Option<Finding> {
    let InlineValues { values, evidence } = context.index.inline_examples.get(&context.parameter.name)?;
    let says_more = [names::coordinate, scalars::coordinate, scalars::says_decimal, secrets::name];
    if says_more.iter().any(|rule| rule(context).is_some()) || context.says_several() {
        return None;
    }
    let all = |is: fn(&str) -> bool| values.iter().all(|value| is(value));
    let kind = if all(is_flag) {
        Scalar::Boolean
    } else if all(is_integer) && !all(is_digit_flag) {
        Scalar::Integer
    } else {
        return None;
    };
    Some(Finding { fact: Claim::Type(InferredType::scalar(kind)), evidence: vec![evidence.clone()] })
}

fn is_flag(value: &str) -> bool {
    ["true", "false"].contains(&value)
}

fn is_digit_flag(value: &str) -> bool {
    ["0", "1"].contains(&value)
}

/// Returns true for integers without leading zeros.
fn is_integer(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| number.to_string() == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_no_leading_zeros_or_plus_sign() {
        for (value, expected) in [("7", true), ("-7", true), ("007", false), ("+7", false), ("1e3", false), ("", false)]
        {
            assert_eq!(is_integer(value), expected, "{value}");
        }
    }
}
