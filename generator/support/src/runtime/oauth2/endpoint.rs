//! Where tokens are had: what is to be said of a grant comes in and a request goes out; an answer comes in and tokens
//! go out, or why there are none.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, Uri};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use crate::runtime::client::shown;
use crate::runtime::model::model;
use crate::runtime::scrub::Scrubber;
use crate::runtime::secret::{self, Secret};
use crate::runtime::token::{TokenError, TokenRefused};

/// How much of the server's words an error shows.
const SHOWN: usize = 300;

/// The place where one client has its tokens.
#[derive(Clone)]
pub(crate) struct Endpoint {
    url: Option<String>,
    refresh_url: Option<String>,
    client_id: String,
    secret: Option<Secret>,
    secret_in_body: bool,
    more: Vec<(String, Secret)>,
}

/// What a server gave.
pub(crate) struct Granted {
    pub(crate) access: Secret,
    /// How long it is good, where the server says so.
    pub(crate) good_for: Option<Duration>,
    pub(crate) refresh: Option<Secret>,
}

impl Endpoint {
    pub(crate) fn new(url: Option<&str>, client_id: String) -> Self {
        let url = url.map(str::to_owned);
        Self { url, refresh_url: None, client_id, secret: None, secret_in_body: false, more: Vec::new() }
    }

    pub(crate) fn renewing_at(mut self, url: Option<&str>) -> Self {
        self.refresh_url = url.map(str::to_owned);
        self
    }

    pub(crate) fn secret(mut self, secret: Secret) -> Self {
        self.secret = Some(secret);
        self
    }

    pub(crate) fn secret_in_body(mut self) -> Self {
        self.secret_in_body = true;
        self
    }

    /// Has its tokens elsewhere than the description says.
    pub(crate) fn at(mut self, url: String) -> Self {
        self.url = Some(url);
        self.refresh_url = None;
        self
    }

    pub(crate) fn parameter(mut self, name: String, value: Secret) -> Self {
        self.more.push((name, value));
        self
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The request for a token, of what is said of a grant.
    pub(crate) fn request(&self, grant: &[(&str, &str)]) -> Result<Request<Bytes>, TokenError> {
        self.request_to(self.url.as_deref(), grant)
    }

    /// As [`request`](Endpoint::request), where tokens are renewed.
    pub(crate) fn renewal(&self, grant: &[(&str, &str)]) -> Result<Request<Bytes>, TokenError> {
        self.request_to(self.refresh_url.as_deref().or(self.url.as_deref()), grant)
    }

    fn request_to(&self, url: Option<&str>, grant: &[(&str, &str)]) -> Result<Request<Bytes>, TokenError> {
        let uri = absolute(url)?;
        let mut form = Form::default();
        grant.iter().filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| form.push(name, value));
        self.more.iter().for_each(|(name, value)| form.push(name, value.expose()));
        let basic = self.secret.as_ref().filter(|_| !self.secret_in_body);
        if basic.is_none() {
            form.push("client_id", &self.client_id);
        }
        if let Some(secret) = self.secret.as_ref().filter(|_| self.secret_in_body) {
            form.push("client_secret", secret.expose());
        }
        let mut request = Request::new(Bytes::from_owner(form));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if let Some(secret) = basic {
            headers.insert(AUTHORIZATION, authorization(&self.client_id, secret)?);
        }
        Ok(request)
    }

