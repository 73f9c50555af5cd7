//! A token with its expiry.

use std::time::Duration;

use web_time::Instant;

use super::super::secret::SecretString;

/// The time before its expiry at which a token is refreshed.
const MARGIN: Duration = Duration::from_secs(30);

/// A cached token.
#[derive(Clone)]
pub(crate) struct CachedToken {
    token: SecretString,
    /// The time until which the token is used, if its lifetime is known.
    until: Option<Instant>,
}

impl CachedToken {
    /// Caches a token until shortly before the end of its lifetime.
    pub(crate) fn new(token: SecretString, lifetime: Option<Duration>, now: Instant) -> Self {
        // A short-lived token is used for three quarters of its lifetime or more.
        let until = lifetime.and_then(|time| now.checked_add(time - MARGIN.min(time / 4)));
        Self { token, until }
    }

    /// Returns the token if it is still valid.
    pub(crate) fn at(&self, now: Instant) -> Option<SecretString> {
        self.until.is_none_or(|until| now < until).then(|| self.token.clone())
    }

    /// Returns true if this is the token.
    pub(crate) fn is(&self, token: &SecretString) -> bool {
        self.token == *token
    }
}
