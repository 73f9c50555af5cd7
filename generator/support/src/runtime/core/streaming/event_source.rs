//! An event stream that reconnects.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::super::body_decoder::ResponseParts;
use super::super::error::{BodyError, DecodeError, TransportError};
use super::super::exchange::{ExchangeError, Opened};
use super::super::response::{BufferedResponse, media_type_essence};
use super::super::retry::is_transient_status;
use super::super::sse::EventParser;
use super::{Event, ItemContext, StreamItem};

/// The default reconnection time.
const WAIT: Duration = Duration::from_secs(3);

/// The minimum reconnection time; shorter ones that a server requests are raised to it.
const SHORTEST: Duration = Duration::from_millis(100);

/// The maximum reconnection time; longer ones that a server requests are reduced to it.
const LONGEST_ASKED: Duration = Duration::from_secs(60 * 60);

/// The maximum delay after failures.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The default maximum of consecutive failed reconnects.
const FAILURES: usize = 5;

/// The maximum of consecutive connections without an event, unless that of failed reconnects is higher.
const EMPTY_CONNECTIONS: usize = 100;

/// The default data of the end marker.
const LAST: &str = "[DONE]";

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The state of an event stream, which determines the next step.
pub(crate) struct EventSource {
    parser: EventParser,
    context: ItemContext,
    /// True if the request is safe to repeat.
    is_safe: bool,
    last: Option<String>,
    most_failures: usize,
    failures: usize,
    /// The number of connections since the last event.
    connections: usize,
    is_open: bool,
    is_over: bool,
    wait: Option<Duration>,
    /// The item that is yielded at the end.
    pending: Option<StreamItem<Event<BufferedResponse>>>,
}

/// The next step of reading an event stream.
pub(crate) enum EventSourceStep {
    /// Yield an item.
    Yield(Box<StreamItem<Event<BufferedResponse>>>),
    /// Sleep.
    Wait(Duration),
    /// Send the request again, with the headers for resuming.
    Connect,
    /// Read the next chunk.
    Read,
    /// The stream has ended.
    End,
}

impl EventSource {
    /// Creates the stream of a response.
    pub(crate) fn new(parts: &ResponseParts, method: &Method) -> Self {
        let mut follow = Self {
            parser: EventParser::new(parts.limit),
            context: ItemContext::new(parts),
            is_safe: method.is_safe(),
            last: Some(LAST.to_owned()),
            most_failures: FAILURES,
            failures: 0,
            connections: 0,
            is_open: false,
            is_over: false,
            wait: None,
            pending: None,
        };
        follow.open(parts);
        follow
    }

    pub(crate) fn set_end_marker(&mut self, last: Option<String>) {
        self.last = last;
    }

    pub(crate) fn set_max_reconnects(&mut self, failures: usize) {
        self.most_failures = failures;
    }

    /// Returns the next step.
    pub(crate) fn next(&mut self) -> EventSourceStep {
        let message = self.parser.next().filter(|message| {
            let is_last = self.last.as_ref().is_some_and(|last| message.data == last.as_bytes());
            self.is_over |= is_last;
            !is_last
        });
        if let Some(message) = message {
            self.connections = 0;
            let data = self.context.holding(message.data);
            let event = Event { event: message.event, id: message.id, retry: message.retry, data };
            return EventSourceStep::Yield(Box::new(StreamItem::Value(event)));
        }
        if let Some(pending) = self.pending.take() {
            return EventSourceStep::Yield(Box::new(pending));
        }
        match self.wait.take() {
            _ if self.is_over => EventSourceStep::End,
            Some(wait) => EventSourceStep::Wait(wait),
            None if self.is_open => EventSourceStep::Read,
            None => EventSourceStep::Connect,
        }
    }

    /// Returns the headers for resuming the stream.
    pub(crate) fn headers(&self) -> HeaderMap {
        let id = self.parser.last_event_id().and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
        id.map(|id| (LAST_EVENT_ID, id)).into_iter().collect()
    }

    /// Adds a chunk of the body, the end of the body, or an error.
    pub(crate) fn on_chunk(&mut self, chunk: Result<Option<Bytes>, BodyError>) {
        match chunk {
            Ok(Some(chunk)) => {
                self.failures = 0;
                if self.parser.push(&chunk).is_err() {
                    self.fail(self.context.too_long());
                }
            }
            Ok(None) => self.on_disconnected(None),
            Err(error) => self.on_disconnected(Some(StreamItem::Error(error.into()))),
        }
    }

    /// Handles the response to a reconnect, and returns it if it is an event stream.
    pub(crate) fn on_connected<R>(
        &mut self,
        opened: Result<Opened<R>, ExchangeError>,
        parts: impl FnOnce(&R) -> &ResponseParts,
    ) -> Option<R> {
        match opened {
            Ok(Opened::Stream(stream)) => {
                self.open(parts(&stream));
                return Some(stream).filter(|_| self.is_open);
            }
            Ok(Opened::Buffered(response)) if is_transient_status(response.status) => {
                self.on_disconnected(Some(StreamItem::Response(response)));
            }
            Ok(Opened::Buffered(response)) => {
                self.pending = Some(StreamItem::Response(response));
                self.is_over = true;
            }
            Err(ExchangeError::Transport(error)) => self.on_disconnected(Some(StreamItem::Error(error.into()))),
            Err(failure) => self.fail(failure),
        }
        None
    }

