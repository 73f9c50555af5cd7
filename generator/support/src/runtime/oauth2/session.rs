//! Tokens for a person who granted access.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use web_time::Instant;

use bytes::Bytes;
use http::Response;

use super::Endpoint;
use super::client_credentials::Kept;
use crate::runtime::secret::Secret;
use crate::runtime::token::{Flight, TokenError, TokenSource, TokenStep};

/// Tokens for a person who granted access: they are had for a code or a refresh token, and renewed before they end.
///
/// A server may give a new refresh token with each token, and forget the old one:
/// [`on_refresh_token`](Session::on_refresh_token) learns of each, so that the last can be kept for the next start.
///
/// The call that needs a token asks for it within its own time. One that is dropped or runs out of time after the server
/// answered and before the answer was read loses the new refresh token, and the session goes on with the old one: with a
/// server that takes each only once, give calls more time than a token takes, and do not drop them while they ask.
pub struct Session {
    endpoint: Endpoint,
    scopes: Vec<String>,
    state: Mutex<State>,
    saved: Option<Box<Saved>>,
    flight: Flight,
}

type Saved = dyn Fn(&Secret) + Send + Sync;

struct State {
    grant: Grant,
    kept: Option<Kept>,
}

/// What tokens are had for.
#[derive(Clone)]
pub(crate) enum Grant {
    /// A code, with the verifier that its challenge was made of, and where it was brought to.
    Code { code: Secret, verifier: Secret, redirect_uri: String },
    /// A refresh token.
    Refresh(Secret),
    /// Nothing any more.
    Spent,
}

impl Session {
    pub(crate) fn new(endpoint: Endpoint, grant: Grant) -> Self {
        let state = Mutex::new(State { grant, kept: None });
        Self { endpoint, scopes: Vec::new(), state, saved: None, flight: Flight::default() }
    }

    /// The secret of the client, where it has one.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.secret(secret.into());
        self
    }

    /// Says id and secret in the body, for servers that do not read them in `Authorization: Basic`.
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.endpoint = self.endpoint.secret_in_body();
        self
    }

    /// Where tokens are had and renewed, if that is not where the API's description says.
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

    /// What renewed tokens are to be good for, if that is less than the person granted.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Is called with each refresh token that the server gives.
    #[must_use]
    pub fn on_refresh_token(mut self, save: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.saved = Some(Box::new(save));
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for Session {
    fn token(&self, now: Instant) -> Result<TokenStep, TokenError> {
        let state = self.state();
        if let Some(token) = state.kept.as_ref().and_then(|kept| kept.at(now)) {
            return Ok(TokenStep::Ready(token));
        }
        let request = match &state.grant {
            Grant::Code { code, verifier, redirect_uri } => self.endpoint.request(&[
                ("grant_type", "authorization_code"),
                ("code", code.expose()),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier.expose()),
            ]),
            Grant::Refresh(token) => self.endpoint.renewal(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", token.expose()),
                ("scope", &self.scopes.join(" ")),
            ]),
            Grant::Spent => {
                let problem =
                    "access has ended, and the server gave no refresh token: the person has to grant it again";
                Err(TokenError::setup(problem))
            }
        };
        request.map(|request| TokenStep::Ask(Box::new(request)))
    }

    fn answered(&self, answer: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let mut state = self.state();
        let grant = state.grant.clone();
        let sent = match &grant {
            Grant::Code { code, verifier, .. } => vec![code, verifier],
            Grant::Refresh(token) => vec![token],
            Grant::Spent => Vec::new(),
        };
        let granted = self.endpoint.read(&answer, &sent)?;
        state.kept = Some(Kept::of(&granted, now));
        state.grant = match (granted.refresh.clone(), grant) {
            (Some(token), _) => Grant::Refresh(token),
            // Without a new one, the old one is good still.
            (None, Grant::Refresh(token)) => Grant::Refresh(token),
            (None, Grant::Code { .. } | Grant::Spent) => Grant::Spent,
        };
        // What is called may ask for a token itself.
        drop(state);
        if let (Some(save), Some(token)) = (&self.saved, &granted.refresh) {
            save(token);
        }
        Ok(())
    }

    fn flight(&self) -> Option<&Flight> {
        Some(&self.flight)
    }

    fn rejected(&self, token: &Secret) {
        self.state().kept.take_if(|kept| kept.is(token));
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("endpoint", &self.endpoint)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
