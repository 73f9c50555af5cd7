//! Settings come in; a client that is ready to send goes out, or what is wrong with the settings.

mod base;
mod identity;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::runtime::encode::Encoder;
use crate::runtime::secret::Secret;
use crate::runtime::server::Server;
use identity::Identity;

pub(crate) use base::BaseUrl;
pub use identity::Credential;
pub(crate) use identity::Worn;

/// How long a call may take in all where nobody says.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How long connecting may take where nobody says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How large a body may be where nobody says.
const MAX_BODY_BYTES: u64 = 64 * 1024 * 1024;

/// What the client of one API is made for.
#[derive(Debug)]
pub struct Service {
    /// What the client calls itself in requests.
    pub user_agent: &'static str,
    /// The API's server, where its description names one.
    pub base_url: Option<&'static str>,
    /// Names of the JSON members whose values never appear in an error.
    pub secret_fields: &'static [&'static str],
}

/// A client of the API. Clones share their connections, and making one is cheap.
#[derive(Clone)]
pub struct Client {
    // The client's own methods would clash with operations of the same name, so what the runtime asks of it stands on
    // `Inner`.
    pub(crate) inner: Arc<Inner>,
}

/// What all clones of a client share.
pub(crate) struct Inner {
    service: &'static Service,
    ready: Result<Ready, BuildError>,
}

/// What sending takes.
pub(crate) struct Ready {
    pub(crate) http: reqwest::Client,
    pub(crate) base: BaseUrl,
    /// Whether the caller said where the API is: then no operation goes elsewhere.
    pub(crate) base_is_given: bool,
    pub(crate) identity: Identity,
    pub(crate) secret_fields: &'static [&'static str],
    pub(crate) timeout: Duration,
    pub(crate) max_body_bytes: u64,
}

impl Client {
    /// The client with every setting as it is by default. What is wrong with them is told by the first call.
    pub(crate) fn of(service: &'static Service) -> Self {
        Self { inner: Arc::new(Inner { service, ready: Ready::new(ClientBuilder::of(service)) }) }
    }
}

impl Inner {
    /// Where the API is.
    pub(crate) fn base_url(&self) -> &str {
        match &self.ready {
            Ok(ready) => ready.base.as_str(),
            Err(_) => self.service.base_url.unwrap_or_default(),
        }
    }

    pub(crate) fn encoder(&self) -> Encoder {
        Encoder::new(self.service.secret_fields)
    }

    pub(crate) fn ready(&self) -> Result<&Ready, BuildError> {
        self.ready.as_ref().map_err(BuildError::clone)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.inner.base_url()).finish_non_exhaustive()
    }
}

impl Ready {
    fn new(builder: ClientBuilder) -> Result<Self, BuildError> {
        let Some(base_url) = builder.base_url else {
            return Err(BuildError::new("the API's description names no server: give its URL with `base_url`"));
        };
        let (base, user) = BaseUrl::parse(&base_url)?;
        let http = reqwest::Client::builder()
            .user_agent(builder.user_agent)
            .connect_timeout(builder.connect_timeout)
            // Redirects are followed by `exchange`, which knows what is secret.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .build()
            .map_err(|error| BuildError::caused("the HTTP client cannot be set up", error))?;
        let identity = Identity::new(&http, builder.credentials, builder.basic, user)?;
        Ok(Self {
            http,
            base,
            base_is_given: builder.base_is_given,
            identity,
            secret_fields: builder.service.secret_fields,
            timeout: builder.timeout,
            max_body_bytes: builder.max_body_bytes,
        })
    }
}

/// The settings of a client to be.
#[derive(Clone)]
#[must_use = "a builder makes a client only when it is built"]
pub struct ClientBuilder {
    service: &'static Service,
    base_url: Option<String>,
    base_is_given: bool,
    credentials: Vec<(Credential, Secret)>,
    basic: Option<(Secret, Secret)>,
    timeout: Duration,
    connect_timeout: Duration,
    max_body_bytes: u64,
    user_agent: String,
}

impl ClientBuilder {
    pub(crate) fn of(service: &'static Service) -> Self {
        Self {
            service,
            base_url: service.base_url.map(str::to_owned),
            base_is_given: false,
            credentials: Vec::new(),
            basic: None,
            timeout: TIMEOUT,
            connect_timeout: CONNECT_TIMEOUT,
            max_body_bytes: MAX_BODY_BYTES,
            user_agent: service.user_agent.to_owned(),
        }
    }

    /// Where the API is: an `http` or `https` URL. A path in it comes before the path of every operation, also of those
    /// that have a server of their own otherwise.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.base_is_given = true;
        self
    }

    /// How long a call may take in all, redirects and reading the body included: 60 seconds where nothing is said.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take: 10 seconds where nothing is said.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How large the body of an answer may be, as sent and as decompressed: 64 MiB where nothing is said.
    pub fn max_body_bytes(mut self, limit: u64) -> Self {
        self.max_body_bytes = limit;
        self
    }

    /// What the client calls itself in requests.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// The client.
    pub fn build(self) -> Result<Client, BuildError> {
        let service = self.service;
        let ready = Ready::new(self)?;
        Ok(Client { inner: Arc::new(Inner { service, ready: Ok(ready) }) })
    }

    /// Calls another of the API's servers. Operations that have a server of their own keep it.
    pub(crate) fn served_by(mut self, server: Server) -> Self {
        self.base_url = Some(server.into());
        self.base_is_given = false;
        self
    }

    /// Sends a secret along with every request that takes it. One given before for the same place is replaced.
    pub(crate) fn credential(mut self, place: Credential, secret: Secret) -> Self {
        self.credentials.retain(|(taken, _)| *taken != place);
        self.credentials.push((place, secret));
        self
    }

    /// Sends a name and a password along with every request that takes them.
    pub(crate) fn basic(mut self, user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        self.basic = Some((user.into(), password.into()));
        self
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials: Vec<Credential> = self.credentials.iter().map(|(place, _)| *place).collect();
        f.debug_struct("ClientBuilder")
            .field("base_url", &self.base_url.as_deref().map(base::shown))
            .field("credentials", &credentials)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}

/// Why there is no client.
#[derive(Debug, Clone)]
pub struct BuildError {
    problem: String,
    source: Option<Arc<reqwest::Error>>,
}

impl BuildError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), source: None }
    }

    pub(crate) fn caused(problem: impl Into<String>, source: reqwest::Error) -> Self {
        Self { problem: problem.into(), source: Some(Arc::new(source.without_url())) }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|error| error as _)
    }
}

#[cfg(test)]
mod tests;
