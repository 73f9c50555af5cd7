//! A mock as the transport of awaited calls.

use std::future::{pending, ready};
use std::time::Duration;

use super::Mock;
use crate::runtime::error::TransportError;
use crate::runtime::transport::{Body, Pending, Transport};

impl Transport for Mock {
    fn send(&self, request: http::Request<Body>) -> Pending<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (head, mut body) = request.into_parts();
            let mut whole = Vec::new();
            while let Some(piece) = body.chunk().await {
                whole.extend_from_slice(&piece.map_err(TransportError::unmakeable)?);
            }
            Ok(self.answer(head, whole.into())?.map(Body::from))
        })
    }

    /// Is done at once: a test does not wait for the delays of a server that is not there.
    fn sleep(&self, _: Duration) -> Pending<'_, ()> {
        Box::pin(ready(()))
    }

    fn waits(&self) -> bool {
        false
    }

    /// Never comes, since there is no server to be slow.
    fn deadline(&self, _: Duration) -> Pending<'_, ()> {
        Box::pin(pending())
    }
}
