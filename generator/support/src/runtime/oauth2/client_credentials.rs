//! Tokens for the client itself.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use web_time::Instant;

use bytes::Bytes;
use http::Response;

use super::Endpoint;
use super::endpoint::Granted;
use crate::runtime::secret::Secret;
use crate::runtime::token::{Flight, TokenError, TokenSource, TokenStep};

/// How long before its end a token is renewed, so that it does not end on the way.
const MARGIN: Duration = Duration::from_secs(30);

/// Tokens for the client itself, which it has for its own secret (RFC 6749, section 4.4). One is kept until shortly
/// before it ends.
pub struct ClientCredentials {
    endpoint: Endpoint,
    scopes: Vec<String>,
    kept: Mutex<Option<Kept>>,
    flight: Flight,
}

/// A token that is good for some time.
#[derive(Clone)]
pub(super) struct Kept {
    token: Secret,
    /// When to ask for the next; `None` where the server does not say how long it is good.
    until: Option<Instant>,
}

impl Kept {
    pub(super) fn of(granted: &Granted, now: Instant) -> Self {
        // A token that is good for a minute or less is used for most of that.
        let until = granted.good_for.and_then(|time| now.checked_add(time - MARGIN.min(time / 4)));
        Self { token: granted.access.clone(), until }
    }

    /// The token, where it is good still.
    pub(super) fn at(&self, now: Instant) -> Option<Secret> {
        self.until.is_none_or(|until| now < until).then(|| self.token.clone())
    }

    pub(super) fn is(&self, token: &Secret) -> bool {
        self.token == *token
    }
}

impl ClientCredentials {
    pub(super) fn at(endpoint: Endpoint) -> Self {
        Self { endpoint, scopes: Vec::new(), kept: Mutex::default(), flight: Flight::default() }
    }

    /// What the tokens are to be good for; where nothing is said, the server decides.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Says id and secret in the body, for servers that do not read them in `Authorization: Basic`.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.endpoint = self.endpoint.secret_in_body();
        self
    }

    /// Where tokens are had, if that is not where the API's description says.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.at(url.into());
        self
    }

    /// A parameter of the server's own in each request for a token, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.parameter(name.into(), value.into());
        self
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for ClientCredentials {
    fn token(&self, now: Instant) -> Result<TokenStep, TokenError> {
        if let Some(token) = self.kept().as_ref().and_then(|kept| kept.at(now)) {
            return Ok(TokenStep::Ready(token));
        }
        let grant = [("grant_type", "client_credentials"), ("scope", &self.scopes.join(" "))];
        self.endpoint.request(&grant).map(|request| TokenStep::Ask(Box::new(request)))
    }

    fn answered(&self, answer: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let granted = self.endpoint.read(&answer, &[])?;
        *self.kept() = Some(Kept::of(&granted, now));
        Ok(())
    }

    fn flight(&self) -> Option<&Flight> {
        Some(&self.flight)
    }

    fn rejected(&self, token: &Secret) {
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
