//! Incremental splitting of a sequence of JSON values. Chunk boundaries are arbitrary.

use std::collections::VecDeque;

use bytes::Bytes;

use super::sse::LimitExceeded;

/// The framing of a sequence of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFraming {
    /// One value per line.
    Newline,
    /// A record separator before each value (RFC 7464).
    RecordSeparator,
}

/// The parser state of a sequence of JSON values.
pub(crate) struct JsonSplitter {
    kind: JsonFraming,
    /// The maximum length of one value.
    limit: u64,
    begun: Vec<u8>,
    complete: VecDeque<Record>,
}

/// The text of a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// A complete value.
    Complete(Bytes),
    /// A number or literal without a visible end: `12` may be truncated from `123`.
    Truncated,
}

impl JsonSplitter {
    pub(crate) fn new(kind: JsonFraming, limit: u64) -> Self {
        Self { kind, limit, begun: Vec::new(), complete: VecDeque::new() }
    }

    /// Adds a chunk.
    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), LimitExceeded> {
        let separator = match self.kind {
            JsonFraming::Newline => b'\n',
            JsonFraming::RecordSeparator => 0x1E,
        };
        let mut parts = chunk.split(|byte| *byte == separator);
        self.grow(parts.next().unwrap_or_default())?;
        for part in parts {
            self.end();
            self.grow(part)?;
        }
        Ok(())
    }

    /// Marks the end of the body and of the last value.
    pub(crate) fn end(&mut self) {
        let text = std::mem::take(&mut self.begun);
        let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else { return };
        // Values without brackets or quotes are delimited by the text after them (RFC 7464, section 2.4).
        let shows_its_end = matches!(first, b'{' | b'[' | b'"') || text.last().is_some_and(u8::is_ascii_whitespace);
        let is_complete = self.kind == JsonFraming::Newline || shows_its_end;
        self.complete.push_back(if is_complete { Record::Complete(text.into()) } else { Record::Truncated });
    }

    /// Returns the next complete value.
    pub(crate) fn next(&mut self) -> Option<Record> {
        self.complete.pop_front()
    }

    fn grow(&mut self, part: &[u8]) -> Result<(), LimitExceeded> {
        if (self.begun.len() + part.len()) as u64 > self.limit {
            return Err(LimitExceeded);
        }
        self.begun.extend_from_slice(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: JsonFraming, body: &[u8], size: usize) -> Vec<String> {
        let mut records = JsonSplitter::new(kind, 20);
        body.chunks(size).for_each(|chunk| records.push(chunk).unwrap());
        records.end();
        let texts = std::iter::from_fn(|| records.next()).map(|record| match record {
            Record::Complete(text) => String::from_utf8_lossy(&text).trim().to_owned(),
            Record::Truncated => "cut off".to_owned(),
        });
        texts.collect()
    }

    #[test]
    fn values_are_split_at_any_chunk_size() {
        let cases: [(JsonFraming, &str, &[&str]); 8] = [
            (JsonFraming::Newline, "{\"a\":1}\n[2]\n", &["{\"a\":1}", "[2]"]),
            (JsonFraming::Newline, "1\r\n\r\n\n 2", &["1", "2"]),
            (JsonFraming::Newline, "\n\n", &[]),
            (JsonFraming::Newline, "1\n{\"broken\"", &["1", "{\"broken\""]),
            (JsonFraming::RecordSeparator, "\u{1E}{\n\"a\":1}\n\u{1E}2\n", &["{\n\"a\":1}", "2"]),
            (JsonFraming::RecordSeparator, "\u{1E}\u{1E}1\n\u{1E}[", &["1", "["]),
            (
                JsonFraming::RecordSeparator,
                "\u{1E}12\u{1E}true \u{1E}\"a\"\u{1E}nul",
                &["cut off", "true", "\"a\"", "cut off"],
            ),
            (JsonFraming::Newline, "12\ntrue", &["12", "true"]),
        ];
        for (kind, body, expected) in cases {
            for size in 1..=body.len() {
                assert_eq!(read(kind, body.as_bytes(), size), expected, "{body:?} by {size}");
            }
        }
    }

    #[test]
    fn a_value_has_a_limit() {
        let mut records = JsonSplitter::new(JsonFraming::Newline, 3);
        assert_eq!(records.push(b"123\n12"), Ok(()));
        assert_eq!(records.push(b"34"), Err(LimitExceeded));
    }
}
