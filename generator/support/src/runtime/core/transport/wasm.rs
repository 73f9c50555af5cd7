//! The default transport on `wasm32`, based on `fetch` through reqwest.
//!
//! The browser follows redirects and decompresses bodies itself, and returns complete bodies.

use std::time::Duration;

use http::header::CONTENT_ENCODING;
use send_wrapper::SendWrapper;

use super::super::error::BuildError;
use super::super::error::TransportError;
use super::{Body, BoxFuture, Transport};

/// The maximum delay of a browser timer; longer ones fire immediately.
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// A transport based on `fetch` and browser timers. `SendWrapper` is sound, since the program has a single thread.
pub(super) struct Fetch(SendWrapper<::reqwest::Client>);

impl Fetch {
    pub(super) fn new() -> Result<Self, BuildError> {
        let client = ::reqwest::Client::builder().build();
        let client = client.map_err(|error| BuildError::with_source("the HTTP client cannot be created", error))?;
        Ok(Self(SendWrapper::new(client)))
    }
}

impl Transport for Fetch {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(SendWrapper::new(async move {
            let (parts, mut body) = request.into_parts();
            let url = parts.uri.to_string().parse().map_err(TransportError::invalid_request)?;
            let mut request = ::reqwest::Request::new(parts.method, url);
            *request.headers_mut() = parts.headers;
            if !body.is_empty() {
                let mut bytes = Vec::new();
                while let Some(chunk) = body.chunk().await {
                    bytes.extend_from_slice(&chunk.map_err(TransportError::invalid_request)?);
                }
                *request.body_mut() = Some(bytes.into());
            }
            let mut response = self.0.execute(request).await.map_err(transport_error)?;
            let (status, mut headers) = (response.status(), std::mem::take(response.headers_mut()));
            headers.remove(CONTENT_ENCODING);
            let body = response.bytes().await.map_err(transport_error)?;
            let mut response = http::Response::new(Body::from(body));
            (*response.status_mut(), *response.headers_mut()) = (status, headers);
            Ok(response)
        }))
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(SendWrapper::new(gloo_timers::future::sleep(time.min(LONGEST))))
    }
}

/// Converts an error. The browser does not report whether a connection existed.
fn transport_error(error: ::reqwest::Error) -> TransportError {
    TransportError::interrupted(error.without_url())
}
