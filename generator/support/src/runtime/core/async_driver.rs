//! Drives an exchange without blocking the task.

#[cfg(feature = "raw_responses")]
mod raw_response;
#[cfg(feature = "tokens")]
mod token_fetch;

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;

use super::chunks::{BodyReadError, check_complete};
use super::decompress::{Decompression, response_encodings};
use super::error::TransportError;
use super::exchange::{Exchange, ExchangeError, ResponseHead, Step};
use super::mode::Async;
use super::response::BufferedResponse;
use super::transport::{Body, BoxFuture};

#[cfg(feature = "raw_responses")]
pub use raw_response::RawResponse;
#[cfg(feature = "raw_responses")]
pub(crate) use raw_response::{open_raw, open_stream};

/// Drives an exchange to a buffered response. The future is boxed to keep generic callers small.
pub(crate) fn run_to_response<'e>(
    mode: &'e Async,
    exchange: &'e mut Exchange<'_>,
) -> BoxFuture<'e, Result<BufferedResponse, ExchangeError>> {
    Box::pin(async move {
        loop {
            let (head, body) = next_response(mode, exchange).await?;
            if let Some(response) = read_body(mode, exchange, head, body).await? {
                return Ok(response);
            }
        }
    })
}

/// Reads a body to its end. Returns the response, or `None` if the exchange has a next step.
async fn read_body(
    mode: &Async,
    exchange: &mut Exchange<'_>,
    head: ResponseHead,
    mut body: Body,
) -> Result<Option<BufferedResponse>, ExchangeError> {
    let read = read_body_with_timeout(mode, exchange, &mut body, &response_encodings(&head.headers)).await;
    exchange.on_body(head, read)
}

/// Drives an exchange to a response with an unread body.
pub(crate) fn next_response<'e>(
    mode: &'e Async,
    exchange: &'e mut Exchange<'_>,
) -> BoxFuture<'e, Result<(ResponseHead, Body), ExchangeError>> {
    Box::pin(async move {
        loop {
            match exchange.next_step(mode.transport.simulates_time())? {
                Step::Sleep(time) => mode.transport.sleep(time).await,
                #[cfg(feature = "tokens")]
                Step::AwaitToken => {
                    if let Some(waiter) = exchange.token_waiter() {
                        timeout(mode, exchange.attempt_time_left(), poll_fn(|context| waiter.poll(context))).await;
                    }
                }
                #[cfg(feature = "tokens")]
                Step::AwaitFetch(fetch) => {
                    let fetched = token_fetch::run(mode, exchange, fetch).await;
                    exchange.on_fetched(fetched)?;
                }
                #[cfg(feature = "tokens")]
                Step::Send(request) if exchange.is_token_request() => {
                    let fetch = token_fetch::send(mode.transport.clone(), *request, exchange.limit());
                    let fetched = token_fetch::run(mode, exchange, fetch).await;
                    exchange.on_fetched(fetched)?;
                }
                Step::Send(request) => {
                    let (parts, content) = request.into_parts();
                    let response = match Body::from_content(content) {
                        Ok(body) => {
                            let request = http::Request::from_parts(parts, body);
                            timeout(mode, exchange.attempt_time_left(), mode.transport.send(request)).await
                        }
                        Err(error) => Some(Err(error)),
                    };
                    let response = response.unwrap_or_else(|| Err(TransportError::timeout())).map(|response| {
                        let (parts, body) = response.into_parts();
                        (ResponseHead { status: parts.status, headers: parts.headers }, body)
                    });
                    let Some(response) = exchange.on_response_head(response)? else { continue };
                    return Ok(response);
                }
            }
        }
    })
}

/// Awaits `work`; returns `None` if the time runs out first.
pub(crate) async fn timeout<T>(mode: &Async, time: Option<Duration>, work: impl Future<Output = T>) -> Option<T> {
    let Some(time) = time else { return Some(work.await) };
    let mut work = std::pin::pin!(work);
    let mut end = mode.transport.timeout_after(time);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Reads a body like [`read`] within the time of the call.
async fn read_body_with_timeout(
    mode: &Async,
    exchange: &Exchange<'_>,
    body: &mut Body,
    encodings: &[String],
) -> Result<Bytes, BodyReadError> {
    let read = timeout(mode, exchange.attempt_time_left(), read(body, encodings, exchange.limit())).await;
    read.unwrap_or_else(|| Err(BodyReadError::Broken(TransportError::timeout())))
}

/// Reads a body of at most `limit` bytes, before and after decompression.
async fn read(body: &mut Body, encodings: &[String], limit: u64) -> Result<Bytes, BodyReadError> {
    let total = body.length();
    if total.is_some_and(|length| length > limit) {
        return Err(BodyReadError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = body.chunk().await {
        let chunk = chunk.map_err(|error| BodyReadError::Broken(TransportError::interrupted(error)))?;
        if (bytes.len() + chunk.len()) as u64 > limit {
            return Err(BodyReadError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    check_complete(bytes.len() as u64, total).map_err(BodyReadError::Broken)?;
    let mut decompression = Decompression::new(bytes, encodings, limit)?;
    // The timeout of the call and other tasks are polled between the steps.
    poll_fn(|context| match decompression.step() {
        Ok(true) => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
        end => Poll::Ready(end),
    })
    .await?;
    Ok(decompression.body.into())
}
