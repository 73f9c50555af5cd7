//! The URL that a user gives for an API comes in; one that an operation's path can be put behind goes out.

use percent_encoding::percent_decode_str;
use url::Url;

use super::BuildError;
use crate::runtime::secret::Secret;

/// Where the API is, without a slash at the end.
#[derive(Clone)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    /// Reads a URL. A user's name and password in it are taken out and given back beside it.
    pub(crate) fn parse(text: &str) -> Result<(Self, Option<(Secret, Secret)>), BuildError> {
        let refused = |why: String| Err(BuildError::new(format!("base URL {}: {why}", shown(text))));
        let mut url = match Url::parse(text.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => url,
            // `localhost:8080` and `name:password@host` read as URLs whose scheme is the part before the colon.
            _ if !text.contains("://") => return refused("it has no scheme, such as `https://`".to_owned()),
            Ok(url) => return refused(format!("its scheme is {}, and only http and https are known", url.scheme())),
            Err(fault) => return refused(fault.to_string()),
        };
        if url.query().is_some() || url.fragment().is_some() {
            return refused("it has a query or a fragment, and no path can follow these".to_owned());
        }
        let decoded = |text: &str| Secret::from(percent_decode_str(text).decode_utf8_lossy().into_owned());
        let user = (decoded(url.username()), decoded(url.password().unwrap_or_default()));
        let has_user = !url.username().is_empty() || url.password().is_some();
        // Both fail only for URLs without a host, which http and https always have.
        let _ = (url.set_username(""), url.set_password(None));
        Ok((Self(url.as_str().trim_end_matches('/').to_owned()), has_user.then_some(user)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A URL as it may be shown: without what a user may have put in for a password.
pub(super) fn shown(text: &str) -> String {
    match Url::parse(text.trim()) {
        Ok(mut url) if url.has_host() => {
            let _ = (url.set_username(""), url.set_password(None));
            url.set_query(url.query().map(|_| "…"));
            url.set_fragment(None);
            format!("`{url}`")
        }
        _ if text.contains(['@', '?', '#']) => "(not shown, since it may hold a secret)".to_owned(),
        _ => format!("`{text}`"),
    }
}
