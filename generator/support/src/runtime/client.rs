//! Settings come in; a client that is ready to send goes out, or what is wrong with the settings.

mod base;
mod builder;
mod identity;
mod plain_http;
mod refused;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::runtime::encode::Encoder;
use crate::runtime::hooks::Hooks;
use crate::runtime::mode::Mode;
use crate::runtime::pace::{Pace, RateLimit};
use crate::runtime::retry::{Budget, RetryPolicy};
use crate::runtime::scrub;
use builder::Settings;
use identity::Identity;

pub(crate) use base::{BaseUrl, User, shown};
pub use builder::ClientBuilder;
pub use identity::{Credential, Security};
pub(crate) use identity::{Sourced, Worn};
pub(crate) use plain_http::{PlainHosts, is_here};
pub use refused::CredentialError;

/// What the client of one API is made for.
#[derive(Debug)]
pub struct Service {
    /// What the client calls itself in requests.
    pub user_agent: &'static str,
    /// The API's server, where its description names one.
    pub base_url: Option<&'static str>,
    /// Names of the JSON members whose values never appear in an error.
    pub secret_fields: &'static [&'static str],
    /// How many requests the API allows, where its description says.
    pub rate_limit: Option<RateLimit>,
}

/// A client of the API. Clones share their connections, and making one is cheap.
pub struct Client<M> {
    // The client's own methods would clash with operations of the same name, so what the runtime asks of it stands on
    // `Inner`.
    pub(crate) inner: Arc<Inner<M>>,
}

impl<M> Clone for Client<M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<M: Mode> Client<M> {
    /// The client with every setting as it is by default. What is wrong with them is told by the first call.
    pub(crate) fn of(service: &'static Service) -> Self {
        Self { inner: Arc::new(Inner { service, ready: ClientBuilder::of(service).ready() }) }
    }
}

/// What all clones of a client share.
pub(crate) struct Inner<M> {
    service: &'static Service,
    ready: Result<Ready<M>, BuildError>,
}

/// What sending takes.
pub(crate) struct Ready<M> {
    pub(crate) core: Core,
    pub(crate) mode: M,
}

/// What sending takes, whatever the way to wait for answers.
pub(crate) struct Core {
    pub(crate) base: BaseUrl,
    /// Whether the caller said where the API is: then no operation goes elsewhere.
    pub(crate) base_is_given: bool,
    pub(crate) identity: Identity,
    pub(crate) plain_hosts: PlainHosts,
    pub(crate) secret_fields: &'static [&'static str],
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) max_body_bytes: u64,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) pace: Pace,
    pub(crate) hooks: Hooks,
}

impl<M> Inner<M> {
    /// Where the API is.
    pub(crate) fn base_url(&self) -> &str {
        match &self.ready {
            Ok(ready) => ready.core.base.as_str(),
            Err(_) => self.service.base_url.unwrap_or_default(),
        }
    }

    pub(crate) fn encoder(&self) -> Encoder {
        Encoder::new(self.service.secret_fields)
    }

    pub(crate) fn ready(&self) -> Result<&Ready<M>, BuildError> {
        self.ready.as_ref().map_err(BuildError::clone)
    }
}

impl<M> fmt::Debug for Client<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.base_url()).finish_non_exhaustive()
    }
}

impl Core {
    /// Whether a header holds a secret, by its name.
    pub(crate) fn holds_secret(&self, header: &str) -> bool {
        scrub::holds_secret(header, self.secret_fields) || self.identity.has_header(header)
    }

    fn new(settings: Settings) -> Result<Self, BuildError> {
        let Some(base_url) = settings.base_url else {
            return Err(BuildError::new("the API's description names no server: give its URL with `base_url`"));
        };
        let base = BaseUrl::parse(&base_url)?;
        let identity = Identity::new(settings.credentials)?;
        let user_agent = HeaderValue::from_str(&settings.user_agent)
            .map_err(|_| BuildError::new("the user agent has a character that a header cannot hold"))?;
        Ok(Self {
            base,
            base_is_given: settings.base_is_given,
            identity,
            plain_hosts: settings.plain_hosts,
            secret_fields: settings.service.secret_fields,
            user_agent,
            timeout: settings.timeout,
            max_body_bytes: settings.max_body_bytes,
            retry: settings.retry,
            budget: Budget::default(),
            pace: Pace::new(settings.rate_limit),
            hooks: settings.hooks,
        })
    }
}

/// Why there is no client.
#[derive(Debug, Clone)]
pub struct BuildError {
    problem: String,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl BuildError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), source: None }
    }

    pub(crate) fn caused(problem: impl Into<String>, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self { problem: problem.into(), source: Some(Arc::new(source)) }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests;
