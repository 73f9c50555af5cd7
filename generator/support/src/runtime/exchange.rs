//! One request comes in; the server's whole answer goes out, redirects followed and compression undone.
//!
//! Not generic: it is compiled once, whatever the number of operations.

use std::borrow::Cow;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, Entry, HeaderValue, SET_COOKIE,
};
use reqwest::{Method, Url};

use crate::runtime::answer::Answer;
use crate::runtime::client::{BaseUrl, BuildError, Client, Credential, Ready, Worn};
use crate::runtime::encode::Encoded;
use crate::runtime::error::{BodyTooLarge, DecodeError, Error, RedirectError, TransportError};
use crate::runtime::inflate;
use crate::runtime::paging;
use crate::runtime::redirect::{self, Hop, MAX_REDIRECTS};
use crate::runtime::scrub::Scrubber;

/// What goes wrong before an operation looks at the answer.
type Failure = Error<Infallible>;

/// The answer to come. Boxed, so that what depends on the operation does not hold all of the exchange in itself.
pub(crate) type Exchange<'c> = Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send + 'c>>;

/// What an operation says of its exchange, besides the request.
pub(crate) struct Course {
    pub(crate) method: Method,
    /// Whether a redirect is the answer itself, and not the way to it.
    pub(crate) keeps_redirects: bool,
    /// The credentials that the operation takes, where those are not all that the client has.
    pub(crate) credentials: Option<&'static [Credential]>,
    /// The operation's own server, where it has one.
    pub(crate) own: Option<&'static str>,
    /// The server that the caller chose for this one call.
    pub(crate) server: Option<String>,
    /// Where the server said that the request goes, instead of what its arguments say.
    pub(crate) address: Option<Url>,
}

impl Course {
    /// Where the request goes: what the caller says counts before what the description says.
    fn base<'r>(&self, ready: &'r Ready) -> Result<Cow<'r, BaseUrl>, BuildError> {
        let own = self.own.filter(|_| !ready.base_is_given);
        match self.server.as_deref().or(own) {
            Some(url) => BaseUrl::parse(url).map(|(base, _)| Cow::Owned(base)),
            None => Ok(Cow::Borrowed(&ready.base)),
        }
    }
}

/// Sends a request, in `timeout` or the client's own.
pub(crate) fn execute(client: &Client, course: Course, encoded: Encoded, timeout: Option<Duration>) -> Exchange<'_> {
    Box::pin(async move {
        let ready = client.inner.ready()?;
        // A time that no clock can hold never ends.
        let deadline = Instant::now().checked_add(timeout.unwrap_or(ready.timeout));
        exchange(ready, course, encoded, deadline).await
    })
}

async fn exchange(
    ready: &Ready,
    course: Course,
    mut encoded: Encoded,
    deadline: Option<Instant>,
) -> Result<Answer, Failure> {
    let scrubber = Scrubber {
        credentials: ready.identity.secrets.clone(),
        arguments: std::mem::take(&mut encoded.secrets).into(),
        fields: ready.secret_fields,
    };
    let base = course.base(ready)?;
    let worn = ready.identity.worn(course.credentials);
    let url = match course.address {
        Some(url) => paging::with_credentials(url, &worn.query),
        None => called(&base, &encoded, &worn)?,
    };
    let mut hop = first(url, course.method, encoded, &worn)?;
    let asked = hop.url.clone();
    let mut redirects = 0;
    loop {
        let response = send(&ready.http, hop.clone(), deadline).await?;
        let status = response.status().as_u16();
        match redirect::target(status, response.headers()).filter(|_| !course.keeps_redirects) {
            Some(_) if redirects == MAX_REDIRECTS => {
                return Err(RedirectError::new(status, format!("it is the {}th in a row", redirects + 1)).into());
            }
            Some(location) => hop = hop.redirected(status, location, &ready.identity.query_names, &scrubber)?,
            None => return answer(response, asked, ready.max_body_bytes, scrubber).await,
        }
        redirects += 1;
    }
}

/// Where a request goes, by what was given.
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
fn first(url: Url, method: Method, encoded: Encoded, worn: &Worn) -> Result<Hop, Failure> {
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
    let body = encoded.body.map(|payload| {
        headers.insert(CONTENT_TYPE, payload.content_type);
        payload.bytes
    });
    Ok(Hop { method, url, headers, body })
}

async fn send(
    http: &reqwest::Client,
    hop: Hop,
    deadline: Option<Instant>,
) -> Result<reqwest::Response, TransportError> {
    // Servers may refuse a request that could have a body and does not say that it has none.
    let says_none = hop.body.is_none() && matches!(hop.method, Method::POST | Method::PUT | Method::PATCH);
    let mut request = http.request(hop.method, hop.url).headers(hop.headers);
    if says_none {
        request = request.header(CONTENT_LENGTH, 0);
    }
    if let Some(body) = hop.body {
        request = request.body(body);
    }
    if let Some(deadline) = deadline {
        request = request.timeout(deadline.saturating_duration_since(Instant::now()));
    }
    request.send().await.map_err(TransportError::new)
}

async fn answer(mut response: reqwest::Response, url: Url, limit: u64, scrubber: Scrubber) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let mut headers = std::mem::take(response.headers_mut());
    if let Entry::Occupied(mut cookies) = headers.entry(SET_COOKIE) {
        cookies.iter_mut().for_each(|cookie| cookie.set_sensitive(true));
    }
    let body = read(response, status, limit).await?;
    let encodings = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let body = inflate::inflate(body, &inflate::encodings(encodings), limit).map_err(|failure| match failure {
        inflate::Failure::TooLarge => Failure::from(BodyTooLarge::new(status, limit)),
        inflate::Failure::Broken(message) => DecodeError::new(status, None, message, String::new()).into(),
    })?;
    Ok(Answer { status, headers, body, url, scrubber })
}

/// The body as it comes over the wire, as far as it is allowed to be long.
async fn read(mut response: reqwest::Response, status: u16, limit: u64) -> Result<Bytes, Failure> {
    let too_large = || Failure::from(BodyTooLarge::new(status, limit));
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(TransportError::new)? {
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}
