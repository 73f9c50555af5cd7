//! Calls that hold up the thread until the answer is there: the same operations, without async.

mod apart;
mod body;
mod drive;
mod raw;
mod streams;
mod ureq;

use std::sync::Arc;
use std::time::Duration;

use crate::runtime::client::BuildError;
use crate::runtime::error::TransportError;
use crate::runtime::mode::Blocking;

pub use crate::runtime::paging::{BlockingItems as Items, BlockingPages as Pages};
pub use body::Body;
pub(crate) use drive::answer;
pub use raw::RawResponse;
pub use streams::{Events, Lines};

/// A client whose calls hold up the thread that makes them.
pub type Client = crate::runtime::client::Client<Blocking>;

/// The settings of a client to be.
pub type ClientBuilder = crate::runtime::client::ClientBuilder<Blocking>;

/// An operation about to be called.
pub type Call<'c, O> = crate::runtime::call::Call<'c, O, Blocking>;

/// An HTTP stack that waits for answers.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and gives the answer once its headers are there. All of the exchange, reading the body
    /// included, may take `timeout`.
    fn send(
        &self,
        request: http::Request<Body>,
        timeout: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError>;

    /// Sends one request whose answer is read piece by piece, and gives it once its headers are there: until then it may
    /// take `timeout`, and each piece of the body behind them `patience`.
    ///
    /// As it is given here this suits any stack: it sends without a time, on a thread of its own, and stops waiting for
    /// that. The thread goes on until the stack has something for it, so that a stack which can give up in time, and
    /// hang up on what is dropped, does better to do it here.
    fn stream(
        self: Arc<Self>,
        request: http::Request<Body>,
        timeout: Option<Duration>,
        patience: Option<Duration>,
    ) -> Result<http::Response<Body>, TransportError> {
        apart::pumped(self, request, timeout, patience)
    }

    /// Lets a time pass before something goes on.
    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    /// Whether time passes at all: a stack for tests that is done with waiting at once has no rate limit and no pause to
    /// keep to, since these go by the clock.
    fn waits(&self) -> bool {
        true
    }
}

/// The transport of clients that are given none.
pub(crate) fn own(connect_timeout: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(ureq::Ureq::new(connect_timeout)))
}
