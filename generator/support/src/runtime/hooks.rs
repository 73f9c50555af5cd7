//! What a client's user has done to every request, and sees of every answer: requests and answers come in, and what is
//! added to them goes out. What is shown of them has no secrets in it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use http::header::HeaderMap;
use url::Url;

use crate::runtime::error::TransportError;
use crate::runtime::scrub::Scrubber;

/// Why a request is not to be sent.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

type OnRequest = Arc<dyn Fn(&mut RequestInfo<'_>) -> Result<(), BoxError> + Send + Sync>;
type OnResponse = Arc<dyn Fn(&ResponseInfo<'_>) + Send + Sync>;

/// What is to be called, in the order in which it was given.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) requests: Vec<OnRequest>,
    pub(crate) responses: Vec<OnResponse>,
}

/// A request about to be sent: the first of a call, one more try, or the next after a redirect.
pub struct RequestInfo<'r> {
    pub(crate) sent: Sent<'r>,
    pub(crate) headers: &'r mut HeaderMap,
    pub(crate) body: Option<&'r Bytes>,
    /// Whether it goes to another server than the call was meant for.
    pub(crate) is_elsewhere: bool,
}

/// What came of a request: an answer, whose body is not read yet, or none.
pub struct ResponseInfo<'r> {
    pub(crate) sent: Sent<'r>,
    pub(crate) outcome: Result<(u16, &'r HeaderMap), &'r TransportError>,
    pub(crate) elapsed: Duration,
}

/// What is known of a request, whatever came of it.
#[derive(Clone, Copy)]
pub(crate) struct Sent<'r> {
    pub(crate) operation: &'static str,
    pub(crate) attempt: u32,
    pub(crate) method: &'r Method,
    pub(crate) url: &'r Url,
    pub(crate) scrubber: &'r Scrubber,
}

impl Hooks {
    /// Shows a request to all of them, until one does not want it to be sent.
    pub(crate) fn sending(&self, request: &mut RequestInfo<'_>) -> Result<(), TransportError> {
        self.requests.iter().try_for_each(|hook| hook(request)).map_err(TransportError::unmakeable)
    }

    /// Shows what came of a request to all of them.
    pub(crate) fn received(&self, response: &ResponseInfo<'_>) {
        self.responses.iter().for_each(|hook| hook(response));
    }
}

impl<'r> RequestInfo<'r> {
    /// The name of the operation in the API's description.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.sent.operation
    }

    /// Which try of the call this is, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.sent.attempt
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &'r Method {
        self.sent.method
    }

    /// Where it goes. It may hold credentials and secret arguments.
    #[must_use]
    pub fn url(&self) -> &'r Url {
        self.sent.url
    }

    /// Whether a redirect leads it to another server than the one that the call was meant for, which is told no secrets.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.is_elsewhere
    }

    /// Its headers. Those that hold secrets are marked sensitive.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.headers
    }

    /// Its headers, to be changed for this one request: the next try and a redirect start without what is added here.
    ///
    /// Where the request goes [elsewhere](Self::is_elsewhere), what is marked sensitive is taken out again, and so are
    /// `Authorization`, `Proxy-Authorization` and `Cookie`.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.headers
    }

    /// Its body, where it has one that is there as a whole.
    #[must_use]
    pub fn body(&self) -> Option<&'r Bytes> {
        self.body
    }
}

impl<'r> ResponseInfo<'r> {
    /// The name of the operation in the API's description.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.sent.operation
    }

    /// Which try of the call this was, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.sent.attempt
    }

    /// The HTTP method of the request.
    #[must_use]
    pub fn method(&self) -> &'r Method {
        self.sent.method
    }

    /// Where the request went. It may hold credentials and secret arguments.
    #[must_use]
    pub fn url(&self) -> &'r Url {
        self.sent.url
    }

    /// The HTTP status, where there is an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.outcome.ok().map(|(status, _)| status)
    }

    /// The headers of the answer, where there is one.
    #[must_use]
    pub fn headers(&self) -> Option<&'r HeaderMap> {
        self.outcome.ok().map(|(_, headers)| headers)
    }

    /// Why there is no answer, where there is none.
    #[must_use]
    pub fn error(&self) -> Option<&'r TransportError> {
        self.outcome.err()
    }

    /// How long it took from the request to the beginning of the answer.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl Sent<'_> {
    fn show(&self, name: &str, f: &mut fmt::Formatter<'_>, rest: &[(&str, &dyn fmt::Debug)]) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        shown.field("operation", &self.operation).field("attempt", &self.attempt).field("method", self.method);
        // Its path and query hold what secrets there are; no text but the scrubber's is shown.
        shown.field("url", &self.scrubber.text(self.url.as_str()));
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
