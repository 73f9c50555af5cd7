//! The options of one call: timeout, retry policy, server, additional headers and query parameters.

use std::time::Duration;

use http::header::{COOKIE, HeaderMap, HeaderName};
#[cfg(feature = "next_links")]
use percent_encoding::percent_decode_str;
#[cfg(feature = "next_links")]
use url::Url;
use zeroize::Zeroizing;

use super::encode::{EncodedRequest, push_query_pair};
use super::retry::RetryPolicy;
#[cfg(feature = "next_links")]
use super::secret::SecretUrl;
use super::secret::{SecretString, append, sensitive_header_value};
use super::validate::InvalidParameter;

/// The minimum length of a cookie value that is redacted in errors.
const SHORTEST_COOKIE: usize = 6;

/// The options of one call.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// The timeout, overriding the client's.
    pub(crate) timeout: Option<Duration>,
    /// The retry policy, overriding the client's.
    pub(crate) retry: Option<RetryPolicy>,
    /// The base URL of this call.
    pub(crate) server: Option<Zeroizing<String>>,
    #[cfg(feature = "response_choices")]
    /// The accepted media types, overriding the operation's.
    pub(crate) accept: Option<&'static str>,
    #[cfg(feature = "next_links")]
    /// The URL of the next page, which the server returned.
    pub(crate) next_page: Option<Url>,
    headers: HeaderMap,
    query: Zeroizing<String>,
    /// The error of an invalid option, reported when the call is sent.
    error: Option<InvalidParameter>,
}

impl Options {
    /// Adds a header; it replaces the operation's header of that name.
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        // It may be secret, so it is not logged and not sent to another origin.
        match (HeaderName::from_bytes(name.as_bytes()), sensitive_header_value(Zeroizing::new(value.to_owned()))) {
            (Ok(name), Some(value)) if value.to_str().is_ok() => drop(self.headers.append(name, value)),
            (Err(_), _) => self.reject("has an invalid name".to_owned()),
            (Ok(name), _) => self.reject(format!("has an invalid value for `{name}`")),
        }
    }

    fn reject(&mut self, problem: String) {
        self.error.get_or_insert_with(|| InvalidParameter::new("header", problem));
    }

    /// Returns the secrets in the headers whose names indicate secrets.
    pub(crate) fn secrets(&self, is_secret: impl Fn(&str) -> bool) -> Vec<SecretString> {
        let sensitive = self.headers.iter().filter(|(name, _)| is_secret(name.as_str()));
        let texts = sensitive.flat_map(|(name, value)| {
            let text = value.to_str().unwrap_or_default();
            let pairs = text.split(';').filter(|_| *name == COOKIE).filter_map(|pair| pair.split_once('='));
            // A short value, as in `theme=dark`, would be redacted everywhere.
            let pairs = pairs.filter(|(_, value)| value.trim().len() >= SHORTEST_COOKIE);
            // The credentials follow the name of the scheme.
            let behind = text.split_once(' ').map(|(_, behind)| behind);
            [Some(text), behind].into_iter().flatten().chain(pairs.map(|(_, value)| value))
        });
        texts.map(str::trim).filter(|text| !text.is_empty()).map(SecretString::from).collect()
    }

    /// Adds a query parameter.
    pub(crate) fn query(&mut self, name: &str, value: &str) {
        push_query_pair(&mut self.query, name, value);
    }

    #[cfg(feature = "next_links")]
    /// Returns the URL of the next page with the query of the credentials and of this call, if this call has one.
    pub(crate) fn next_page_url(&self, credentials: &str) -> Option<SecretUrl> {
        Some(SecretUrl(with_missing_query(self.next_page.clone()?, [&self.query, credentials])))
    }

    /// Adds headers and query to a request.
    pub(crate) fn apply(&self, mut encoded: EncodedRequest) -> Result<EncodedRequest, InvalidParameter> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        for name in self.headers.keys() {
            encoded.headers.remove(name);
        }
        encoded.headers.extend(self.headers.clone());
        if !self.query.is_empty() {
            append(&mut encoded.query, "&", &[&self.query]);
        }
        Ok(encoded)
    }
}

#[cfg(feature = "next_links")]
/// Adds the query parameters that a URL lacks, such as credentials.
pub(crate) fn with_missing_query(mut url: Url, queries: [&str; 2]) -> Url {
    let named: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    let is_missing = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !named.iter().any(|named| *named == percent_decode_str(name).decode_utf8_lossy())
    };
    let missing: Vec<&str> = queries.into_iter().flat_map(|query| query.split('&')).filter(is_missing).collect();
    if !missing.is_empty() {
        let existing =
            url.query().filter(|query| !query.is_empty()).map(|query| format!("{query}&")).unwrap_or_default();
        url.set_query(Some(&Zeroizing::new(format!("{existing}{}", missing.join("&")))));
    }
    url
}
