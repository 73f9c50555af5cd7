//! Streamed responses: server-sent events and sequences of JSON values. No I/O.

mod event_source;
mod json_stream;

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;

use super::body_decoder::ResponseParts;
use super::error::BodyTooLarge;
use super::exchange::ExchangeError;
use super::redact::Redactor;
use super::response::BufferedResponse;
use super::secret::SecretUrl;

pub(crate) use event_source::{EventSource, EventSourceStep};
pub(crate) use json_stream::JsonValueStream;

/// A server-sent event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The event type, `message` by default.
    pub event: String,
    /// The id of this event, or of the last event that had one.
    pub id: Option<String>,
    /// The reconnection time, if the event sets one.
    pub retry: Option<Duration>,
    /// The decoded data.
    pub data: T,
}

/// An item of a stream.
pub(crate) enum StreamItem<T> {
    /// A value.
    Value(T),
    /// A response without success status.
    Response(Box<BufferedResponse>),
    /// An error of the exchange.
    Error(ExchangeError),
}

impl<T> Event<T> {
    /// Decodes the data of the event with `read`.
    pub(crate) fn try_map<V, E>(self, read: impl FnOnce(T) -> Result<V, E>) -> Result<Event<V>, E> {
        let Self { event, id, retry, data } = self;
        read(data).map(|data| Event { event, id, retry, data })
    }
}

/// The context that turns each value of a stream into a response.
struct ItemContext {
    status: StatusCode,
    url: SecretUrl,
    limit: u64,
    redactor: Redactor,
    attempts: u32,
    is_lenient: bool,
}

impl ItemContext {
    fn new(parts: &ResponseParts) -> Self {
        Self {
            status: parts.status,
            url: parts.url.clone(),
            limit: parts.limit,
            redactor: parts.redactor.clone(),
            attempts: parts.attempts,
            is_lenient: parts.is_lenient,
        }
    }

    fn holding(&self, body: Bytes) -> BufferedResponse {
        let (url, request_url, redactor) = (self.url.clone(), self.url.clone(), self.redactor.clone());
        BufferedResponse {
            status: self.status,
            headers: HeaderMap::new(),
            body,
            url,
            request_url,
            redactor,
            attempts: self.attempts,
            is_lenient: self.is_lenient,
        }
    }

    /// Returns the error for a value that exceeds the size limit.
    fn too_long(&self) -> ExchangeError {
        BodyTooLarge::new(self.status, self.limit).into()
    }
}
