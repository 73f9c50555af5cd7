//! Generates strings and numbers within their limits.

use serde_json::{Number, Value};

use crate::examples::merged::{Merged, Named};
use crate::examples::{formats, patterns};
use crate::spec::{NumericBound, Schema, SchemaType};

/// The word that strings repeat.
const WORD: &str = "text";

/// The maximum length of a string.
const MAX_LENGTH: usize = 4096;

/// Returns a scalar value of a schema; `None` for objects and arrays. Its `allOf` is ignored.
pub(super) fn scalar(item: &Schema) -> Option<Value> {
    let listed = item.example.clone().or_else(|| item.enum_values.first().cloned());
    let merged = Merged::from_schema(Named { name: None, item });
    listed.or_else(|| match item.schema_type {
        Some(SchemaType::Integer) => number(&merged, true),
        Some(SchemaType::Number) => number(&merged, false),
        Some(SchemaType::Boolean) => Some(Value::Bool(true)),
        Some(SchemaType::String) | None => text(&merged).map(Value::String),
        Some(SchemaType::Array | SchemaType::Object) => None,
    })
}

/// Returns a string of the format or pattern, or a word of a valid length.
pub(super) fn text(merged: &Merged) -> Option<String> {
    let (min, max) = merged.length();
    let formatted = merged.format().and_then(formats::example).map(str::to_owned);
    let is_valid = |text: &String| {
        let length = text.chars().count();
        (min..=max).contains(&length)
            && merged.pattern().is_none_or(|pattern| patterns::matches(pattern, text) == Some(true))
    };
    if min > max || min > MAX_LENGTH {
        return None;
    }
    let plain = || WORD.chars().cycle().take(WORD.len().clamp(min, max)).collect::<String>();
    formatted
        .filter(is_valid)
        .or_else(|| merged.pattern().and_then(|pattern| patterns::example(pattern, min, max)))
        .or_else(|| Some(plain()).filter(is_valid))
}

/// Returns a number within the limits: 1, 1.5 or a value near a limit.
pub(super) fn number(merged: &Merged, integer: bool) -> Option<Value> {
    let bounds: Vec<_> = merged.schemas.iter().map(|item| (item.minimum.as_ref(), item.maximum.as_ref())).collect();
    let end = |bound: &NumericBound| bound.value.as_f64().map(|value| (value, bound.exclusive));
    let low = bounds.iter().filter_map(|(from, _)| end(from.as_ref()?)).max_by(|a, b| a.0.total_cmp(&b.0));
    let high = bounds.iter().filter_map(|(_, to)| end(to.as_ref()?)).min_by(|a, b| a.0.total_cmp(&b.0));
    let step = merged.schemas.iter().find_map(|item| item.multiple_of.as_ref()?.as_f64()).filter(|step| *step > 0.0);
    let above = |value: f64| low.is_none_or(|(low, out)| if out { value > low } else { value >= low });
    let below = |value: f64| high.is_none_or(|(high, out)| if out { value < high } else { value <= high });
    let mut candidates = vec![if integer { 1.0 } else { 1.5 }, 1.0];
    let ends = [low, high].into_iter().flatten();
    if let Some(step) = step {
        candidates = vec![step];
        candidates.extend(
            ends.flat_map(|(end, _)| [(end / step).ceil(), (end / step).floor()])
                .flat_map(|times| [times * step, (times + 1.0) * step, (times - 1.0) * step]),
        );
    } else {
        candidates.extend(ends.flat_map(|(end, _)| [end, end + 1.0, end - 1.0, end.ceil(), end.floor()]));
        candidates.extend(low.zip(high).map(|((low, _), (high, _))| f64::midpoint(low, high)));
    }
    let valid =
        candidates.into_iter().find(|value| above(*value) && below(*value) && (!integer || value.fract() == 0.0))?;
    // 2^53: larger doubles cannot represent all integers.
    let exact = valid.fract() == 0.0 && valid.abs() < 9_007_199_254_740_992.0;
    if exact { Some(Value::from(valid as i64)) } else { Number::from_f64(valid).map(Value::Number) }
}

/// Changes an item of an array so that it differs from the preceding items.
pub(super) fn vary(item: &mut Value, at: usize) {
    match item {
        Value::String(text) => {
            let number = at.to_string();
            // The length is preserved unless the text is too short.
            let kept = text.chars().count().checked_sub(number.len()).filter(|kept| *kept > 0);
            *text = text.chars().take(kept.unwrap_or(usize::MAX)).collect::<String>() + &number;
        }
        Value::Number(number) => {
            if let Some(next) = number.as_i64().and_then(|number| number.checked_add(i64::try_from(at).ok()?)) {
                *number = next.into();
            }
        }
        Value::Object(properties) => {
            if let Some(property) =
                properties.values_mut().find(|property| property.is_string() || property.is_number())
            {
                vary(property, at);
            }
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => {}
    }
}
