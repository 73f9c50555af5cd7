//! One call as a row of steps: what to send next, how long to wait before, and when it is done.
//!
//! A request comes in; the server's whole answer goes out, redirects followed and compression undone. Nothing is sent
//! here and nothing waits: drivers do what the steps say, those of awaited calls and those of calls that hold up their
//! thread. Not generic: it is compiled once, whatever the number of operations.

mod tokens;
mod tries;

use std::borrow::Cow;
use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, Entry, HeaderMap, HeaderValue, SET_COOKIE,
    USER_AGENT,
};
use http::{Method, Request, Uri};
use url::Url;
use web_time::Instant;
use zeroize::Zeroizing;

use crate::runtime::answer::Answer;
use crate::runtime::call::Called;
use crate::runtime::client::{BaseUrl, BuildError, Core, Security, Worn};
use crate::runtime::encode::Encoded;
use crate::runtime::error::{BodyTooLarge, DecodeError, Error, RedirectError, TransportError};
use crate::runtime::flow::{self, Around};
use crate::runtime::inflate;
use crate::runtime::options::Options;
use crate::runtime::pace::Backoff;
use crate::runtime::paging;
use crate::runtime::redirect::{self, Hop, MAX_REDIRECTS};
use crate::runtime::scrub::Scrubber;
use crate::runtime::secret;
use crate::runtime::token::flight::Turn;
use crate::runtime::trace::Trace;
use crate::runtime::upload::Content;
use tokens::Tokens;
use tries::Tries;

/// What goes wrong before an operation looks at the answer.
pub(crate) type Failure = Error<Infallible>;

/// What an operation says of its exchange, besides the request.
#[derive(Clone)]
pub(crate) struct Course {
    pub(crate) called: Called,
    pub(crate) method: Method,
    /// Whether a redirect is the answer itself, and not the way to it.
    pub(crate) keeps_redirects: bool,
    /// The credentials that the operation takes.
    pub(crate) security: Security,
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
    /// The time that the call has in all, or each piece of a body that is not read whole.
    timeout: Duration,
    /// The request to send next.
    hop: Hop,
    redirects: usize,
    /// What the request carries of a source of tokens, where it does.
    tokens: Option<Tokens<'c>>,
    /// What the first request asked for.
    asked: Url,
    tries: Tries,
    trace: Trace,
    /// Of which statuses the body is read whole. The others are left to the caller.
    is_whole: fn(u16) -> bool,
}

/// What is to be done next.
pub(crate) enum Step<'c> {
    /// Let a time pass.
    Wait(Duration),
    /// Send a request, and say what came of it.
    Send(Box<Request<Option<Content>>>),
    /// Wait for another call that asks for a token.
    Join(Turn<'c>),
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
        let (now, timeout) = (Instant::now(), options.timeout.unwrap_or(core.timeout));
        let deadline = now.checked_add(timeout);
        let tries = Tries::new(options.retry.clone().unwrap_or_else(|| core.retry.clone()), now);
        let trace = Trace::open(course.called.id(), &course.method);
        tries::keyed(&course, &mut encoded);
        let base = base(core, &course, options)?;
        let by_itself = encoded.headers.contains_key(AUTHORIZATION);
        let user = base.user(&core.base);
        let worn = core.identity.worn(course.security, by_itself, user)?;
        let secrets = std::mem::take(&mut encoded.secrets).into_iter();
        let of_user = user.iter().flat_map(|user| user.secrets.clone());
        let of_headers = options.secrets(|name| core.holds_secret(name));
        let scrubber = Scrubber {
            credentials: core.identity.secrets.clone(),
            arguments: secrets.chain(of_user).chain(of_headers).collect(),
            fields: core.secret_fields,
        };
        let url = match &options.address {
            Some(address) => paging::completed(address.clone(), [options.added_query(), &worn.query]),
            None => called(&base, &encoded, &worn)?,
        };
        let asked = url.clone();
        let hop = first(core, url, course.method.clone(), encoded, &worn)?;
        if by_itself || worn.is_secret() || !scrubber.arguments.is_empty() {
            core.plain_hosts.check(&hop.url)?;
        }
        let tokens = worn.source.filter(|_| !by_itself).map(Tokens::of);
        Ok(Self {
            core,
            course,
            scrubber,
            deadline,
            timeout,
            hop,
            redirects: 0,
            tokens,
            asked,
            tries,
            trace,
            is_whole: |_| true,
        })
    }

    /// Leaves the bodies of other statuses than these to the caller.
    pub(crate) fn reads_whole(&mut self, is_whole: fn(u16) -> bool) {
        self.is_whole = is_whole;
    }

    /// What to do next. Where nobody `waits`, the client's pace is not kept to.
    pub(crate) fn step(&mut self, waits: bool) -> Result<Step<'c>, Failure> {
        if self.left().is_some_and(|time| time.is_zero()) {
            return Err(TransportError::timeout().after(self.tries.failed()).into());
        }
        if let Some(step) = self.token_step()? {
            return Ok(step);
        }
        match self.wait(waits)? {
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
    pub(crate) fn answered<B: Default>(
        &mut self,
        mut answer: Result<(Head, B), TransportError>,
    ) -> Result<Option<(Head, B)>, Failure> {
        if let Ok((head, _)) = &mut answer {
            guard(&mut head.headers);
        }
        if self.asks_for_token() {
            return self.token_answered(answer).map(Some);
        }
        self.came(&answer);
        let (head, body) = match answer {
            Ok(answer) => answer,
            Err(error) => return self.failed(error).map(|()| None),
        };
        if head.status == 401 && self.renews_token() {
            return Ok(None);
        }
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
                // A token stays with the server it was meant for.
                self.tokens.take_if(|_| !self.hop.headers.contains_key(AUTHORIZATION));
                Ok(None)
            }
            // Where the body may say how long to wait, it is read first.
            None if !self.waits_for_body(head.status) && self.is_refused(head.status, &head.headers, None) => Ok(None),
            // What its headers say of a length is that of the body that it has not.
            None if self.hop.method == Method::HEAD || matches!(head.status, 204 | 304) => {
                Ok(Some((head, B::default())))
            }
            None => Ok(Some((head, body))),
        }
    }

    /// Whether it is seen only in the body of an answer what comes of it.
    fn waits_for_body(&self, status: u16) -> bool {
        self.course.backoff.is_some() && (self.is_whole)(status)
    }

    /// Takes the body of an answer: the whole answer, or nothing where there is a next step.
    pub(crate) fn received(&mut self, head: Head, body: Result<Bytes, Unread>) -> Result<Option<Answer>, Failure> {
        let Head { status, headers } = head;
        let limit = self.limit();
        let body = match body {
            Ok(body) => body,
            Err(Unread::TooLarge) => return Err(BodyTooLarge::new(status, limit).into()),
            Err(Unread::Broken(error)) => return self.failed(error).map(|()| None),
        };
        let body = inflate::inflate(body, &flow::encodings(&headers), limit).map_err(|failure| match failure {
            inflate::Failure::TooLarge => Failure::from(BodyTooLarge::new(status, limit)),
            inflate::Failure::Broken(message) => DecodeError::new(status, None, message, String::new()).into(),
        })?;
        if self.is_put_off(status, &headers, &body) {
            return Ok(None);
        }
        let (url, asked) = (self.hop.url.clone(), self.asked.clone());
        let (scrubber, tries) = (self.scrubber.clone(), self.tries.number());
        Ok(Some(Answer { status, headers, body, url, asked, scrubber, tries }))
    }

    /// What stands around the body of an answer that is read piece by piece: from now on each piece has the time that
    /// the call had.
    pub(crate) fn around(&self, head: Head) -> Around {
        let Head { status, headers } = head;
        let (url, scrubber) = (self.hop.url.clone(), self.scrubber.clone());
        let (patience, limit, tries) = (self.patience(), self.limit(), self.tries.number());
        Around { status, headers, url, patience, limit, scrubber, tries }
    }

    /// How long a piece of a body may take that is not read whole; `None` for a time that has no end.
    pub(crate) fn patience(&self) -> Option<Duration> {
        Instant::now().checked_add(self.timeout).map(|_| self.timeout)
    }
}

