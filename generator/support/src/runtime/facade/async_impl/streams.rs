//! Async streams of events and of JSON values.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::header::HeaderMap;

use super::super::call::{PreparedCall, error_of_response};
use super::super::streaming::{EventStreamResponse, JsonStreamResponse, decode_event, decode_item};
use super::{Call, RawResponse};
use crate::runtime::core::async_driver::open_stream;
use crate::runtime::core::error::Error;
use crate::runtime::core::exchange::{ExchangeError, Opened};
use crate::runtime::core::mode::Async;
use crate::runtime::core::response::BufferedResponse;
use crate::runtime::core::streaming::{Event, EventSource, EventSourceStep, JsonValueStream, StreamItem};
use crate::runtime::core::transport::BoxFuture;

/// The server-sent events of a response.
///
/// The stream reconnects with the `Last-Event-ID` of the last event if a `GET` stream is interrupted, or if it ends
/// after an event had an id or a reconnection time. It waits for the reconnection time of the server, and longer after
/// each failed attempt. Temporary statuses such as 503 are retried the same way. The stream ends if the server returns
/// 204, if the data of an event is `[DONE]`, after any other error status, or after five failed reconnects in a row. It
/// ends with an error after a hundred connections in a row without an event.
/// The call's timeout applies to each chunk; when it expires, the stream counts as interrupted.
///
/// An event that does not match the API description yields an error; later events follow.
#[must_use = "streams do nothing unless polled"]
pub struct EventStream<O> {
    prepared: Arc<PreparedCall<Async>>,
    source: EventSource,
    stream: Option<RawResponse>,
    waiting: Option<BoxFuture<'static, ()>>,
    connecting: Option<BoxFuture<'static, OpenedStream>>,
    operation: PhantomData<fn() -> O>,
}

type OpenedStream = Result<Opened<RawResponse>, ExchangeError>;

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
    /// Sends the request and returns the events of the response as a stream.
    pub async fn events(self) -> Result<EventStream<O>, Error<O::Error>> {
        let prepared = Arc::new(PreparedCall::new(&self, O::ACCEPT)?);
        let opened = connect(prepared.clone(), HeaderMap::new()).await.map_err(Error::cast)?;
        let stream = opened.into_stream(error_of_response::<O>)?;
        let source = EventSource::new(stream.parts(), prepared.method());
        let (waiting, connecting) = (None, None);
        Ok(EventStream { prepared, source, stream: Some(stream), waiting, connecting, operation: PhantomData })
    }
}

impl<O: JsonStreamResponse> Call<'_, O> {
    /// Sends the request and returns the JSON values of the response as a stream.
    pub async fn json_stream(self) -> Result<JsonStream<O>, Error<O::Error>> {
        let prepared = Arc::new(PreparedCall::new(&self, O::ACCEPT)?);
        let opened = connect(prepared, HeaderMap::new()).await.map_err(Error::cast)?;
        let stream = opened.into_stream(error_of_response::<O>)?;
        let row = JsonValueStream::new(stream.parts(), O::KIND);
        Ok(JsonStream { stream, row, operation: PhantomData })
    }
}

/// Requests the stream.
fn connect(prepared: Arc<PreparedCall<Async>>, headers: HeaderMap) -> BoxFuture<'static, OpenedStream> {
    Box::pin(async move {
        let (mut exchange, mode) = prepared.open(headers)?;
        open_stream(mode, &mut exchange).await
    })
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

    fn poll_got(&mut self, context: &mut Context<'_>) -> Poll<Option<StreamItem<Event<BufferedResponse>>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                ready!(waiting.as_mut().poll(context));
                self.waiting = None;
            }
            if let Some(connecting) = &mut self.connecting {
                let opened = ready!(connecting.as_mut().poll(context));
                self.connecting = None;
                self.stream = self.source.on_connected(opened, RawResponse::parts);
            }
            match self.source.next() {
                EventSourceStep::Yield(got) => return Poll::Ready(Some(*got)),
                EventSourceStep::Wait(time) => self.waiting = Some(self.sleep(time)),
                EventSourceStep::Connect => {
                    self.connecting = Some(connect(self.prepared.clone(), self.source.headers()));
                }
                EventSourceStep::Read => {
                    let Some(stream) = &mut self.stream else { return Poll::Ready(None) };
                    let chunk = ready!(stream.poll_chunk(context));
                    self.source.on_chunk(chunk);
                }
                EventSourceStep::End => {
                    self.stream = None;
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn sleep(&self, time: std::time::Duration) -> BoxFuture<'static, ()> {
        let prepared = self.prepared.clone();
        Box::pin(async move {
            if let Ok(mode) = prepared.mode() {
                mode.transport.sleep(time).await;
            }
        })
    }
}

impl<O: EventStreamResponse> EventStream<O> {
    /// Returns the next event, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<O::Event>, Error<O::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: EventStreamResponse> Stream for EventStream<O> {
    type Item = Result<Event<O::Event>, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_got(context).map(|got| got.map(decode_event::<O>))
    }
}

impl<O: JsonStreamResponse> JsonStream<O> {
    /// Returns the next value, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<O::Line, Error<O::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: JsonStreamResponse> Stream for JsonStream<O> {
    type Item = Result<O::Line, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(got) = this.row.next() {
                return Poll::Ready(Some(decode_item::<O, _, _>(got, O::line)));
            }
            if this.row.is_over() {
                return Poll::Ready(None);
            }
            this.row.on_chunk(ready!(this.stream.poll_chunk(context)));
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
