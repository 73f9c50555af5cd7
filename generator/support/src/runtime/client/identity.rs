//! A client's credentials come in; what every request carries because of them goes out.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use zeroize::Zeroizing;

use super::BuildError;
use crate::runtime::encode::{push_cookie, push_query};
use crate::runtime::secret::Secret;

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
    /// What it is, for operations that name theirs; `None` goes along with every request.
    credential: Option<Credential>,
    written: Written,
}

enum Written {
    /// Marked sensitive.
    Header(HeaderName, HeaderValue),
    Cookie(String),
    Query(String),
}

/// The credentials of one request.
#[derive(Default)]
pub(crate) struct Worn {
    /// All marked sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: String,
    pub(crate) query: String,
}

impl Identity {
    pub(super) fn new(
        credentials: Vec<(Credential, Secret)>,
        basic: Option<(Secret, Secret)>,
        user: Option<(Secret, Secret)>,
    ) -> Result<Self, BuildError> {
        let mut identity = Self::default();
        let mut secrets = Vec::new();
        for (credential, secret) in credentials {
            identity.add(credential, &secret)?;
            secrets.push(secret);
        }
        // What the base URL says is for every request to it; a name and a password of their own count before it.
        let named = basic.map(|pair| (Some(Credential::Basic), pair));
        if let Some((credential, (user, password))) = named.or(user.map(|pair| (None, pair))) {
            let value = basic_header(&user, &password)?;
            secrets.extend(value.to_str().ok().and_then(|text| text.split_once(' ')).map(|(_, pair)| pair.into()));
            secrets.push(password);
            identity.carried.push(Carried { credential, written: Written::Header(AUTHORIZATION, value) });
        }
        secrets.retain(|secret| !secret.expose().is_empty());
        identity.secrets = secrets.into();
        Ok(identity)
    }

    /// What a request has to carry, of an operation that takes `asked` or, where it does not say, every credential.
    pub(crate) fn worn(&self, asked: Option<&[Credential]>) -> Worn {
        let mut worn = Worn::default();
        let is_asked = |carried: &&Carried| match (asked, &carried.credential) {
            (Some(asked), Some(credential)) => asked.contains(credential),
            (None, _) | (_, None) => true,
        };
        for carried in self.carried.iter().filter(is_asked) {
            match &carried.written {
                Written::Header(name, value) => drop(worn.headers.insert(name, value.clone())),
                Written::Cookie(pair) => join(&mut worn.cookies, "; ", pair),
                Written::Query(pair) => join(&mut worn.query, "&", pair),
            }
        }
        worn
    }

    fn add(&mut self, credential: Credential, secret: &Secret) -> Result<(), BuildError> {
        let mut pair = String::new();
        let written = match credential {
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
            Credential::Bearer => {
                let value = header_value("Authorization", &format!("Bearer {}", secret.expose()))?;
                Written::Header(AUTHORIZATION, value)
            }
            // A name and a password come as a pair, and only there is what to write.
            Credential::Basic => return Ok(()),
        };
        self.carried.push(Carried { credential: Some(credential), written });
        Ok(())
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
    let value = HeaderValue::from_bytes(text.as_bytes());
    let mut value = value.map_err(|_| BuildError::new(format!("credential `{name}`: no header can hold it")))?;
    value.set_sensitive(true);
    Ok(value)
}

/// `Authorization: Basic`, as RFC 7617 writes it.
fn basic_header(user: &Secret, password: &Secret) -> Result<HeaderValue, BuildError> {
    if user.expose().contains(':') {
        return Err(BuildError::new("the user's name has a colon, which `Authorization: Basic` cannot hold"));
    }
    let pair = Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
    let value = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    let refused = |_| BuildError::new("the user's name and password cannot be sent");
    let mut value = HeaderValue::from_str(&value).map_err(refused)?;
    value.set_sensitive(true);
    Ok(value)
}
