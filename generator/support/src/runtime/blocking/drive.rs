//! Does what an exchange says, one thing after the other, on the thread that asks for it.

use std::io::{self, Read};

use bytes::Bytes;

use super::{Body, Call};
use crate::runtime::answer::Answer;
use crate::runtime::call::{Operation, Response, opened};
use crate::runtime::error::{Error, TransportError};
use crate::runtime::exchange::{Exchange, Failure, Head, Step, Unread};
use crate::runtime::flow;
use crate::runtime::mode::Blocking;

impl<O: Operation> Call<'_, O> {
    /// Sends the request and reads the answer.
    pub fn send(self) -> Result<O::Output, Error<O::Error>> {
        O::decode(answer(&self)?)
    }

    /// As [`send`](Call::send), and gives the status and the headers too.
    pub fn send_with_response(self) -> Result<Response<O::Output>, Error<O::Error>> {
        Response::decoded::<O>(answer(&self)?)
    }
}

/// The answer to a call, whole.
pub(crate) fn answer<O: Operation>(call: &Call<'_, O>) -> Result<Answer, Error<O::Error>> {
    let (mut exchange, mode) = opened(call)?;
    whole(mode, &mut exchange).map_err(Error::widen)
}

/// Goes on until there is an answer, and reads it whole.
fn whole(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<Answer, Failure> {
    loop {
        let (head, body) = head(mode, exchange)?;
        if let Some(answer) = received(exchange, head, body)? {
            return Ok(answer);
        }
    }
}

/// Reads a body whole: the answer, or nothing where there is a next step.
pub(super) fn received(exchange: &mut Exchange<'_>, head: Head, body: Body) -> Result<Option<Answer>, Failure> {
    let read = read(body, exchange.limit());
    exchange.received(head, read)
}

/// Goes on until there is an answer whose body is to be read.
pub(crate) fn head(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<(Head, Body), Failure> {
    loop {
        match exchange.step(mode.transport.waits())? {
            Step::Wait(time) => mode.transport.sleep(time),
            Step::Join(turn) => turn.wait(exchange.remaining()),
            Step::Send(request) => {
                let (parts, content) = request.into_parts();
                let answer = Body::of(content)
                    .and_then(|body| mode.transport.send(http::Request::from_parts(parts, body), exchange.remaining()));
                let answer = answer.map(|answer| {
                    let (parts, body) = answer.into_parts();
                    (Head { status: parts.status.as_u16(), headers: parts.headers }, body)
                });
                let Some((head, body)) = exchange.answered(answer)? else { continue };
                if !exchange.asks_for_token() {
                    return Ok((head, body));
                }
                let read = read(body, exchange.limit());
                exchange.token_received(head, read)?;
            }
        }
    }
}

/// All of a body, as far as it is allowed to be long.
fn read(body: Body, limit: u64) -> Result<Bytes, Unread> {
    let total = body.length();
    if total.is_some_and(|length| length > limit) {
        return Err(Unread::TooLarge);
    }
    let mut bytes = Vec::new();
    body.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| Unread::Broken(fault(error)))?;
    if bytes.len() as u64 > limit {
        return Err(Unread::TooLarge);
    }
    flow::ended(bytes.len() as u64, total).map_err(Unread::Broken)?;
    Ok(bytes.into())
}

/// Why a body broke off: HTTP stacks say only in words of their own that time ran out.
pub(crate) fn fault(error: io::Error) -> TransportError {
    if error.kind() == io::ErrorKind::TimedOut { TransportError::timeout() } else { TransportError::broken(error) }
}
