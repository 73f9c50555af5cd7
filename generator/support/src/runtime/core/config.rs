//! The configuration of a client, independent of its mode.

mod base_url;
mod basic_auth;
mod credentials;
mod https_policy;

use std::time::Duration;

use http::HeaderValue;

use super::error::BuildError;
use super::hooks::Hooks;
use super::rate_limit::{RateLimit, RateLimiter};
use super::redact;
use super::retry::{Budget, RetryPolicy};

pub(crate) use base_url::{BaseUrl, redact_url};
pub(crate) use basic_auth::BasicAuth;
#[cfg(feature = "tokens")]
pub(crate) use credentials::SharedTokenSource;
pub(crate) use credentials::{CredentialEntry, CredentialValue, Credentials, RequestCredentials};
pub use credentials::{CredentialLocation, SecurityRequirements};
pub(crate) use https_policy::{InsecureHosts, is_loopback};

/// Constants of the API.
#[derive(Debug)]
pub struct ServiceMetadata {
    /// The default `User-Agent`.
    pub user_agent: &'static str,
    /// The server of the API, if the description names one.
    pub base_url: Option<&'static str>,
    /// The names of JSON fields whose values never appear in errors.
    pub secret_fields: &'static [&'static str],
    /// The request rate that the API allows, if the description states one.
    pub rate_limit: Option<RateLimit>,
}

/// The settings that do not depend on the mode.
#[derive(Clone)]
pub(crate) struct BuilderConfig {
    pub(crate) service: &'static ServiceMetadata,
    pub(crate) base_url: Option<String>,
    pub(crate) base_is_given: bool,
    pub(crate) credentials: Vec<CredentialEntry>,
    pub(crate) plain_hosts: InsecureHosts,
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_body_bytes: u64,
    pub(crate) user_agent: String,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) hooks: Hooks,
}

/// The validated configuration, independent of the mode.
pub(crate) struct ClientConfig {
    pub(crate) base: BaseUrl,
    /// True if the caller set the base URL: it then applies to all operations.
    pub(crate) base_is_given: bool,
    pub(crate) identity: Credentials,
    pub(crate) plain_hosts: InsecureHosts,
    pub(crate) secret_fields: &'static [&'static str],
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) max_body_bytes: u64,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) rate_limiter: RateLimiter,
    pub(crate) hooks: Hooks,
}

impl ClientConfig {
    /// Returns true if the name of a header indicates a secret.
    pub(crate) fn is_sensitive_header(&self, header: &str) -> bool {
        redact::is_sensitive_header_name(header, self.secret_fields) || self.identity.has_header(header)
    }

    pub(crate) fn new(settings: BuilderConfig) -> Result<Self, BuildError> {
        let Some(base_url) = settings.base_url else {
            return Err(BuildError::new("the API description has no server: set its URL with `base_url`"));
        };
        let base = BaseUrl::parse(&base_url)?;
        let identity = Credentials::new(settings.credentials)?;
        let user_agent = HeaderValue::from_str(&settings.user_agent)
            .map_err(|_| BuildError::new("the user agent has a character that is not valid in a header"))?;
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
            rate_limiter: RateLimiter::new(settings.rate_limit),
            hooks: settings.hooks,
        })
    }
}

#[cfg(test)]
mod tests;
