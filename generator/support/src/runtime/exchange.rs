//! One call as a row of steps: what to send next, how long to wait before, and when it is done.
//!
//! A request comes in; the server's whole answer goes out, redirects followed and compression undone. Nothing is sent
//! here and nothing waits: drivers do what the steps say, those of awaited calls and those of calls that hold up their
//! thread. Not generic: it is compiled once, whatever the number of operations.

mod tries;

use std::borrow::Cow;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, Entry, HeaderMap, HeaderValue, SET_COOKIE,
    USER_AGENT,
};
use http::{Method, Request, Uri};
use url::Url;

use crate::runtime::answer::Answer;
use crate::runtime::client::{BaseUrl, BuildError, Core, Credential, Worn};
use crate::runtime::encode::Encoded;
use crate::runtime::error::{BodyTooLarge, DecodeError, Error, RedirectError, TransportError};
use crate::runtime::inflate;
use crate::runtime::options::Options;
use crate::runtime::pace::Backoff;
use crate::runtime::redirect::{self, Hop, MAX_REDIRECTS};
use crate::runtime::scrub::Scrubber;
use crate::runtime::trace::Trace;
use tries::Tries;

/// What goes wrong before an operation looks at the answer.
pub(crate) type Failure = Error<Infallible>;

/// What an operation says of its exchange, besides the request.
pub(crate) struct Course {
    /// The name of the operation.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// Whether a redirect is the answer itself, and not the way to it.
    pub(crate) keeps_redirects: bool,
    /// The credentials that the operation takes, where those are not all that the client has.
    pub(crate) credentials: Option<&'static [Credential]>,
    /// The operation's own server, where it has one.
    pub(crate) own: Option<&'static str>,
    /// The header that tells the tries of one call from another call.
    pub(crate) idempotency_key: Option<&'static str>,
    /// The member of an answer that says how long to wait before the next call.
    pub(crate) backoff: Option<Backoff>,
}

/// A call that is under way.
pub(crate) struct Exchange<'c> {
    core: &'c Core,
    course: Course,
    scrubber: Scrubber,
    /// `None` for a time that no clock can hold, which never ends.
    deadline: Option<Instant>,
    /// The request to send next.
    hop: Hop,
    redirects: usize,
    tries: Tries,
    trace: Trace,
}

/// What is to be done next.
pub(crate) enum Step {
    /// Let a time pass.
    Wait(Duration),
    /// Send a request, and say what came of it.
    Send(Box<Request<Option<Bytes>>>),
}

/// How an answer begins.
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
}

/// Why there is no whole body.
pub(crate) enum Unread {
    /// It is longer than it may be.
    TooLarge,
    /// It broke off.
    Broken(TransportError),
}

impl<'c> Exchange<'c> {
    /// The exchange of one call.
    pub(crate) fn open(
        core: &'c Core,
        course: Course,
        mut encoded: Encoded,
        options: &Options,
    ) -> Result<Self, Failure> {
        let scrubber = Scrubber {
            credentials: core.identity.secrets.clone(),
            arguments: std::mem::take(&mut encoded.secrets).into(),
            fields: core.secret_fields,
        };
        let now = Instant::now();
        let deadline = now.checked_add(options.timeout.unwrap_or(core.timeout));
        let tries = Tries::new(options.retry.clone().unwrap_or_else(|| core.retry.clone()), now);
        let trace = Trace::open(course.id, &course.method);
        tries::keyed(&course, &mut encoded);
        let base = base(core, &course, options)?;
        let worn = core.identity.worn(course.credentials);
        let hop = first(core, &base, course.method.clone(), encoded, &worn)?;
        Ok(Self { core, course, scrubber, deadline, hop, redirects: 0, tries, trace })
    }

    /// What to do next.
    pub(crate) fn step(&mut self) -> Result<Step, Failure> {
        if self.left().is_some_and(|time| time.is_zero()) {
            return Err(TransportError::timeout().after(self.tries.failed()).into());
        }
        match self.wait()? {
            Some(time) => Ok(Step::Wait(time)),
            None => Ok(Step::Send(Box::new(self.outgoing()?))),
        }
    }

    /// How much time the request that is under way has left; `None` where that has no end.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        let end = self.tries.end().into_iter().chain(self.deadline).min();
        end.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// How much of its time the call has left; `None` where that has no end.
    fn left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// How long the body of the answer may be.
    pub(crate) fn limit(&self) -> u64 {
        self.core.max_body_bytes
    }

