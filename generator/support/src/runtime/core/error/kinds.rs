//! The errors of responses and transports. Large ones are boxed, so that a `Result` stays small.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;

use super::super::redact::Redactor;
use super::BoxError;

/// The maximum number of characters of a documented error body that `Display` shows.
const SHOWN: usize = 4000;

/// A response with its body, as received.
pub(crate) struct ReceivedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) snippet: String,
    pub(crate) redactor: Redactor,
    pub(crate) attempts: u32,
}

impl fmt::Display for ReceivedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", DisplayStatus(self.status), DisplayAttempts(self.attempts))?;
        if self.snippet.is_empty() { f.write_str(" (empty body)") } else { write!(f, ": {}", self.snippet) }
    }
}

/// A documented error response of the API.
pub struct ApiError<E = serde_json::Value>(Box<(ReceivedResponse, Result<E, DecodeError>)>);

/// A response with a status that is not documented for the operation.
pub struct UnexpectedResponse(Box<(ReceivedResponse, ())>);

/// Implements the accessors of a received response.
macro_rules! impl_accessors {
    ($($error:ident$(<$body:ident>)?)+) => {$(
        impl$(<$body>)? $error$(<$body>)? {
            /// Returns the HTTP status.
            pub fn status(&self) -> StatusCode {
                self.0.0.status
            }

            /// Returns the response headers.
            pub fn headers(&self) -> &HeaderMap {
                &self.0.0.headers
            }

            /// Returns the body as received. It may contain secrets.
            pub fn raw_body(&self) -> &Bytes {
                &self.0.0.body
            }

            /// Returns the beginning of the body, with secrets redacted.
            pub fn snippet(&self) -> &str {
                &self.0.0.snippet
            }
        }
    )+};
}
impl_accessors! { ApiError<E> UnexpectedResponse }

impl<E> ApiError<E> {
    pub(crate) fn new(response: ReceivedResponse, body: Result<E, DecodeError>) -> Self {
        Self(Box::new((response, body)))
    }

    /// Returns the decoded body, or the reason why it does not match the description, such as the page of a proxy.
    pub fn body(&self) -> Result<&E, &DecodeError> {
        self.0.1.as_ref()
    }

    /// Converts the error into its decoded body, or into the reason why it does not match the description.
    pub fn into_body(self) -> Result<E, DecodeError> {
        self.0.1
    }

    /// Converts the decoded body.
    pub fn map<F>(self, make: impl FnOnce(E) -> F) -> ApiError<F> {
        let (response, body) = *self.0;
        ApiError::new(response, body.map(make))
    }
}

impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (response, body) = &*self.0;
        let shown = |body: fmt::Arguments<'_>| response.redactor.redact_truncated(SHOWN, body);
        let body = if f.alternate() { shown(format_args!("{body:#?}")) } else { shown(format_args!("{body:?}")) };
        f.debug_struct("ApiError")
            .field("status", &response.status)
            .field("body", &format_args!("{body}"))
            .finish_non_exhaustive()
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the API returned {}", self.0.0)
    }
}

impl<E: fmt::Debug> std::error::Error for ApiError<E> {}

impl UnexpectedResponse {
    pub(crate) fn new(response: ReceivedResponse) -> Self {
        Self(Box::new((response, ())))
    }
}

impl fmt::Debug for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReceivedResponse { status, snippet, .. } = &self.0.0;
        f.debug_struct("UnexpectedResponse").field("status", status).field("snippet", snippet).finish_non_exhaustive()
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the API returned the undocumented status {}", self.0.0)
    }
}

impl std::error::Error for UnexpectedResponse {}

/// A response body that does not match the description.
#[derive(Debug)]
pub struct DecodeError(Box<DecodeParts>);

#[derive(Debug)]
struct DecodeParts {
    status: StatusCode,
    path: Option<String>,
    message: String,
    snippet: String,
}

