//! The client credentials grant.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use web_time::Instant;

use bytes::Bytes;
use http::Response;

use super::TokenEndpoint;
use crate::runtime::core::secret::SecretString;
use crate::runtime::core::token_source::{CachedToken, SingleFlight, TokenError, TokenPoll, TokenSource};

/// A token source with client credentials (RFC 6749, section 4.4). Tokens are cached until shortly before they expire.
#[must_use]
pub struct ClientCredentials {
    endpoint: TokenEndpoint,
    scopes: Vec<String>,
    cached: Mutex<Option<CachedToken>>,
    flight: SingleFlight,
}

impl ClientCredentials {
    pub(super) fn new(endpoint: TokenEndpoint) -> Self {
        Self { endpoint, scopes: Vec::new(), cached: Mutex::default(), flight: SingleFlight::default() }
    }

    /// Sets the requested scopes. By default the server decides.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sends id and secret in the body, for servers that do not support `Authorization: Basic`.
    pub fn auth_in_body(mut self) -> Self {
        self.endpoint = self.endpoint.auth_in_body();
        self
    }

    /// Overrides the token endpoint of the API description.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.at(url.into());
        self
    }

    /// Adds a parameter to token requests, such as `audience`.
    pub fn extra_param(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.endpoint = self.endpoint.extra_param(name.into(), value.into());
        self
    }

    fn cached(&self) -> MutexGuard<'_, Option<CachedToken>> {
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for ClientCredentials {
    fn token(&self, now: Instant) -> Result<TokenPoll, TokenError> {
        if let Some(token) = self.cached().as_ref().and_then(|cached| cached.at(now)) {
            return Ok(TokenPoll::Ready(token));
        }
        let grant = [("grant_type", "client_credentials"), ("scope", &self.scopes.join(" "))];
        self.endpoint.request(&grant).map(|request| TokenPoll::Request(Box::new(request)))
    }

    fn on_response(&self, response: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let granted = self.endpoint.read(&response, &[])?;
        *self.cached() = Some(CachedToken::new(granted.access, granted.expires_in, now));
        Ok(())
    }

    fn single_flight(&self) -> Option<&SingleFlight> {
        Some(&self.flight)
    }

    fn invalidate(&self, token: &SecretString) {
        self.cached().take_if(|cached| cached.is(token));
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("endpoint", &self.endpoint)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
