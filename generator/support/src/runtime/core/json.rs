//! JSON deserialization with the path of the error.
//!
//! The path is computed only after `serde_json` reports an error, so successful reads have no overhead.

#[cfg(feature = "lenient")]
pub(crate) mod lenient;
#[cfg(all(feature = "decimal", feature = "unions"))]
pub(crate) mod long_numbers;

use serde::de::DeserializeOwned;
#[cfg(any(feature = "numbers", feature = "unix_time"))]
use serde::de::{Deserialize, MapAccess, Visitor, value::MapAccessDeserializer};
#[cfg(any(feature = "numbers", feature = "unix_time"))]
use serde_json::Number;
use serde_json::error::Category;

/// A JSON error with its path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// The path of the invalid value: `$.items[2].account_id`.
    pub(crate) path: String,
    /// The byte offset of the error.
    pub(crate) at: usize,
    /// The error message.
    pub(crate) message: String,
}

/// Deserializes a JSON text. A byte order mark is skipped. Integers may have a zero fraction or an exponent. If
/// `is_lenient`, values that some servers send for absent ones are accepted.
pub(crate) fn from_slice<T: DeserializeOwned>(body: &[u8], is_lenient: bool) -> Result<T, JsonError> {
    let text = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    #[cfg(all(feature = "decimal", feature = "unions"))]
    if let Some(read) = long_numbers::with_digits(text, || serde_json::from_slice(text).ok()) {
        return Ok(read);
    }
    serde_json::from_slice(text).or_else(|error| {
        let plain = error.is_data().then(|| with_plain_integers(text));
        plain.and_then(|text| read_again(&text, is_lenient)).ok_or_else(|| {
            let located = locate(text, &error);
            JsonError { at: located.at + (body.len() - text.len()), ..located }
        })
    })
}

/// Deserializes a text after an error in its data.
fn read_again<T: DeserializeOwned>(text: &[u8], is_lenient: bool) -> Option<T> {
    #[cfg(feature = "lenient")]
    if is_lenient {
        #[cfg(all(feature = "decimal", feature = "unions"))]
        if let Some(read) = long_numbers::with_digits(text, || lenient::from_slice(text)) {
            return Some(read);
        }
        return lenient::from_slice(text);
    }
    #[cfg(not(feature = "lenient"))]
    let _ = is_lenient;
    serde_json::from_slice(text).ok()
}

/// Writes `5.0` as `5` and `1e3` as `1000`. JSON Schema calls them integers, but `serde_json` reads them as floats.
fn with_plain_integers(text: &[u8]) -> Vec<u8> {
    let (mut plain, mut copied, mut at) = (Vec::new(), 0, 0);
    while let Some(byte) = text.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => at = string_end(text, at),
            b'-' | b'0'..=b'9' => {
                let is_digit = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
                at += text[at..].iter().take_while(is_digit).count();
                let digits = std::str::from_utf8(&text[start..at]).ok().filter(|digits| digits.parse::<i64>().is_err());
                if let Some(number) = digits.and_then(|digits| digits.parse().ok()).and_then(integer) {
                    plain.extend_from_slice(&text[copied..start]);
                    plain.extend_from_slice(number.to_string().as_bytes());
                    copied = at;
                }
            }
            _ => {}
        }
    }
    plain.extend_from_slice(&text[copied..]);
    plain
}

/// Returns an integer that a float represents exactly. Above 2^53 it cannot distinguish adjacent integers.
pub(crate) fn integer(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < (1_u64 << f64::MANTISSA_DIGITS) as f64).then_some(number as i64)
}

#[cfg(any(feature = "decimal", feature = "styled", feature = "unions", feature = "value_enums"))]
/// The key of the map as which `serde_json` passes the digits of a number, if its `arbitrary_precision` is enabled.
pub(crate) const NUMBER: &str = "$serde_json::private::Number";

#[cfg(any(feature = "decimal", feature = "unions", feature = "value_enums"))]
/// The name with which `serde_json` returns the text of a value, as a map with this key.
pub(crate) const RAW: &str = "$serde_json::private::RawValue";

#[cfg(any(feature = "numbers", feature = "unix_time"))]
/// Passes the number of such a map to a visitor.
pub(crate) fn visit_number<'de, V: Visitor<'de>, A: MapAccess<'de>>(visitor: V, map: A) -> Result<V::Value, A::Error> {
    let number = Number::deserialize(MapAccessDeserializer::new(map))?;
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => visitor.visit_u64(number),
        (None, Some(number)) => visitor.visit_i64(number),
        (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// The byte order mark that some servers put before the text.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Finds the path of an error in a text.
///
/// `serde_path_to_error` finds the same paths, but reads with another deserializer, so that every model is compiled
/// twice: 300 models take 42 s instead of 21 s in a release build.
fn locate(text: &[u8], error: &serde_json::Error) -> JsonError {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message).to_owned();
    if text.iter().all(u8::is_ascii_whitespace) {
        return JsonError { path: "$".to_owned(), at: 0, message: "the body is empty".to_owned() };
    }
    let at = offset(text, line, column);
    // Syntax errors are reported after the invalid byte, which belongs to no value.
    let one_back = error.classify() == Category::Syntax;
    #[cfg(feature = "decimal")]
    let one_back = one_back || is_raised_behind_its_container(&message, &text[..at]);
    let read = if one_back { at.saturating_sub(1) } else { at };
    let mut trail = PathTracker::default();
    trail.walk(&text[..read]);
    if let Some(bracket) = unread_container(&message)
        && stands_at_its_start(text, at, bracket)
    {
        trail.levels.pop();
    }
    let path = trail.path();
    // A union is buffered before its variant is known: the path continues inside it.
    #[cfg(any(feature = "unions", feature = "value_enums"))]
    if let Some((inside, message)) = split_path(&message) {
        return JsonError { path: path + inside, at, message: message.to_owned() };
    }
    JsonError { path, at, message }
}

