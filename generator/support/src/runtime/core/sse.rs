//! An incremental parser of server-sent events, as defined by the HTML standard. Chunk boundaries are arbitrary.
//!
//! UTF-8 is validated later, when the data of an event is decoded.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use super::json::BYTE_ORDER_MARK;

/// An event as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawEvent {
    pub(crate) event: String,
    pub(crate) id: Option<String>,
    pub(crate) retry: Option<Duration>,
    pub(crate) data: Bytes,
}

/// The event exceeds the size limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LimitExceeded;

/// The parser state of an event stream.
pub(crate) struct EventParser {
    /// The maximum size of an event and of a line.
    limit: u64,
    line: Vec<u8>,
    is_begun: bool,
    /// True if the last byte was a carriage return, so that a following line feed is part of the same line end.
    after_return: bool,
    event: Vec<u8>,
    data: Vec<u8>,
    retry: Option<Duration>,
    id: Option<String>,
    last_event_id: Option<String>,
    reconnection_time: Option<Duration>,
    messages: VecDeque<RawEvent>,
}

impl EventParser {
    pub(crate) fn new(limit: u64) -> Self {
        Self {
            limit,
            line: Vec::new(),
            is_begun: false,
            after_return: false,
            event: Vec::new(),
            data: Vec::new(),
            retry: None,
            id: None,
            last_event_id: None,
            reconnection_time: None,
            messages: VecDeque::new(),
        }
    }

