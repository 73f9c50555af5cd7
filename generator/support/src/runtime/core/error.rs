//! The error of a call. No error shows secrets or URLs.

#[cfg(feature = "raw_responses")]
mod body_error;
mod kinds;
mod pagination;
mod setup;

use std::convert::Infallible;
use std::fmt;

use http::StatusCode;

use super::rate_limit::RateLimited;
#[cfg(feature = "tokens")]
use super::token_source::TokenError;
use super::validate::InvalidParameter;

/// An error of another crate.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[cfg(feature = "raw_responses")]
pub use body_error::BodyError;
pub(crate) use kinds::ReceivedResponse;
pub use kinds::{ApiError, BodyTooLarge, DecodeError, RedirectError, TransportError, UnexpectedResponse};
pub use pagination::PaginationError;
pub(crate) use pagination::PaginationErrorKind;
pub use setup::{BuildError, CredentialError};

/// The error of a call. `E` is the documented body of error responses.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = serde_json::Value> {
    /// The API returned a documented error response.
    Api(ApiError<E>),
    /// The API returned a status that is not documented for the operation.
    UnexpectedResponse(UnexpectedResponse),
    /// A parameter is invalid. Nothing was sent.
    InvalidParameter(InvalidParameter),
    /// The response body does not match the description.
    Decode(DecodeError),
    /// Connection failure, timeout, or interrupted response.
    Transport(TransportError),
    /// A redirect that must not be followed.
    Redirect(RedirectError),
    /// The response body exceeds the limit of the client.
    BodyTooLarge(BodyTooLarge),
    /// The next page cannot be requested, or the server repeats a page.
    Pagination(PaginationError),
    /// The required wait exceeds the timeout of the call.
    RateLimited(RateLimited),
    /// The settings of the client are invalid. Nothing was sent.
    Build(BuildError),
    /// A credential is missing, or must not be sent to this URL. Nothing was sent.
    Credential(CredentialError),
    #[cfg(feature = "tokens")]
    /// No token could be obtained. The call was not sent.
    Token(TokenError),
}

impl<E> Error<E> {
    /// Returns the HTTP status of the response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::UnexpectedResponse(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Redirect(error) => Some(error.status()),
            Self::BodyTooLarge(error) => Some(error.status()),
            Self::InvalidParameter(_)
            | Self::Transport(_)
            | Self::Pagination(_)
            | Self::RateLimited(_)
            | Self::Build(_)
            | Self::Credential(_) => None,
            #[cfg(feature = "tokens")]
            Self::Token(_) => None,
        }
    }

    /// Returns true if the call or connecting timed out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }
}

impl Error<Infallible> {
    /// Converts an error that has no documented body to any body type.
    pub(crate) fn cast<E>(self) -> Error<E> {
        self.map(|never| match never {})
    }
}

/// Implements what is the same for each variant except `Api`.
macro_rules! impl_variants {
    ($($(#[$feature:meta])? $variant:ident($kind:ident);)+) => {
        impl<E> Error<E> {
            /// Converts the documented error body.
            pub fn map<F>(self, make: impl FnOnce(E) -> F) -> Error<F> {
                match self {
                    Self::Api(error) => Error::Api(error.map(make)),
                    $($(#[$feature])? Self::$variant(error) => Error::$variant(error),)+
                }
            }
        }

        impl<E> fmt::Display for Error<E> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Api(error) => error.fmt(f),
                    $($(#[$feature])? Self::$variant(error) => error.fmt(f),)+
                }
            }
        }

        impl<E: fmt::Debug> std::error::Error for Error<E> {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                match self {
                    Self::Api(_) => None,
                    $($(#[$feature])? Self::$variant(error) => error.source(),)+
                }
            }
        }

        $($(#[$feature])? impl<E> From<$kind> for Error<E> {
            fn from(error: $kind) -> Self {
                Self::$variant(error)
            }
        })+
    };
}
impl_variants! {
    UnexpectedResponse(UnexpectedResponse);
    InvalidParameter(InvalidParameter);
    Decode(DecodeError);
    Transport(TransportError);
    Redirect(RedirectError);
    BodyTooLarge(BodyTooLarge);
    Pagination(PaginationError);
    RateLimited(RateLimited);
    Build(BuildError);
    Credential(CredentialError);
    #[cfg(feature = "tokens")]
    Token(TokenError);
}
