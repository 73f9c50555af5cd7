//! The transport of async clients. It must not follow redirects, retry or decompress.

mod body;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod reqwest_transport;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
mod wasm;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::error::BuildError;
use super::error::TransportError;

pub use body::Body;

/// A boxed future.
pub type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// An async HTTP transport.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the response, whatever its status, after its headers arrive. Dropping the future
    /// cancels the request.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;

    /// Completes after a delay.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;

    /// Returns true if `sleep` completes at once, as in tests. Rate limits and requested delays are then ignored.
    fn simulates_time(&self) -> bool {
        false
    }

    /// Completes after the timeout of an operation.
    fn timeout_after(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.sleep(time)
    }
}

/// Creates the default transport.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) fn default_transport(_: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(wasm::Fetch::new()?))
}

/// Creates the default transport.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(crate) fn default_transport(connect_timeout: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(reqwest_transport::Reqwest::new(connect_timeout)?))
}

/// Creates the default transport.
#[cfg(not(feature = "reqwest"))]
pub(crate) fn default_transport(_: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::new("there is no transport: set one with `transport`, or enable the feature `reqwest`"))
}
