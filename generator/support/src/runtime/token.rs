//! Tokens that a client asks for when it needs one: where they come from, without a word of how requests are sent.
//!
//! A source is asked for a token and either has one or says what to send for it; the client sends that as it sends every
//! request, and gives the answer back. So one source serves calls that are awaited and calls that hold up their thread.

mod error;
pub(crate) mod flight;

use std::sync::Arc;
use web_time::Instant;

use bytes::Bytes;
use http::{Request, Response};

use crate::runtime::secret::Secret;

pub use error::{Refusal, TokenError, TokenRefused};
pub use flight::Flight;

/// A source of bearer tokens.
///
/// A closure without arguments that gives a `Result<Secret, E>` is one: it is called for each call.
pub trait TokenSource: Send + Sync {
    /// A token that is good at this time, or what to send for one. What it says to send may never be sent: another call
    /// can be asking already.
    fn token(&self, now: Instant) -> Result<TokenStep, TokenError>;

    /// Takes the answer to what it said to send; [`token`](TokenSource::token) has the token then.
    fn answered(&self, answer: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        let _ = (answer, now);
        Ok(())
    }

    /// Where calls learn that another is asking already, so that one asks and the others wait for what comes of it. A
    /// source that has a [`Flight`] of its own has it for all clients that share the source; of any other, each client
    /// asks by itself.
    fn flight(&self) -> Option<&Flight> {
        None
    }

    /// Learns that the API refused a token with 401, so that it is not to be given again.
    fn rejected(&self, token: &Secret) {
        let _ = token;
    }
}

/// A token, or the way to one.
#[derive(Debug)]
pub enum TokenStep {
    /// The token to send.
    Ready(Secret),
    /// The request to send for one, to an absolute `https` URL or to loopback.
    Ask(Box<Request<Bytes>>),
}

impl<F, E> TokenSource for F
where
    F: Fn() -> Result<Secret, E> + Send + Sync,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn token(&self, _: Instant) -> Result<TokenStep, TokenError> {
        self().map(TokenStep::Ready).map_err(TokenError::source)
    }
}

/// A token that stays the same.
impl TokenSource for Secret {
    fn token(&self, _: Instant) -> Result<TokenStep, TokenError> {
        Ok(TokenStep::Ready(self.clone()))
    }
}

/// A source that others have a part in, such as one whose tokens several clients use.
impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token(&self, now: Instant) -> Result<TokenStep, TokenError> {
        S::token(self, now)
    }

    fn answered(&self, answer: Response<Bytes>, now: Instant) -> Result<(), TokenError> {
        S::answered(self, answer, now)
    }

    fn flight(&self) -> Option<&Flight> {
        S::flight(self)
    }

    fn rejected(&self, token: &Secret) {
        S::rejected(self, token);
    }
}
