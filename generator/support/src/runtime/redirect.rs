//! A request and the redirect that answered it come in; the next request goes out, or why there must be none.
//!
//! Credentials stay with the origin they were meant for, and a secret is never shown on an open line.

use http::Method;
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue,
    PROXY_AUTHORIZATION,
};
use url::Url;

use crate::runtime::error::RedirectError;
use crate::runtime::scrub::Scrubber;
use crate::runtime::upload::Content;

/// How many redirects one call follows.
pub(crate) const MAX_REDIRECTS: usize = 10;

/// One request of the row that a call may take.
#[derive(Clone)]
pub(crate) struct Hop {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// Those that hold secrets are marked sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Content>,
}

/// Where an answer redirects to, if it does: other answers of the 300s are answers like any other.
pub(crate) fn target(status: u16, headers: &HeaderMap) -> Option<&HeaderValue> {
    if matches!(status, 301 | 302 | 303 | 307 | 308) { headers.get(http::header::LOCATION) } else { None }
}

impl Hop {
    /// The request to make next. `credentials` are the names of the query parameters that hold credentials.
    pub(crate) fn redirected(
        self,
        status: u16,
        location: &HeaderValue,
        credentials: &[&str],
        scrubber: &Scrubber,
    ) -> Result<Self, RedirectError> {
        let refused = |why: &str| Err(RedirectError::new(status, why));
        let location = std::str::from_utf8(location.as_bytes()).ok();
        let Some(mut url) = location.and_then(|location| self.url.join(location).ok()) else {
            return refused("its location is no URL");
        };
        url.set_fragment(None);
        let _ = (url.set_username(""), url.set_password(None));
        match (self.url.scheme(), url.scheme()) {
            ("http", "http" | "https") | ("https", "https") => {}
            ("https", "http") => {
                return refused("it leads from https to http, where everyone on the way can read along");
            }
            _ => return refused("it leads to a URL that is neither http nor https"),
        }
        let mut next = Self { url, ..self.clone() };
        if status == 303 && next.method != Method::HEAD || matches!(status, 301 | 302) && next.method == Method::POST {
            next.become_get();
        }
        if next.body.as_ref().is_some_and(|body| !body.is_repeatable()) {
            return refused("the body is to go along, and what it is read from can be read only once");
        }
        if !same_origin(&self.url, &next.url) {
            if next.body.is_some() {
                return refused("it leads to another server, and the request has a body that was not meant for it");
            }
            next.leave_credentials(credentials);
            if scrubber.finds(next.url.path()) || next.url.query().is_some_and(|query| scrubber.finds(query)) {
                return refused("it leads to another server, and its location holds a secret of this call");
            }
        }
        Ok(next)
    }

    fn become_get(&mut self) {
        self.method = Method::GET;
        self.body = None;
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE] {
            self.headers.remove(name);
        }
    }

    fn leave_credentials(&mut self, query_names: &[&str]) {
        leave_secrets(&mut self.headers);
        if let Some(query) = self.url.query() {
            let is_credential = |pair: &&str| {
                let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
                let name = percent_encoding::percent_decode_str(&name).decode_utf8_lossy().into_owned();
                query_names.contains(&name.as_str())
            };
            let kept: Vec<&str> = query.split('&').filter(|pair| !is_credential(pair)).collect();
            let kept = kept.join("&");
            self.url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
        }
    }
}

/// Takes out the headers that are meant for one server alone.
pub(crate) fn leave_secrets(headers: &mut HeaderMap) {
    let sensitive = headers.iter().filter(|(_, value)| value.is_sensitive()).map(|(name, _)| name.clone());
    let sensitive: Vec<_> = sensitive.chain([AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION]).collect();
    for name in sensitive {
        headers.remove(name);
    }
}

/// Whether two URLs are of one server. A host that asks to be called by https is the same host.
pub(crate) fn same_origin(from: &Url, to: &Url) -> bool {
    let upgraded = from.scheme() == "http" && to.scheme() == "https" && from.port().is_none() && to.port().is_none();
    from.host_str() == to.host_str()
        && (upgraded || from.scheme() == to.scheme() && from.port_or_known_default() == to.port_or_known_default())
}

#[cfg(test)]
mod tests;
