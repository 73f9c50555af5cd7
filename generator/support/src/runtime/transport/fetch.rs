//! The browser's `fetch` as a transport, through reqwest: the one that clients have of their own on `wasm32`.
//!
//! The browser follows redirects and undoes compression itself, and gives a body once it is whole.

use std::time::Duration;

use http::header::CONTENT_ENCODING;
use send_wrapper::SendWrapper;

use super::{Body, Pending, Transport};
use crate::runtime::client::BuildError;
use crate::runtime::error::TransportError;

/// The longest that a browser's timer waits: what is longer is over at once.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// Sends requests with `fetch`, and waits with the browser's timers. There, all of a program is one thread, and what
/// never leaves it may be called `Send`.
pub(super) struct Fetch(SendWrapper<::reqwest::Client>);

impl Fetch {
    pub(super) fn new() -> Result<Self, BuildError> {
        let client = ::reqwest::Client::builder().build();
        let client = client.map_err(|error| BuildError::caused("the HTTP client cannot be set up", error))?;
        Ok(Self(SendWrapper::new(client)))
    }
}

impl Transport for Fetch {
    fn send(&self, request: http::Request<Body>) -> Pending<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(SendWrapper::new(async move {
            let (parts, mut body) = request.into_parts();
            let url = parts.uri.to_string().parse().map_err(TransportError::unmakeable)?;
            let mut request = ::reqwest::Request::new(parts.method, url);
            *request.headers_mut() = parts.headers;
            if !body.is_empty() {
                let mut whole = Vec::new();
                while let Some(piece) = body.chunk().await {
                    whole.extend_from_slice(&piece.map_err(TransportError::unmakeable)?);
                }
                *request.body_mut() = Some(whole.into());
            }
            let mut answer = self.0.execute(request).await.map_err(fault)?;
            let (status, mut headers) = (answer.status(), std::mem::take(answer.headers_mut()));
            headers.remove(CONTENT_ENCODING);
            let body = answer.bytes().await.map_err(fault)?;
            let mut whole = http::Response::new(Body::from(body));
            (*whole.status_mut(), *whole.headers_mut()) = (status, headers);
            Ok(whole)
        }))
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        Box::pin(SendWrapper::new(gloo_timers::future::sleep(time.min(LONGEST))))
    }
}

/// The browser does not say whether there was a connection.
fn fault(error: ::reqwest::Error) -> TransportError {
    TransportError::broken(error.without_url())
}
