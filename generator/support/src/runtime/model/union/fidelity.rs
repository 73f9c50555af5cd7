//! Comparison of a value with the one that a variant writes for it.

use serde::Serialize;
use serde_json::Value;

/// The degree to which a written value equals the one that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fidelity {
    /// They are equal.
    Exact,
    /// They differ in spelling: `1.0` and `1`, a UUID in capital letters, a timestamp with zero fractions.
    Respelled,
    /// Part of the value is lost, such as the time of a timestamp that was read as a date.
    Lossy,
}

impl Fidelity {
    /// Compares a flat value with what is written for it.
    pub fn from_written(value: &Value, written: &impl Serialize) -> Self {
        serde_json::to_value(written).map_or(Self::Lossy, |written| compare(value, &written))
    }
}

/// Returns true for a scalar and for a list of scalars. Other values are not compared: with unions in unions that
/// would take exponential time.
pub fn is_flat(value: &Value) -> bool {
    let is_scalar = |value: &Value| !value.is_array() && !value.is_object();
    is_scalar(value) || value.as_array().is_some_and(|items| items.iter().all(is_scalar))
}

fn compare(value: &Value, written: &Value) -> Fidelity {
    match (value, written) {
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            items.iter().zip(others).map(|(item, other)| compare(item, other)).max().unwrap_or(Fidelity::Exact)
        }
        _ if value == written => Fidelity::Exact,
        (Value::String(text), Value::String(other)) if !text.starts_with(other) => Fidelity::Respelled,
        (Value::Number(number), Value::Number(other)) if number.as_f64() == other.as_f64() => Fidelity::Respelled,
        _ => Fidelity::Lossy,
    }
}
