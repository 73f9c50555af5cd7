//! Sources of bearer tokens.
//!
//! A source has a token, or returns the request or the future that obtains one. The client sends a request like any
//! other and passes the response back, so such a source works for async and blocking clients. Only async clients await
//! a future.

#[cfg(feature = "async")]
mod async_source;
mod cached_token;
mod error;
pub(crate) mod single_flight;

use std::fmt;
#[cfg(feature = "async")]
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use web_time::Instant;

use super::secret::SecretString;

#[cfg(feature = "async")]
pub use async_source::AsyncTokenSource;
pub(crate) use cached_token::CachedToken;
pub use error::{TokenError, TokenErrorCode, TokenErrorResponse};
pub use single_flight::SingleFlight;

/// A source of bearer tokens.
///
/// Closures without parameters that return `Result<SecretString, E>` are sources; they run for each call.
pub trait TokenSource: Send + Sync {
    /// Returns a token that is valid at `now`, or the request or the future that obtains one. The request may remain
    /// unsent, and the future may be dropped without being polled.
    fn token(&self, now: Instant) -> Result<TokenPoll, TokenError>;

    /// Accepts the response to the request; [`token`](TokenSource::token) then returns the token.
    fn on_response(&self, response: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let _ = (response, now);
        Ok(())
    }

    /// Returns the lock that lets one call obtain a token while others wait. A source with a [`SingleFlight`]
    /// coordinates all clients that share it; otherwise each client coordinates its calls.
    fn single_flight(&self) -> Option<&SingleFlight> {
        None
    }

    /// Invalidates a token that the API rejected with 401.
    fn invalidate(&self, token: &SecretString) {
        let _ = token;
    }
}

/// A token, or the way to obtain one.
pub enum TokenPoll {
    /// The token to send.
    Ready(SecretString),
    /// The request that obtains a token, to an absolute `https` URL or to loopback.
    Request(Box<Request<Bytes>>),
    /// The future that resolves to a token. A source should also keep that token for the calls that wait for it.
    #[cfg(feature = "async")]
    Future(TokenFuture),
}

/// The future of a token.
#[cfg(feature = "async")]
pub type TokenFuture = Pin<Box<dyn Future<Output = Result<SecretString, TokenError>> + Send>>;

impl fmt::Debug for TokenPoll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(token) => f.debug_tuple("Ready").field(token).finish(),
            Self::Request(request) => f.debug_tuple("Request").field(request).finish(),
            #[cfg(feature = "async")]
            Self::Future(_) => f.write_str("Future(..)"),
        }
    }
}

impl<F, E> TokenSource for F
where
    F: Fn() -> Result<SecretString, E> + Send + Sync,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn token(&self, _: Instant) -> Result<TokenPoll, TokenError> {
        self().map(TokenPoll::Ready).map_err(TokenError::source)
    }
}

/// A constant token.
impl TokenSource for SecretString {
    fn token(&self, _: Instant) -> Result<TokenPoll, TokenError> {
        Ok(TokenPoll::Ready(self.clone()))
    }
}

/// A shared source.
impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token(&self, now: Instant) -> Result<TokenPoll, TokenError> {
        S::token(self, now)
    }

    fn on_response(&self, response: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        S::on_response(self, response, now)
    }

    fn single_flight(&self) -> Option<&SingleFlight> {
        S::single_flight(self)
    }

    fn invalidate(&self, token: &SecretString) {
        S::invalidate(self, token);
    }
}
