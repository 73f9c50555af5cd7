//! Fetches of tokens that do not depend on the call that starts them.

use std::future::poll_fn;
use std::sync::{Arc, PoisonError};
use std::task::Poll;

use super::super::config::{FetchedToken, SharedTokenSource, TokenFetch};
use super::super::content::RequestContent;
use super::super::exchange::Exchange;
use super::super::mode::Async;
use super::super::transport::{Body, Transport};
use super::{read, timeout};

/// A fetch in progress. If it is dropped with the call that awaits it, the next call of the source continues it.
struct CurrentFetch<'c> {
    source: Option<&'c SharedTokenSource>,
    fetch: Option<TokenFetch>,
}

impl Drop for CurrentFetch<'_> {
    fn drop(&mut self) {
        if let (Some(source), Some(fetch)) = (self.source, self.fetch.take()) {
            *source.pending.lock().unwrap_or_else(PoisonError::into_inner) = Some(fetch);
        }
    }
}

/// Awaits a fetch; returns `None` if the time of the call runs out first.
pub(super) async fn run(mode: &Async, exchange: &Exchange<'_>, fetch: TokenFetch) -> Option<FetchedToken> {
    let mut current = CurrentFetch { source: exchange.token_source(), fetch: Some(fetch) };
    let fetched = poll_fn(|context| match &mut current.fetch {
        Some(fetch) => fetch.as_mut().poll(context),
        None => Poll::Pending,
    });
    let fetched = timeout(mode, exchange.attempt_time_left(), fetched).await;
    // It is completed, or so slow that the next call starts another one.
    current.fetch = None;
    fetched
}

/// Sends a token request and reads the response.
pub(super) fn send(
    transport: Arc<dyn Transport>,
    request: http::Request<Option<RequestContent>>,
    limit: u64,
) -> TokenFetch {
    Box::pin(async move {
        let (parts, content) = request.into_parts();
        let sent = match Body::from_content(content) {
            Ok(body) => transport.send(http::Request::from_parts(parts, body)).await,
            Err(error) => Err(error),
        };
        FetchedToken::Response(match sent {
            Ok(response) => {
                let (parts, mut body) = response.into_parts();
                let read = read(&mut body, &[], limit).await;
                Ok(http::Response::from_parts(parts, read))
            }
            Err(error) => Err(error),
        })
    })
}
