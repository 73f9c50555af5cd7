//! A mock as the transport of calls that hold up their thread.

use std::io::Read;
use std::time::Duration;

use super::Mock;
use crate::runtime::blocking::{Body, Transport};
use crate::runtime::error::TransportError;

impl Transport for Mock {
    fn send(&self, request: http::Request<Body>, _: Option<Duration>) -> Result<http::Response<Body>, TransportError> {
        let (head, mut body) = request.into_parts();
        let mut whole = Vec::new();
        body.read_to_end(&mut whole).map_err(TransportError::unmakeable)?;
        Ok(self.answer(head, whole.into())?.map(Body::from))
    }

    /// Is done at once: a test does not wait for the delays of a server that is not there.
    fn sleep(&self, _: Duration) {}

    fn waits(&self) -> bool {
        false
    }
}
