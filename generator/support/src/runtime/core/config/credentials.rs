//! The credentials of a client and their encoding in requests.

use std::marker::PhantomData;
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use std::pin::Pin;
use std::sync::Arc;
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use std::sync::Mutex;

#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use super::super::chunks::BodyReadError;
#[cfg(feature = "cookies")]
use super::super::encode::push_cookie;
use super::super::encode::push_query_pair;
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use super::super::error::TransportError;
use super::super::error::{BuildError, CredentialError};
use super::super::secret::{self, SecretString, append};
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
use super::super::token_source::TokenError;
#[cfg(feature = "tokens")]
use super::super::token_source::TokenSource;
#[cfg(feature = "tokens")]
use super::super::token_source::single_flight::SingleFlight;
use super::{BasicAuth, basic_header};

/// The location of a credential in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialLocation {
    /// A query parameter.
    Query(&'static str),
    #[cfg(feature = "auth_headers")]
    /// A header.
    Header(&'static str),
    #[cfg(feature = "cookies")]
    /// A cookie.
    Cookie(&'static str),
    #[cfg(feature = "auth_headers")]
    /// The `Authorization` header with a bearer token.
    Bearer,
    #[cfg(feature = "auth_headers")]
    /// The `Authorization` header with user name and password.
    Basic,
}

/// The security requirements of an operation: alternatives, each a list of credentials by setter name. Empty for no
/// credentials; `None` if the document declares nothing, so that all credentials are sent.
pub type SecurityRequirements = Option<&'static [&'static [&'static str]]>;

/// A credential of a client.
#[derive(Clone)]
pub(crate) struct CredentialEntry {
    /// The name of its setter.
    pub(crate) name: &'static str,
    pub(crate) value: CredentialValue,
}

/// The value of a credential.
#[derive(Clone)]
pub(crate) enum CredentialValue {
    Secret(CredentialLocation, SecretString),
    #[cfg(feature = "auth_headers")]
    /// User name and password.
    Pair(SecretString, SecretString),
    #[cfg(feature = "tokens")]
    Source(Arc<SharedTokenSource>),
}

/// The encoded credentials of a client.
#[derive(Default)]
pub(crate) struct Credentials {
    encoded: Vec<EncodedCredential>,
    /// The names of query parameters with credentials.
    pub(crate) query_names: Vec<&'static str>,
    /// The texts that errors must not show.
    pub(crate) secrets: Arc<[SecretString]>,
}

/// An encoded credential.
struct EncodedCredential {
    name: &'static str,
    location: CredentialLocation,
    part: CredentialPart,
}

enum CredentialPart {
    #[cfg(feature = "auth_headers")]
    /// A sensitive header.
    Header(HeaderName, HeaderValue),
    #[cfg(feature = "cookies")]
    Cookie(Zeroizing<String>),
    Query(Zeroizing<String>),
    #[cfg(feature = "tokens")]
    Token(Arc<SharedTokenSource>),
}

#[cfg(feature = "tokens")]
/// A token source and the lock of its calls.
pub(crate) struct SharedTokenSource {
    pub(crate) source: Box<dyn TokenSource>,
    /// The lock for sources that have none.
    flight: SingleFlight,
    #[cfg(feature = "async")]
    /// The fetch of a call that was dropped, which the next call continues.
    pub(crate) pending: Mutex<Option<TokenFetch>>,
}

#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
/// A token request or the future of a source. It does not depend on the call that started it.
pub(crate) type TokenFetch = Pin<Box<dyn Future<Output = FetchedToken> + Send>>;

#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
/// The result of a fetch.
pub(crate) enum FetchedToken {
    /// The result of the future of a source.
    Token(Result<SecretString, TokenError>),
    /// The response to a token request.
    Response(Result<http::Response<Result<Bytes, BodyReadError>>, TransportError>),
}

#[cfg(feature = "tokens")]
impl SharedTokenSource {
    pub(crate) fn new(source: impl TokenSource + 'static) -> Self {
        Self {
            source: Box::new(source),
            flight: SingleFlight::default(),
            #[cfg(feature = "async")]
            pending: Mutex::default(),
        }
    }

    /// Returns the lock that all users of the source share.
    pub(crate) fn flight(&self) -> &SingleFlight {
        self.source.single_flight().unwrap_or(&self.flight)
    }
}

/// The credentials of one request.
#[derive(Default)]
pub(crate) struct RequestCredentials<'c> {
    /// Sensitive headers.
    pub(crate) headers: HeaderMap,
    #[cfg(feature = "cookies")]
    pub(crate) cookies: Zeroizing<String>,
    pub(crate) query: Zeroizing<String>,
    lifetime: PhantomData<&'c ()>,
    #[cfg(feature = "tokens")]
    /// The source of the bearer token.
    pub(crate) source: Option<&'c SharedTokenSource>,
}

impl RequestCredentials<'_> {
    /// Returns true if there are any credentials.
    pub(crate) fn is_secret(&self) -> bool {
        #[cfg(feature = "tokens")]
        if self.source.is_some() {
            return true;
        }
        #[cfg(feature = "cookies")]
        if !self.cookies.is_empty() {
            return true;
        }
        !self.headers.is_empty() || !self.query.is_empty()
    }
}

impl Credentials {
    pub(crate) fn new(entries: Vec<CredentialEntry>) -> Result<Self, BuildError> {
        let mut identity = Self::default();
        let mut secrets = Vec::new();
        for CredentialEntry { name, value } in entries {
            identity.add(name, value, &mut secrets)?;
        }
        secrets.retain(|secret| !secret.expose_secret().is_empty());
        identity.secrets = secrets.into();
        Ok(identity)
    }

    #[cfg(feature = "auth_headers")]
    /// Returns true if a credential is a header of this name.
    pub(crate) fn has_header(&self, name: &str) -> bool {
        let is_it = |credential: &EncodedCredential| matches!(&credential.part, CredentialPart::Header(header, _) if header == name);
        self.encoded.iter().any(is_it)
    }

    /// Selects the credentials of a request. None are required if it has an `Authorization` header or a `user`.
    pub(crate) fn for_request(
        &self,
        security: SecurityRequirements,
        by_itself: bool,
        user: Option<&BasicAuth>,
    ) -> Result<RequestCredentials<'_>, CredentialError> {
        let has = |name: &&'static str| self.encoded.iter().any(|credential| credential.name == *name);
        let alternative =
            security.map(|alternatives| alternatives.iter().copied().find(|alternative| alternative.iter().all(has)));
        let names = match (alternative, security) {
            (Some(None), Some(alternatives)) if !alternatives.is_empty() && !by_itself && user.is_none() => {
                let lacking =
                    |alternative: &&[&'static str]| alternative.iter().copied().filter(|name| !has(name)).collect();
                return Err(CredentialError::missing(alternatives.iter().map(lacking).collect()));
            }
            (alternative, _) => alternative.map(Option::unwrap_or_default),
        };
        let mut chosen: Vec<&EncodedCredential> = Vec::new();
        for credential in
            self.encoded.iter().filter(|credential| names.is_none_or(|names| names.contains(&credential.name)))
        {
            // The last credential for a location is used.
            chosen.retain(|other| other.location != credential.location);
            chosen.push(credential);
        }
        let mut credentials = RequestCredentials::default();
        credentials.headers.extend(user.map(|user| (AUTHORIZATION, user.authorization.clone())));
        chosen.into_iter().for_each(|credential| credentials.apply(&credential.part));
        Ok(credentials)
    }

    fn add(
        &mut self,
        name: &'static str,
        value: CredentialValue,
        secrets: &mut Vec<SecretString>,
    ) -> Result<(), BuildError> {
        let (location, part) = match value {
            CredentialValue::Secret(location, secret) => {
                let part = self.encode(location, &secret)?;
                secrets.push(secret);
                (location, part)
            }
            #[cfg(feature = "auth_headers")]
            CredentialValue::Pair(user, password) => {
                let value = basic_header(&user, password, secrets)?;
                (CredentialLocation::Basic, CredentialPart::Header(AUTHORIZATION, value))
            }
            #[cfg(feature = "tokens")]
            CredentialValue::Source(source) => (CredentialLocation::Bearer, CredentialPart::Token(source)),
        };
        self.encoded.push(EncodedCredential { name, location, part });
        Ok(())
    }

    fn encode(&mut self, location: CredentialLocation, secret: &SecretString) -> Result<CredentialPart, BuildError> {
        let mut pair = Zeroizing::new(String::new());
        Ok(match location {
            CredentialLocation::Query(name) => {
                push_query_pair(&mut pair, name, secret.expose_secret());
                self.query_names.push(name);
                CredentialPart::Query(pair)
            }
            #[cfg(feature = "cookies")]
            CredentialLocation::Cookie(name) => {
                push_cookie(&mut pair, name, secret.expose_secret());
                CredentialPart::Cookie(pair)
            }
            #[cfg(feature = "auth_headers")]
            CredentialLocation::Header(name) => {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| BuildError::new(format!("credential `{name}`: not a valid header name")))?;
                CredentialPart::Header(header, header_value(name, secret.expose_secret())?)
            }
            #[cfg(feature = "auth_headers")]
            CredentialLocation::Bearer | CredentialLocation::Basic => {
                let scheme = if location == CredentialLocation::Basic { "Basic" } else { "Bearer" };
                let text = Zeroizing::new(format!("{scheme} {}", secret.expose_secret()));
                CredentialPart::Header(AUTHORIZATION, header_value("Authorization", &text)?)
            }
        })
    }
}