    /// Takes what came of a request: the answer whose body is to be read, or nothing where there is a next step.
    pub(crate) fn answered<B>(
        &mut self,
        answer: Result<(Head, B), TransportError>,
    ) -> Result<Option<(Head, B)>, Failure> {
        self.came(&answer);
        let (head, body) = match answer {
            Ok(answer) => answer,
            Err(error) => return self.failed(error).map(|()| None),
        };
        match redirect::target(head.status, &head.headers).filter(|_| !self.course.keeps_redirects) {
            Some(_) if self.redirects == MAX_REDIRECTS => {
                let problem = format!("it is the {}th in a row", self.redirects + 1);
                Err(RedirectError::new(head.status, problem).into())
            }
            Some(location) => {
                let credentials = &self.core.identity.query_names;
                self.hop = self.hop.clone().redirected(head.status, location, credentials, &self.scrubber)?;
                self.redirects += 1;
                self.trace.redirected(head.status);
                Ok(None)
            }
            // Where the body may say how long to wait, it is read first.
            None if self.course.backoff.is_none() && self.is_refused(head.status, &head.headers, None) => Ok(None),
            None => Ok(Some((head, body))),
        }
    }

    /// Takes the body of an answer: the whole answer, or nothing where there is a next step.
    pub(crate) fn received(&mut self, head: Head, body: Result<Bytes, Unread>) -> Result<Option<Answer>, Failure> {
        let Head { status, mut headers } = head;
        let limit = self.limit();
        let body = match body {
            Ok(body) => body,
            Err(Unread::TooLarge) => return Err(BodyTooLarge::new(status, limit).into()),
            Err(Unread::Broken(error)) => return self.failed(error).map(|()| None),
        };
        if let Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE) {
            cookies.iter_mut().for_each(|cookie| cookie.set_sensitive(true));
        }
        let encodings = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        let body = inflate::inflate(body, &inflate::encodings(encodings), limit).map_err(|failure| match failure {
            inflate::Failure::TooLarge => Failure::from(BodyTooLarge::new(status, limit)),
            inflate::Failure::Broken(message) => DecodeError::new(status, None, message, String::new()).into(),
        })?;
        if self.is_put_off(status, &headers, &body) {
            return Ok(None);
        }
        let (scrubber, tries) = (self.scrubber.clone(), self.tries.number());
        Ok(Some(Answer { status, headers, body, scrubber, tries }))
    }
}

/// Where the request goes: what the caller says counts before what the description says.
fn base<'c>(core: &'c Core, course: &Course, options: &Options) -> Result<Cow<'c, BaseUrl>, BuildError> {
    let own = course.own.filter(|_| !core.base_is_given);
    match options.server.as_deref().or(own) {
        Some(url) => BaseUrl::parse(url).map(|(base, _)| Cow::Owned(base)),
        None => Ok(Cow::Borrowed(&core.base)),
    }
}

/// The request as it goes to the API's own server.
fn first(core: &Core, base: &BaseUrl, method: Method, encoded: Encoded, worn: &Worn) -> Result<Hop, Failure> {
    let queries: Vec<&str> =
        [encoded.query.as_str(), worn.query.as_str()].into_iter().filter(|query| !query.is_empty()).collect();
    let lead = if encoded.path.is_empty() || encoded.path.starts_with('/') { "" } else { "/" };
    let mut text = format!("{}{lead}{}", base.as_str(), encoded.path);
    if !queries.is_empty() {
        text = format!("{text}?{}", queries.join("&"));
    }
    let url = Url::parse(&text).map_err(|fault| BuildError::new(format!("no URL can be made of the path: {fault}")))?;
    let mut headers = encoded.headers;
    let cookies: Vec<&str> =
        [encoded.cookies.as_str(), worn.cookies.as_str()].into_iter().filter(|cookies| !cookies.is_empty()).collect();
    if !cookies.is_empty() {
        let value = HeaderValue::from_str(&cookies.join("; "));
        let mut value = value.map_err(|_| BuildError::new("no header can hold the cookies"))?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    for (name, value) in &worn.headers {
        headers.insert(name, value.clone());
    }
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(inflate::ACCEPTED));
    headers.entry(USER_AGENT).or_insert_with(|| core.user_agent.clone());
    let body = encoded.body.map(|payload| {
        headers.insert(CONTENT_TYPE, payload.content_type);
        payload.bytes
    });
    Ok(Hop { method, url, headers, body })
}

impl Hop {
    /// The request as an HTTP stack takes it.
    fn request(&self) -> Result<Request<Option<Bytes>>, TransportError> {
        let uri: Uri = self.url.as_str().parse().map_err(TransportError::unmakeable)?;
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        // Servers may refuse a request that could have a body and does not say that it has none.
        if self.body.is_none() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(request)
    }
}
