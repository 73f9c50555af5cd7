//! What each kind of error knows. The large ones are boxed, so that a `Result` stays small.

use std::fmt;

use bytes::Bytes;
use http::header::HeaderMap;

use super::words::{After, Near, Status};
use crate::runtime::scrub::Scrubber;

/// How much of a body that the API declares is shown where all of an error is.
const SHOWN: usize = 4000;

/// The API refused, and said why in the form that it declares.
pub struct ApiError<E = serde_json::Value>(Box<ApiErrorParts<E>>);

struct ApiErrorParts<E> {
    status: u16,
    headers: HeaderMap,
    body: E,
    snippet: String,
    scrubber: Scrubber,
    tries: u32,
}

impl<E> ApiError<E> {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: E, snippet: String, scrubber: Scrubber) -> Self {
        Self(Box::new(ApiErrorParts { status, headers, body, snippet, scrubber, tries: 1 }))
    }

    /// The same error, of a call that was tried so often.
    pub(crate) fn after(mut self, tries: u32) -> Self {
        self.0.tries = tries;
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What the API says about it.
    #[must_use]
    pub fn body(&self) -> &E {
        &self.0.body
    }

    /// What the API says about it, for keeping.
    #[must_use]
    pub fn into_body(self) -> E {
        self.0.body
    }

    /// The same error, with what the API says made into something else.
    pub fn map<F>(self, make: impl FnOnce(E) -> F) -> ApiError<F> {
        let ApiErrorParts { status, headers, body, snippet, scrubber, tries } = *self.0;
        ApiError::new(status, headers, make(body), snippet, scrubber).after(tries)
    }
}

impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    /// The body may quote what was sent, so its text goes through the scrubber.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = if f.alternate() { format!("{:#?}", self.0.body) } else { format!("{:?}", self.0.body) };
        let body = self.0.scrubber.at_most(SHOWN, &body);
        f.debug_struct("ApiError")
            .field("status", &self.0.status)
            .field("body", &format_args!("{body}"))
            .finish_non_exhaustive()
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the API answered {}{}{}", Status(self.0.status), After(self.0.tries), Near(&self.0.snippet))
    }
}

impl<E: fmt::Debug> std::error::Error for ApiError<E> {}

/// The server answered with a status that the API does not declare for this operation.
pub struct UnexpectedAnswer(Box<UnexpectedParts>);

struct UnexpectedParts {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    snippet: String,
    tries: u32,
}

impl UnexpectedAnswer {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Bytes, snippet: String) -> Self {
        Self(Box::new(UnexpectedParts { status, headers, body, snippet, tries: 1 }))
    }

    /// The same error, of a call that was tried so often.
    pub(crate) fn after(mut self, tries: u32) -> Self {
        self.0.tries = tries;
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body of the answer as it came, which may quote secrets.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// How the body begins, without secrets.
    #[must_use]
    pub fn snippet(&self) -> &str {
        &self.0.snippet
    }
}

impl fmt::Debug for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedAnswer")
            .field("status", &self.0.status)
            .field("snippet", &self.0.snippet)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, tries, snippet) = (Status(self.0.status), After(self.0.tries), Near(&self.0.snippet));
        write!(f, "the server answered {status}{tries}, which the API does not declare{snippet}")
    }
}

impl std::error::Error for UnexpectedAnswer {}

/// The body of an answer is not what the API declares.
#[derive(Debug)]
pub struct DecodeError(Box<DecodeParts>);

#[derive(Debug)]
struct DecodeParts {
    status: u16,
    path: Option<String>,
    message: String,
    snippet: String,
}

impl DecodeError {
    pub(crate) fn new(status: u16, path: Option<String>, message: String, snippet: String) -> Self {
        Self(Box::new(DecodeParts { status, path, message, snippet }))
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Where in a JSON body the fault is, like `$.items[2].account_id`; `None` for a body of another kind.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// What is wrong there, without secrets.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The body around the fault, without secrets.
    #[must_use]
    pub fn snippet(&self) -> &str {
        &self.0.snippet
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeParts { status, path, message, snippet } = &*self.0;
        write!(f, "the answer ({}) cannot be read", Status(*status))?;
        if let Some(path) = path {
            write!(f, " at {path}")?;
        }
        write!(f, ": {message}")?;
        if snippet.is_empty() { Ok(()) } else { write!(f, ", near {snippet}") }
    }
}

impl std::error::Error for DecodeError {}

/// The server could not be reached, did not answer in time, or broke off.
#[derive(Debug)]
pub struct TransportError {
    fault: Fault,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    tries: u32,
}

/// How far an exchange came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unmakeable,
    Connect,
    ConnectTimeout,
    Timeout,
    Broken,
}

impl TransportError {
    fn new(fault: Fault, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { fault, source: Some(source.into()), tries: 1 }
    }

    /// The request could not be made, so that nothing was sent.
    pub fn unmakeable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Fault::Unmakeable, source)
    }

    /// No connection came about, so that nothing was sent.
    pub fn connect(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Fault::Connect, source)
    }

    /// No connection came about in time, so that nothing was sent.
    pub fn connect_timeout(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Fault::ConnectTimeout, source)
    }

    /// The exchange began and did not end well.
    pub fn broken(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Fault::Broken, source)
    }

    /// The time for the call ran out.
    #[must_use]
    pub fn timeout() -> Self {
        Self { fault: Fault::Timeout, source: None, tries: 1 }
    }

    /// The same error, of a call that was tried so often.
    pub(crate) fn after(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// How often the call was tried.
    #[must_use]
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// Whether the time for the call or for connecting ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.fault, Fault::Timeout | Fault::ConnectTimeout)
    }

    /// Whether there is no such request.
    pub(crate) fn is_unmakeable(&self) -> bool {
        self.fault == Fault::Unmakeable
    }

    /// Whether no connection came about, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.fault, Fault::Connect | Fault::ConnectTimeout)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            Fault::ConnectTimeout => "connecting to the server took too long",
            Fault::Connect => "no connection to the server",
            Fault::Timeout => "the server did not answer in time",
            Fault::Unmakeable => "the request could not be made",
            Fault::Broken => "the exchange with the server broke off",
        })?;
        After(self.tries).fmt(f)?;
        let Some(source) = self.source.as_deref().filter(|_| !self.is_timeout()) else { return Ok(()) };
        // The innermost cause says what happened; those between name the layers it came through.
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

/// The server redirected to where a call must not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectError {
    status: u16,
    problem: String,
}

impl RedirectError {
    pub(crate) fn new(status: u16, problem: impl Into<String>) -> Self {
        Self { status, problem: problem.into() }
    }

    /// The HTTP status of the redirect.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a redirect ({}) was not followed: {}", Status(self.status), self.problem)
    }
}

impl std::error::Error for RedirectError {}

/// The body of an answer is larger than the client allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyTooLarge {
    status: u16,
    limit: u64,
}

impl BodyTooLarge {
    pub(crate) fn new(status: u16, limit: u64) -> Self {
        Self { status, limit }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// How many bytes the client allows.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit
    }
}

impl fmt::Display for BodyTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, limit) = (Status(self.status), self.limit);
        write!(f, "the body of the answer ({status}) has more than {limit} bytes, which `max_body_bytes` can raise")
    }
}

impl std::error::Error for BodyTooLarge {}
