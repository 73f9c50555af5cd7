//! A client's credentials come in; what every request carries because of them goes out.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::{BuildError, CredentialError, User};
use crate::runtime::encode::{push_cookie, push_query};
use crate::runtime::secret::{self, Secret};
use crate::runtime::token::TokenSource;
use crate::runtime::token::flight::Flight;

/// Where a request carries a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// In a query parameter of this name.
    Query(&'static str),
    /// In a header of this name.
    Header(&'static str),
    /// In a cookie of this name.
    Cookie(&'static str),
    /// In the `Authorization` header, as a bearer token.
    Bearer,
    /// In the `Authorization` header, as a name and a password.
    Basic,
}

/// The ways to authenticate a call, of which one is enough: each lists credentials that go together, by the names of
/// their setters. Empty where a call takes none; `None` where nothing is said, so that all the client has go along.
pub type Security = Option<&'static [&'static [&'static str]]>;

/// A credential that a client was given.
#[derive(Clone)]
pub(super) struct Given {
    /// The name of its setter.
    pub(super) name: &'static str,
    pub(super) what: What,
}

/// What a client was given.
#[derive(Clone)]
pub(super) enum What {
    Secret(Credential, Secret),
    /// A name and a password.
    Pair(Secret, Secret),
    Source(Arc<Sourced>),
}

/// Credentials as requests carry them.
#[derive(Default)]
pub(crate) struct Identity {
    carried: Vec<Carried>,
    /// The names of the query parameters among them.
    pub(crate) query_names: Vec<&'static str>,
    /// The texts that no error may show.
    pub(crate) secrets: Arc<[Secret]>,
}

/// One credential, written as requests have it.
struct Carried {
    name: &'static str,
    place: Credential,
    written: Written,
}

enum Written {
    /// Marked sensitive.
    Header(HeaderName, HeaderValue),
    Cookie(Zeroizing<String>),
    Query(Zeroizing<String>),
    Token(Arc<Sourced>),
}

/// A source of tokens, and who is asking it.
pub(crate) struct Sourced {
    pub(crate) source: Box<dyn TokenSource>,
    /// Of a source that has none of its own.
    flight: Flight,
}

impl Sourced {
    pub(super) fn new(source: impl TokenSource + 'static) -> Self {
        Self { source: Box::new(source), flight: Flight::default() }
    }

    /// Who is asking, of all that share the source.
    pub(crate) fn flight(&self) -> &Flight {
        self.source.flight().unwrap_or(&self.flight)
    }
}

/// The credentials of one request.
#[derive(Default)]
pub(crate) struct Worn<'c> {
    /// All marked sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: Zeroizing<String>,
    pub(crate) query: Zeroizing<String>,
    /// Where the token of its `Authorization` header comes from.
    pub(crate) source: Option<&'c Sourced>,
}

impl Worn<'_> {
    /// Whether there are any.
    pub(crate) fn is_secret(&self) -> bool {
        let Self { headers, cookies, query, source } = self;
        !headers.is_empty() || !cookies.is_empty() || !query.is_empty() || source.is_some()
    }
}

impl Identity {
    pub(super) fn new(given: Vec<Given>) -> Result<Self, BuildError> {
        let mut identity = Self::default();
        let mut secrets = Vec::new();
        for Given { name, what } in given {
            identity.add(name, what, &mut secrets)?;
        }
        secrets.retain(|secret| !secret.expose().is_empty());
        identity.secrets = secrets.into();
        Ok(identity)
    }

    /// Whether one of the credentials is a header of this name.
    pub(super) fn has_header(&self, name: &str) -> bool {
        let is_it = |carried: &Carried| matches!(&carried.written, Written::Header(header, _) if header == name);
        self.carried.iter().any(is_it)
    }

    /// What a request has to carry, of an operation that takes these credentials, to a server that may know a `user`.
    /// One that authenticates `by_itself` can do without.
    pub(crate) fn worn(
        &self,
        security: Security,
        by_itself: bool,
        user: Option<&User>,
    ) -> Result<Worn<'_>, CredentialError> {
        let has = |name: &&'static str| self.carried.iter().any(|carried| carried.name == *name);
        let way = security.map(|ways| ways.iter().copied().find(|way| way.iter().all(has)));
        let names = match (way, security) {
            (Some(None), Some(ways)) if !ways.is_empty() && !by_itself && user.is_none() => {
                let lacking = |way: &&[&'static str]| way.iter().copied().filter(|name| !has(name)).collect();
                return Err(CredentialError::missing(ways.iter().map(lacking).collect()));
            }
            (way, _) => way.map(Option::unwrap_or_default),
        };
        let mut chosen: Vec<&Carried> = Vec::new();
        for carried in self.carried.iter().filter(|carried| names.is_none_or(|names| names.contains(&carried.name))) {
            // What was given last for a place counts.
            chosen.retain(|other| other.place != carried.place);
            chosen.push(carried);
        }
        let mut worn = Worn::default();
        worn.headers.extend(user.map(|user| (AUTHORIZATION, user.authorization.clone())));
        chosen.into_iter().for_each(|carried| worn.put(&carried.written));
        Ok(worn)
    }

    fn add(&mut self, name: &'static str, what: What, secrets: &mut Vec<Secret>) -> Result<(), BuildError> {
        let (place, written) = match what {
            What::Secret(place, secret) => {
                let written = self.written(place, &secret)?;
                secrets.push(secret);
                (place, written)
            }
            What::Pair(user, password) => {
                let value = basic_header(&user, password, secrets)?;
                (Credential::Basic, Written::Header(AUTHORIZATION, value))
            }
            What::Source(source) => (Credential::Bearer, Written::Token(source)),
        };
        self.carried.push(Carried { name, place, written });
        Ok(())
    }

    fn written(&mut self, place: Credential, secret: &Secret) -> Result<Written, BuildError> {
        let mut pair = Zeroizing::new(String::new());
        Ok(match place {
            Credential::Query(name) => {
                push_query(&mut pair, name, secret.expose());
                self.query_names.push(name);
                Written::Query(pair)
            }
            Credential::Cookie(name) => {
                push_cookie(&mut pair, name, secret.expose());
                Written::Cookie(pair)
            }
            Credential::Header(name) => {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| BuildError::new(format!("credential `{name}`: no header can have this name")))?;
                Written::Header(header, header_value(name, secret.expose())?)
            }
            Credential::Bearer | Credential::Basic => {
                let scheme = if place == Credential::Basic { "Basic" } else { "Bearer" };
                let text = Zeroizing::new(format!("{scheme} {}", secret.expose()));
                Written::Header(AUTHORIZATION, header_value("Authorization", &text)?)
            }
        })
    }
}

