//! Hints for targets without a match: the longest part that matches, and the keys that exist there.

use serde_json::Value;

use super::target::Target;
use crate::pointer::Pointer;

/// The maximum number of keys in a hint.
const MAX_KEYS: usize = 6;

/// Returns the hint for a target that matches nothing in `root`.
pub(crate) fn hint(target: &Target, root: &Value) -> String {
    let Some((good, rest)) = longest_match(&target.text, root) else {
        return "check the path against the document".to_owned();
    };
    let missing = segment_end(rest, 0).and_then(|end| rest.get(..end)).unwrap_or(rest);
    let found = Target::parse(good).ok().map(|target| target.matches(root)).unwrap_or_default();
    let first = found.first().and_then(|steps| Pointer::root().join(steps).find(root));
    match first {
        Some(Value::Object(map)) => {
            let name = missing.trim_matches(['.', '[', ']', '\'', '"']);
            let keys = closest(map.keys().map(String::as_str), name);
            format!("`{good}` exists, but has no `{missing}`; its keys are {keys}")
        }
        Some(Value::Array(list)) => {
            format!("`{good}` exists, but has no `{missing}`; it is a list of length {}", list.len())
        }
        Some(other) => format!("`{good}` exists, but is {}", kind(other)),
        None => "check the path against the document".to_owned(),
    }
}

/// Splits a path after the longest prefix that matches a value.
fn longest_match<'t>(text: &'t str, root: &Value) -> Option<(&'t str, &'t str)> {
    let mut ends = vec![1];
    while let Some(end) = ends.last().and_then(|start| segment_end(text, *start)) {
        ends.push(end);
    }
    ends.into_iter().rev().find_map(|end| {
        let (good, rest) = text.split_at_checked(end)?;
        let matches = Target::parse(good).ok()?.matches(root);
        (!matches.is_empty() && !rest.is_empty()).then_some((good, rest))
    })
}

/// Returns the end of the segment at `start`: the next `.` or `[` outside of brackets and quotes.
fn segment_end(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (offset, c) in text.get(start..)?.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            // `..` starts one segment.
            (None, '.' | '[') if depth == 0 && offset > 0 && !text.get(start..start + offset)?.ends_with('.') => {
                return Some(start + offset);
            }
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    (start < text.len()).then_some(text.len())
}

/// Lists the keys that are most similar to a name.
fn closest<'k>(keys: impl Iterator<Item = &'k str>, name: &str) -> String {
    let mut keys = keys.map(|key| (strsim::osa_distance(key, name), key)).collect::<Vec<_>>();
    keys.sort();
    let more = if keys.len() > MAX_KEYS { format!(" and {} more", keys.len() - MAX_KEYS) } else { String::new() };
    let named = keys.iter().take(MAX_KEYS).map(|(_, key)| format!("`{key}`")).collect::<Vec<_>>();
    if named.is_empty() { "none".to_owned() } else { named.join(", ") + &more }
}

/// Returns the type of a value for messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
