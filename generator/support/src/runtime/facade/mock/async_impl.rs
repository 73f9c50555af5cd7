//! The mock as an async transport.

use std::future::{pending, ready};
use std::time::Duration;

use super::Mock;
use crate::runtime::core::error::TransportError;
use crate::runtime::core::transport::{Body, BoxFuture, Transport};

impl Transport for Mock {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, mut body) = request.into_parts();
            let mut bytes = Vec::new();
            while let Some(piece) = body.chunk().await {
                bytes.extend_from_slice(&piece.map_err(TransportError::invalid_request)?);
            }
            Ok(self.stubbed_response(head, bytes.into())?.map(Body::from))
        })
    }

    /// Returns immediately: tests do not wait for delays.
    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }

    fn simulates_time(&self) -> bool {
        true
    }

    /// Never completes, since a mock is never slow.
    fn timeout_after(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(pending())
    }
}
