//! Tokens from codes and refresh tokens.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use web_time::Instant;

use bytes::Bytes;
use http::Response;

use super::TokenEndpoint;
use crate::runtime::core::secret::SecretString;
use crate::runtime::core::token_source::{CachedToken, SingleFlight, TokenError, TokenPoll, TokenSource};

/// A token source with a code or a refresh token. Tokens are refreshed before they expire.
///
/// Servers may return a new refresh token with each token and invalidate the previous one:
/// [`on_refresh_token`](RefreshableToken::on_refresh_token) receives each of them for storage.
///
/// The call that needs a token requests it within its timeout. If that call is dropped or times out after the server
/// responded, the new refresh token is lost. With servers that accept a refresh token once, give calls enough time and
/// do not drop them.
#[must_use]
pub struct RefreshableToken {
    endpoint: TokenEndpoint,
    scopes: Vec<String>,
    state: Mutex<SessionState>,
    saved: Option<Box<Saved>>,
    flight: SingleFlight,
}

type Saved = dyn Fn(&SecretString) + Send + Sync;

struct SessionState {
    grant: Grant,
    cached: Option<CachedToken>,
}

/// The grant of the next token request.
#[derive(Clone)]
pub(crate) enum Grant {
    /// An authorization code with its verifier and redirect URI.
    Code { code: SecretString, verifier: SecretString, redirect_uri: String },
    /// A refresh token.
    Refresh(SecretString),
    /// None is left.
    Exhausted,
}

impl RefreshableToken {
    pub(crate) fn new(endpoint: TokenEndpoint, grant: Grant) -> Self {
        let state = Mutex::new(SessionState { grant, cached: None });
        Self { endpoint, scopes: Vec::new(), state, saved: None, flight: SingleFlight::default() }
    }

    /// Sets the client secret.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.endpoint = self.endpoint.secret(secret.into());
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

    /// Sets the scopes of refreshed tokens, a subset of the granted ones.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Registers a callback for new refresh tokens.
    pub fn on_refresh_token(mut self, save: impl Fn(&SecretString) + Send + Sync + 'static) -> Self {
        self.saved = Some(Box::new(save));
        self
    }

    fn state(&self) -> MutexGuard<'_, SessionState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for RefreshableToken {
    fn token(&self, now: Instant) -> Result<TokenPoll, TokenError> {
        let state = self.state();
        if let Some(token) = state.cached.as_ref().and_then(|cached| cached.at(now)) {
            return Ok(TokenPoll::Ready(token));
        }
        let request = match &state.grant {
            Grant::Code { code, verifier, redirect_uri } => self.endpoint.request(&[
                ("grant_type", "authorization_code"),
                ("code", code.expose_secret()),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier.expose_secret()),
            ]),
            Grant::Refresh(token) => self.endpoint.refresh_request(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", token.expose_secret()),
                ("scope", &self.scopes.join(" ")),
            ]),
            Grant::Exhausted => {
                let problem = "there is no valid token and no refresh token: the user must authorize again";
                Err(TokenError::setup(problem))
            }
        };
        request.map(|request| TokenPoll::Request(Box::new(request)))
    }

    fn on_response(&self, response: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let mut state = self.state();
        let grant = state.grant.clone();
        let sent = match &grant {
            Grant::Code { code, verifier, .. } => vec![code, verifier],
            Grant::Refresh(token) => vec![token],
            Grant::Exhausted => Vec::new(),
        };
        let granted = self.endpoint.read(&response, &sent)?;
        state.cached = Some(CachedToken::new(granted.access.clone(), granted.expires_in, now));
        state.grant = match (granted.refresh.clone(), grant) {
            (Some(token), _) => Grant::Refresh(token),
            // Without a new refresh token, the old one remains valid.
            (None, Grant::Refresh(token)) => Grant::Refresh(token),
            (None, Grant::Code { .. } | Grant::Exhausted) => Grant::Exhausted,
        };
        // The callback may request a token.
        drop(state);
        if let (Some(save), Some(token)) = (&self.saved, &granted.refresh) {
            save(token);
        }
        Ok(())
    }

    fn single_flight(&self) -> Option<&SingleFlight> {
        Some(&self.flight)
    }

    fn invalidate(&self, token: &SecretString) {
        self.state().cached.take_if(|cached| cached.is(token));
    }
}

impl fmt::Debug for RefreshableToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshableToken")
            .field("endpoint", &self.endpoint)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
