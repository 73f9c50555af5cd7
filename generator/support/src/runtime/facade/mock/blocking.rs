//! The mock as a blocking transport.

use std::io::Read;
use std::time::Duration;

use super::Mock;
use crate::runtime::core::blocking_transport::{Body, Transport};
use crate::runtime::core::error::TransportError;

impl Transport for Mock {
    fn send(&self, request: http::Request<Body>, _: Option<Duration>) -> Result<http::Response<Body>, TransportError> {
        let (head, mut body) = request.into_parts();
        let mut bytes = Vec::new();
        body.read_to_end(&mut bytes).map_err(TransportError::invalid_request)?;
        Ok(self.stubbed_response(head, bytes.into())?.map(Body::from))
    }

    /// Returns immediately: tests do not wait for delays.
    fn sleep(&self, _: Duration) {}

    fn simulates_time(&self) -> bool {
        true
    }
}
