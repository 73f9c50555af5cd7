//! The client and the state that its clones share.

mod builder;

use std::fmt;
use std::sync::Arc;

use crate::runtime::core::config::{ClientConfig, ServiceMetadata};
use crate::runtime::core::encode::RequestEncoder;
use crate::runtime::core::error::BuildError;
use crate::runtime::core::mode::Mode;

pub use builder::ClientBuilder;

/// A client of the API. Clones are cheap and share connections, rate limit and retry budget.
pub struct Client<M> {
    // Methods of `Client` could clash with operations, so the runtime uses methods of `Inner`.
    pub(crate) inner: Arc<Inner<M>>,
}

impl<M> Clone for Client<M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<M: Mode> Client<M> {
    /// Creates a client with default settings. Invalid settings are reported by the first call.
    pub(crate) fn from_metadata(service: &'static ServiceMetadata) -> Self {
        Self { inner: Arc::new(Inner { service, ready: ClientBuilder::from_metadata(service).build_state() }) }
    }
}

/// The state that all clones of a client share.
pub(crate) struct Inner<M> {
    service: &'static ServiceMetadata,
    ready: Result<ClientState<M>, BuildError>,
}

/// The validated configuration and the mode.
pub(crate) struct ClientState<M> {
    pub(crate) core: ClientConfig,
    pub(crate) mode: M,
}

impl<M> Inner<M> {
    /// Returns the base URL.
    pub(crate) fn base_url(&self) -> &str {
        match &self.ready {
            Ok(ready) => ready.core.base.as_str(),
            Err(_) => self.service.base_url.unwrap_or_default(),
        }
    }

    pub(crate) fn encoder(&self) -> RequestEncoder {
        RequestEncoder::new(self.service.secret_fields)
    }

    pub(crate) fn ready(&self) -> Result<&ClientState<M>, BuildError> {
        self.ready.as_ref().map_err(BuildError::clone)
    }
}

impl<M> fmt::Debug for Client<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.base_url()).finish_non_exhaustive()
    }
}
