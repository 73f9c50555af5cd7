//! The values of the JSON members that are known by name to be secret.

use std::ops::Range;

use crate::runtime::secret::Secret;

/// The texts in the values of the named members, wherever they stand in a JSON text.
pub(crate) fn field_texts(json: &[u8], names: &[&str]) -> Vec<Secret> {
    let mut texts = Vec::new();
    for range in field_values(json, names) {
        let value = &json[range.clone()];
        let opened = range.start.checked_sub(1).is_some_and(|before| json[before] == b'"');
        let quoted = if opened { [b"\"", value, b"\""].concat() } else { value.to_vec() };
        if let Ok(value) = serde_json::from_slice(&quoted) {
            leaves(&value, &mut texts);
        }
    }
    texts
}

fn leaves(value: &serde_json::Value, texts: &mut Vec<Secret>) {
    match value {
        serde_json::Value::String(text) => texts.push(Secret::from(text)),
        serde_json::Value::Number(number) => texts.push(Secret::from(number.to_string())),
        serde_json::Value::Array(items) => items.iter().for_each(|item| leaves(item, texts)),
        serde_json::Value::Object(members) => members.values().for_each(|member| leaves(member, texts)),
        serde_json::Value::Null | serde_json::Value::Bool(_) => {}
    }
}

/// Where the values of the named members stand. The text may be cut off, be JSON within a JSON string, or no JSON at
/// all: a name, a colon and what follows is enough.
pub(super) fn field_values(text: &[u8], names: &[&str]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for name in names.iter().map(|name| name.as_bytes()).filter(|name| !name.is_empty()) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| rest.len() >= name.len()) {
            let value = rest.starts_with(name).then(|| value_after(text, at, at + name.len())).flatten();
            // What stands within a value is taken out with it, and looked through once.
            at = value.as_ref().map_or(at + 1, |value| value.end.max(at + 1));
            ranges.extend(value);
        }
    }
    ranges
}

/// The value of the member whose name stands at `start..end`, quotes left out.
fn value_after(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    if text.get(start.checked_sub(1)?) != Some(&b'"') {
        return None;
    }
    let skip = |at: usize, what: &dyn Fn(&u8) -> bool| at + text[at..].iter().take_while(|byte| what(byte)).count();
    let quote = skip(end, &|byte| *byte == b'\\');
    if text.get(quote) != Some(&b'"') {
        return None;
    }
    let escapes = quote - end;
    let colon = skip(quote + 1, &u8::is_ascii_whitespace);
    if text.get(colon) != Some(&b':') {
        return None;
    }
    let value = skip(skip(colon + 1, &u8::is_ascii_whitespace), &|byte| *byte == b'\\');
    match text.get(value)? {
        b'"' => Some(value + 1..string_end(text, value + 1, escapes)),
        b'{' | b'[' => Some(value..container_end(text, value)),
        b'n' | b't' | b'f' => None,
        _ => Some(value..skip(value, &|byte| !b",]} \t\r\n\\\"".contains(byte))),
    }
}

/// Where a string ends that has begun before `from`: at its closing quote, or with the text. In a string within a JSON
/// string the quotes have `escapes` backslashes before them, and those within it have more.
fn string_end(text: &[u8], from: usize, escapes: usize) -> usize {
    let mut slashes = 0;
    for (at, byte) in text.iter().enumerate().skip(from) {
        match byte {
            b'\\' => slashes += 1,
            b'"' if escapes == 0 && slashes % 2 == 0 => return at,
            b'"' if escapes > 0 && slashes <= escapes => return at - slashes,
            _ => slashes = 0,
        }
    }
    text.len()
}

/// Where the list or object ends that begins at `from`, or the text.
fn container_end(text: &[u8], from: usize) -> usize {
    let (mut depth, mut at) = (0_usize, from);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = string_end(text, at + 1, 0),
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth <= 1 => return at + 1,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
