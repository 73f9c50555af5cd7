//! The values of JSON fields that are secret by name.

use std::ops::Range;

use super::super::secret::SecretString;
#[cfg(feature = "work_counter")]
use super::super::work;

/// The maximum length of a value that is searched in the rest of a text.
const MAX_LEN: usize = 64 * 1024;

/// Returns the texts in the values of the named fields at any depth.
pub(crate) fn secret_values(json: &[u8], names: &[&str]) -> impl Iterator<Item = SecretString> {
    secret_ranges(json, names).filter(|range| range.len() <= MAX_LEN).flat_map(|range| {
        let value = &json[range.clone()];
        let opened = range.start.checked_sub(1).is_some_and(|before| json[before] == b'"');
        let quoted = if opened { [b"\"", value, b"\""].concat() } else { value.to_vec() };
        let mut texts = Vec::new();
        serde_json::from_slice(&quoted).iter().for_each(|value| leaves(value, &mut texts));
        texts
    })
}

fn leaves(value: &serde_json::Value, texts: &mut Vec<SecretString>) {
    match value {
        serde_json::Value::String(text) => texts.push(SecretString::from(text)),
        serde_json::Value::Number(number) => texts.push(SecretString::from(number.to_string())),
        serde_json::Value::Array(items) => items.iter().for_each(|item| leaves(item, texts)),
        serde_json::Value::Object(members) => members.values().for_each(|member| leaves(member, texts)),
        serde_json::Value::Null | serde_json::Value::Bool(_) => {}
    }
}

/// Returns the positions of the values of the named fields, in order. The text may be truncated, nested in a JSON
/// string, or invalid JSON: a name, a colon and a value are enough. A value is scanned once, with everything inside it.
pub(super) fn secret_ranges(text: &[u8], names: &[&str]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += text.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
            #[cfg(feature = "work_counter")]
            work::add(1 + names.len());
            let rest = &text[at..];
            let mut named = names.iter().filter(|name| !name.is_empty() && rest.starts_with(name.as_bytes()));
            if let Some(value) = named.find_map(|name| value_after(text, at + name.len())) {
                #[cfg(feature = "work_counter")]
                work::add(value.end - at);
                at = value.end;
                return Some(value);
            }
        }
    })
}

/// Returns the position of the value of the field whose unquoted name ends at `end`.
fn value_after(text: &[u8], end: usize) -> Option<Range<usize>> {
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

/// Returns the end of a string that begins before `from`: its closing quote or the end of the text. In a string nested
/// in a JSON string, `escapes` backslashes precede the quotes; inner quotes have more.
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

/// Returns the end of the list or object at `from`, or the end of the text.
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
