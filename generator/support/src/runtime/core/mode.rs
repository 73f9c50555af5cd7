//! The modes of a client: async and blocking.

#[cfg(any(feature = "async", feature = "blocking"))]
use std::sync::Arc;
use std::time::Duration;

use super::error::BuildError;

/// The mode of a client: `Async` or `Blocking`.
pub trait Mode: Sized {
    /// Creates the mode with its default transport.
    fn with_default_transport(connect_timeout: Duration) -> Result<Self, BuildError>;
}

/// The mode of async clients.
#[cfg(feature = "async")]
#[derive(Clone)]
pub struct Async {
    pub(crate) transport: Arc<dyn super::transport::Transport>,
}

#[cfg(feature = "async")]
impl Mode for Async {
    fn with_default_transport(connect_timeout: Duration) -> Result<Self, BuildError> {
        super::transport::default_transport(connect_timeout).map(|transport| Self { transport })
    }
}

/// The mode of blocking clients.
#[cfg(feature = "blocking")]
#[derive(Clone)]
pub struct Blocking {
    pub(crate) transport: Arc<dyn super::blocking_transport::Transport>,
}

#[cfg(feature = "blocking")]
impl Mode for Blocking {
    fn with_default_transport(connect_timeout: Duration) -> Result<Self, BuildError> {
        super::blocking_transport::default_transport(connect_timeout).map(|transport| Self { transport })
    }
}

macro_rules! impl_debug {
    ($mode:ident) => {
        impl std::fmt::Debug for $mode {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($mode)).finish_non_exhaustive()
            }
        }
    };
}
#[cfg(feature = "async")]
impl_debug!(Async);
#[cfg(feature = "blocking")]
impl_debug!(Blocking);