/// Marks what no log may show.
fn guard(headers: &mut HeaderMap) {
    if let Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE) {
        cookies.iter_mut().for_each(|cookie| cookie.set_sensitive(true));
    }
}

/// Where the request goes: what the caller says counts before what the description says.
fn base<'c>(core: &'c Core, course: &Course, options: &Options) -> Result<Cow<'c, BaseUrl>, BuildError> {
    let own = course.own.filter(|_| !core.base_is_given);
    match options.server.as_deref().or(own) {
        Some(url) => BaseUrl::parse(url).map(Cow::Owned),
        None => Ok(Cow::Borrowed(&core.base)),
    }
}

/// Where the request goes, by its arguments.
fn called(base: &BaseUrl, encoded: &Encoded, worn: &Worn) -> Result<Url, Failure> {
    let queries: Vec<&str> =
        [encoded.query.as_str(), worn.query.as_str()].into_iter().filter(|query| !query.is_empty()).collect();
    let lead = if encoded.path.is_empty() || encoded.path.starts_with('/') { "" } else { "/" };
    let mut text = format!("{}{lead}{}", base.as_str(), encoded.path);
    if !queries.is_empty() {
        text = format!("{text}?{}", queries.join("&"));
    }
    let url = Url::parse(&text);
    Ok(url.map_err(|fault| BuildError::new(format!("no URL can be made of the path: {fault}")))?)
}

/// The request as it goes to the API's own server.
fn first(core: &Core, url: Url, method: Method, encoded: Encoded, worn: &Worn) -> Result<Hop, Failure> {
    let mut headers = encoded.headers;
    if let Some(value) = cookies(&headers, [&encoded.cookies, &worn.cookies])? {
        headers.insert(COOKIE, value);
    }
    // What the call itself says counts before what the client says for all.
    for (name, value) in &worn.headers {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static(inflate::ACCEPTED));
    headers.entry(USER_AGENT).or_insert_with(|| core.user_agent.clone());
    let body = encoded.body.map(|payload| {
        headers.entry(CONTENT_TYPE).or_insert(payload.content_type);
        payload.content
    });
    Ok(Hop { method, url, headers, body })
}

/// All cookies in one header: those that stand in headers already, and then others.
fn cookies(headers: &HeaderMap, others: [&str; 2]) -> Result<Option<HeaderValue>, BuildError> {
    let given = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let all: Vec<&str> = given.chain(others).filter(|cookies| !cookies.is_empty()).collect();
    if all.is_empty() {
        return Ok(None);
    }
    let value = secret::header(Zeroizing::new(all.join("; ")));
    value.map(Some).ok_or_else(|| BuildError::new("no header can hold the cookies"))
}

impl Hop {
    /// Whether its body can be sent more than once.
    fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(Content::is_repeatable)
    }

    /// The request as an HTTP stack takes it.
    fn request(&self) -> Result<Request<Option<Content>>, TransportError> {
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
