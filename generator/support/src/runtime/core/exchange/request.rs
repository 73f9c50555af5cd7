//! The URL, headers and body of the first request of a call.

use std::borrow::Cow;

use bytes::Bytes;
#[cfg(feature = "request_bodies")]
use http::header::CONTENT_TYPE;
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HeaderValue, USER_AGENT};
#[cfg(feature = "cookies")]
use http::header::{COOKIE, HeaderMap};
use http::{Method, Request, Uri};
use url::Url;
use zeroize::Zeroizing;

use super::super::call_options::Options;
use super::super::config::{BaseUrl, ClientConfig, RequestCredentials};
use super::super::content::RequestContent;
use super::super::decompress;
use super::super::encode::EncodedRequest;
use super::super::error::{BuildError, TransportError};
use super::super::redirect::OutgoingRequest;
#[cfg(feature = "cookies")]
use super::super::secret;
use super::super::secret::{SecretUrl, append};
use super::{ExchangeError, OperationMetadata};

/// Returns the base URL: that of the call, of the client, or of the operation.
pub(super) fn resolve_base_url<'c>(
    core: &'c ClientConfig,
    metadata: &OperationMetadata,
    options: &Options,
) -> Result<Cow<'c, BaseUrl>, BuildError> {
    let server = metadata.server.filter(|_| !core.settings.base_is_given);
    match options.server.as_deref().map(String::as_str).or(server) {
        Some(url) => BaseUrl::parse(url).map(Cow::Owned),
        None => Ok(Cow::Borrowed(&core.base)),
    }
}

/// Returns the URL of the request.
pub(super) fn request_url(
    base: &BaseUrl,
    encoded: &EncodedRequest,
    credentials: &RequestCredentials,
) -> Result<SecretUrl, ExchangeError> {
    let mut query = encoded.query.clone();
    if !credentials.query.is_empty() {
        append(&mut query, "&", &[&credentials.query]);
    }
    let lead = if encoded.path.is_empty() || encoded.path.starts_with('/') { "" } else { "/" };
    let mark = if query.is_empty() { "" } else { "?" };
    let text = Zeroizing::new([base.as_str(), lead, &encoded.path, mark, &query].concat());
    let url = Url::parse(&text).map(SecretUrl);
    Ok(url.map_err(|error| BuildError::new(format!("the path does not form a valid URL: {error}")))?)
}

/// Creates the first request.
pub(super) fn first_request(
    core: &ClientConfig,
    url: SecretUrl,
    method: Method,
    encoded: EncodedRequest,
    credentials: &RequestCredentials,
) -> Result<OutgoingRequest, ExchangeError> {
    let mut headers = encoded.headers;
    #[cfg(feature = "cookies")]
    if let Some(value) = cookies(&headers, [&encoded.cookies, &credentials.cookies])? {
        headers.insert(COOKIE, value);
    }
    // Headers of the call override those of the client.
    for (name, value) in &credentials.headers {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static(decompress::ACCEPT_ENCODING));
    headers.entry(USER_AGENT).or_insert_with(|| core.user_agent.clone());
    #[cfg(feature = "request_bodies")]
    let body = encoded.body.map(|payload| {
        headers.entry(CONTENT_TYPE).or_insert(payload.content_type);
        payload.content
    });
    #[cfg(not(feature = "request_bodies"))]
    let body = None;
    Ok(OutgoingRequest { method, url, headers, body })
}

#[cfg(feature = "cookies")]
/// Joins all cookies in one header value.
fn cookies(headers: &HeaderMap, others: [&str; 2]) -> Result<Option<HeaderValue>, BuildError> {
    let existing = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let all: Vec<&str> = existing.chain(others).filter(|cookies| !cookies.is_empty()).collect();
    if all.is_empty() {
        return Ok(None);
    }
    let value = secret::sensitive_header_value(Zeroizing::new(all.join("; ")));
    value.map(Some).ok_or_else(|| BuildError::new("the cookies are not valid in a header"))
}

impl OutgoingRequest {
    #[cfg(feature = "uploads")]
    /// Returns true if the body can be sent more than once.
    pub(super) fn is_replayable(&self) -> bool {
        self.body.as_ref().is_none_or(RequestContent::is_replayable)
    }

    /// Converts to a request for the transport.
    pub(super) fn to_http_request(&self) -> Result<Request<Option<RequestContent>>, TransportError> {
        let url = Bytes::from_owner(Zeroizing::new(self.url.0.as_str().to_owned()));
        let uri = Uri::from_maybe_shared(url).map_err(TransportError::invalid_request)?;
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        // Some servers reject a request of these methods without a length.
        if self.body.is_none() && matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(request)
    }
}
