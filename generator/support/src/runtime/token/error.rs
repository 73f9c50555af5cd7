//! Why there is no token. What these errors show has no secrets in it.

use std::fmt;
use std::sync::Arc;

/// Why there is no token, so that the call was not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum TokenError {
    /// The server refused, in the form that RFC 6749 gives refusals.
    Refused(TokenRefused),
    /// The server answered with something else than a token.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What is wrong with the answer.
        problem: String,
    },
    /// The server could not be reached, or broke off.
    Unreachable(Arc<dyn std::error::Error + Send + Sync>),
    /// No request for a token can be made.
    Setup(String),
    /// The source of the caller's own failed.
    Source(Arc<dyn std::error::Error + Send + Sync>),
}

impl TokenError {
    /// The failure of a source of the caller's own.
    pub fn source(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Source(error.into().into())
    }

    /// Says why no request for a token can be made: lower case, no full stop.
    pub fn setup(problem: impl Into<String>) -> Self {
        Self::Setup(problem.into())
    }

    /// Why the server refused, where it did.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refused) => Some(&refused.refusal),
            Self::Unreadable { .. } | Self::Unreachable(_) | Self::Setup(_) | Self::Source(_) => None,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no token: ")?;
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Unreadable { status, problem } => write!(f, "the answer ({status}) cannot be read: {problem}"),
            Self::Unreachable(error) | Self::Source(error) => error.fmt(f),
            Self::Setup(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreachable(error) | Self::Source(error) => Some(&**error),
            Self::Refused(_) | Self::Unreadable { .. } | Self::Setup(_) => None,
        }
    }
}

/// A refusal of the server that gives tokens, or of the one that asks a person for access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefused {
    /// Why.
    pub refusal: Refusal,
    /// The HTTP status; `None` where a browser brought the refusal.
    pub status: Option<u16>,
    /// The server's own words about it, without secrets.
    pub description: Option<String>,
    /// Where the server says more about it.
    pub uri: Option<String>,
}

impl fmt::Display for TokenRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused with `{}`", self.refusal)?;
        if let Some(status) = self.status {
            write!(f, " ({status})")?;
        }
        match &self.description {
            Some(words) => write!(f, ": {words}"),
            None => Ok(()),
        }
    }
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        /// Why a server gives no token: RFC 6749, sections 4.1.2.1 and 5.2.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Refusal {
            $($(#[$doc])* $name,)+
            /// Another reason, in the server's word.
            Other(String),
        }

        impl Refusal {
            /// The word that servers have for it.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name => $code,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<String> for Refusal {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$name,)+
                    _ => Self::Other(code),
                }
            }
        }
    };
}
refusals! {
    /// The request is not what the server expects.
    InvalidRequest = "invalid_request";
    /// The client's id or secret is wrong.
    InvalidClient = "invalid_client";
    /// The code or the refresh token is wrong, used, or too old.
    InvalidGrant = "invalid_grant";
    /// The client may not ask in this way.
    UnauthorizedClient = "unauthorized_client";
    /// The server does not give tokens in this way.
    UnsupportedGrantType = "unsupported_grant_type";
    /// A scope is unknown, or not this client's to ask for.
    InvalidScope = "invalid_scope";
    /// The person, or the server in their place, said no.
    AccessDenied = "access_denied";
    /// The server does not give codes in this way.
    UnsupportedResponseType = "unsupported_response_type";
    /// The server failed.
    ServerError = "server_error";
    /// The server has too much to do.
    TemporarilyUnavailable = "temporarily_unavailable";
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
