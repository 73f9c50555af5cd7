//! The settings of a client, one by one, each with its default.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::identity::{Given, Sourced, What};
use super::{BuildError, Client, Core, Credential, Inner, PlainHosts, Ready, Service, base};
use crate::runtime::hooks::{Hooks, RequestInfo, ResponseInfo};
use crate::runtime::mode::Mode;
use crate::runtime::pace::RateLimit;
use crate::runtime::retry::RetryPolicy;
use crate::runtime::secret::Secret;
use crate::runtime::server::Server;
use crate::runtime::token::TokenSource;

/// How long a call may take in all where nobody says.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long connecting may take where nobody says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How large a body may be where nobody says.
const MAX_BODY_BYTES: u64 = 64 * 1024 * 1024;

/// The settings of a client to be.
#[derive(Clone)]
#[must_use = "a builder makes a client only when it is built"]
pub struct ClientBuilder<M> {
    settings: Settings,
    mode: Option<M>,
}

/// The settings, whatever the way to wait for answers.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) service: &'static Service,
    pub(super) base_url: Option<String>,
    pub(super) base_is_given: bool,
    pub(super) credentials: Vec<Given>,
    pub(super) plain_hosts: PlainHosts,
    pub(super) timeout: Duration,
    pub(super) connect_timeout: Duration,
    pub(super) max_body_bytes: u64,
    pub(super) user_agent: String,
    pub(super) retry: RetryPolicy,
    pub(super) rate_limit: Option<RateLimit>,
    pub(super) hooks: Hooks,
}

impl<M> ClientBuilder<M> {
    pub(crate) fn of(service: &'static Service) -> Self {
        let settings = Settings {
            service,
            base_url: service.base_url.map(str::to_owned),
            base_is_given: false,
            credentials: Vec::new(),
            plain_hosts: PlainHosts::default(),
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            max_body_bytes: MAX_BODY_BYTES,
            user_agent: service.user_agent.to_owned(),
            retry: RetryPolicy::default(),
            rate_limit: service.rate_limit,
            hooks: Hooks::default(),
        };
        Self { settings, mode: None }
    }

    /// Where the API is: an `http` or `https` URL. A path in it comes before the path of every operation, also of those
    /// that have a server of their own otherwise.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.settings.base_url = Some(url.into());
        self.settings.base_is_given = true;
        self
    }

    /// How long a call may take in all, redirects and reading the body included: 60 seconds where nothing is said.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// How long connecting may take: 10 seconds where nothing is said. A transport of your own has its own limit.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// How large the body of an answer may be, as sent and as decompressed: 64 MiB where nothing is said.
    pub fn max_body_bytes(mut self, limit: u64) -> Self {
        self.settings.max_body_bytes = limit;
        self
    }

    /// What the client calls itself in requests.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.settings.user_agent = name.into();
        self
    }

    /// How often calls are tried, and how long they wait between: see [`RetryPolicy`] for what is done where nothing is
    /// said.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// How many requests are sent in a time at most, by the client and all its clones: as many as the API's description
    /// allows where nothing is said, or any number. Further tries and redirects count too.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.settings.rate_limit = Some(limit);
        self
    }

    /// Has a look at every request before it is sent, and may add headers to it, such as a signature, or refuse it: the
    /// call then ends with what it says. Those given first look first. What they add that is sensitive does not go along
    /// where a redirect leads elsewhere: see [`RequestInfo::headers_mut`].
    pub fn on_request<F>(mut self, look: F) -> Self
    where
        F: Fn(&mut RequestInfo<'_>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send + Sync + 'static,
    {
        self.settings.hooks.requests.push(Arc::new(look));
        self
    }

    /// Has a look at what came of every request: the beginning of an answer, or why there is none.
    pub fn on_response(mut self, look: impl Fn(&ResponseInfo<'_>) + Send + Sync + 'static) -> Self {
        self.settings.hooks.responses.push(Arc::new(look));
        self
    }

    /// Calls another of the API's servers. Operations that have a server of their own keep it.
    pub(crate) fn served_by(mut self, server: Server) -> Self {
        self.settings.base_url = Some(server.into());
        self.settings.base_is_given = false;
        self
    }

    /// Lets secrets go over plain http to a host, by its name or address. Without this, they go over https, and over
    /// plain http to this machine alone.
    pub fn allow_plain_http(mut self, host: impl AsRef<str>) -> Self {
        self.settings.plain_hosts.allow(host.as_ref());
        self
    }

    /// Sends a secret along with every request that takes it. One given before by the same name is replaced.
    pub(crate) fn credential(self, name: &'static str, place: Credential, secret: Secret) -> Self {
        self.given(name, What::Secret(place, secret))
    }

    /// Sends a name and a password along with every request that takes them.
    pub(crate) fn basic(self, name: &'static str, user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        self.given(name, What::Pair(user.into(), password.into()))
    }

    /// Sends a token of a source along with every request that takes it.
    pub(crate) fn token_source(self, name: &'static str, source: impl TokenSource + 'static) -> Self {
        self.given(name, What::Source(Arc::new(Sourced::new(source))))
    }

    fn given(mut self, name: &'static str, what: What) -> Self {
        self.settings.credentials.retain(|given| given.name != name);
        self.settings.credentials.push(Given { name, what });
        self
    }
}

impl<M: Mode> ClientBuilder<M> {
    /// The client.
    pub fn build(self) -> Result<Client<M>, BuildError> {
        let service = self.settings.service;
        let ready = self.ready()?;
        Ok(Client { inner: Arc::new(Inner { service, ready: Ok(ready) }) })
    }

    /// What sending takes, with the transport that was given or else the mode's own.
    pub(super) fn ready(self) -> Result<Ready<M>, BuildError> {
        let mode = match self.mode {
            Some(mode) => mode,
            None => M::own(self.settings.connect_timeout)?,
        };
        Ok(Ready { core: Core::new(self.settings)?, mode })
    }
}

#[cfg(feature = "async")]
impl ClientBuilder<crate::runtime::mode::Async> {
    /// Sends requests over an HTTP stack of your own.
    pub fn transport(mut self, transport: impl crate::runtime::transport::Transport) -> Self {
        self.mode = Some(crate::runtime::mode::Async { transport: Arc::new(transport) });
        self
    }
}

#[cfg(feature = "blocking")]
impl ClientBuilder<crate::runtime::mode::Blocking> {
    /// Sends requests over an HTTP stack of your own.
    pub fn transport(mut self, transport: impl crate::runtime::blocking::Transport) -> Self {
        self.mode = Some(crate::runtime::mode::Blocking { transport: Arc::new(transport) });
        self
    }
}

impl<M> fmt::Debug for ClientBuilder<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &self.settings;
        let credentials: Vec<&str> = settings.credentials.iter().map(|given| given.name).collect();
        f.debug_struct("ClientBuilder")
            .field("base_url", &settings.base_url.as_deref().map(base::shown))
            .field("credentials", &credentials)
            .field("timeout", &settings.timeout)
            .field("connect_timeout", &settings.connect_timeout)
            .field("max_body_bytes", &settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
