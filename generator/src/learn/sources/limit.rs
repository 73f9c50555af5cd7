//! Limits of entries in JSON, so that an entry of any size needs bounded memory.

use std::fmt;
use std::io::{self, Read};
use std::mem;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The maximum size of an entry of a HAR file or cassette, in bytes: 32 MiB.
pub(super) const ENTRY: usize = 32 << 20;

/// The maximum size of a request or top folder of a Postman collection, in bytes: 128 MiB.
pub(super) const ITEM: usize = 128 << 20;

/// The maximum size of a string in the file, with its escapes.
const STRING: usize = ENTRY;

/// The end of a string that was cut.
const CUT: &str = "\0cut\0";

/// [`CUT`] in JSON.
const ESCAPED_CUT: &[u8] = b"\\u0000cut\\u0000";

/// The memory of a value next to its text, in bytes.
const VALUE: usize = 64;

/// The number of bytes that are read at once.
const BLOCK: usize = 1 << 16;

/// A reader of JSON that cuts strings of more than [`STRING`] bytes, which the parser would hold in memory even if they are
/// in no entry. It also replaces halves of surrogate pairs: browsers write them if a text ends in the middle of a character,
/// and the parser rejects them.
pub(super) struct ShortStrings<R> {
    input: R,
    block: Vec<u8>,
    out: Vec<u8>,
    /// The number of bytes of `out` that were returned.
    returned: usize,
    position: StringPosition,
}

/// The position in JSON.
#[derive(Debug, Default)]
struct StringPosition {
    in_string: bool,
    is_cut: bool,
    /// The bytes of the string so far.
    length: usize,
    /// The bytes of the escape so far, with the first half of a surrogate pair.
    escape: Vec<u8>,
}

impl<R: Read> ShortStrings<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, block: vec![0; BLOCK], out: Vec::new(), returned: 0, position: StringPosition::default() }
    }
}

impl<R: Read> Read for ShortStrings<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.returned == self.out.len() {
            let length = self.input.read(&mut self.block)?;
            if length == 0 {
                return Ok(0);
            }
            self.out.clear();
            self.returned = 0;
            let read = self.block.get(..length).unwrap_or_default();
            read.iter().for_each(|byte| self.position.add(*byte, &mut self.out));
        }
        let length = self.out.get(self.returned..).unwrap_or_default().read(buffer)?;
        self.returned += length;
        Ok(length)
    }
}

impl StringPosition {
    fn add(&mut self, byte: u8, out: &mut Vec<u8>) {
        if !self.in_string {
            out.push(byte);
            if byte == b'"' {
                *self = Self { in_string: true, ..Self::default() };
            }
            return;
        }
        if !self.escape.is_empty() && self.add_to_escape(byte, out) {
            return;
        }
        if byte == b'"' {
            self.in_string = false;
            out.push(byte);
            return;
        }
        // A string is cut between two characters, or after some more bytes if it is not valid.
        if !self.is_cut && (self.length >= STRING && byte & 0xc0 != 0x80 || self.length >= STRING + 16) {
            self.is_cut = true;
            out.extend(ESCAPED_CUT);
        }
        self.length += 1;
        if byte == b'\\' {
            self.escape.push(byte);
        } else {
            self.write(&[byte], out);
        }
    }

    /// Adds a byte to an escape, and writes the escape if it is complete. Returns false if the byte is not part of it.
    fn add_to_escape(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        if self.escape.len() == ESCAPE && byte != b'\\' {
            self.replace_first(out);
            return false;
        }
        self.escape.push(byte);
        self.length += 1;
        let is_pair = self.escape.len() < 2 * ESCAPE || half(self.escape.get(ESCAPE..)) == Some(Half::Second);
        if !is_pair || self.escape.len() == ESCAPE + 2 && byte != b'u' {
            self.replace_first(out);
        }
        let is_unicode = self.escape.get(1) == Some(&b'u');
        match self.escape.len() {
            ESCAPE if half(Some(&self.escape)) == Some(Half::Second) => self.replace_first(out),
            ESCAPE if half(Some(&self.escape)) == Some(Half::First) => {}
            2 if !is_unicode => self.write_escape(out),
            ESCAPE => self.write_escape(out),
            length if length == 2 * ESCAPE => self.write_escape(out),
            _ => {}
        }
        true
    }

    /// Replaces half a surrogate pair, which is no text, at the start of the escape.
    fn replace_first(&mut self, out: &mut Vec<u8>) {
        self.escape.drain(..ESCAPE.min(self.escape.len()));
        self.write(b"\\ufffd", out);
    }

    fn write_escape(&mut self, out: &mut Vec<u8>) {
        let escape = mem::take(&mut self.escape);
        self.write(&escape, out);
    }

    fn write(&self, bytes: &[u8], out: &mut Vec<u8>) {
        if !self.is_cut {
            out.extend(bytes);
        }
    }
}

/// The length of an escape such as `\u00e9`.
const ESCAPE: usize = 6;

/// The halves of a surrogate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Second,
}

/// Returns the half of a surrogate pair that an escape is.
fn half(escape: Option<&[u8]>) -> Option<Half> {
    let [b'\\', b'u', b'd' | b'D', digit, ..] = escape? else { return None };
    match digit.to_ascii_lowercase() {
        b'8' | b'9' | b'a' | b'b' => Some(Half::First),
        b'c'..=b'f' => Some(Half::Second),
        _ => None,
    }
}

/// Reads a value of limited size. Returns `None` for a larger one.
pub(super) struct Limited(pub(super) usize);

impl<'de> DeserializeSeed<'de> for Limited {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mut left = Some(self.0);
        let value = EntryPart(&mut left).deserialize(deserializer)?;
        Ok(left.map(|_| value))
    }
}

/// A value of an entry, with the bytes that are left, or `None` if they were too few.
struct EntryPart<'p>(&'p mut Option<usize>);

impl EntryPart<'_> {
    fn subtract(&mut self, bytes: usize) {
        *self.0 = self.0.and_then(|left| left.checked_sub(bytes));
    }

    fn text(&mut self, text: String) -> String {
        self.subtract(VALUE + text.len());
        if text.ends_with(CUT) {
            *self.0 = None;
        }
        if self.0.is_some() { text } else { String::new() }
    }

    fn value(mut self, value: impl Into<Value>) -> Value {
        self.subtract(VALUE);
        value.into()
    }
}

impl<'de> DeserializeSeed<'de> for EntryPart<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.0.is_none() {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for EntryPart<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(self.value(()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(self.value(Number::from_f64(value).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E>(mut self, text: String) -> Result<Value, E> {
        Ok(Value::String(self.text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        self.subtract(VALUE);
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(EntryPart(&mut *self.0))? {
            if self.0.is_some() {
                items.push(item);
            }
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        self.subtract(VALUE);
        let mut members = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let key = self.text(key);
            let value = map.next_value_seed(EntryPart(&mut *self.0))?;
            if self.0.is_some() {
                members.insert(key, value);
            }
        }
        Ok(Value::Object(members))
    }
}