    fn open(&mut self, parts: &ResponseParts) {
        let content_type = parts.headers.get(CONTENT_TYPE).map(|value| media_type_essence(value.as_bytes()));
        match content_type.filter(|essence| essence != "text/event-stream") {
            // The server has no more events.
            _ if matches!(parts.status.as_u16(), 204 | 205) => self.is_over = true,
            Some(essence) => {
                let message = format!("it is `{essence}`, not an event stream");
                self.fail(DecodeError::new(parts.status, None, message, String::new()).into());
            }
            None => self.is_open = true,
        }
    }

    /// Handles the end of a connection. Reconnects if the request is safe to repeat and the stream can be expected to
    /// continue; a stream that ends normally without an id or a reconnection time is complete.
    fn on_disconnected(&mut self, error: Option<StreamItem<Event<BufferedResponse>>>) {
        self.is_open = false;
        self.parser.reset();
        let goes_on =
            error.is_some() || self.parser.last_event_id().is_some() || self.parser.reconnection_time().is_some();
        if !self.is_safe || !goes_on || self.failures >= self.most_failures {
            self.is_over = true;
            self.pending = error;
            return;
        }
        if self.connections >= self.most_failures.max(EMPTY_CONNECTIONS) {
            let problem = format!("the server ended {} connections without an event", self.connections + 1);
            return self.fail(TransportError::interrupted(problem).into());
        }
        let first = self.parser.reconnection_time().map_or(WAIT, |time| time.clamp(SHORTEST, LONGEST_ASKED));
        let growing = first.saturating_mul(1 << self.connections.min(16));
        self.wait = Some(growing.min(LONGEST_WAIT.max(first)));
        self.failures += 1;
        self.connections += 1;
    }

    fn fail(&mut self, failure: ExchangeError) {
        self.pending = Some(StreamItem::Error(failure));
        (self.is_open, self.is_over) = (false, true);
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::runtime::core::redact::Redactor;
    use crate::runtime::core::secret::SecretUrl;

    fn parts() -> ResponseParts {
        ResponseParts {
            status: http::StatusCode::OK,
            headers: HeaderMap::new(),
            url: SecretUrl(Url::parse("https://pets.example/").unwrap()),
            chunk_timeout: None,
            limit: 1000,
            redactor: Redactor::default(),
            attempts: 1,
            is_lenient: true,
        }
    }

    fn following(text: &str) -> EventSource {
        let mut follow = EventSource::new(&parts(), &Method::GET);
        follow.on_chunk(Ok(Some(Bytes::copy_from_slice(text.as_bytes()))));
        follow
    }

    /// Follows a server that sends `text` and ends each connection. Returns at most `most` delays, and the error.
    fn delays(mut follow: EventSource, text: &'static str, most: usize) -> (Vec<Duration>, Option<String>) {
        let (mut delays, mut chunk) = (Vec::new(), None);
        while delays.len() < most {
            match follow.next() {
                EventSourceStep::Yield(item) => {
                    if let StreamItem::Error(error) = *item {
                        assert!(matches!(follow.next(), EventSourceStep::End));
                        return (delays, Some(error.to_string()));
                    }
                }
                EventSourceStep::Wait(time) => delays.push(time),
                EventSourceStep::Connect => {
                    assert!(follow.on_connected(Ok(Opened::Stream(parts())), |parts| parts).is_some());
                    chunk = Some(Bytes::from(text)).filter(|chunk| !chunk.is_empty());
                }
                EventSourceStep::Read => follow.on_chunk(Ok(chunk.take())),
                EventSourceStep::End => return (delays, None),
            }
        }
        (delays, None)
    }

    #[test]
    fn reconnections_without_an_event_are_delayed_and_limited() {
        let text = "retry: 0\ndata: x\n\n";
        let first = [100, 200, 400, 800, 1600].map(Duration::from_millis);
        // Without data, five reconnects fail.
        assert_eq!(delays(following(text), "", 1000), (first.to_vec(), None));
        let (delays_of_comments, error) = delays(following(text), ": comment\n", 1000);
        assert_eq!(delays_of_comments[..5], first);
        assert_eq!((delays_of_comments.len(), delays_of_comments[99]), (100, LONGEST_WAIT));
        let expected = "the connection was interrupted: the server ended 101 connections without an event";
        assert_eq!(error.as_deref(), Some(expected));
        let mut patient = following(text);
        patient.set_max_reconnects(300);
        assert_eq!(delays(patient, "", 1000).0.len(), 300);
        let (delays_of_events, error) = delays(following(text), "data: y\n\n", 1000);
        assert_eq!((delays_of_events, error), (vec![SHORTEST; 1000], None));
    }

    #[test]
    fn a_server_asks_for_a_time_that_somebody_waits() {
        let short = ["retry: 0\n", "retry: 7\n"].map(|requested| (requested, SHORTEST));
        for (requested, waited) in [("", WAIT), ("retry: 700\n", Duration::from_millis(700))].into_iter().chain(short) {
            let mut follow = following(requested);
            follow.on_chunk(Err(TransportError::timeout().into()));
            assert!(matches!(follow.next(), EventSourceStep::Wait(time) if time == waited), "{requested:?}");
        }
        for requested in ["retry: 18446744073709551615\n", "retry: 3600001\n"] {
            let mut follow = following(requested);
            for _ in 0..3 {
                follow.on_chunk(Err(TransportError::timeout().into()));
                assert!(matches!(follow.next(), EventSourceStep::Wait(time) if time == LONGEST_ASKED), "{requested:?}");
            }
        }
    }
}
