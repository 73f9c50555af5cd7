//! A JSON text comes in; a typed value goes out, or where in the text it went wrong.
//!
//! Reading costs what `serde_json` costs. Only when it fails is the text looked through again, up to the place of the
//! fault, for the path that leads there.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::runtime::union::node;

/// What is wrong with a JSON text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The way to the value at fault: `$.items[2].account_id`.
    pub(crate) path: String,
    /// How many bytes of the text were read until then.
    pub(crate) at: usize,
    /// What is wrong with it.
    pub(crate) message: String,
}

/// Reads a text. A byte order mark is skipped.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    let text = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    serde_json::from_slice(text).map_err(|error| {
        let fault = locate(text, &error);
        Fault { at: fault.at + (body.len() - text.len()), ..fault }
    })
}

/// What some servers put before a text, which is no part of it.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Finds the way to where `error` was raised while reading `text`.
fn locate(text: &[u8], error: &serde_json::Error) -> Fault {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message).to_owned();
    if text.iter().all(u8::is_ascii_whitespace) {
        return Fault { path: "$".to_owned(), at: 0, message: "the body is empty".to_owned() };
    }
    let at = offset(text, line, column);
    // An error of syntax is raised behind the byte at fault, which belongs to no value.
    let one_back = error.classify() == Category::Syntax || is_raised_behind_its_container(&message, &text[..at]);
    let read = if one_back { at.saturating_sub(1) } else { at };
    let mut trail = Trail::default();
    trail.walk(&text[..read]);
    if let Some(bracket) = whole_container(&message)
        && stands_at_its_start(text, at, bracket)
    {
        trail.levels.pop();
    }
    // A union is read as a whole before it is known what it is: the way goes on inside of it.
    let (inside, message) = match node::split(&message) {
        Some((inside, message)) => (inside.to_owned(), message.to_owned()),
        None => (String::new(), message),
    };
    Fault { path: trail.path() + &inside, at, message }
}

/// Whether the bracket or comma behind the value was read before the value was refused: a decimal is looked at
/// only once its text is read, and then the reader goes on to the end of a list or map if it is next.
fn is_raised_behind_its_container(message: &str, read: &[u8]) -> bool {
    message.ends_with("expected a decimal number") && matches!(read.last(), Some(b'}' | b']' | b','))
}

/// How many bytes stand before a place that is given as a line from 1 and a count of bytes in that line.
fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let mut ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let start = match line.checked_sub(2) {
        Some(skipped) => ends.nth(skipped).unwrap_or(text.len()),
        None => 0,
    };
    start.saturating_add(column).min(text.len())
}

/// The opening bracket of the value that a message says is of the wrong type as a whole.
fn whole_container(message: &str) -> Option<u8> {
    let found = message.strip_prefix("invalid type: ")?;
    if found.starts_with("map") {
        Some(b'{')
    } else if found.starts_with("sequence") {
        Some(b'[')
    } else {
        None
    }
}

/// Whether a place is just behind a bracket and not just before one: such an error is raised at either.
fn stands_at_its_start(text: &[u8], at: usize, bracket: u8) -> bool {
    let before = text[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    let after = text[at..].iter().find(|byte| !byte.is_ascii_whitespace());
    before == Some(&bracket) && after != Some(&bracket)
}

/// The way from the whole text to the value being read.
#[derive(Default)]
struct Trail<'t> {
    levels: Vec<Level<'t>>,
}

enum Level<'t> {
    /// In an object: the key in its quotes, once it is read.
    Member(Option<&'t [u8]>),
    /// In a list: how many items stand before.
    Item(usize),
}

impl<'t> Trail<'t> {
    /// Goes through a text as far as it goes; it may end anywhere.
    fn walk(&mut self, text: &'t [u8]) {
        let mut at = 0;
        while let Some(byte) = text.get(at) {
            let mut next = at + 1;
            match byte {
                b'{' => self.levels.push(Level::Member(None)),
                b'[' => self.levels.push(Level::Item(0)),
                b'}' | b']' => drop(self.levels.pop()),
                b',' => match self.levels.last_mut() {
                    Some(Level::Member(key)) => *key = None,
                    Some(Level::Item(index)) => *index += 1,
                    None => {}
                },
                b'"' => {
                    next = string_end(text, next);
                    if let Some(Level::Member(key @ None)) = self.levels.last_mut() {
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
                Level::Member(None) => {}
                Level::Member(Some(key)) => push_key(&mut path, key),
                Level::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

/// The place behind the quote that closes a string, or the end of the text.
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

/// Adds a member to a path.
fn push_key(path: &mut String, quoted: &[u8]) {
    let key = serde_json::from_slice::<String>(quoted);
    let key = key.unwrap_or_else(|_| String::from_utf8_lossy(quoted).trim_matches('"').to_owned());
    path.push_str(&node::step(&key));
}

#[cfg(test)]
mod tests;
