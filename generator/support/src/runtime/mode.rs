//! The two ways to wait for an answer. A client is of one of them, and all of its calls are.

#[cfg(any(feature = "async", feature = "blocking"))]
use std::fmt;
#[cfg(any(feature = "async", feature = "blocking"))]
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::client::BuildError;

/// A way to wait for an answer: `Async` or `Blocking`.
pub trait Mode: Sized {
    /// The mode with the transport that it has of its own; connecting may take that long.
    fn own(connect_timeout: Duration) -> Result<Self, BuildError>;
}

/// The mode of a client whose calls are awaited.
#[cfg(feature = "async")]
#[derive(Clone)]
pub struct Async {
    pub(crate) transport: Arc<dyn crate::runtime::transport::Transport>,
}

#[cfg(feature = "async")]
impl Mode for Async {
    fn own(connect_timeout: Duration) -> Result<Self, BuildError> {
        crate::runtime::transport::own(connect_timeout).map(|transport| Self { transport })
    }
}

/// The mode of a client whose calls hold up the thread that makes them.
#[cfg(feature = "blocking")]
#[derive(Clone)]
pub struct Blocking {
    pub(crate) transport: Arc<dyn crate::runtime::blocking::Transport>,
}

#[cfg(feature = "blocking")]
impl Mode for Blocking {
    fn own(connect_timeout: Duration) -> Result<Self, BuildError> {
        crate::runtime::blocking::own(connect_timeout).map(|transport| Self { transport })
    }
}

#[cfg(feature = "async")]
impl fmt::Debug for Async {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Async").finish_non_exhaustive()
    }
}

#[cfg(feature = "blocking")]
impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking").finish_non_exhaustive()
    }
}
