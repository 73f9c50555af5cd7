//! Bytes in, characters out: byte order marks, UTF-16, and where a byte is no UTF-8.
//!
//! It must not know what the characters mean.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Text;
use crate::pointer::{Place, Source};

/// The characters of a text, without its byte order mark.
///
/// # Errors
///
/// The first byte that belongs to no character, with its line and column.
pub fn decode(text: &Text) -> Result<Cow<'_, str>, Box<Diagnostic>> {
    match text.bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => decode_utf16(text, rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => decode_utf16(text, rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(text, rest),
        bytes => decode_utf8(text, bytes),
    }
}

fn decode_utf8<'t>(text: &'t Text, bytes: &'t [u8]) -> Result<Cow<'t, str>, Box<Diagnostic>> {
    let fault = match std::str::from_utf8(bytes) {
        Ok(characters) => return Ok(Cow::Borrowed(characters)),
        Err(fault) => fault,
    };
    let (good, bad) = bytes.split_at_checked(fault.valid_up_to()).unwrap_or_default();
    let byte = bad.first().copied().unwrap_or_default();
    let (line, column) = end_of(&String::from_utf8_lossy(good));
    let message = format!("byte 0x{byte:02X} is no UTF-8");
    let help = "save the file as UTF-8; if it is Latin-1 or Windows-1252, as older files are, \
                `iconv -f WINDOWS-1252 -t UTF-8` converts it";
    Err(Box::new(not_utf8(text, message).at(line, column).help(help)))
}

fn decode_utf16<'t>(text: &Text, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'t, str>, Box<Diagnostic>> {
    let mut decoded = String::with_capacity(bytes.len());
    let pairs = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        // Half a unit at the end is no character: an unpaired surrogate makes the decoder say so.
        _ => 0xD800,
    });
    for character in char::decode_utf16(pairs) {
        let Ok(character) = character else {
            let (line, column) = end_of(&decoded);
            let message = "the text is UTF-16 by its byte order mark, but a unit is missing or unpaired";
            return Err(Box::new(not_utf8(text, message).at(line, column).help("save the file as UTF-8")));
        };
        decoded.push(character);
    }
    Ok(Cow::Owned(decoded))
}

fn not_utf8(text: &Text, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotUtf8, Place::whole(&Source::new(&text.name)), message)
}

/// Line and column (from 1) of what would follow these characters.
fn end_of(characters: &str) -> (usize, usize) {
    let line = characters.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let last = characters.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}
