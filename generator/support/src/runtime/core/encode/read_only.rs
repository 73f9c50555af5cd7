//! Omission of read-only fields from requests.
//!
//! Models that are serialized for another purpose, such as storage, keep them.

use std::cell::Cell;

thread_local! {
    /// True while a request is encoded on this thread.
    static IS_ENCODING: Cell<bool> = const { Cell::new(false) };
}

/// Returns true while a request is encoded, so that read-only fields are omitted.
pub fn is_encoding() -> bool {
    IS_ENCODING.get()
}

/// A guard that lives while a request is encoded.
pub(crate) struct EncodingGuard {
    was_encoding: bool,
}

impl EncodingGuard {
    /// Begins the encoding of a request.
    pub(crate) fn new() -> Self {
        Self { was_encoding: IS_ENCODING.replace(true) }
    }
}

impl Drop for EncodingGuard {
    fn drop(&mut self) {
        IS_ENCODING.set(self.was_encoding);
    }
}