    /// Adds a chunk.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), LimitExceeded> {
        let mut rest = piece;
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            let (line, behind) = rest.split_at(end);
            let ended_before = std::mem::replace(&mut self.after_return, behind.first() == Some(&b'\r'));
            let is_rest_of_end = ended_before && line.is_empty() && behind.first() == Some(&b'\n');
            if !is_rest_of_end {
                self.grow(line)?;
                self.end_line();
            }
            rest = behind.get(1..).unwrap_or_default();
        }
        if !rest.is_empty() {
            self.after_return = false;
            self.grow(rest)?;
        }
        Ok(())
    }

    /// Returns the next complete event.
    pub(crate) fn next(&mut self) -> Option<RawEvent> {
        self.messages.pop_front()
    }

    /// Returns the id of the last event, for `Last-Event-ID`.
    pub(crate) fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref().filter(|id| !id.is_empty())
    }

    /// Returns the reconnection time that the server requests.
    pub(crate) fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// Prepares for a reconnected stream: an incomplete event is discarded.
    pub(crate) fn reset(&mut self) {
        self.line.clear();
        (self.is_begun, self.after_return) = (false, false);
        self.event.clear();
        self.data.clear();
        self.retry = None;
        self.id = self.last_event_id.clone();
    }

    fn grow(&mut self, line: &[u8]) -> Result<(), LimitExceeded> {
        if (self.line.len() + line.len() + self.data.len()) as u64 > self.limit {
            return Err(LimitExceeded);
        }
        self.line.extend_from_slice(line);
        Ok(())
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let marked = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| !self.is_begun);
        self.is_begun = true;
        let text = marked.unwrap_or(&line);
        if text.is_empty() {
            return self.dispatch();
        }
        let (name, value) = match text.iter().position(|byte| *byte == b':') {
            Some(colon) => (&text[..colon], &text[colon + 1..]),
            None => (text, &[][..]),
        };
        self.field(name, value.strip_prefix(b" ").unwrap_or(value));
    }

    fn field(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"event" => self.event = value.to_vec(),
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"id" if !value.contains(&0) => self.id = Some(String::from_utf8_lossy(value).into_owned()),
            b"retry" if value.iter().all(u8::is_ascii_digit) => {
                let millis = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
                if let Some(wait) = millis.map(Duration::from_millis) {
                    (self.retry, self.reconnection_time) = (Some(wait), Some(wait));
                }
            }
            // Comments, which have no name, and unknown fields.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        self.last_event_id.clone_from(&self.id);
        let (event, retry) = (std::mem::take(&mut self.event), self.retry.take());
        let mut data = std::mem::take(&mut self.data);
        if data.pop().is_none() {
            return;
        }
        let event = if event.is_empty() { "message".to_owned() } else { String::from_utf8_lossy(&event).into_owned() };
        let id = self.id.clone().filter(|id| !id.is_empty());
        self.messages.push_back(RawEvent { event, id, retry, data: data.into() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns name, id and data of the events of a stream.
    fn read(stream: &[u8], size: usize) -> Vec<(String, Option<String>, String)> {
        let mut parser = EventParser::new(1000);
        stream.chunks(size).for_each(|piece| parser.push(piece).unwrap());
        let messages = std::iter::from_fn(|| parser.next());
        messages.map(|message| (message.event, message.id, String::from_utf8(message.data.to_vec()).unwrap())).collect()
    }

    #[test]
    fn events_are_read_as_the_standard_says_however_they_are_cut() {
        type Seen<'t> = &'t [(&'t str, Option<&'t str>, &'t str)];
        let cases: [(&str, Seen<'_>); 14] = [
            ("data: a\n\n", &[("message", None, "a")]),
            (
                "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
                &[("message", None, "a"), ("message", None, "b"), ("message", None, "c")],
            ),
            ("\u{FEFF}data: a\n\n", &[("message", None, "a")]),
            ("data: a\ndata:  b\ndata\ndata:c\n\n", &[("message", None, "a\n b\n\nc")]),
            (": a comment\n:\n\ndata: a\n\n", &[("message", None, "a")]),
            ("event: add\ndata: a\n\ndata: b\n\n", &[("add", None, "a"), ("message", None, "b")]),
            ("event: add\n\ndata: b\n\n", &[("message", None, "b")]),
            (
                "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
                &[("message", Some("1"), "a"), ("message", Some("1"), "b"), ("message", None, "c")],
            ),
            ("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", &[("message", Some("1"), "a"), ("message", Some("1"), "b")]),
            ("data:\n\n", &[("message", None, "")]),
            ("data\n\ndata\ndata\n\n", &[("message", None, ""), ("message", None, "\n")]),
            ("data: whole\n\ndata: cut", &[("message", None, "whole")]),
            ("data: whole\n\ndata: cut\n", &[("message", None, "whole")]),
            ("nonsense: a\n Data: b\ndata : c\ndata: a:b\n\n", &[("message", None, "a:b")]),
        ];
        for (stream, expected) in cases {
            for size in 1..=stream.len() {
                let read = read(stream.as_bytes(), size);
                let read: Vec<(&str, Option<&str>, &str)> =
                    read.iter().map(|(event, id, data)| (event.as_str(), id.as_deref(), data.as_str())).collect();
                assert_eq!(read, expected, "{stream:?} by {size}");
            }
        }
    }

    #[test]
    fn a_server_says_how_long_to_wait() {
        let mut parser = EventParser::new(1000);
        for (text, expected) in
            [("retry: 250\n", Some(250)), ("retry: 2s\n", Some(250)), ("retry:\n", Some(250)), ("retry: 7\n", Some(7))]
        {
            parser.push(text.as_bytes()).unwrap();
            assert_eq!(parser.reconnection_time(), expected.map(Duration::from_millis), "{text}");
        }
        parser.push(b"data: a\n\ndata: b\n\n").unwrap();
        let retries: Vec<_> = std::iter::from_fn(|| parser.next()).map(|message| message.retry).collect();
        assert_eq!(retries, [Some(Duration::from_millis(7)), None]);
    }

    #[test]
    fn what_goes_on_elsewhere_keeps_the_id_and_nothing_else() {
        let mut parser = EventParser::new(1000);
        parser.push(b"id: 1\ndata: a\n\nid: 2\nevent: cut\ndata: b\ndata").unwrap();
        parser.reset();
        assert_eq!(parser.last_event_id(), Some("1"));
        parser.push(b"\xEF\xBB\xBFdata: c\n\n").unwrap();
        let messages: Vec<_> =
            std::iter::from_fn(|| parser.next()).map(|message| (message.event, message.id)).collect();
        assert_eq!(messages, vec![("message".to_owned(), Some("1".to_owned())); 2]);
    }

    #[test]
    fn an_event_has_a_limit() {
        let mut parser = EventParser::new(10);
        assert_eq!(parser.push(b"data: 1234\ndata: 123\n"), Err(LimitExceeded));
        let mut parser = EventParser::new(10);
        assert_eq!(parser.push(b"data: 1234").and_then(|()| parser.push(b"5")), Err(LimitExceeded));
    }
}
