//! Decodes bytes: UTF-8 and UTF-16, with byte order marks.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Text;
use crate::pointer::{Place, Source};

/// Decodes a text and removes its byte order mark.
///
/// # Errors
///
/// Returns the position of the first invalid byte.
pub fn decode(text: &Text) -> Result<Cow<'_, str>, Box<Diagnostic>> {
    match text.bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => decode_utf16(text, rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => decode_utf16(text, rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(text, rest),
        bytes => decode_utf8(text, bytes),
    }
}

fn decode_utf8<'t>(text: &'t Text, bytes: &'t [u8]) -> Result<Cow<'t, str>, Box<Diagnostic>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(characters) => return Ok(Cow::Borrowed(characters)),
        Err(error) => error,
    };
    let (valid, invalid) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
    let byte = invalid.first().copied().unwrap_or_default();
    let (line, column) = end_of(&String::from_utf8_lossy(valid));
    let message = format!("byte 0x{byte:02X} is not valid UTF-8");
    let help = "save the file as UTF-8; for a file in Latin-1 or Windows-1252, \
                `iconv -f WINDOWS-1252 -t UTF-8` converts it";
    Err(Box::new(not_utf8(text, message).at(line, column).help(help)))
}

fn decode_utf16<'t>(text: &Text, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'t, str>, Box<Diagnostic>> {
    let mut decoded = String::with_capacity(bytes.len());
    let pairs = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        // An unpaired surrogate in place of an incomplete unit makes the decoder fail.
        _ => 0xD800,
    });
    for character in char::decode_utf16(pairs) {
        let Ok(character) = character else {
            let (line, column) = end_of(&decoded);
            let message = "the byte order mark declares UTF-16, but a code unit is incomplete or unpaired";
            return Err(Box::new(not_utf8(text, message).at(line, column).help("save the file as UTF-8")));
        };
        decoded.push(character);
    }
    Ok(Cow::Owned(decoded))
}

fn not_utf8(text: &Text, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotUtf8, Place::root(&Source::new(&text.name)), message)
}

/// Returns the line and column (from 1) of the end of a text.
fn end_of(characters: &str) -> (usize, usize) {
    let line = characters.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let last = characters.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}
