//! Blocking iterators over events and over JSON values.

use std::fmt;
use std::marker::PhantomData;

use http::header::HeaderMap;

use super::super::call::{PreparedCall, error_of_response};
use super::super::streaming::{EventStreamResponse, JsonStreamResponse, decode_event, decode_item};
use super::{Call, RawResponse};
use crate::runtime::core::blocking_driver::open_stream;
use crate::runtime::core::error::Error;
use crate::runtime::core::exchange::{ExchangeError, Opened};
use crate::runtime::core::mode::Blocking;
use crate::runtime::core::response::BufferedResponse;
use crate::runtime::core::streaming::{Event, EventSource, EventSourceStep, JsonValueStream, StreamItem};

/// The server-sent events of a response.
///
/// The iterator reconnects with the `Last-Event-ID` of the last event if a `GET` stream is interrupted, or if it ends
/// after an event had an id or a reconnection time. It waits for the reconnection time of the server, and longer after
/// each failed attempt. Temporary statuses such as 503 are retried the same way. The stream ends if the server returns
/// 204, if the data of an event is `[DONE]`, after any other error status, or after five failed reconnects in a row. It
/// ends with an error after a hundred connections in a row without an event.
/// The call's timeout applies to each chunk; when it expires, the stream counts as interrupted.
///
/// An event that does not match the API description yields an error; later events follow.
#[must_use = "streams do nothing unless polled"]
pub struct EventStream<O> {
    prepared: PreparedCall<Blocking>,
    source: EventSource,
    stream: Option<RawResponse>,
    operation: PhantomData<fn() -> O>,
}

/// The values of a response that is a sequence of JSON values.
///
/// An invalid value yields an error; later values follow. The timeout of the call applies to each chunk.
#[must_use = "streams do nothing unless polled"]
pub struct JsonStream<O> {
    stream: RawResponse,
    row: JsonValueStream,
    operation: PhantomData<fn() -> O>,
}

impl<O: EventStreamResponse> Call<'_, O> {
    /// Sends the request and returns an iterator over the events of the response.
    pub fn events(self) -> Result<EventStream<O>, Error<O::Error>> {
        let prepared = PreparedCall::new(&self, O::ACCEPT)?;
        let opened = connect(&prepared, HeaderMap::new()).map_err(Error::cast)?;
        let stream = opened.into_stream(error_of_response::<O>)?;
        let source = EventSource::new(stream.parts(), prepared.method());
        Ok(EventStream { prepared, source, stream: Some(stream), operation: PhantomData })
    }
}

impl<O: JsonStreamResponse> Call<'_, O> {
    /// Sends the request and returns an iterator over the JSON values of the response.
    pub fn json_stream(self) -> Result<JsonStream<O>, Error<O::Error>> {
        let prepared = PreparedCall::new(&self, O::ACCEPT)?;
        let opened = connect(&prepared, HeaderMap::new()).map_err(Error::cast)?;
        let stream = opened.into_stream(error_of_response::<O>)?;
        let row = JsonValueStream::new(stream.parts(), O::KIND);
        Ok(JsonStream { stream, row, operation: PhantomData })
    }
}

/// Requests the stream.
fn connect(prepared: &PreparedCall<Blocking>, headers: HeaderMap) -> Result<Opened<RawResponse>, ExchangeError> {
    let (mut exchange, mode) = prepared.open(headers)?;
    open_stream(mode, &mut exchange)
}

impl<O> EventStream<O> {
    /// Sets the number of consecutive failed reconnects that ends the stream. Default: five. 0 disables reconnecting.
    pub fn max_reconnects(mut self, failures: usize) -> Self {
        self.source.set_max_reconnects(failures);
        self
    }

    /// Sets the event data that ends the stream without being yielded. Default: `[DONE]`. `None` disables it.
    pub fn end_marker<'d>(mut self, data: impl Into<Option<&'d str>>) -> Self {
        self.source.set_end_marker(data.into().map(str::to_owned));
        self
    }

    fn got(&mut self) -> Option<StreamItem<Event<BufferedResponse>>> {
        loop {
            match self.source.next() {
                EventSourceStep::Yield(got) => return Some(*got),
                EventSourceStep::Wait(time) => self.prepared.mode().ok()?.transport.sleep(time),
                EventSourceStep::Connect => {
                    let opened = connect(&self.prepared, self.source.headers());
                    self.stream = self.source.on_connected(opened, RawResponse::parts);
                }
                EventSourceStep::Read => self.source.on_chunk(self.stream.as_mut()?.chunk()),
                EventSourceStep::End => {
                    self.stream = None;
                    return None;
                }
            }
        }
    }
}

impl<O: EventStreamResponse> Iterator for EventStream<O> {
    type Item = Result<Event<O::Event>, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.got().map(decode_event::<O>)
    }
}

impl<O: JsonStreamResponse> Iterator for JsonStream<O> {
    type Item = Result<O::Line, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(got) = self.row.next() {
                return Some(decode_item::<O, _, _>(got, O::line));
            }
            if self.row.is_over() {
                return None;
            }
            self.row.on_chunk(self.stream.chunk());
        }
    }
}

impl<O> fmt::Debug for EventStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl<O> fmt::Debug for JsonStream<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonStream").field("stream", &self.stream).finish_non_exhaustive()
    }
}
