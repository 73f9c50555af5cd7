//! Lenient decoding: values that some servers send for absent ones.

use std::cell::Cell;

use serde::de::{DeserializeOwned, Error, MapAccess};
use serde_json::value::RawValue;

/// The number of times that a text may be read again because its values are nested in each other, on average.
const REPEATS: usize = 16;

/// The maximum number of nested values.
const LEVELS: usize = 64;

thread_local! {
    /// The remaining bytes and levels of lenient decoding; both are zero in strict decoding.
    static LIMITS: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Deserializes a text leniently; `None` if it is not valid.
pub(super) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(text).ok()?.trim_ascii();
    let before = LIMITS.replace((REPEATS * text.len(), LEVELS));
    let read = read(text);
    LIMITS.set(before);
    read.ok()
}

#[cfg(any(feature = "unions", feature = "value_enums"))]
/// Runs a function with strict decoding.
pub(crate) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    let before = LIMITS.replace((0, 0));
    let read = read();
    LIMITS.set(before);
    read
}

/// Reads the next value of a map, leniently if the text is read leniently.
pub(crate) fn next_value<'de, T: DeserializeOwned, A: MapAccess<'de>>(map: &mut A) -> Result<T, A::Error> {
    let (bytes, levels) = LIMITS.get();
    if bytes == 0 || levels == 0 {
        return map.next_value();
    }
    let text = map.next_value::<Box<RawValue>>()?;
    LIMITS.set((bytes.saturating_sub(text.get().len()), levels - 1));
    let read = read(text.get());
    LIMITS.set((LIMITS.get().0, levels));
    read.map_err(A::Error::custom)
}

/// Reads a value. One that is not valid is read as absent or empty, if it is a form of these.
fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_slice(text.as_bytes()).or_else(|error| {
        let message = error.to_string();
        let meant = match text {
            "\"\"" => "null",
            "null" if message.contains("expected a sequence") => "[]",
            "null" if message.contains("expected a map") => "{}",
            _ if text.strip_prefix('[').is_some_and(|rest| rest.trim_ascii_start() == "]") => "{}",
            _ => return Err(error),
        };
        serde_json::from_slice(meant.as_bytes()).map_err(|_| error)
    })
}