impl DecodeError {
    pub(crate) fn new(status: StatusCode, path: Option<String>, message: String, snippet: String) -> Self {
        Self(Box::new(DecodeParts { status, path, message, snippet }))
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Returns the JSON path of the invalid value, such as `$.items[2].account_id`; `None` if the body is not JSON.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns the reason, with secrets redacted.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the text around the invalid value, with secrets redacted.
    pub fn snippet(&self) -> &str {
        &self.0.snippet
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeParts { status, path, message, snippet } = &*self.0;
        write!(f, "failed to decode response ({})", DisplayStatus(*status))?;
        if let Some(path) = path {
            write!(f, " at {path}")?;
        }
        write!(f, ": {message}")?;
        if snippet.is_empty() { Ok(()) } else { write!(f, ", near {snippet}") }
    }
}

impl std::error::Error for DecodeError {}

/// Connection failure, timeout, or interrupted response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<BoxError>,
    attempts: u32,
}

/// The kind of a transport error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TransportErrorKind {
    InvalidRequest,
    Connect,
    ConnectTimeout,
    Timeout,
    Interrupted,
}

impl TransportError {
    fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, source: Some(source.into()), attempts: 1 }
    }

    /// Creates the error of an invalid request. Nothing was sent.
    pub fn invalid_request(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::InvalidRequest, source)
    }

    /// Creates the error of a failed connection. Nothing was sent.
    pub fn connect(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Connect, source)
    }

    /// Creates the error of a connection timeout. Nothing was sent.
    pub fn connect_timeout(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::ConnectTimeout, source)
    }

    /// Creates the error of an interrupted exchange.
    pub fn interrupted(source: impl Into<BoxError>) -> Self {
        Self::new(TransportErrorKind::Interrupted, source)
    }

    /// Creates the error of a call timeout.
    pub fn timeout() -> Self {
        Self { kind: TransportErrorKind::Timeout, source: None, attempts: 1 }
    }

    /// Sets the number of attempts.
    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Returns the number of attempts.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns true if the call or connecting timed out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout)
    }

    /// Returns true if the request is invalid.
    pub(crate) fn is_invalid_request(&self) -> bool {
        self.kind == TransportErrorKind::InvalidRequest
    }

    /// Returns true if no connection was established, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::ConnectTimeout => "connecting to the server timed out",
            TransportErrorKind::Connect => "could not connect to the server",
            TransportErrorKind::Timeout => "the request timed out",
            TransportErrorKind::InvalidRequest => "the request could not be sent",
            TransportErrorKind::Interrupted => "the connection was interrupted",
        })?;
        DisplayAttempts(self.attempts).fmt(f)?;
        let Some(source) = self.source.as_deref().filter(|_| !self.is_timeout()) else { return Ok(()) };
        // Only the innermost cause is informative.
        let mut cause: &dyn std::error::Error = source;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        write!(f, ": {cause}")
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// A redirect that must not be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectError {
    status: StatusCode,
    problem: String,
}

impl RedirectError {
    pub(crate) fn new(status: StatusCode, problem: impl Into<String>) -> Self {
        Self { status, problem: problem.into() }
    }

    /// Returns the HTTP status of the redirect.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a redirect ({}) was not followed: {}", DisplayStatus(self.status), self.problem)
    }
}

impl std::error::Error for RedirectError {}

/// A response body that exceeds the limit of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyTooLarge {
    status: StatusCode,
    limit: u64,
}

impl BodyTooLarge {
    pub(crate) fn new(status: StatusCode, limit: u64) -> Self {
        Self { status, limit }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the limit in bytes.
    pub fn limit(&self) -> u64 {
        self.limit
    }
}

impl fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, limit) = (DisplayStatus(self.status), self.limit);
        write!(f, "the response body ({status}) exceeds {limit} bytes: raise the limit with `max_body_bytes`")
    }
}

impl std::error::Error for BodyTooLarge {}

/// `400 Bad Request`
struct DisplayStatus(StatusCode);

impl fmt::Display for DisplayStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.canonical_reason() {
            Some(reason) => write!(f, "{} {reason}", self.0.as_u16()),
            None => write!(f, "{}", self.0.as_u16()),
        }
    }
}

/// The number of attempts as the continuation of a sentence; empty for one.
struct DisplayAttempts(u32);

impl fmt::Display for DisplayAttempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 1 { write!(f, " after {} attempts", self.0) } else { Ok(()) }
    }
}
