//! The builder of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::{Client, ClientState, Inner};
#[cfg(feature = "tokens")]
use crate::runtime::core::config::SharedTokenSource;
use crate::runtime::core::config::{
    BuilderConfig, ClientConfig, CredentialEntry, CredentialLocation, CredentialValue, InsecureHosts, ServiceMetadata,
    redact_url,
};
use crate::runtime::core::error::BuildError;
use crate::runtime::core::hooks::{Hooks, RequestInfo, ResponseInfo};
use crate::runtime::core::mode::Mode;
use crate::runtime::core::rate_limit::RateLimit;
use crate::runtime::core::retry::RetryPolicy;
use crate::runtime::core::secret::SecretString;
#[cfg(feature = "tokens")]
use crate::runtime::core::token_source::TokenSource;
#[cfg(feature = "servers")]
use crate::runtime::facade::server::Server;

/// Builder for `Client`.
#[derive(Clone)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<M> {
    settings: BuilderConfig,
    mode: Option<M>,
}

impl<M> ClientBuilder<M> {
    pub(crate) fn from_metadata(service: &'static ServiceMetadata) -> Self {
        let settings = BuilderConfig {
            service,
            base_url: service.base_url.map(|url| url.to_owned().into()),
            base_is_given: false,
            credentials: Vec::new(),
            plain_hosts: InsecureHosts::default(),
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_body_bytes: 64 * 1024 * 1024,
            max_server_delay: Duration::from_secs(10 * 60),
            user_agent: service.user_agent.to_owned(),
            retry: RetryPolicy::default(),
            rate_limit: service.rate_limit,
            hooks: Hooks::default(),
            is_lenient: true,
        };
        Self { settings, mode: None }
    }

    /// Sets the base URL, an `http` or `https` URL. Its path is prepended to the path of every operation. It also
    /// overrides the servers that operations declare for themselves.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.settings.base_url = Some(url.into().into());
        self.settings.base_is_given = true;
        self
    }

    /// Sets the timeout of a call, including redirects, retries and reading the body. Default: 60 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the timeout of connecting. Default: 10 seconds. Custom transports ignore it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Sets the maximum size of a response body in bytes, before and after decompression. Default: 64 MiB.
    pub fn max_body_bytes(mut self, limit: u64) -> Self {
        self.settings.max_body_bytes = limit;
        self
    }

    /// Sets the maximum delay that a server can request, in `Retry-After` or in a field of a response; longer ones are
    /// reduced to it. Default: 10 minutes.
    pub fn max_server_delay(mut self, time: Duration) -> Self {
        self.settings.max_server_delay = time;
        self
    }

    #[cfg(feature = "lenient")]
    /// Sets whether JSON responses may contain what some servers send for absent values: `""` for an optional value
    /// that is not a string, `null` for a required list or map, and `[]` for an object or map. Default: true.
    pub fn lenient_decoding(mut self, is_lenient: bool) -> Self {
        self.settings.is_lenient = is_lenient;
        self
    }

    /// Sets the `User-Agent` header.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.settings.user_agent = name.into();
        self
    }

    /// Sets the retry policy. [`RetryPolicy`] describes the default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Limits the request rate across the client and its clones. Retries and redirects count as requests. Default: the
    /// limit that the API description states, otherwise none.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.settings.rate_limit = Some(limit);
        self
    }

    /// Registers a hook that runs before each request; it can add headers, such as a signature, or abort the call with
    /// an error. Hooks run in the order of registration. Sensitive headers that a hook adds are not sent to another
    /// origin: see [`RequestInfo::headers_mut`].
    pub fn on_request<F>(mut self, look: F) -> Self
    where
        F: Fn(&mut RequestInfo<'_>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send + Sync + 'static,
    {
        self.settings.hooks.requests.push(Arc::new(look));
        self
    }

    /// Registers a hook that runs after each request, with the head of the response or the transport error.
    pub fn on_response(mut self, look: impl Fn(&ResponseInfo<'_>) + Send + Sync + 'static) -> Self {
        self.settings.hooks.responses.push(Arc::new(look));
        self
    }

    #[cfg(feature = "servers")]
    /// Selects one of the API's servers. Operations that declare a server keep theirs.
    pub(crate) fn with_server(mut self, server: Server) -> Self {
        self.settings.base_url = Some(String::from(server).into());
        self.settings.base_is_given = false;
        self
    }

    /// Permits secrets over plain HTTP for a host name or address. By default they require HTTPS, except on loopback.
    pub fn allow_http(mut self, host: impl AsRef<str>) -> Self {
        self.settings.plain_hosts.allow(host.as_ref());
        self
    }

    /// Adds a credential. It replaces a credential of the same name.
    pub(crate) fn credential(self, name: &'static str, place: CredentialLocation, secret: SecretString) -> Self {
        self.push_credential(name, CredentialValue::Secret(place, secret))
    }

    #[cfg(feature = "auth_headers")]
    /// Adds a user name and a password.
    pub(crate) fn basic(
        self,
        name: &'static str,
        user: impl Into<SecretString>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.push_credential(name, CredentialValue::Pair(user.into(), password.into()))
    }

    #[cfg(feature = "tokens")]
    /// Adds a source of bearer tokens.
    pub(crate) fn token_source(self, name: &'static str, source: impl TokenSource + 'static) -> Self {
        self.push_credential(name, CredentialValue::Source(Arc::new(SharedTokenSource::new(source))))
    }

    fn push_credential(mut self, name: &'static str, value: CredentialValue) -> Self {
        self.settings.credentials.retain(|entry| entry.name != name);
        self.settings.credentials.push(CredentialEntry { name, value });
        self
    }
}

impl<M: Mode> ClientBuilder<M> {
    /// Builds the client.
    pub fn build(self) -> Result<Client<M>, BuildError> {
        let service = self.settings.service;
        let ready = self.build_state()?;
        Ok(Client { inner: Arc::new(Inner { service, ready: Ok(ready) }) })
    }

    /// Validates the settings and creates the default transport if none is set.
    pub(super) fn build_state(self) -> Result<ClientState<M>, BuildError> {
        let mode = match self.mode {
            Some(mode) => mode,
            None => M::with_default_transport(self.settings.connect_timeout)?,
        };
        Ok(ClientState { core: ClientConfig::new(self.settings)?, mode })
    }
}

#[cfg(feature = "async")]
impl ClientBuilder<crate::runtime::core::mode::Async> {
    /// Sets a custom async transport.
    pub fn transport(mut self, transport: impl crate::runtime::core::transport::Transport) -> Self {
        self.mode = Some(crate::runtime::core::mode::Async { transport: Arc::new(transport) });
        self
    }
}

#[cfg(feature = "blocking")]
impl ClientBuilder<crate::runtime::core::mode::Blocking> {
    /// Sets a custom blocking transport.
    pub fn transport(mut self, transport: impl crate::runtime::core::blocking_transport::Transport) -> Self {
        self.mode = Some(crate::runtime::core::mode::Blocking { transport: Arc::new(transport) });
        self
    }
}

impl<M> fmt::Debug for ClientBuilder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        let credentials: Vec<&str> = settings.credentials.iter().map(|entry| entry.name).collect();
        f.debug_struct("ClientBuilder")
            .field("base_url", &settings.base_url.as_deref().map(|url| redact_url(url)))
            .field("credentials", &credentials)
            .field("timeout", &settings.timeout)
            .field("connect_timeout", &settings.connect_timeout)
            .field("max_body_bytes", &settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
