//! The credentials of a client, and where the tokens among them are had.

use crate::names::Name;

/// A credential, and how it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The setter's name.
    pub name: Name,
    /// What it is, in the author's words.
    pub description: Option<String>,
    /// How it travels.
    pub carrier: Carrier,
    /// The name of the setter that takes a source of tokens; only of bearer tokens.
    pub source: Option<Name>,
    /// The ways to have a token, of OAuth 2.
    pub flows: Vec<Flow>,
    /// Whether a source can ask for its tokens.
    pub has_tokens: bool,
    /// Whether a person can grant access, so that a code is had.
    pub has_codes: bool,
    /// Where an identity provider describes itself.
    pub discovery: Option<String>,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    /// As a query parameter of this name.
    Query(String),
    /// As a header of this name.
    Header(String),
    /// As a cookie of this name.
    Cookie(String),
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization`, as the caller writes it for this scheme of HTTP.
    Authorization(String),
}

/// A way to have a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// What it is.
    pub grant: Grant,
    /// Where a person grants access; absolute where the API's server is known.
    pub authorization_url: Option<String>,
    /// Where tokens are asked for.
    pub token_url: Option<String>,
    /// Where they are renewed, if that is not where they are asked for.
    pub refresh_url: Option<String>,
    /// What can be granted, with the author's words about it.
    pub scopes: Vec<(String, String)>,
}

/// What a token is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// A code that a person's browser brought.
    AuthorizationCode,
    /// The secret of the client itself.
    ClientCredentials,
    /// Nothing: a person's browser brings the token.
    Implicit,
    /// The name and the password of a person.
    Password,
}

/// A credential that a call takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The credential, by its setter.
    pub name: Name,
    /// What it must be allowed to do.
    pub scopes: Vec<String>,
}
