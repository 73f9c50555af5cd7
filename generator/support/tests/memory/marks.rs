//! Secrets that the program itself never stores as text.

use std::hash::{BuildHasher, RandomState};

/// A random secret, stored encoded. It consists of segments that are searched separately, because an allocator
/// overwrites the beginning of a buffer that it frees.
pub(crate) struct Mark {
    /// The kind of secret.
    pub(crate) name: &'static str,
    encoded: Vec<u8>,
}

/// The key of the encoding: each byte differs from that of the text.
const KEY: u8 = 0xA5;

/// The length of a segment.
pub(crate) const SEGMENT: usize = 20;

/// The first character of each segment.
pub(crate) const FIRST: u8 = b'~';

impl Mark {
    /// Creates a secret of some segments. No encoding of a request changes its characters.
    pub(crate) fn new(name: &'static str, segments: usize) -> Self {
        let random = RandomState::new();
        let letter = |at: usize| b'a' + u8::try_from(random.hash_one(at) % 26).unwrap_or_default();
        let byte = |at: usize| if at.is_multiple_of(SEGMENT) { FIRST } else { letter(at) };
        Self { name, encoded: (0..segments * SEGMENT).map(|at| byte(at) ^ KEY).collect() }
    }

    /// Returns the text in a buffer of its length.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.encoded.len());
        text.extend(self.encoded.iter().map(|byte| char::from(byte ^ KEY)));
        text
    }

    /// Returns true if a segment is at the beginning of these bytes.
    pub(crate) fn has_segment_at(&self, bytes: &[u8]) -> bool {
        let matches = |segment: &[u8]| bytes.iter().zip(segment).all(|(byte, encoded)| *byte == encoded ^ KEY);
        bytes.len() >= SEGMENT && self.encoded.chunks(SEGMENT).any(matches)
    }
}
