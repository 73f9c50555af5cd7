//! Redirects. Credentials are not sent to another origin, and secrets are not sent unencrypted.

use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue,
    PROXY_AUTHORIZATION,
};
use http::{Method, StatusCode};
use url::{Position, Url};

use super::content::RequestContent;
use super::error::RedirectError;
use super::redact::Redactor;
use super::secret::SecretUrl;

/// The maximum number of redirects of one call.
pub(crate) const MAX_REDIRECTS: usize = 10;

/// One request of a call.
#[derive(Clone)]
pub(crate) struct OutgoingRequest {
    pub(crate) method: Method,
    pub(crate) url: SecretUrl,
    /// The headers. Those with secrets are marked as sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<RequestContent>,
}

/// Returns the target of a redirect. Other 3xx responses are ordinary responses.
pub(crate) fn redirect_location(status: StatusCode, headers: &HeaderMap) -> Option<&HeaderValue> {
    if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) { headers.get(http::header::LOCATION) } else { None }
}

impl OutgoingRequest {
    /// Returns the next request. `credentials` are the names of query parameters with credentials.
    pub(crate) fn follow_redirect(
        self,
        status: StatusCode,
        location: &HeaderValue,
        credentials: &[&str],
        redactor: &Redactor,
    ) -> Result<Self, RedirectError> {
        let reject = |why: &str| Err(RedirectError::new(status, why));
        let location = std::str::from_utf8(location.as_bytes()).ok();
        let Some(mut url) = location.and_then(|location| self.url.0.join(location).ok()) else {
            return reject("its location is not a valid URL");
        };
        url.set_fragment(None);
        let _ = (url.set_username(""), url.set_password(None));
        match (self.url.0.scheme(), url.scheme()) {
            ("http", "http" | "https") | ("https", "https") => {}
            ("https", "http") => {
                return reject("it leads from https to http");
            }
            _ => return reject("it leads to a URL that is neither http nor https"),
        }
        let mut next = Self { url: SecretUrl(url), ..self.clone() };
        if status == 303 && next.method != Method::HEAD
            || matches!(status.as_u16(), 301 | 302) && next.method == Method::POST
        {
            next.switch_to_get();
        }
        #[cfg(feature = "uploads")]
        if next.body.as_ref().is_some_and(|body| !body.is_replayable()) {
            return reject("the body must be sent again, but its source can be read only once");
        }
        if !same_origin(&self.url.0, &next.url.0) {
            #[cfg(feature = "request_bodies")]
            if next.body.is_some() {
                return reject("it leads to another origin, and the request has a body");
            }
            next.remove_credentials(credentials);
            if redactor.contains_secret(next.url.0[Position::BeforePath..].as_bytes()) {
                return reject("it leads to another origin, and its location contains a secret of this call");
            }
        }
        Ok(next)
    }

    fn switch_to_get(&mut self) {
        self.method = Method::GET;
        self.body = None;
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE] {
            self.headers.remove(name);
        }
    }

    fn remove_credentials(&mut self, query_names: &[&str]) {
        remove_sensitive_headers(&mut self.headers);
        if let Some(query) = self.url.0.query() {
            let is_credential = |pair: &&str| {
                let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
                let name = percent_encoding::percent_decode_str(&name).decode_utf8_lossy().into_owned();
                query_names.contains(&name.as_str())
            };
            let kept: Vec<&str> = query.split('&').filter(|pair| !is_credential(pair)).collect();
            let kept = kept.join("&");
            self.url.0.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
        }
    }
}

/// Removes the headers that are intended for one origin only.
pub(crate) fn remove_sensitive_headers(headers: &mut HeaderMap) {
    let sensitive = headers.iter().filter(|(_, value)| value.is_sensitive()).map(|(name, _)| name.clone());
    let sensitive: Vec<_> = sensitive.chain([AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION]).collect();
    for name in sensitive {
        headers.remove(name);
    }
}

/// Returns true if two URLs have the same origin. An upgrade from HTTP to HTTPS counts as the same origin.
pub(crate) fn same_origin(from: &Url, to: &Url) -> bool {
    let upgraded = from.scheme() == "http" && to.scheme() == "https" && from.port().is_none() && to.port().is_none();
    from.host_str() == to.host_str()
        && (upgraded || from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default())
}

#[cfg(test)]
mod tests;
