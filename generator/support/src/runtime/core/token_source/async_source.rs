//! A token source that awaits.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use web_time::Instant;

use super::super::secret::SecretString;
use super::cached_token::CachedToken;
use super::{SingleFlight, TokenError, TokenFuture, TokenPoll, TokenSource};

/// A source whose tokens come from an async function, such as the client of a vault or of a metadata server.
///
/// A token is cached until shortly before the end of its lifetime, and concurrent calls share one invocation of the
/// function. Blocking clients cannot use this source.
pub struct AsyncTokenSource {
    fetch: Box<dyn Fn() -> TokenFuture + Send + Sync>,
    cached: Arc<Mutex<Option<CachedToken>>>,
    flight: SingleFlight,
}

impl AsyncTokenSource {
    /// Creates a source. `fetch` returns a token and its lifetime; without a lifetime, the token is used until the API
    /// rejects it.
    pub fn new<F, R, E>(fetch: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(SecretString, Option<Duration>), E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (fetch, cached) = (Arc::new(fetch), Arc::new(Mutex::new(None)));
        let shared = cached.clone();
        let fetch = move || -> TokenFuture {
            let (fetch, cached) = (fetch.clone(), shared.clone());
            // The function runs when the future is polled: a call also asks for the token of another call.
            Box::pin(async move {
                let (token, lifetime) = fetch().await.map_err(TokenError::source)?;
                *locked(&cached) = Some(CachedToken::new(token.clone(), lifetime, Instant::now()));
                Ok(token)
            })
        };
        Self { fetch: Box::new(fetch), cached, flight: SingleFlight::default() }
    }
}

/// Locks the cache. A panic of another thread cannot leave it inconsistent.
fn locked(cached: &Mutex<Option<CachedToken>>) -> MutexGuard<'_, Option<CachedToken>> {
    cached.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TokenSource for AsyncTokenSource {
    fn token(&self, now: Instant) -> Result<TokenPoll, TokenError> {
        let cached = locked(&self.cached).as_ref().and_then(|cached| cached.at(now));
        Ok(cached.map_or_else(|| TokenPoll::Future((self.fetch)()), TokenPoll::Ready))
    }

    fn single_flight(&self) -> Option<&SingleFlight> {
        Some(&self.flight)
    }

    fn invalidate(&self, token: &SecretString) {
        locked(&self.cached).take_if(|cached| cached.is(token));
    }
}

impl fmt::Debug for AsyncTokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncTokenSource").finish_non_exhaustive()
    }
}
