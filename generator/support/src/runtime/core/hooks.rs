//! Hooks that run before each request and after each response.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Method, StatusCode};
use url::Url;

use super::error::{BoxError, TransportError};
use super::redact::Redactor;

type OnRequest = Arc<dyn Fn(&mut RequestInfo<'_>) -> Result<(), BoxError> + Send + Sync>;
type OnResponse = Arc<dyn Fn(&ResponseInfo<'_>) + Send + Sync>;

/// The hooks of a client in the order of registration.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) requests: Vec<OnRequest>,
    pub(crate) responses: Vec<OnResponse>,
}

/// A request before it is sent: the first of a call, a retry, or the next after a redirect.
pub struct RequestInfo<'r> {
    pub(crate) sent: RequestMetadata<'r>,
    pub(crate) headers: &'r mut HeaderMap,
    pub(crate) body: Option<&'r Bytes>,
    /// True if the request goes to another origin than the call.
    pub(crate) is_cross_origin: bool,
}

/// The head of a response, or the transport error.
pub struct ResponseInfo<'r> {
    pub(crate) sent: RequestMetadata<'r>,
    pub(crate) outcome: Result<(StatusCode, &'r HeaderMap), &'r TransportError>,
    pub(crate) elapsed: Duration,
}

/// The metadata of a request.
#[derive(Clone, Copy)]
pub(crate) struct RequestMetadata<'r> {
    pub(crate) operation: &'static str,
    pub(crate) attempt: u32,
    pub(crate) method: &'r Method,
    pub(crate) url: &'r Url,
    pub(crate) redactor: &'r Redactor,
}

impl Hooks {
    /// Runs the request hooks until one aborts the call.
    pub(crate) fn run_on_request(&self, request: &mut RequestInfo<'_>) -> Result<(), TransportError> {
        self.requests.iter().try_for_each(|hook| hook(request)).map_err(TransportError::invalid_request)
    }

    /// Runs the response hooks.
    pub(crate) fn run_on_response(&self, response: &ResponseInfo<'_>) {
        self.responses.iter().for_each(|hook| hook(response));
    }
}

macro_rules! impl_request_metadata {
    ($($info:ident)+) => {$(
        impl<'r> $info<'r> {
            /// Returns the `operationId` in the API description.
            pub fn operation(&self) -> &'static str {
                self.sent.operation
            }

            /// Returns the number of the attempt, from 1.
            pub fn attempt(&self) -> u32 {
                self.sent.attempt
            }

            /// Returns the HTTP method of the request.
            pub fn method(&self) -> &'r Method {
                self.sent.method
            }

            /// Returns the URL of the request. It may contain credentials and secret parameters.
            pub fn url(&self) -> &'r Url {
                self.sent.url
            }
        }
    )+};
}
impl_request_metadata!(RequestInfo ResponseInfo);

impl<'r> RequestInfo<'r> {
    /// Returns true if a redirect leads to another origin. Secrets are not sent there.
    pub fn is_cross_origin(&self) -> bool {
        self.is_cross_origin
    }

    /// Returns the headers. Those with secrets are marked as sensitive.
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// Returns the headers for changes to this request. Retries and redirects start without these changes.
    ///
    /// If the request goes to [another origin](Self::is_cross_origin), sensitive headers, `Authorization`,
    /// `Proxy-Authorization` and `Cookie` are removed afterwards.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers
    }

    /// Returns the body, if it is buffered.
    pub fn body(&self) -> Option<&'r Bytes> {
        self.body
    }
}

impl<'r> ResponseInfo<'r> {
    /// Returns the HTTP status, if there is a response.
    pub fn status(&self) -> Option<StatusCode> {
        self.outcome.ok().map(|(status, _)| status)
    }

    /// Returns the response headers, if there is a response.
    pub fn headers(&self) -> Option<&'r HeaderMap> {
        self.outcome.ok().map(|(_, headers)| headers)
    }

    /// Returns the transport error, if there is no response.
    pub fn error(&self) -> Option<&'r TransportError> {
        self.outcome.err()
    }

    /// Returns the time between sending the request and receiving the head of the response.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl RequestMetadata<'_> {
    fn show(&self, name: &str, f: &mut fmt::Formatter<'_>, rest: &[(&str, &dyn fmt::Debug)]) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        shown.field("operation", &self.operation).field("attempt", &self.attempt).field("method", self.method);
        // Path and query may contain secrets.
        shown.field("url", &self.redactor.redact(self.url.as_str()));
        for (name, value) in rest {
            shown.field(name, value);
        }
        shown.finish()
    }
}

impl fmt::Debug for RequestInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sent.show("RequestInfo", f, &[("headers", &self.headers)])
    }
}

impl fmt::Debug for ResponseInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = self.outcome.map(|(status, _)| status);
        self.sent.show("ResponseInfo", f, &[("outcome", &outcome), ("elapsed", &self.elapsed)])
    }
}
