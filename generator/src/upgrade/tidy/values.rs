//! The values that a schema lists or defaults to, in the type that it declares.
//!
//! A schema whose members are tidied comes in. A value that cannot be of the type is set aside as an extension.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Tidy;
use super::coerce::{to_flag, to_number, to_text};
use crate::upgrade::trail::Trail;

impl Tidy<'_, '_> {
    /// Brings `enum` and `default` into the declared type.
    pub(super) fn settle_values(&mut self, schema: &mut Map<String, Value>, trail: &Trail<'_>) {
        let Some(word) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            drop_empty_enum(schema);
            return;
        };
        if word == "integer" {
            for bound in ["minimum", "maximum", "multipleOf"] {
                if let Some(limit) = schema.get_mut(bound)
                    && let Some(whole) = whole(limit)
                {
                    *limit = whole;
                }
            }
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let mut settled: Vec<Value> = Vec::with_capacity(values.len());
            let mut seen = BTreeSet::new();
            for value in values {
                let value = of_type(value, &word).unwrap_or_else(|| value.clone());
                if seen.insert(value.to_string()) {
                    settled.push(value);
                }
            }
            if settled != *values {
                let was = Value::Array(values.clone());
                let now = Value::Array(settled);
                self.stage.repair("enum-values", &trail.key("enum").pointer(), Some(was), Some(now.clone()));
                schema.insert("enum".to_owned(), now);
            }
        }
        drop_empty_enum(schema);
        self.settle_default(schema, &word, trail);
    }

    fn settle_default(&mut self, schema: &mut Map<String, Value>, word: &str, trail: &Trail<'_>) {
        let Some(default) = schema.get("default") else { return };
        if default.is_null() {
            // Null is what an absent value is; only a nullable schema can say it.
            if schema.get("nullable") != Some(&Value::Bool(true)) {
                schema.shift_remove("default");
            }
            return;
        }
        let listed = |value: &Value| match schema.get("enum") {
            Some(Value::Array(values)) => values.contains(value),
            _ => true,
        };
        let settled = of_type(default, word).filter(listed);
        if settled.as_ref() == Some(default) {
            return;
        }
        let was = default.clone();
        self.stage.repair("default-type", &trail.key("default").pointer(), Some(was.clone()), settled.clone());
        match settled {
            Some(value) => {
                schema.insert("default".to_owned(), value);
            }
            None => {
                schema.shift_remove("default");
                schema.entry("x-default").or_insert(was);
            }
        }
    }
}

fn drop_empty_enum(schema: &mut Map<String, Value>) {
    if matches!(schema.get("enum"), Some(Value::Array(values)) if values.is_empty()) {
        schema.shift_remove("enum");
    }
}

/// The value in a type, if it can be of it.
fn of_type(value: &Value, word: &str) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    match word {
        "string" => to_text(value).map(Value::String),
        "boolean" => to_flag(value).map(Value::Bool),
        "number" => to_number(value).map(Value::Number),
        "integer" => {
            let number = Value::Number(to_number(value)?);
            if number.is_i64() || number.is_u64() { Some(number) } else { whole(&number) }
        }
        "array" => match value {
            Value::Array(_) => Some(value.clone()),
            Value::Object(_) => None,
            scalar => Some(Value::Array(vec![scalar.clone()])),
        },
        "object" => value.is_object().then(|| value.clone()),
        _ => Some(value.clone()),
    }
}

/// A whole number that is written with a decimal point, without it.
fn whole(number: &Value) -> Option<Value> {
    let float = number.as_f64().filter(|_| number.is_f64())?;
    // 2^53 is as far as a decimal can be told to be whole.
    (float.fract() == 0.0 && float.abs() < 9e15).then(|| Value::from(float as i64))
}
