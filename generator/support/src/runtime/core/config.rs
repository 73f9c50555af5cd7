//! The configuration of a client, independent of its mode.

mod credentials;

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use percent_encoding::percent_decode_str;
use url::{Position, Url};
use zeroize::Zeroizing;

use super::error::{BuildError, CredentialError};
use super::hooks::Hooks;
use super::rate_limit::{RateLimit, RateLimiter};
use super::redact;
use super::redirect::same_origin;
use super::retry::{Budget, RetryPolicy};
use super::secret::{self, SecretString, SecretUrl};

#[cfg(feature = "tokens")]
pub(crate) use credentials::SharedTokenSource;
pub(crate) use credentials::{CredentialEntry, CredentialValue, Credentials, RequestCredentials};
pub use credentials::{CredentialLocation, SecurityRequirements};
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
pub(crate) use credentials::{FetchedToken, TokenFetch};

/// Constants of the API.
#[derive(Debug)]
pub struct ServiceMetadata {
    /// The default `User-Agent`.
    pub user_agent: &'static str,
    /// The server of the API, if the description names one.
    pub base_url: Option<&'static str>,
    /// The names of JSON fields whose values never appear in errors.
    pub secret_fields: &'static [&'static str],
    /// The request rate that the API allows, if the description states one.
    pub rate_limit: Option<RateLimit>,
}

/// The settings that do not depend on the mode.
#[derive(Clone)]
pub(crate) struct BuilderConfig {
    pub(crate) service: &'static ServiceMetadata,
    pub(crate) base_url: Option<Zeroizing<String>>,
    /// True if the caller set the base URL: it then applies to all operations.
    pub(crate) base_is_given: bool,
    pub(crate) credentials: Vec<CredentialEntry>,
    pub(crate) plain_hosts: InsecureHosts,
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_body_bytes: u64,
    pub(crate) max_server_delay: Duration,
    pub(crate) user_agent: String,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) hooks: Hooks,
    /// True for lenient decoding.
    pub(crate) is_lenient: bool,
}

/// The validated configuration, independent of the mode.
pub(crate) struct ClientConfig {
    pub(crate) base: BaseUrl,
    pub(crate) identity: Credentials,
    pub(crate) user_agent: HeaderValue,
    pub(crate) budget: Budget,
    pub(crate) rate_limiter: RateLimiter,
    /// The other settings, without credentials.
    pub(crate) settings: BuilderConfig,
}

impl ClientConfig {
    /// Returns true if the name of a header indicates a secret.
    pub(crate) fn is_sensitive_header(&self, header: &str) -> bool {
        #[cfg(feature = "auth_headers")]
        if self.identity.has_header(header) {
            return true;
        }
        redact::is_sensitive_header_name(header, self.settings.service.secret_fields)
    }

    pub(crate) fn new(mut settings: BuilderConfig) -> Result<Self, BuildError> {
        let Some(base_url) = &settings.base_url else {
            return Err(BuildError::new("the API description has no server: set its URL with `base_url`"));
        };
        let base = BaseUrl::parse(base_url)?;
        let identity = Credentials::new(std::mem::take(&mut settings.credentials))?;
        let user_agent = HeaderValue::from_str(&settings.user_agent)
            .map_err(|_| BuildError::new("the user agent has a character that is not valid in a header"))?;
        let rate_limiter = RateLimiter::new(settings.rate_limit);
        Ok(Self { base, identity, user_agent, budget: Budget::default(), rate_limiter, settings })
    }
}

/// The hosts that may receive secrets over plain HTTP.
#[derive(Debug, Clone, Default)]
pub(crate) struct InsecureHosts(Vec<String>);

impl InsecureHosts {
    /// Allows a host name or address.
    pub(crate) fn allow(&mut self, host: &str) {
        let bare = host.trim().trim_start_matches('[').trim_end_matches(']');
        let url = if bare.matches(':').count() > 1 { format!("http://[{bare}]") } else { format!("http://{bare}") };
        let host = Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.0.extend(host);
    }

