//! The URL that a user gives for an API comes in; one that an operation's path can be put behind goes out.

use http::HeaderValue;
use percent_encoding::percent_decode_str;
use url::Url;

use super::BuildError;
use super::identity::basic_header;
use crate::runtime::redirect::same_origin;
use crate::runtime::secret::Secret;

/// Where the API is, without a slash at the end, and the user whose name and password stood in it.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    url: String,
    user: Option<User>,
}

/// A user, as every request to a server has it.
#[derive(Clone)]
pub(crate) struct User {
    /// Marked sensitive.
    pub(crate) authorization: HeaderValue,
    /// The texts that no error may show.
    pub(crate) secrets: Vec<Secret>,
}

impl BaseUrl {
    /// Reads a URL. A user's name and password in it are taken out and kept beside it.
    pub(crate) fn parse(text: &str) -> Result<Self, BuildError> {
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
        let has_user = !url.username().is_empty() || url.password().is_some();
        let user = has_user.then(|| User::of(&decoded(url.username()), decoded(url.password().unwrap_or_default())));
        // Both fail only for URLs without a host, which http and https always have.
        let _ = (url.set_username(""), url.set_password(None));
        Ok(Self { url: url.as_str().trim_end_matches('/').to_owned(), user: user.transpose()? })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.url
    }

    /// Whose name and password requests to it have: those of another base URL count where that is of the same server.
    pub(crate) fn user<'b>(&'b self, other: &'b Self) -> Option<&'b User> {
        let is_same = || same_origin(&Url::parse(&other.url).ok()?, &Url::parse(&self.url).ok()?).then_some(());
        self.user.as_ref().or_else(|| other.user.as_ref().filter(|_| is_same().is_some()))
    }
}

impl User {
    fn of(name: &Secret, password: Secret) -> Result<Self, BuildError> {
        let mut secrets = Vec::new();
        let authorization = basic_header(name, password, &mut secrets)?;
        secrets.retain(|secret| !secret.expose().is_empty());
        Ok(Self { authorization, secrets })
    }
}

/// A URL as it may be shown: without what a user may have put in for a password.
pub(crate) fn shown(text: &str) -> String {
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
