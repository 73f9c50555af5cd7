//! The `Authorization: Basic` header (RFC 7617).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use zeroize::Zeroizing;

use super::super::error::BuildError;
use super::super::secret::{self, SecretString};

/// The user information of a URL as `Authorization: Basic`.
#[derive(Clone)]
pub(crate) struct BasicAuth {
    /// The sensitive header.
    pub(crate) authorization: HeaderValue,
    /// The texts that errors must not show.
    pub(crate) secrets: Vec<SecretString>,
}

impl BasicAuth {
    pub(super) fn new(name: &SecretString, password: SecretString) -> Result<Self, BuildError> {
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