#[cfg(feature = "decimal")]
/// Returns true if the parser read the bracket or comma after the value before the value was rejected. Decimals are
/// validated after their text is read, when the parser has already read the end of an enclosing list or map. Those in
/// unions, whose messages contain a path, are not.
fn is_raised_behind_its_container(message: &str, read: &[u8]) -> bool {
    #[cfg(any(feature = "unions", feature = "value_enums"))]
    if split_path(message).is_some() {
        return false;
    }
    message.ends_with("expected a decimal number") && matches!(read.last(), Some(b'}' | b']' | b','))
}

/// Converts a line, counted from 1, and a byte column to an offset.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let mut ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let start = match line.checked_sub(2) {
        Some(skipped) => ends.nth(skipped).unwrap_or(text.len()),
        None => 0,
    };
    start.saturating_add(column).min(text.len())
}

/// Returns the opening bracket of a list or object that a message reports as the wrong type.
fn unread_container(message: &str) -> Option<u8> {
    let found = message.strip_prefix("invalid type: ")?;
    if found.starts_with("map") {
        Some(b'{')
    } else if found.starts_with("sequence") {
        Some(b'[')
    } else {
        None
    }
}

/// Returns true if the offset is just after a bracket rather than before it; such errors are reported at either.
fn stands_at_its_start(text: &[u8], at: usize, bracket: u8) -> bool {
    let before = text[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    let after = text[at..].iter().find(|byte| !byte.is_ascii_whitespace());
    before == Some(&bracket) && after != Some(&bracket)
}

/// Tracks the path to the current value.
#[derive(Default)]
struct PathTracker<'t> {
    levels: Vec<PathSegment<'t>>,
}

enum PathSegment<'t> {
    /// In an object: the quoted key, after it is read.
    Member(Option<&'t [u8]>),
    /// In a list: the number of preceding items.
    Item(usize),
}

impl<'t> PathTracker<'t> {
    /// Tracks the path through a text, which may be truncated.
    fn walk(&mut self, text: &'t [u8]) {
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let mut next = at + 1;
            match byte {
                b'{' => self.levels.push(PathSegment::Member(None)),
                b'[' => self.levels.push(PathSegment::Item(0)),
                b'}' | b']' => drop(self.levels.pop()),
                b',' => match self.levels.last_mut() {
                    Some(PathSegment::Member(key)) => *key = None,
                    Some(PathSegment::Item(index)) => *index += 1,
                    None => {}
                },
                b'"' => {
                    next = string_end(text, next);
                    if let Some(PathSegment::Member(key @ None)) = self.levels.last_mut() {
                        *key = text.get(at..next);
                    }
                }
                _ => {}
            }
            at = next;
        }
    }

    fn path(&self) -> String {
        let mut path = "$".to_owned();
        for level in &self.levels {
            match level {
                PathSegment::Member(None) => {}
                PathSegment::Member(Some(key)) => push_key(&mut path, key),
                PathSegment::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

/// Returns the offset after the closing quote of a string, or the end of the text.
fn string_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// Appends a key to a path.
fn push_key(path: &mut String, quoted: &[u8]) {
    let key = serde_json::from_slice::<String>(quoted);
    let key = key.unwrap_or_else(|_| String::from_utf8_lossy(quoted).trim_matches('"').to_owned());
    path.push_str(&path_segment(&key));
}

/// Returns the key of an object as a step of a path: `.name` if it is a plain word, else `["the key"]`.
pub(crate) fn path_segment(key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { format!(".{key}") } else { format!("[{key:?}]") }
}

#[cfg(any(feature = "unions", feature = "value_enums"))]
/// The text before a path in the message of an error raised inside of a buffered value.
pub(crate) const PATH_START: &str = "in `$";

#[cfg(any(feature = "unions", feature = "value_enums"))]
/// The text between a path and the message of such an error.
pub(crate) const PATH_END: &str = "`: ";

#[cfg(any(feature = "unions", feature = "value_enums"))]
/// Splits the message of an error raised inside of a buffered value into its path and the rest.
pub(crate) fn split_path(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(PATH_START)?.split_once(PATH_END)
}

#[cfg(test)]
mod tests;
