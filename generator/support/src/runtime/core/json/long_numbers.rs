//! Reading of texts with numbers that have more digits than a float, which unions would lose in their buffer.

use std::cell::Cell;

use serde::de::DeserializeOwned;

use super::string_end;

/// The number of decimal digits that a float represents exactly.
const DIGITS: usize = f64::DIGITS as usize;

thread_local! {
    /// True while a text with long numbers is read.
    static HAS_LONG_NUMBERS: Cell<bool> = const { Cell::new(false) };
}

/// Returns true while a text with long numbers is read: unions then read their variants from the text.
pub(crate) fn are_read() -> bool {
    HAS_LONG_NUMBERS.get()
}

/// Deserializes a text with long numbers; `None` if it has none, or is not valid.
pub(super) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    if !has_long_numbers(text) {
        return None;
    }
    let before = HAS_LONG_NUMBERS.replace(true);
    let read = serde_json::from_slice(text);
    HAS_LONG_NUMBERS.set(before);
    read.ok()
}

fn has_long_numbers(text: &[u8]) -> bool {
    let (mut digits, mut at) = (0, 0);
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'"' => at = string_end(text, at),
            b'0'..=b'9' => digits += 1,
            b'.' => {}
            _ => digits = 0,
        }
        if digits > DIGITS {
            return true;
        }
    }
    false
}
