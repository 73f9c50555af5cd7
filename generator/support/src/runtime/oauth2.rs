//! OAuth 2: the ways to have a token that an API's description names, as sources of tokens.
//!
//! Comes in: a scheme's flows, which are facts of the description, and the secrets of the caller. Goes out: sources that
//! say what to send. Nothing is sent here.

mod client_credentials;
mod endpoint;
mod session;

use crate::runtime::secret::Secret;

pub use client_credentials::ClientCredentials;
pub(crate) use endpoint::Endpoint;
pub(crate) use session::Grant as SessionGrant;
pub use session::Session;

/// The ways to have a token of one security scheme.
#[derive(Debug, Clone, Copy)]
pub struct OAuth2 {
    flows: &'static [Flow],
}

/// A way to have a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// What a token is given for.
    pub grant: Grant,
    /// Where a person grants access.
    pub authorization_url: Option<&'static str>,
    /// Where tokens are asked for.
    pub token_url: Option<&'static str>,
    /// Where they are renewed, if that is not where they are asked for.
    pub refresh_url: Option<&'static str>,
    /// What can be granted.
    pub scopes: &'static [&'static str],
}

/// What a token is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl OAuth2 {
    pub(crate) const fn of(flows: &'static [Flow]) -> Self {
        Self { flows }
    }

    /// The ways to have a token, as the API's description has them.
    #[must_use]
    pub fn flows(&self) -> &'static [Flow] {
        self.flows
    }

    /// Tokens for the client itself, which it has for its own secret (RFC 6749, section 4.4).
    pub fn client_credentials(&self, client_id: impl Into<String>, secret: impl Into<Secret>) -> ClientCredentials {
        let url = self.flow(Grant::ClientCredentials).and_then(|flow| flow.token_url);
        ClientCredentials::at(Endpoint::new(url, client_id.into()).secret(secret.into()))
    }

    /// Tokens for a person who granted access before: they are had for a refresh token (RFC 6749, section 6).
    pub fn refresh_token(&self, client_id: impl Into<String>, token: impl Into<Secret>) -> Session {
        Session::new(self.endpoint_of_codes(client_id.into()), SessionGrant::Refresh(token.into()))
    }

    /// Where codes and refresh tokens become tokens.
    pub(crate) fn endpoint_of_codes(&self, client_id: String) -> Endpoint {
        let flow = self.flow(Grant::AuthorizationCode).copied();
        let refresh = flow.and_then(|flow| flow.refresh_url);
        Endpoint::new(flow.and_then(|flow| flow.token_url), client_id).renewing_at(refresh)
    }

    /// The flow of a grant; where the description has none, one that has tokens all the same.
    pub(crate) fn flow(&self, grant: Grant) -> Option<&'static Flow> {
        let declared = self.flows.iter().find(|flow| flow.grant == grant && flow.token_url.is_some());
        declared.or_else(|| self.flows.iter().find(|flow| flow.token_url.is_some()))
    }
}

#[cfg(test)]
mod tests;
