//! Everything that can go wrong with a call. What an error shows has no secrets and no URLs in it.

mod body;
mod kinds;
mod words;

use std::convert::Infallible;
use std::fmt;

use crate::runtime::argument::InvalidArgument;
use crate::runtime::client::{BuildError, CredentialError};
use crate::runtime::pace::Throttled;
use crate::runtime::paging::PagingError;
use crate::runtime::token::TokenError;

pub use body::BodyError;
pub use kinds::{ApiError, BodyTooLarge, DecodeError, RedirectError, TransportError, UnexpectedAnswer};

/// Why a call did not give what it should. `E` is the body that the API declares for its errors.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = serde_json::Value> {
    /// The API refused, in the form that it declares for this.
    Api(ApiError<E>),
    /// The server answered with a status that the API does not declare.
    Unexpected(UnexpectedAnswer),
    /// An argument is not allowed. Nothing was sent.
    InvalidArgument(InvalidArgument),
    /// The body of the answer is not what the API declares.
    Decode(DecodeError),
    /// The server could not be reached, did not answer in time, or broke off.
    Transport(TransportError),
    /// The server redirected to where this call must not go.
    Redirect(RedirectError),
    /// The body of the answer is larger than the client allows.
    BodyTooLarge(BodyTooLarge),
    /// The next page cannot be asked for, or was asked for already.
    Paging(PagingError),
    /// The next request would have to wait longer than the call may take.
    Throttled(Throttled),
    /// The client itself could not be set up. Nothing was sent.
    Setup(BuildError),
    /// The client lacks a credential for the call, or it must not go where the call goes. Nothing was sent.
    Credential(CredentialError),
    /// There is no token for the call, so that it was not sent.
    Token(TokenError),
}

impl<E> Error<E> {
    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Unexpected(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Redirect(error) => Some(error.status()),
            Self::BodyTooLarge(error) => Some(error.status()),
            Self::InvalidArgument(_)
            | Self::Transport(_)
            | Self::Paging(_)
            | Self::Throttled(_)
            | Self::Setup(_)
            | Self::Credential(_)
            | Self::Token(_) => None,
        }
    }

    /// The same error, with the body that the API declares made into something else.
    pub fn map<F>(self, make: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Api(error) => Error::Api(error.map(make)),
            Self::Unexpected(error) => Error::Unexpected(error),
            Self::InvalidArgument(error) => Error::InvalidArgument(error),
            Self::Decode(error) => Error::Decode(error),
            Self::Transport(error) => Error::Transport(error),
            Self::Redirect(error) => Error::Redirect(error),
            Self::BodyTooLarge(error) => Error::BodyTooLarge(error),
            Self::Paging(error) => Error::Paging(error),
            Self::Throttled(error) => Error::Throttled(error),
            Self::Setup(error) => Error::Setup(error),
            Self::Credential(error) => Error::Credential(error),
            Self::Token(error) => Error::Token(error),
        }
    }

    /// Whether the time for the call or for connecting ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }
}

impl Error<Infallible> {
    /// The same error, where the API may also refuse.
    pub(crate) fn widen<E>(self) -> Error<E> {
        self.map(|never| match never {})
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(error) => error.fmt(f),
            Self::InvalidArgument(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Redirect(error) => error.fmt(f),
            Self::BodyTooLarge(error) => error.fmt(f),
            Self::Paging(error) => error.fmt(f),
            Self::Throttled(error) => error.fmt(f),
            Self::Setup(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Token(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Setup(error) => error.source(),
            Self::Token(error) => error.source(),
            Self::Api(_)
            | Self::Unexpected(_)
            | Self::InvalidArgument(_)
            | Self::Decode(_)
            | Self::Redirect(_)
            | Self::BodyTooLarge(_)
            | Self::Paging(_)
            | Self::Throttled(_)
            | Self::Credential(_) => None,
        }
    }
}

macro_rules! wraps {
    ($($kind:ident in $variant:ident;)+) => {$(
        impl<E> From<$kind> for Error<E> {
            fn from(error: $kind) -> Self {
                Self::$variant(error)
            }
        }
    )+};
}
wraps! {
    UnexpectedAnswer in Unexpected;
    InvalidArgument in InvalidArgument;
    DecodeError in Decode;
    TransportError in Transport;
    RedirectError in Redirect;
    BodyTooLarge in BodyTooLarge;
    PagingError in Paging;
    Throttled in Throttled;
    BuildError in Setup;
    CredentialError in Credential;
    TokenError in Token;
}
