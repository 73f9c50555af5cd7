//! Calls that are awaited: what an exchange says is done, and the task gives way while it waits.

mod raw;
mod streams;

use std::future::poll_fn;
use std::time::Duration;

use bytes::Bytes;

use crate::runtime::answer::Answer;
use crate::runtime::call::{Operation, Response, opened};
use crate::runtime::error::{Error, TransportError};
use crate::runtime::exchange::{Exchange, Failure, Head, Step, Unread};
use crate::runtime::flow;
use crate::runtime::mode::Async;
use crate::runtime::transport::{Body, Pending};

pub use raw::RawResponse;
pub use streams::{Events, Lines};

/// A client whose calls are awaited.
pub type Client = crate::runtime::client::Client<Async>;

/// The settings of a client to be.
pub type ClientBuilder = crate::runtime::client::ClientBuilder<Async>;

/// An operation about to be called.
pub type Call<'c, O> = crate::runtime::call::Call<'c, O, Async>;

impl<O: Operation> Call<'_, O> {
    /// Sends the request and reads the answer. Dropping what this gives ends the exchange.
    pub async fn send(self) -> Result<O::Output, Error<O::Error>> {
        O::decode(answer(&self).await?)
    }

    /// As [`send`](Call::send), and gives the status and the headers too.
    pub async fn send_with_response(self) -> Result<Response<O::Output>, Error<O::Error>> {
        Response::decoded::<O>(answer(&self).await?)
    }
}

// Functions and not methods: a method would clash with the setter of a parameter of the same name.

/// The answer to a call, whole.
pub(crate) async fn answer<O: Operation>(call: &Call<'_, O>) -> Result<Answer, Error<O::Error>> {
    let (mut exchange, mode) = opened(call)?;
    whole(mode, &mut exchange).await.map_err(Error::widen)
}

/// Goes on until there is an answer, and reads it whole. Boxed, so that what depends on the operation does not hold all
/// of the exchange in itself.
pub(crate) fn whole<'e>(mode: &'e Async, exchange: &'e mut Exchange<'_>) -> Pending<'e, Result<Answer, Failure>> {
    Box::pin(async move {
        loop {
            let (head, body) = head(mode, exchange).await?;
            if let Some(answer) = received(mode, exchange, head, body).await? {
                return Ok(answer);
            }
        }
    })
}

/// Reads a body whole: the answer, or nothing where there is a next step.
async fn received(
    mode: &Async,
    exchange: &mut Exchange<'_>,
    head: Head,
    mut body: Body,
) -> Result<Option<Answer>, Failure> {
    let read = read_within(mode, exchange, &mut body).await;
    exchange.received(head, read)
}

/// Goes on until there is an answer whose body is to be read.
pub(crate) fn head<'e>(mode: &'e Async, exchange: &'e mut Exchange<'_>) -> Pending<'e, Result<(Head, Body), Failure>> {
    Box::pin(async move {
        loop {
            match exchange.step(mode.transport.waits())? {
                Step::Wait(time) => mode.transport.sleep(time).await,
                Step::Join(turn) => {
                    within(mode, exchange.remaining(), poll_fn(|context| turn.poll(context))).await;
                }
                Step::Send(request) => {
                    let (parts, content) = request.into_parts();
                    let answer = match Body::of(content) {
                        Ok(body) => {
                            let request = http::Request::from_parts(parts, body);
                            within(mode, exchange.remaining(), mode.transport.send(request)).await
                        }
                        Err(error) => Some(Err(error)),
                    };
                    let answer = answer.unwrap_or_else(|| Err(TransportError::timeout())).map(|answer| {
                        let (parts, body) = answer.into_parts();
                        (Head { status: parts.status.as_u16(), headers: parts.headers }, body)
                    });
                    let Some((head, mut body)) = exchange.answered(answer)? else { continue };
                    if !exchange.asks_for_token() {
                        return Ok((head, body));
                    }
                    let read = read_within(mode, exchange, &mut body).await;
                    exchange.token_received(head, read)?;
                }
            }
        }
    })
}

/// What something gives, unless the time runs out before.
pub(crate) async fn within<T>(mode: &Async, time: Option<Duration>, work: impl Future<Output = T>) -> Option<T> {
    let Some(time) = time else { return Some(work.await) };
    let mut work = std::pin::pin!(work);
    let mut end = mode.transport.deadline(time);
    poll_fn(|context| match work.as_mut().poll(context) {
        std::task::Poll::Ready(given) => std::task::Poll::Ready(Some(given)),
        std::task::Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// As [`read`], as long as the call may take.
async fn read_within(mode: &Async, exchange: &Exchange<'_>, body: &mut Body) -> Result<Bytes, Unread> {
    let read = within(mode, exchange.remaining(), read(body, exchange.limit())).await;
    read.unwrap_or_else(|| Err(Unread::Broken(TransportError::timeout())))
}

/// All of a body, as far as it is allowed to be long.
async fn read(body: &mut Body, limit: u64) -> Result<Bytes, Unread> {
    let total = body.length();
    if total.is_some_and(|length| length > limit) {
        return Err(Unread::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(piece) = body.chunk().await {
        let piece = piece.map_err(|error| Unread::Broken(TransportError::broken(error)))?;
        if (bytes.len() + piece.len()) as u64 > limit {
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&piece);
    }
    flow::ended(bytes.len() as u64, total).map_err(Unread::Broken)?;
    Ok(bytes.into())
}
