//! A client's credentials come in; what every request carries because of them goes out.

use std::sync::Arc;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

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
}

/// Credentials as requests carry them.
#[derive(Default)]
pub(crate) struct Identity {
    /// All marked sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: String,
    pub(crate) query: String,
    /// The names in `query`.
    pub(crate) query_names: Vec<&'static str>,
    /// The texts that no error may show.
    pub(crate) secrets: Arc<[Secret]>,
}

impl Identity {
    pub(super) fn new(
        http: &reqwest::Client,
        credentials: Vec<(Credential, Secret)>,
        basic: Option<(Secret, Secret)>,
    ) -> Result<Self, BuildError> {
        let mut identity = Self::default();
        let mut secrets = Vec::new();
        for (place, secret) in credentials {
            identity.add(place, &secret)?;
            secrets.push(secret);
        }
        if let Some((user, password)) = basic {
            let value = basic_header(http, &user, &password)?;
            secrets.extend(value.to_str().ok().and_then(|text| text.split_once(' ')).map(|(_, pair)| pair.into()));
            secrets.push(password);
            identity.headers.insert(AUTHORIZATION, value);
        }
        secrets.retain(|secret| !secret.expose().is_empty());
        identity.secrets = secrets.into();
        Ok(identity)
    }

    fn add(&mut self, place: Credential, secret: &Secret) -> Result<(), BuildError> {
        match place {
            Credential::Query(name) => {
                push_query(&mut self.query, name, secret.expose());
                self.query_names.push(name);
            }
            Credential::Cookie(name) => push_cookie(&mut self.cookies, name, secret.expose()),
            Credential::Header(name) => {
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| BuildError::new(format!("credential `{name}`: no header can have this name")))?;
                self.headers.insert(header, header_value(name, secret.expose())?);
            }
            Credential::Bearer => {
                let value = header_value("Authorization", &format!("Bearer {}", secret.expose()))?;
                self.headers.insert(AUTHORIZATION, value);
            }
        }
        Ok(())
    }
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

/// Lets the HTTP library write the header, which saves a Base64 of our own.
fn basic_header(http: &reqwest::Client, user: &Secret, password: &Secret) -> Result<HeaderValue, BuildError> {
    let refused = "the user's name and password cannot be sent";
    let request = http.get("http://localhost").basic_auth(user.expose(), Some(password.expose())).build();
    let request = request.map_err(|error| BuildError::caused(refused, error))?;
    let mut value = request.headers().get(AUTHORIZATION).cloned().ok_or_else(|| BuildError::new(refused))?;
    value.set_sensitive(true);
    Ok(value)
}
