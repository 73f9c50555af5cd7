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
    kept: Mutex<Option<CachedToken>>,
    flight: SingleFlight,
}

impl ClientCredentials {
    pub(super) fn new(endpoint: TokenEndpoint) -> Self {
        Self { endpoint, scopes: Vec::new(), kept: Mutex::default(), flight: SingleFlight::default() }
    }

    /// Sets the requested scopes. By default the server decides.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sends id and secret in the body, for servers that do not support `Authorization: Basic`.
    pub fn auth_in_body(mut self) -> Self {
        self.endpoint = self.endpoint.secret_in_body();
        self
    }

    /// Overrides the token endpoint of the API description.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.at(url.into());
        self
    }

    /// Adds a parameter to token requests, such as `audience`.
    pub fn extra_param(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.endpoint = self.endpoint.parameter(name.into(), value.into());
        self
    }

    fn kept(&self) -> MutexGuard<'_, Option<CachedToken>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for ClientCredentials {
    fn token(&self, now: Instant) -> Result<TokenPoll, TokenError> {
        if let Some(token) = self.kept().as_ref().and_then(|kept| kept.at(now)) {
            return Ok(TokenPoll::Ready(token));
        }
        let grant = [("grant_type", "client_credentials"), ("scope", &self.scopes.join(" "))];
        self.endpoint.request(&grant).map(|request| TokenPoll::Request(Box::new(request)))
    }

    fn on_response(&self, response: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let granted = self.endpoint.read(&response, &[])?;
        *self.kept() = Some(CachedToken::new(granted.access, granted.good_for, now));
        Ok(())
    }

    fn single_flight(&self) -> Option<&SingleFlight> {
        Some(&self.flight)
    }

    fn invalidate(&self, token: &SecretString) {
        self.kept().take_if(|kept| kept.is(token));
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
