//! Events and values, one by one, for a thread that waits for each.

use std::fmt;
use std::marker::PhantomData;

use http::header::HeaderMap;

use super::Call;
use super::raw::{RawResponse, streaming};
use crate::runtime::answer::Answer;
use crate::runtime::call::Order;
use crate::runtime::error::Error;
use crate::runtime::exchange::Failure;
use crate::runtime::mode::Blocking;
use crate::runtime::streams::{Do, Event, Follow, GivesEvents, GivesLines, Got, Row, refusal};

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
    order: Order<Blocking>,
    follow: Follow,
    stream: Option<RawResponse>,
    operation: PhantomData<fn() -> O>,
}

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
    pub fn events(self) -> Result<Events<O>, Error<O::Error>> {
        let order = Order::of(&self, O::ACCEPT)?;
        let opened = connect(&order, HeaderMap::new()).map_err(Error::widen)?;
        let stream = opened.map_err(refusal::<O>)?;
        let follow = Follow::of(stream.around(), order.method());
        Ok(Events { order, follow, stream: Some(stream), operation: PhantomData })
    }
}

impl<O: GivesLines> Call<'_, O> {
    /// Sends the request and gives the values of the answer as they come.
    pub fn lines(self) -> Result<Lines<O>, Error<O::Error>> {
        let order = Order::of(&self, O::ACCEPT)?;
        let opened = connect(&order, HeaderMap::new()).map_err(Error::widen)?;
        let stream = opened.map_err(refusal::<O>)?;
        let row = Row::of(stream.around(), O::KIND);
        Ok(Lines { stream, row, operation: PhantomData })
    }
}

/// Asks for a stream.
fn connect(order: &Order<Blocking>, headers: HeaderMap) -> Result<Result<RawResponse, Answer>, Failure> {
    let (mut exchange, mode) = order.open(headers)?;
    streaming(mode, &mut exchange)
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

    fn got(&mut self) -> Option<Got<Event<Answer>>> {
        loop {
            match self.follow.next() {
                Do::Give(got) => return Some(*got),
                Do::Wait(time) => self.order.mode().ok()?.transport.sleep(time),
                Do::Connect => {
                    let opened = connect(&self.order, self.follow.headers());
                    self.stream = self.follow.connected(opened, RawResponse::around);
                }
                Do::Read => self.follow.came(self.stream.as_mut()?.chunk()),
                Do::End => {
                    self.stream = None;
                    return None;
                }
            }
        }
    }
}

impl<O: GivesEvents> Iterator for Events<O> {
    type Item = Result<Event<O::Event>, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.got().map(Got::event::<O>)
    }
}

impl<O: GivesLines> Iterator for Lines<O> {
    type Item = Result<O::Line, Error<O::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(got) = self.row.next() {
                return Some(got.read::<O, _>(O::line));
            }
            if self.row.is_over() {
                return None;
            }
            self.row.came(self.stream.chunk());
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
