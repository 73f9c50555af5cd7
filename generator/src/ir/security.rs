//! The credentials of a client and their OAuth 2 flows.

use crate::names::Name;

/// A credential of a client: a security scheme of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The name of its setter.
    pub name: Name,
    /// The document's description.
    pub description: Option<String>,
    /// The part of the request that carries it.
    pub carrier: CredentialLocation,
    /// The name of the setter for a token source, for bearer tokens.
    pub source: Option<Name>,
    /// The OAuth 2 flows.
    pub flows: Vec<OAuthFlow>,
    /// True if a token source can request its tokens.
    pub uses_oauth2: bool,
    /// True if it supports the authorization-code grant.
    pub uses_authorization_code: bool,
    /// The `OpenID` Connect discovery URL.
    pub discovery: Option<String>,
}

/// The part of the request that carries a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialLocation {
    /// A query parameter with this name.
    Query(String),
    /// A header with this name.
    Header(String),
    /// A cookie with this name.
    Cookie(String),
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization` with this HTTP scheme; the caller supplies the complete value.
    Authorization(String),
}

/// An OAuth 2 flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthFlow {
    /// The grant type.
    pub grant: GrantType,
    /// The authorization URL; absolute if the API's server is known.
    pub authorization_url: Option<String>,
    /// The token URL.
    pub token_url: Option<String>,
    /// The refresh URL, if it differs from the token URL.
    pub refresh_url: Option<String>,
    /// The scopes with their descriptions.
    pub scopes: Vec<(String, String)>,
}

/// The grant type of an OAuth 2 flow (RFC 6749).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GrantType {
    /// Authorization code, from a redirect of the user's browser.
    AuthorizationCode,
    /// Client id and client secret.
    ClientCredentials,
    /// The token itself, from a redirect of the user's browser.
    Implicit,
    /// The user's name and password.
    Password,
}

/// A credential that an operation requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredScheme {
    /// The name of the credential's setter.
    pub name: Name,
    /// The required scopes.
    pub scopes: Vec<String>,
}