impl<'c> RequestCredentials<'c> {
    fn apply(&mut self, part: &'c CredentialPart) {
        match part {
            #[cfg(feature = "auth_headers")]
            CredentialPart::Header(name, value) => {
                // The header has one value.
                #[cfg(feature = "tokens")]
                self.source.take_if(|_| *name == AUTHORIZATION);
                self.headers.insert(name, value.clone());
            }
            #[cfg(feature = "cookies")]
            CredentialPart::Cookie(pair) => append(&mut self.cookies, "; ", &[pair]),
            CredentialPart::Query(pair) => append(&mut self.query, "&", &[pair]),
            #[cfg(feature = "tokens")]
            CredentialPart::Token(sourced) => {
                self.headers.remove(AUTHORIZATION);
                self.source = Some(sourced);
            }
        }
    }
}

#[cfg(feature = "auth_headers")]
fn header_value(name: &str, text: &str) -> Result<HeaderValue, BuildError> {
    if text.contains(char::is_control) {
        return Err(BuildError::new(format!("credential `{name}`: it has a control character, such as a line break")));
    }
    let value = secret::sensitive_header_value(Zeroizing::new(text.to_owned()));
    value.ok_or_else(|| BuildError::new(format!("credential `{name}`: it is not valid in a header")))
}
