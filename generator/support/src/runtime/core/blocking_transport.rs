//! The transport of blocking clients: a trait that any HTTP stack can implement.

mod body;
#[cfg(feature = "raw_responses")]
mod reader_thread;
mod ureq_transport;

use std::sync::Arc;
use std::time::Duration;

use super::error::{BuildError, TransportError};

pub use body::Body;
#[cfg(feature = "raw_responses")]
pub(crate) use reader_thread::ThreadedTransport;

/// A blocking HTTP transport.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the response after its headers arrive. `timeout` also covers reading the body.
    fn send(
        &self,
        request: http::Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError>;

    #[cfg(feature = "raw_responses")]
    /// Sends a request and returns the response with a streaming body after its headers arrive. `timeout` limits the
    /// time until then, `chunk_timeout` the time of each chunk.
    ///
    /// The default implementation sends on a separate thread, which continues after a timeout until `send` returns.
    /// Override it for transports that support timeouts and cancellation.
    fn stream(
        self: Arc<Self>,
        request: http::Request<Body>,
        timeout: Option<Duration>,
        chunk_timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        reader_thread::stream_on_thread(self, request, timeout, chunk_timeout)
    }

    /// Sleeps for a time.
    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    /// Returns true if `sleep` returns at once, as in tests. Rate limits and requested delays are then ignored.
    fn simulates_time(&self) -> bool {
        false
    }
}

/// Creates the default transport.
pub(crate) fn default_transport(connect_timeout: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(ureq_transport::Ureq::new(connect_timeout)))
}
