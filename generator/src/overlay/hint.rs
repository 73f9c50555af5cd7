//! A target that matched nothing in; how far it matches, and what is there instead, out.

use serde_json::Value;

use super::target::Target;

/// How many keys a hint names.
const NAMED: usize = 6;

/// What to do about a target that matches nothing in `root`.
pub(crate) fn hint(target: &Target, root: &Value) -> String {
    let Some((good, rest)) = longest_match(&target.text, root) else {
        return "look the path up in the document".to_owned();
    };
    let missing = segment_end(rest, 0).and_then(|end| rest.get(..end)).unwrap_or(rest);
    let found = Target::parse(good).ok().map(|target| target.matches(root)).unwrap_or_default();
    let first = found.first().and_then(|steps| super::target::pointer(steps).find(root));
    match first {
        Some(Value::Object(map)) => {
            let name = missing.trim_matches(['.', '[', ']', '\'', '"']);
            let keys = closest(map.keys().map(String::as_str), name);
            format!("`{good}` exists, but not `{missing}` in it; it has {keys}")
        }
        Some(Value::Array(list)) => {
            format!("`{good}` exists, but not `{missing}` in it; it is a list of {}", list.len())
        }
        Some(other) => format!("`{good}` exists, but is {}", kind(other)),
        None => "look the path up in the document".to_owned(),
    }
}

/// The longest start of a path that matches something, and the rest.
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

/// Where the segment that starts at `start` ends: before the next `.` or `[` outside brackets and quotes.
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
            // Two dots are one segment's start.
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

/// The keys most like a name, the likest first.
fn closest<'k>(keys: impl Iterator<Item = &'k str>, name: &str) -> String {
    let mut keys = keys.map(|key| (strsim::osa_distance(key, name), key)).collect::<Vec<_>>();
    keys.sort();
    let more = if keys.len() > NAMED { format!(" and {} more", keys.len() - NAMED) } else { String::new() };
    let named = keys.iter().take(NAMED).map(|(_, key)| format!("`{key}`")).collect::<Vec<_>>();
    if named.is_empty() { "nothing".to_owned() } else { named.join(", ") + &more }
}

/// What a value is, in a word.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}