    /// What the server gave. `sent` are the secrets of the request besides those of the endpoint.
    pub(crate) fn read(&self, answer: &Response<Bytes>, sent: &[&Secret]) -> Result<Granted, TokenError> {
        let own = self.secret.iter().chain(self.more.iter().map(|(_, value)| value)).chain(sent.iter().copied());
        let scrubber = Scrubber { arguments: own.cloned().collect(), fields: SECRET_MEMBERS, ..Scrubber::default() };
        let status = answer.status().as_u16();
        let unreadable = |problem: String| Err(TokenError::Unreadable { status, problem });
        let Ok(said) = serde_json::from_slice::<Said>(answer.body()) else {
            let shown = scrubber.beginning(answer.body(), SHOWN);
            return unreadable(format!("it is no JSON of a token, near {shown}"));
        };
        if let Some(code) = said.error.filter(|_| said.access_token.is_none()) {
            let short = |text: String| scrubber.beginning(text.as_bytes(), SHOWN);
            return Err(TokenError::Refused(TokenRefused {
                refusal: short(code).into(),
                status: Some(status),
                description: said.error_description.map(short),
                uri: said.error_uri.map(short),
            }));
        }
        match (said.access_token, said.token_type) {
            _ if !answer.status().is_success() => unreadable("it has no `error`".to_owned()),
            (None, _) => unreadable("it has no `access_token`".to_owned()),
            (Some(_), Some(kind)) if !kind.eq_ignore_ascii_case("bearer") => unreadable(format!(
                "its `token_type` is `{}`, not `bearer`",
                scrubber.beginning(kind.as_bytes(), SHOWN)
            )),
            (Some(access), _) => {
                let good_for = said.expires_in.as_ref().and_then(seconds).map(Duration::from_secs);
                Ok(Granted { access, good_for, refresh: said.refresh_token })
            }
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.as_deref().map(shown);
        f.debug_struct("Endpoint").field("url", &url).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// Where to send a request to.
fn absolute(url: Option<&str>) -> Result<Uri, TokenError> {
    let Some(url) = url else {
        return Err(TokenError::setup("the description does not say where tokens are had: give it with `token_url`"));
    };
    let whole = url::Url::parse(url).ok().filter(url::Url::has_host).and_then(|url| url.as_str().parse().ok());
    whole.ok_or_else(|| {
        let url: String = url.chars().filter(|c| !c.is_control()).collect();
        let url = shown(&url);
        TokenError::setup(format!("tokens are had at {url}, which is no absolute URL: give one with `token_url`"))
    })
}

/// `Authorization: Basic`, its two halves written as a form has them (RFC 6749, section 2.3.1).
fn authorization(client_id: &str, secret: &Secret) -> Result<HeaderValue, TokenError> {
    let mut pair = Zeroizing::new(String::new());
    push_escaped(&mut pair, client_id);
    pair.push(':');
    push_escaped(&mut pair, secret.expose());
    let value = Zeroizing::new(format!("Basic {}", &*Zeroizing::new(STANDARD.encode(pair.as_bytes()))));
    secret::header(value).ok_or_else(|| TokenError::setup("no header can hold the client"))
}

fn push_escaped(text: &mut String, value: &str) {
    byte_serialize(value.as_bytes()).for_each(|piece| text.push_str(piece));
}

/// A form whose memory is wiped when the last request that holds it is gone.
struct Form(Zeroizing<String>);

impl Default for Form {
    /// With room for what is usual: a text that grows leaves copies behind.
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(8 * 1024)))
    }
}

impl Form {
    fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        push_escaped(&mut self.0, name);
        self.0.push('=');
        push_escaped(&mut self.0, value);
    }
}

impl AsRef<[u8]> for Form {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Members of answers whose values no error shows.
const SECRET_MEMBERS: &[&str] = &["access_token", "refresh_token", "id_token"];

/// An answer, in either of its forms (RFC 6749, sections 5.1 and 5.2).
struct Said {
    access_token: Option<Secret>,
    token_type: Option<String>,
    expires_in: Option<Value>,
    refresh_token: Option<Secret>,
    error: Option<String>,
    error_description: Option<String>,
    error_uri: Option<String>,
}

model!(Said {
    "access_token" => access_token: optional,
    "token_type" => token_type: optional,
    "expires_in" => expires_in: optional,
    "refresh_token" => refresh_token: optional,
    "error" => error: optional,
    "error_description" => error_description: optional,
    "error_uri" => error_uri: optional,
});

/// A number of seconds; some servers write it as a text, and some with a fraction. No time at all is what servers say
/// that do not know.
fn seconds(value: &Value) -> Option<u64> {
    let seconds = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().map(|seconds| seconds as u64)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    seconds.filter(|seconds| *seconds > 0)
}
