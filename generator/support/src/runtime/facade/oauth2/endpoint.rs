//! The token endpoint of OAuth 2: requests for tokens and parsing of responses.

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

use crate::runtime::core::config::redact_url;
use crate::runtime::core::redact::Redactor;
use crate::runtime::core::secret::{self, SecretString, append};
use crate::runtime::core::token_source::{TokenError, TokenErrorResponse};
use crate::runtime::model::model;

/// The maximum length of the server's error text in an error.
const SHOWN: usize = 300;

/// The token endpoint with the credentials of one client.
#[derive(Clone)]
pub(crate) struct TokenEndpoint {
    url: Option<String>,
    refresh_url: Option<String>,
    client_id: String,
    secret: Option<SecretString>,
    auth_in_body: bool,
    extra_params: Vec<(String, SecretString)>,
}

/// A successful token response.
pub(crate) struct TokenResponse {
    pub(crate) access: SecretString,
    /// The lifetime of the token, if the server states it.
    pub(crate) expires_in: Option<Duration>,
    pub(crate) refresh: Option<SecretString>,
}

impl TokenEndpoint {
    pub(crate) fn new(url: Option<&str>, client_id: String) -> Self {
        let url = url.map(str::to_owned);
        Self { url, refresh_url: None, client_id, secret: None, auth_in_body: false, extra_params: Vec::new() }
    }

    pub(crate) fn renewing_at(mut self, url: Option<&str>) -> Self {
        self.refresh_url = url.map(str::to_owned);
        self
    }

    pub(crate) fn secret(mut self, secret: SecretString) -> Self {
        self.secret = Some(secret);
        self
    }

    pub(crate) fn auth_in_body(mut self) -> Self {
        self.auth_in_body = true;
        self
    }

    /// Overrides the URL of the API description.
    pub(crate) fn at(mut self, url: String) -> Self {
        self.url = Some(url);
        self.refresh_url = None;
        self
    }

