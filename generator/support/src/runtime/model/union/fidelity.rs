//! Comparison of a value with the one that a variant writes for it.

use std::cell::Cell;

use serde::Serialize;
use serde_json::Value;

/// The differences between a value and the one that a variant writes for it. The least severe are the least.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Differences {
    /// Scalars with another meaning, such as a timestamp without its time, and lists of another length.
    pub altered: usize,
    /// Properties that are not written.
    pub dropped: usize,
    /// Scalars in another spelling: `1.0` and `1`, a UUID in capital letters, a timestamp with zero fractions.
    pub respelled: usize,
}

impl Differences {
    /// Compares a value with what is written for it.
    pub fn from_written(value: &Value, written: &impl Serialize) -> Self {
        let mut differences = Self::default();
        match serde_json::to_value(written) {
            Ok(written) => differences.add(value, &written),
            Err(_) => differences.altered = 1,
        }
        differences
    }

    fn add(&mut self, value: &Value, written: &Value) {
        match (value, written) {
            (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
                items.iter().zip(others).for_each(|(item, other)| self.add(item, other));
            }
            (Value::Object(members), Value::Object(others)) => {
                for (name, member) in members {
                    match others.get(name) {
                        Some(other) => self.add(member, other),
                        None if member.is_null() => self.respelled += 1,
                        None => self.dropped += 1,
                    }
                }
            }
            _ if value == written => {}
            (Value::String(text), Value::String(other)) if !text.starts_with(other) => self.respelled += 1,
            (Value::Number(number), Value::Number(other)) if number.as_f64() == other.as_f64() => self.respelled += 1,
            _ => self.altered += 1,
        }
    }
}

/// Returns the number of values in a value, including the value itself.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// Returns true if a value contains objects.
pub fn has_objects(value: &Value) -> bool {
    value.is_object() || value.as_array().is_some_and(|items| items.iter().any(has_objects))
}

/// The number of times that the parts of a value may be read again, on average, because another variant is tried. With
/// unions in unions, trying all variants at each level would take exponential time.
const MAX_REPEATS: usize = 64;

thread_local! {
    /// The remaining number of values that may be read again, within a union.
    static REMAINING: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Selects a variant of a value, within a limit of repeated work if no other selection contains this one.
pub fn with_limit<T>(value: &Value, select: impl FnOnce() -> T) -> T {
    let is_outermost = REMAINING.get().is_none();
    if is_outermost {
        REMAINING.set(Some(MAX_REPEATS * size(value)));
    }
    let selected = select();
    if is_outermost {
        REMAINING.set(None);
    }
    selected
}

/// Returns true if a value may be read again, and counts it.
pub fn may_repeat(value: &Value) -> bool {
    let remaining = REMAINING.get().and_then(|remaining| remaining.checked_sub(size(value)));
    REMAINING.set(remaining.or(Some(0)));
    remaining.is_some()
}
