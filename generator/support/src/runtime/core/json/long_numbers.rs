//! Reading of texts with numbers that have more digits than a float, which unions would lose in their buffer.

use std::cell::Cell;

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

/// Reads a text with long numbers; `None` if it has none.
pub(super) fn with_digits<T>(text: &[u8], read: impl FnOnce() -> Option<T>) -> Option<T> {
    if has_long_numbers(text) { with(true, read) } else { None }
}

/// Runs a function as if no text with long numbers were read, for values that are buffered already.
pub(crate) fn without_digits<T>(read: impl FnOnce() -> T) -> T {
    with(false, read)
}

fn with<T>(has_long_numbers: bool, read: impl FnOnce() -> T) -> T {
    let before = HAS_LONG_NUMBERS.replace(has_long_numbers);
    let read = read();
    HAS_LONG_NUMBERS.set(before);
    read
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
