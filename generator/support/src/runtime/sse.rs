//! Server-sent events: pieces of a stream go in, wherever they are cut, and whole events come out.
//!
//! As the HTML standard reads them. What is no UTF-8 is not looked at: the reader of an event's data says so.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use crate::runtime::json::BYTE_ORDER_MARK;

/// One event as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) event: String,
    pub(crate) id: Option<String>,
    pub(crate) retry: Option<Duration>,
    pub(crate) data: Bytes,
}

/// An event is longer than it may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// What is known of a stream of events so far.
pub(crate) struct Parser {
    /// How long an event may be, and a line.
    limit: u64,
    line: Vec<u8>,
    is_begun: bool,
    /// Whether the last byte was a carriage return: a line feed behind it belongs to it.
    after_return: bool,
    event: Vec<u8>,
    data: Vec<u8>,
    retry: Option<Duration>,
    id: Option<String>,
    last_id: Option<String>,
    wait: Option<Duration>,
    messages: VecDeque<Message>,
}

impl Parser {
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
            last_id: None,
            wait: None,
            messages: VecDeque::new(),
        }
    }

    /// Takes the next piece.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), TooLong> {
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

    /// The next event that is whole.
    pub(crate) fn next(&mut self) -> Option<Message> {
        self.messages.pop_front()
    }

    /// The id of the last event, for whoever asks for those behind it.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref().filter(|id| !id.is_empty())
    }

    /// How long the server wants to be left alone before it is asked again.
    pub(crate) fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// The stream ended, and another goes on where it did: an event that is not whole is none.
    pub(crate) fn restart(&mut self) {
        self.line.clear();
        (self.is_begun, self.after_return) = (false, false);
        self.event.clear();
        self.data.clear();
        self.retry = None;
        self.id = self.last_id.clone();
    }

    fn grow(&mut self, line: &[u8]) -> Result<(), TooLong> {
        if (self.line.len() + line.len() + self.data.len()) as u64 > self.limit {
            return Err(TooLong);
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
                    (self.retry, self.wait) = (Some(wait), Some(wait));
                }
            }
            // Comments, which have no name, and what later versions may add.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        self.last_id.clone_from(&self.id);
        let (event, retry) = (std::mem::take(&mut self.event), self.retry.take());
        let mut data = std::mem::take(&mut self.data);
        if data.pop().is_none() {
            return;
        }
        let event = if event.is_empty() { "message".to_owned() } else { String::from_utf8_lossy(&event).into_owned() };
        let id = self.id.clone().filter(|id| !id.is_empty());
        self.messages.push_back(Message { event, id, retry, data: data.into() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a stream: name, id and data.
    fn read(stream: &[u8], size: usize) -> Vec<(String, Option<String>, String)> {
        let mut parser = Parser::new(1000);
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
        let mut parser = Parser::new(1000);
        for (text, expected) in
            [("retry: 250\n", Some(250)), ("retry: 2s\n", Some(250)), ("retry:\n", Some(250)), ("retry: 7\n", Some(7))]
        {
            parser.push(text.as_bytes()).unwrap();
            assert_eq!(parser.wait(), expected.map(Duration::from_millis), "{text}");
        }
        parser.push(b"data: a\n\ndata: b\n\n").unwrap();
        let retries: Vec<_> = std::iter::from_fn(|| parser.next()).map(|message| message.retry).collect();
        assert_eq!(retries, [Some(Duration::from_millis(7)), None]);
    }

    #[test]
    fn what_goes_on_elsewhere_keeps_the_id_and_nothing_else() {
        let mut parser = Parser::new(1000);
        parser.push(b"id: 1\ndata: a\n\nid: 2\nevent: cut\ndata: b\ndata").unwrap();
        parser.restart();
        assert_eq!(parser.last_id(), Some("1"));
        parser.push(b"\xEF\xBB\xBFdata: c\n\n").unwrap();
        let messages: Vec<_> =
            std::iter::from_fn(|| parser.next()).map(|message| (message.event, message.id)).collect();
        assert_eq!(messages, vec![("message".to_owned(), Some("1".to_owned())); 2]);
    }

    #[test]
    fn an_event_has_a_limit() {
        let mut parser = Parser::new(10);
        assert_eq!(parser.push(b"data: 1234\ndata: 123\n"), Err(TooLong));
        let mut parser = Parser::new(10);
        assert_eq!(parser.push(b"data: 1234").and_then(|()| parser.push(b"5")), Err(TooLong));
    }
}
