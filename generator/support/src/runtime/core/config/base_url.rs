//! The base URL of a client.

use percent_encoding::percent_decode_str;
use url::Url;

use super::super::error::BuildError;
use super::super::redirect::same_origin;
use super::super::secret::SecretString;
use super::basic_auth::BasicAuth;

/// A base URL without trailing slash, and the user information of the URL.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    url: String,
    user: Option<BasicAuth>,
}

impl BaseUrl {
    /// Parses a URL and separates its user information.
    pub(crate) fn parse(text: &str) -> Result<Self, BuildError> {
        let refused = |why: String| Err(BuildError::new(format!("base URL {}: {why}", redact_url(text))));
        let mut url = match Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            // `localhost:8080` and `name:password@host` parse as URLs with the part before the colon as scheme.
            _ if !text.contains("://") => return refused("it has no scheme, such as `https://`".to_owned()),
            Ok(url) => {
                return refused(format!("its scheme is {}, but only http and https are supported", url.scheme()));
            }
            Err(fault) => return refused(fault.to_string()),
        };
        if url.query().is_some() || url.fragment().is_some() {
            return refused("it has a query or a fragment".to_owned());
        }
        let decoded = |text: &str| SecretString::from(percent_decode_str(text).decode_utf8_lossy().into_owned());
        let has_user = !url.username().is_empty() || url.password().is_some();
        let user =
            has_user.then(|| BasicAuth::new(&decoded(url.username()), decoded(url.password().unwrap_or_default())));
        // Both fail only for URLs without a host, which http and https always have.
        let _ = (url.set_username(""), url.set_password(None));
        Ok(Self { url: url.as_str().trim_end_matches('/').to_owned(), user: user.transpose()? })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.url
    }

    /// Returns the user information for requests: that of this URL, or that of `other` if it has the same origin.
    pub(crate) fn user<'b>(&'b self, other: &'b Self) -> Option<&'b BasicAuth> {
        let is_same = || same_origin(&Url::parse(&other.url).ok()?, &Url::parse(&self.url).ok()?).then_some(());
        self.user.as_ref().or_else(|| other.user.as_ref().filter(|_| is_same().is_some()))
    }
}

/// Returns a URL without its password.
pub(crate) fn redact_url(text: &str) -> String {
    match Url::parse(text.trim()) {
        Ok(mut url) if url.has_host() => {
            let _ = (url.set_username(""), url.set_password(None));
            url.set_query(url.query().map(|_| "…"));
            url.set_fragment(None);
            format!("`{url}`")
        }
        _ if text.contains(['@', '?', '#']) => "(redacted)".to_owned(),
        _ => format!("`{text}`"),
    }
}
