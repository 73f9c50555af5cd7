//! Drives an exchange on the current thread.

#[cfg(feature = "raw_responses")]
mod raw_response;

use std::io::{self, Read};

use bytes::Bytes;

use super::blocking_transport::Body;
use super::chunks::{BodyReadError, check_complete};
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use super::config::FetchedToken;
use super::decompress::{Decompression, response_encodings};
use super::error::TransportError;
use super::exchange::{Exchange, ExchangeError, ResponseHead, Step};
use super::mode::Blocking;
use super::response::BufferedResponse;
#[cfg(feature = "tokens")]
use super::token_source::TokenError;

#[cfg(feature = "raw_responses")]
pub use raw_response::RawResponse;
#[cfg(feature = "raw_responses")]
pub(crate) use raw_response::{open_raw, open_stream};

/// Drives an exchange to a buffered response.
pub(crate) fn run_to_response(mode: &Blocking, exchange: &mut Exchange<'_>) -> Result<BufferedResponse, ExchangeError> {
    loop {
        let (head, body) = next_response(mode, exchange)?;
        if let Some(response) = read_body(exchange, head, body)? {
            return Ok(response);
        }
    }
}

/// Reads a body to its end. Returns the response, or `None` if the exchange has a next step.
pub(super) fn read_body(
    exchange: &mut Exchange<'_>,
    head: ResponseHead,
    body: Body,
) -> Result<Option<BufferedResponse>, ExchangeError> {
    let read = read(body, exchange, &response_encodings(&head.headers));
    exchange.on_body(head, read)
}

/// Drives an exchange to a response with an unread body.
pub(crate) fn next_response(
    mode: &Blocking,
    exchange: &mut Exchange<'_>,
) -> Result<(ResponseHead, Body), ExchangeError> {
    loop {
        match exchange.next_step(mode.transport.simulates_time())? {
            Step::Sleep(time) => mode.transport.sleep(time),
            #[cfg(feature = "tokens")]
            Step::AwaitToken => {
                if let Some(waiter) = exchange.token_waiter() {
                    waiter.wait(exchange.attempt_time_left());
                }
            }
            #[cfg(feature = "tokens")]
            #[cfg(feature = "async")]
            Step::AwaitFetch(_) => {
                let error = TokenError::setup("its source is async, which blocking clients do not support");
                exchange.on_fetched(Some(FetchedToken::Token(Err(error))))?;
            }
            Step::Send(request) => {
                let (parts, content) = request.into_parts();
                let response = Body::from_content(content).and_then(|body| {
                    mode.transport.send(http::Request::from_parts(parts, body), exchange.attempt_time_left())
                });
                let response = response.map(|response| {
                    let (parts, body) = response.into_parts();
                    (ResponseHead { status: parts.status, headers: parts.headers }, body)
                });
                let Some((head, body)) = exchange.on_response_head(response)? else { continue };
                #[cfg(feature = "tokens")]
                if exchange.is_token_request() {
                    let read = read(body, exchange, &[]);
                    exchange.on_token_response(head, read)?;
                    continue;
                }
                return Ok((head, body));
            }
        }
    }
}

/// Reads a body up to the limit of the client, before and after decompression.
fn read(body: Body, exchange: &Exchange<'_>, encodings: &[String]) -> Result<Bytes, BodyReadError> {
    let (total, limit) = (body.length(), exchange.limit());
    if total.is_some_and(|length| length > limit) {
        return Err(BodyReadError::TooLarge);
    }
    let mut bytes = Vec::new();
    body.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| BodyReadError::Broken(transport_error(error)))?;
    if bytes.len() as u64 > limit {
        return Err(BodyReadError::TooLarge);
    }
    check_complete(bytes.len() as u64, total).map_err(BodyReadError::Broken)?;
    let mut decompression = Decompression::new(bytes, encodings, limit)?;
    while decompression.step()? {
        if exchange.attempt_time_left().is_some_and(|left| left.is_zero()) {
            return Err(BodyReadError::Broken(TransportError::timeout()));
        }
    }
    Ok(decompression.body.into())
}

/// Converts an I/O error, which may be a timeout.
pub(crate) fn transport_error(error: io::Error) -> TransportError {
    if error.kind() == io::ErrorKind::TimedOut { TransportError::timeout() } else { TransportError::interrupted(error) }
}
