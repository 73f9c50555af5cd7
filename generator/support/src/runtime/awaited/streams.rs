//! Events and values that are awaited one by one.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::header::HeaderMap;

use super::raw::{RawResponse, streaming};
use super::{Async, Call};
use crate::runtime::answer::Answer;
use crate::runtime::call::Order;
use crate::runtime::error::Error;
use crate::runtime::exchange::Failure;
use crate::runtime::streams::{Do, Event, Follow, GivesEvents, GivesLines, Got, Row, refusal};
use crate::runtime::transport::Pending;

/// The server-sent events of an answer, as they come.
///
/// A stream of a `GET` that breaks off, or that ends after it gave an event an id or said how long to wait, is asked for
/// again with the `Last-Event-ID` of the last event, after the time that the server asks for, which grows while that
/// is in vain; so is a status such as 503, which may pass. It ends where the server has nothing more (204), where the
/// data of an event is `[DONE]`, with any other refusal, or after five vain tries in a row. Between two pieces the
/// call's timeout may pass; then the stream counts as broken off.
///
/// An event that is not what the API declares is an error of its own, and others follow.
#[must_use = "events come only when they are asked for"]
pub struct Events<O> {
    order: Arc<Order<Async>>,
    follow: Follow,
    stream: Option<RawResponse>,
    waiting: Option<Pending<'static, ()>>,
    connecting: Option<Pending<'static, Opened>>,
    operation: PhantomData<fn() -> O>,
}

type Opened = Result<Result<RawResponse, Answer>, Failure>;

/// The values of an answer that is JSON in a row, as they come.
///
/// A value that is not what the API declares is an error of its own, and others follow. Between two pieces of the body
/// the call's timeout may pass.
#[must_use = "values come only when they are asked for"]
pub struct Lines<O> {
    stream: RawResponse,
    row: Row,
    operation: PhantomData<fn() -> O>,
}

impl<O: GivesEvents> Call<'_, O> {
    /// Sends the request and gives the events of the answer as they come.
    pub async fn events(self) -> Result<Events<O>, Error<O::Error>> {
        let order = Arc::new(Order::of(&self, O::ACCEPT)?);
        let opened = connect(order.clone(), HeaderMap::new()).await.map_err(Error::widen)?;
        let stream = opened.map_err(refusal::<O>)?;
        let follow = Follow::of(stream.around(), order.method());
        let (waiting, connecting) = (None, None);
        Ok(Events { order, follow, stream: Some(stream), waiting, connecting, operation: PhantomData })
    }
}

impl<O: GivesLines> Call<'_, O> {
    /// Sends the request and gives the values of the answer as they come.
    pub async fn lines(self) -> Result<Lines<O>, Error<O::Error>> {
        let order = Arc::new(Order::of(&self, O::ACCEPT)?);
        let opened = connect(order, HeaderMap::new()).await.map_err(Error::widen)?;
        let stream = opened.map_err(refusal::<O>)?;
        let row = Row::of(stream.around(), O::KIND);
        Ok(Lines { stream, row, operation: PhantomData })
    }
}

/// Asks for a stream.
fn connect(order: Arc<Order<Async>>, headers: HeaderMap) -> Pending<'static, Opened> {
    Box::pin(async move {
        let (mut exchange, mode) = order.open(headers)?;
        streaming(mode, &mut exchange).await
    })
}

impl<O> Events<O> {
    /// How often in a row the stream is asked for again in vain: five times where nothing is said, and never with 0.
    pub fn give_up_after(mut self, failures: usize) -> Self {
        self.follow.gives_up_after(failures);
        self
    }

    /// The data that ends the stream and is no event: `[DONE]` where nothing is said, and none with `None`.
    pub fn until<'d>(mut self, data: impl Into<Option<&'d str>>) -> Self {
        self.follow.ends_with(data.into().map(str::to_owned));
        self
    }

    fn poll_got(&mut self, context: &mut Context<'_>) -> Poll<Option<Got<Event<Answer>>>> {
        loop {
            if let Some(waiting) = &mut self.waiting {
                ready!(waiting.as_mut().poll(context));
                self.waiting = None;
            }
            if let Some(connecting) = &mut self.connecting {
                let opened = ready!(connecting.as_mut().poll(context));
                self.connecting = None;
                self.stream = self.follow.connected(opened, RawResponse::around);
            }
            match self.follow.next() {
                Do::Give(got) => return Poll::Ready(Some(*got)),
                Do::Wait(time) => self.waiting = Some(self.sleep(time)),
                Do::Connect => self.connecting = Some(connect(self.order.clone(), self.follow.headers())),
                Do::Read => {
                    let Some(stream) = &mut self.stream else { return Poll::Ready(None) };
                    let piece = ready!(stream.poll_chunk(context));
                    self.follow.came(piece);
                }
                Do::End => {
                    self.stream = None;
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn sleep(&self, time: std::time::Duration) -> Pending<'static, ()> {
        let order = self.order.clone();
        Box::pin(async move {
            if let Ok(mode) = order.mode() {
                mode.transport.sleep(time).await;
            }
        })
    }
}

impl<O: GivesEvents> Events<O> {
    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Event<O::Event>, Error<O::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: GivesEvents> Stream for Events<O> {
    type Item = Result<Event<O::Event>, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_got(context).map(|got| got.map(Got::event::<O>))
    }
}

impl<O: GivesLines> Lines<O> {
    /// The next value; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<O::Line, Error<O::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: GivesLines> Stream for Lines<O> {
    type Item = Result<O::Line, Error<O::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(got) = this.row.next() {
                return Poll::Ready(Some(got.read::<O, _>(O::line)));
            }
            if this.row.is_over() {
                return Poll::Ready(None);
            }
            this.row.came(ready!(this.stream.poll_chunk(context)));
        }
    }
}

impl<O> fmt::Debug for Events<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("stream", &self.stream).finish_non_exhaustive()
    }
}

impl<O> fmt::Debug for Lines<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("stream", &self.stream).finish_non_exhaustive()
    }
}