    pub(crate) fn extra_param(mut self, name: String, value: SecretString) -> Self {
        self.extra_params.push((name, value));
        self
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Creates a token request with the parameters of a grant.
    pub(crate) fn request(&self, grant: &[(&str, &str)]) -> Result<Request<Bytes>, TokenError> {
        self.request_to(self.url.as_deref(), grant)
    }

    /// Creates a token request like [`request`](Self::request), but for the refresh URL.
    pub(crate) fn refresh_request(&self, grant: &[(&str, &str)]) -> Result<Request<Bytes>, TokenError> {
        self.request_to(self.refresh_url.as_deref().or(self.url.as_deref()), grant)
    }

    fn request_to(&self, url: Option<&str>, grant: &[(&str, &str)]) -> Result<Request<Bytes>, TokenError> {
        let uri = absolute(url)?;
        let mut form = Form::default();
        grant.iter().filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| form.push(name, value));
        self.extra_params.iter().for_each(|(name, value)| form.push(name, value.expose_secret()));
        let basic = self.secret.as_ref().filter(|_| !self.auth_in_body);
        if basic.is_none() {
            form.push("client_id", &self.client_id);
        }
        if let Some(secret) = self.secret.as_ref().filter(|_| self.auth_in_body) {
            form.push("client_secret", secret.expose_secret());
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

    /// Parses a token response. Errors redact the client's secrets and those that were `sent`.
    pub(crate) fn read(&self, response: &Response<Bytes>, sent: &[&SecretString]) -> Result<TokenResponse, TokenError> {
        let secrets =
            self.secret.iter().chain(self.extra_params.iter().map(|(_, value)| value)).chain(sent.iter().copied());
        let redactor =
            Redactor { arguments: secrets.cloned().collect(), fields: SECRET_MEMBERS, ..Redactor::default() };
        let status = response.status();
        let unreadable = |problem: String| Err(TokenError::InvalidResponse { status, problem });
        let Ok(body) = serde_json::from_slice::<TokenResponseBody>(response.body()) else {
            let shown = redactor.redact_prefix(response.body(), SHOWN);
            return unreadable(format!("it is not a token response in JSON, near {shown}"));
        };
        if let Some(code) = body.error.filter(|_| body.access_token.is_none()) {
            let short = |text: String| redactor.redact_prefix(text.as_bytes(), SHOWN);
            return Err(TokenError::ErrorResponse(TokenErrorResponse {
                code: short(code).into(),
                status: Some(status),
                description: body.error_description.map(short),
                uri: body.error_uri.map(short),
            }));
        }
        match (body.access_token, body.token_type) {
            _ if !response.status().is_success() => unreadable("it has no `error`".to_owned()),
            (None, _) => unreadable("it has no `access_token`".to_owned()),
            (Some(_), Some(kind)) if !kind.eq_ignore_ascii_case("bearer") => unreadable(format!(
                "its `token_type` is `{}`, not `bearer`",
                redactor.redact_prefix(kind.as_bytes(), SHOWN)
            )),
            (Some(access), _) => {
                let expires_in = body.expires_in.as_ref().and_then(seconds).map(Duration::from_secs);
                Ok(TokenResponse { access, expires_in, refresh: body.refresh_token })
            }
        }
    }
}

impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.as_deref().map(redact_url);
        f.debug_struct("TokenEndpoint").field("url", &url).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// Parses an absolute URL.
fn absolute(url: Option<&str>) -> Result<Uri, TokenError> {
    let Some(url) = url else {
        return Err(TokenError::setup("the API description has no token endpoint: set it with `token_url`"));
    };
    let uri = url::Url::parse(url).ok().filter(url::Url::has_host).and_then(|url| url.as_str().parse().ok());
    uri.ok_or_else(|| {
        let url: String = url.chars().filter(|c| !c.is_control()).collect();
        let url = redact_url(&url);
        TokenError::setup(format!("the URL {url} of the token endpoint is not absolute: set it with `token_url`"))
    })
}

/// Returns the `Authorization: Basic` header; its parts are form-encoded (RFC 6749, section 2.3.1).
fn authorization(client_id: &str, secret: &SecretString) -> Result<HeaderValue, TokenError> {
    let mut pair = Zeroizing::default();
    push_escaped(&mut pair, client_id);
    append(&mut pair, "", &[":"]);
    push_escaped(&mut pair, secret.expose_secret());
    let value = Zeroizing::new(format!("Basic {}", &*Zeroizing::new(STANDARD.encode(pair.as_bytes()))));
    secret::sensitive_header_value(value)
        .ok_or_else(|| TokenError::setup("the client id and secret are not valid in a header"))
}

fn push_escaped(text: &mut Zeroizing<String>, value: &str) {
    byte_serialize(value.as_bytes()).for_each(|piece| append(text, "", &[piece]));
}

/// A form whose memory is zeroed when the last request with it is dropped.
#[derive(Default)]
struct Form(Zeroizing<String>);

impl Form {
    fn push(&mut self, name: &str, value: &str) {
        append(&mut self.0, "&", &[]);
        push_escaped(&mut self.0, name);
        append(&mut self.0, "", &["="]);
        push_escaped(&mut self.0, value);
    }
}

impl AsRef<[u8]> for Form {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The JSON fields whose values never appear in errors.
const SECRET_MEMBERS: &[&str] = &["access_token", "refresh_token", "id_token"];

/// A success or error response (RFC 6749, sections 5.1 and 5.2).
struct TokenResponseBody {
    access_token: Option<SecretString>,
    token_type: Option<String>,
    expires_in: Option<Value>,
    refresh_token: Option<SecretString>,
    error: Option<String>,
    error_description: Option<String>,
    error_uri: Option<String>,
}

model!(TokenResponseBody {
    "access_token" => access_token: optional,
    "token_type" => token_type: optional,
    "expires_in" => expires_in: optional,
    "refresh_token" => refresh_token: optional,
    "error" => error: optional,
    "error_description" => error_description: optional,
    "error_uri" => error_uri: optional,
});

/// Parses a number of seconds. Some servers write a string or a fraction. Zero means that the lifetime is unknown.
fn seconds(value: &Value) -> Option<u64> {
    let seconds = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().map(|seconds| seconds as u64)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    seconds.filter(|seconds| *seconds > 0)
}
