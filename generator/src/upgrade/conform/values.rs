//! Coercion of `enum`, `default` and bounds to the declared type of a schema.
//!
//! A default that cannot be coerced is kept as the extension `x-default`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Conformer;
use super::coerce::{to_flag, to_number, to_text};
use crate::pointer::PathStack;

impl Conformer<'_, '_> {
    /// Coerces `enum`, `default` and the bounds of a schema to its declared type.
    pub(super) fn coerce_values(&mut self, schema: &mut Map<String, Value>, path: &PathStack<'_>) {
        let Some(word) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            drop_empty_enum(schema);
            return;
        };
        if word == "integer" {
            for bound in ["minimum", "maximum", "multipleOf"] {
                if let Some(limit) = schema.get_mut(bound)
                    && let Some(integer) = to_integer(limit)
                {
                    *limit = integer;
                }
            }
        }
        if let Some(Value::Array(values)) = schema.get("enum") {
            let mut coerced: Vec<Value> = Vec::with_capacity(values.len());
            let mut seen = BTreeSet::new();
            for value in values {
                let value = to_type(value, &word).unwrap_or_else(|| value.clone());
                if seen.insert(value.to_string()) {
                    coerced.push(value);
                }
            }
            if coerced != *values {
                let was = Value::Array(values.clone());
                let now = Value::Array(coerced);
                self.context.repair("enum-values", &path.key("enum").pointer(), Some(was), Some(now.clone()));
                schema.insert("enum".to_owned(), now);
            }
        }
        drop_empty_enum(schema);
        self.coerce_default(schema, &word, path);
    }

    fn coerce_default(&mut self, schema: &mut Map<String, Value>, word: &str, path: &PathStack<'_>) {
        let Some(default) = schema.get("default") else { return };
        if default.is_null() {
            // A null default means an absent value, unless the schema is nullable.
            if schema.get("nullable") != Some(&Value::Bool(true)) {
                schema.shift_remove("default");
            }
            return;
        }
        let listed = |value: &Value| match schema.get("enum") {
            Some(Value::Array(values)) => values.contains(value),
            _ => true,
        };
        let coerced = to_type(default, word).filter(listed);
        if coerced.as_ref() == Some(default) {
            return;
        }
        let was = default.clone();
        self.context.repair("default-type", &path.key("default").pointer(), Some(was.clone()), coerced.clone());
        match coerced {
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

/// Returns a value coerced to a type, or `None` if that is not possible.
fn to_type(value: &Value, word: &str) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    match word {
        "string" => to_text(value).map(Value::String),
        "boolean" => to_flag(value).map(Value::Bool),
        "number" => to_number(value).map(Value::Number),
        "integer" => {
            let number = Value::Number(to_number(value)?);
            if number.is_i64() || number.is_u64() { Some(number) } else { to_integer(&number) }
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

/// Returns an integer that is written with a decimal point as an integer.
fn to_integer(number: &Value) -> Option<Value> {
    let float = number.as_f64().filter(|_| number.is_f64())?;
    // Above 2^53 a float no longer represents every integer.
    (float.fract() == 0.0 && float.abs() < 9e15).then(|| Value::from(float as i64))
}
