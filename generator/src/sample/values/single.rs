//! Single values: texts and numbers within their limits.

use openapiv3::Schema;
use serde_json::{Number, Value};

use crate::sample::merged::{Merged, Named};
use crate::sample::{formats, patterns};
use crate::spec::facts::{self, Kind};

/// The word that texts are made of.
const WORD: &str = "text";

/// The longest text that is made.
const LONGEST: usize = 4096;

/// A value of a schema that stands alone and is no object and no list.
pub(super) fn of(item: &Schema) -> Option<Value> {
    let listed = item.schema_data.example.clone().or_else(|| facts::enumeration(item).into_iter().next());
    let merged = Merged::alone(Named { name: None, item });
    listed.or_else(|| match facts::kind(item) {
        Some(Kind::Integer) => number(&merged, true),
        Some(Kind::Number) => number(&merged, false),
        Some(Kind::Boolean) => Some(Value::Bool(true)),
        Some(Kind::String) | None => text(&merged).map(Value::String),
        Some(Kind::Array | Kind::Object) => None,
    })
}

/// A text: of the format, of the pattern, or a word as long as it must be.
pub(super) fn text(merged: &Merged) -> Option<String> {
    let (least, most) = merged.length();
    let formatted = merged.format().and_then(formats::example).map(str::to_owned);
    let is_right = |text: &String| {
        let length = text.chars().count();
        (least..=most).contains(&length)
            && merged.pattern().is_none_or(|pattern| patterns::matches(pattern, text) == Some(true))
    };
    if least > most || least > LONGEST {
        return None;
    }
    let plain = || WORD.chars().cycle().take(WORD.len().clamp(least, most)).collect::<String>();
    formatted
        .filter(is_right)
        .or_else(|| merged.pattern().and_then(|pattern| patterns::example(pattern, least, most)))
        .or_else(|| Some(plain()).filter(is_right))
}

/// A number within the limits: one, or what is next to it.
pub(super) fn number(merged: &Merged, whole: bool) -> Option<Value> {
    let bounds: Vec<_> = merged.own.iter().map(|item| facts::bounds(item)).collect();
    let end = |bound: &facts::Bound| bound.value.as_f64().map(|value| (value, bound.exclusive));
    let low = bounds.iter().filter_map(|(from, _)| end(from.as_ref()?)).max_by(|a, b| a.0.total_cmp(&b.0));
    let high = bounds.iter().filter_map(|(_, to)| end(to.as_ref()?)).min_by(|a, b| a.0.total_cmp(&b.0));
    let step = merged.own.iter().find_map(|item| facts::multiple_of(item)?.as_f64()).filter(|step| *step > 0.0);
    let above = |value: f64| low.is_none_or(|(low, out)| if out { value > low } else { value >= low });
    let below = |value: f64| high.is_none_or(|(high, out)| if out { value < high } else { value <= high });
    let mut tried = vec![if whole { 1.0 } else { 1.5 }, 1.0];
    let ends = [low, high].into_iter().flatten();
    if let Some(step) = step {
        tried = vec![step];
        tried.extend(
            ends.flat_map(|(end, _)| [(end / step).ceil(), (end / step).floor()])
                .flat_map(|times| [times * step, (times + 1.0) * step, (times - 1.0) * step]),
        );
    } else {
        tried.extend(ends.flat_map(|(end, _)| [end, end + 1.0, end - 1.0, end.ceil(), end.floor()]));
        tried.extend(low.zip(high).map(|((low, _), (high, _))| f64::midpoint(low, high)));
    }
    let right = tried.into_iter().find(|value| above(*value) && below(*value) && (!whole || value.fract() == 0.0))?;
    // 2^53: beyond it a double no longer tells neighbouring integers apart.
    let exact = right.fract() == 0.0 && right.abs() < 9_007_199_254_740_992.0;
    if exact { Some(Value::from(right as i64)) } else { Number::from_f64(right).map(Value::Number) }
}

/// Makes an item of a list differ from those before it.
pub(super) fn vary(item: &mut Value, at: usize) {
    match item {
        Value::String(text) => {
            let number = at.to_string();
            // As long as before, where that leaves anything of it.
            let kept = text.chars().count().checked_sub(number.len()).filter(|kept| *kept > 0);
            *text = text.chars().take(kept.unwrap_or(usize::MAX)).collect::<String>() + &number;
        }
        Value::Number(number) => {
            if let Some(next) = number.as_i64().and_then(|number| number.checked_add(i64::try_from(at).ok()?)) {
                *number = next.into();
            }
        }
        Value::Object(members) => {
            if let Some(member) = members.values_mut().find(|member| member.is_string() || member.is_number()) {
                vary(member, at);
            }
        }
        Value::Null | Value::Bool(_) | Value::Array(_) => {}
    }
}