impl<'c> Worn<'c> {
    fn put(&mut self, written: &'c Written) {
        match written {
            Written::Header(name, value) => {
                // The header holds one of them.
                self.source.take_if(|_| *name == AUTHORIZATION);
                self.headers.insert(name, value.clone());
            }
            Written::Cookie(pair) => join(&mut self.cookies, "; ", pair),
            Written::Query(pair) => join(&mut self.query, "&", pair),
            Written::Token(sourced) => {
                self.headers.remove(AUTHORIZATION);
                self.source = Some(sourced);
            }
        }
    }
}

fn join(joined: &mut String, separator: &str, pair: &str) {
    if !joined.is_empty() {
        joined.push_str(separator);
    }
    joined.push_str(pair);
}

fn header_value(name: &str, text: &str) -> Result<HeaderValue, BuildError> {
    if text.contains(char::is_control) {
        return Err(BuildError::new(format!("credential `{name}`: it has a control character, such as a line end")));
    }
    let value = secret::header(Zeroizing::new(text.to_owned()));
    value.ok_or_else(|| BuildError::new(format!("credential `{name}`: no header can hold it")))
}

/// `Authorization: Basic`, as RFC 7617 writes it. What no error may show joins `secrets`.
pub(super) fn basic_header(
    user: &Secret,
    password: Secret,
    secrets: &mut Vec<Secret>,
) -> Result<HeaderValue, BuildError> {
    if user.expose().contains(':') {
        return Err(BuildError::new("the user's name has a colon, which `Authorization: Basic` cannot hold"));
    }
    let pair = Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
    let pair = Secret::from(STANDARD.encode(pair.as_bytes()));
    let value = Zeroizing::new(format!("Basic {}", pair.expose()));
    let value = secret::header(value).ok_or_else(|| BuildError::new("the user's name and password cannot be sent"))?;
    secrets.extend([pair, password]);
    Ok(value)
}
