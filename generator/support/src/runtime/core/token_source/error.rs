//! Errors of token sources. They show no secrets.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;

/// The error of obtaining a token. The call was not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum TokenError {
    /// The server returned an error response of RFC 6749.
    ErrorResponse(TokenErrorResponse),
    /// The server returned neither a token nor an error response.
    InvalidResponse {
        /// The HTTP status.
        status: StatusCode,
        /// The reason.
        problem: String,
    },
    /// Connection failure, timeout, or interrupted response.
    Transport(Arc<dyn std::error::Error + Send + Sync>),
    /// The token request cannot be created.
    Config(String),
    /// A custom source failed.
    Provider(Arc<dyn std::error::Error + Send + Sync>),
}

impl TokenError {
    /// Creates the error of a custom source.
    pub fn source(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Provider(error.into().into())
    }

    /// Creates the error of a token request that cannot be created. The text is lower case without full stop.
    pub fn setup(problem: impl Into<String>) -> Self {
        Self::Config(problem.into())
    }

    /// Returns the error code of the server, if there is one.
    pub fn code(&self) -> Option<&TokenErrorCode> {
        match self {
            Self::ErrorResponse(response) => Some(&response.code),
            Self::InvalidResponse { .. } | Self::Transport(_) | Self::Config(_) | Self::Provider(_) => None,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no token: ")?;
        match self {
            Self::ErrorResponse(response) => response.fmt(f),
            Self::InvalidResponse { status, problem } => {
                write!(f, "invalid token response ({}): {problem}", status.as_u16())
            }
            Self::Transport(error) | Self::Provider(error) => error.fmt(f),
            Self::Config(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) | Self::Provider(error) => Some(&**error),
            Self::ErrorResponse(_) | Self::InvalidResponse { .. } | Self::Config(_) => None,
        }
    }
}

/// An error response of the token or authorization endpoint (RFC 6749, sections 4.1.2.1 and 5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenErrorResponse {
    /// The error code.
    pub code: TokenErrorCode,
    /// The HTTP status; `None` for an error in a redirect URI.
    pub status: Option<StatusCode>,
    /// The description of the server, with secrets redacted.
    pub description: Option<String>,
    /// The URL of a page about the error.
    pub uri: Option<String>,
}

impl fmt::Display for TokenErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server returned `{}`", self.code)?;
        if let Some(status) = self.status {
            write!(f, " ({})", status.as_u16())?;
        }
        match &self.description {
            Some(words) => write!(f, ": {words}"),
            None => Ok(()),
        }
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        /// An error code of RFC 6749, sections 4.1.2.1 and 5.2.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum TokenErrorCode {
            $($(#[$doc])* $name,)+
            /// Another code.
            Other(String),
        }

        impl TokenErrorCode {
            /// Returns the code as sent by the server.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name => $code,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<String> for TokenErrorCode {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$name,)+
                    _ => Self::Other(code),
                }
            }
        }
    };
}
error_codes! {
    /// The request is malformed.
    InvalidRequest = "invalid_request";
    /// The client authentication failed.
    InvalidClient = "invalid_client";
    /// The code or refresh token is invalid, used, or expired.
    InvalidGrant = "invalid_grant";
    /// The client is not permitted to use this grant type.
    UnauthorizedClient = "unauthorized_client";
    /// The server does not support this grant type.
    UnsupportedGrantType = "unsupported_grant_type";
    /// The scope is unknown or not permitted.
    InvalidScope = "invalid_scope";
    /// The user or the server denied access.
    AccessDenied = "access_denied";
    /// The server does not support this response type.
    UnsupportedResponseType = "unsupported_response_type";
    /// The server failed.
    ServerError = "server_error";
    /// The server is overloaded.
    TemporarilyUnavailable = "temporarily_unavailable";
}

impl fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
