//! How requests travel for clients whose calls are awaited: a trait that any HTTP stack can implement.
//!
//! What to send, where redirects lead and what is tried again is decided before: a transport sends one request, gives
//! its answer whatever the status is, follows nothing, and undoes no compression.

mod body;
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
mod fetch;
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod reqwest;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::client::BuildError;
use crate::runtime::error::TransportError;

pub use body::Body;

/// What is to come.
pub type Pending<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// An HTTP stack: it sends requests, and it can wait.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and gives the answer once its headers are there. Dropping what this gives ends the exchange.
    fn send(&self, request: http::Request<Body>) -> Pending<'_, Result<http::Response<Body>, TransportError>>;

    /// Is done after a time that is to pass before something goes on.
    fn sleep(&self, time: Duration) -> Pending<'_, ()>;

    /// Whether time passes at all: a stack for tests that is done with waiting at once has no rate limit and no pause to
    /// keep to, since these go by the clock.
    fn waits(&self) -> bool {
        true
    }

    /// Is done after the time that something may take at most.
    fn deadline(&self, time: Duration) -> Pending<'_, ()> {
        self.sleep(time)
    }
}

/// The transport of clients that are given none.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) fn own(_: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(fetch::Fetch::new()?))
}

/// The transport of clients that are given none.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(crate) fn own(connect_timeout: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(reqwest::Reqwest::new(connect_timeout)?))
}

/// The transport of clients that are given none.
#[cfg(not(feature = "reqwest"))]
pub(crate) fn own(_: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::new("there is no transport: give one with `transport`, or turn the feature `reqwest` on"))
}