    /// Checks that a URL may receive secrets.
    pub(crate) fn check(&self, url: &Url) -> Result<(), CredentialError> {
        let host = url.host_str().unwrap_or_default();
        if url.scheme() == "https" || is_loopback(host) || self.0.iter().any(|allowed| allowed == host) {
            return Ok(());
        }
        Err(CredentialError::plain_http(host))
    }
}

/// Returns true for loopback hosts.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    address.parse().map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address: IpAddr| address.is_loopback())
}

/// The user information of a URL as `Authorization: Basic`.
#[derive(Clone)]
pub(crate) struct BasicAuth {
    /// The sensitive header.
    pub(crate) authorization: HeaderValue,
    /// The texts that errors must not show.
    pub(crate) secrets: Vec<SecretString>,
}

impl BasicAuth {
    fn new(name: &SecretString, password: SecretString) -> Result<Self, BuildError> {
        let mut secrets = Vec::new();
        let authorization = basic_header(name, password, &mut secrets)?;
        secrets.retain(|secret| !secret.expose_secret().is_empty());
        Ok(Self { authorization, secrets })
    }
}

/// Creates an `Authorization: Basic` header (RFC 7617) and adds its texts to `secrets`.
pub(crate) fn basic_header(
    user: &SecretString,
    password: SecretString,
    secrets: &mut Vec<SecretString>,
) -> Result<HeaderValue, BuildError> {
    if user.expose_secret().contains(':') {
        return Err(BuildError::new("the user name has a colon, which `Authorization: Basic` cannot represent"));
    }
    let pair = Zeroizing::new(format!("{}:{}", user.expose_secret(), password.expose_secret()));
    let pair = SecretString::from(STANDARD.encode(pair.as_bytes()));
    let value = Zeroizing::new(format!("Basic {}", pair.expose_secret()));
    let value = secret::sensitive_header_value(value)
        .ok_or_else(|| BuildError::new("the user name and password are not valid in a header"))?;
    secrets.extend([pair, password]);
    Ok(value)
}

/// A base URL without trailing slash, and the user information of the URL.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    url: String,
    user: Option<BasicAuth>,
}

impl BaseUrl {
    /// Parses a URL and separates its user information.
    pub(crate) fn parse(text: &str) -> Result<Self, BuildError> {
        let invalid = |why: String| Err(BuildError::new(format!("base URL {}: {why}", redact_url(text))));
        // The parser adds a missing slash, for which it would copy the URL.
        let SecretUrl(url) = &mut match Url::parse(&Zeroizing::new([text.trim(), "/"].concat())) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => SecretUrl(url),
            // `localhost:8080` and `name:password@host` parse as URLs with the part before the colon as scheme.
            _ if !text.contains("://") => return invalid("it has no scheme, such as `https://`".to_owned()),
            Ok(url) => {
                return invalid(format!("its scheme is {}, but only http and https are supported", url.scheme()));
            }
            Err(error) => return invalid(error.to_string()),
        };
        if url.query().is_some() || url.fragment().is_some() {
            return invalid("it has a query or a fragment".to_owned());
        }
        let decoded = |text: &str| SecretString::from(percent_decode_str(text).decode_utf8_lossy().into_owned());
        let has_user = !url.username().is_empty() || url.password().is_some();
        let user =
            has_user.then(|| BasicAuth::new(&decoded(url.username()), decoded(url.password().unwrap_or_default())));
        // Both fail only for URLs without a host, which http and https always have. The second copies the rest.
        let _ = (url.set_password(None), url.set_username(""));
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

/// Returns the scheme, host and port of a URL, whose other parts can contain secrets.
pub(crate) fn redact_url(text: &str) -> String {
    let url = Url::parse(text.trim()).ok().filter(Url::has_host);
    url.map_or("(redacted)".to_owned(), |url| {
        format!("`{}{}`", &url[..Position::BeforeUsername], &url[Position::BeforeHost..Position::BeforePath])
    })
}

#[cfg(test)]
mod tests;
