//! Values in a row: pieces of a body go in, wherever they are cut, and the text of each value comes out.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::runtime::sse::TooLong;
use crate::runtime::streams::LineKind;

/// What is known of a row of values so far.
pub(crate) struct Records {
    kind: LineKind,
    /// How long the text of one value may be.
    limit: u64,
    begun: Vec<u8>,
    whole: VecDeque<Record>,
}

/// The text of a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// All of it.
    Whole(Bytes),
    /// Of a number or a word whose end is not seen, such as `12`, which may have been `123`.
    CutOff,
}

impl Records {
    pub(crate) fn new(kind: LineKind, limit: u64) -> Self {
        Self { kind, limit, begun: Vec::new(), whole: VecDeque::new() }
    }

    /// Takes the next piece.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), TooLong> {
        let separator = match self.kind {
            LineKind::Lines => b'\n',
            LineKind::Sequence => 0x1E,
        };
        let mut parts = piece.split(|byte| *byte == separator);
        self.grow(parts.next().unwrap_or_default())?;
        for part in parts {
            self.end();
            self.grow(part)?;
        }
        Ok(())
    }

    /// The body has ended, and with it the last value.
    pub(crate) fn end(&mut self) {
        let text = std::mem::take(&mut self.begun);
        let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else { return };
        // Brackets and quotes show where they end, and the rest only by what stands behind it (RFC 7464, section 2.4).
        let shows_its_end = matches!(first, b'{' | b'[' | b'"') || text.last().is_some_and(u8::is_ascii_whitespace);
        let is_whole = self.kind == LineKind::Lines || shows_its_end;
        self.whole.push_back(if is_whole { Record::Whole(text.into()) } else { Record::CutOff });
    }

    /// The next value that is whole.
    pub(crate) fn next(&mut self) -> Option<Record> {
        self.whole.pop_front()
    }

    fn grow(&mut self, part: &[u8]) -> Result<(), TooLong> {
        if (self.begun.len() + part.len()) as u64 > self.limit {
            return Err(TooLong);
        }
        self.begun.extend_from_slice(part);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: LineKind, body: &[u8], size: usize) -> Vec<String> {
        let mut records = Records::new(kind, 20);
        body.chunks(size).for_each(|piece| records.push(piece).unwrap());
        records.end();
        let texts = std::iter::from_fn(|| records.next()).map(|record| match record {
            Record::Whole(text) => String::from_utf8_lossy(&text).trim().to_owned(),
            Record::CutOff => "cut off".to_owned(),
        });
        texts.collect()
    }

    #[test]
    fn values_are_told_apart_however_they_are_cut() {
        let cases: [(LineKind, &str, &[&str]); 8] = [
            (LineKind::Lines, "{\"a\":1}\n[2]\n", &["{\"a\":1}", "[2]"]),
            (LineKind::Lines, "1\r\n\r\n\n 2", &["1", "2"]),
            (LineKind::Lines, "\n\n", &[]),
            (LineKind::Lines, "1\n{\"broken\"", &["1", "{\"broken\""]),
            (LineKind::Sequence, "\u{1E}{\n\"a\":1}\n\u{1E}2\n", &["{\n\"a\":1}", "2"]),
            (LineKind::Sequence, "\u{1E}\u{1E}1\n\u{1E}[", &["1", "["]),
            (LineKind::Sequence, "\u{1E}12\u{1E}true \u{1E}\"a\"\u{1E}nul", &["cut off", "true", "\"a\"", "cut off"]),
            (LineKind::Lines, "12\ntrue", &["12", "true"]),
        ];
        for (kind, body, expected) in cases {
            for size in 1..=body.len() {
                assert_eq!(read(kind, body.as_bytes(), size), expected, "{body:?} by {size}");
            }
        }
    }

    #[test]
    fn a_value_has_a_limit() {
        let mut records = Records::new(LineKind::Lines, 3);
        assert_eq!(records.push(b"123\n12"), Ok(()));
        assert_eq!(records.push(b"34"), Err(TooLong));
    }
}
