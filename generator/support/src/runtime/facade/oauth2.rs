//! OAuth 2: token sources for the flows of a security scheme.

mod client_credentials;
mod endpoint;
mod session;

use crate::runtime::core::secret::SecretString;

pub use client_credentials::ClientCredentials;
pub(crate) use endpoint::TokenEndpoint;
pub(crate) use session::Grant as SessionGrant;
pub use session::RefreshableToken;

/// An OAuth 2 security scheme.
#[derive(Debug, Clone, Copy)]
pub struct OAuth2 {
    flows: &'static [OAuthFlow],
}

/// An OAuth 2 flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OAuthFlow {
    /// The grant type.
    pub grant: GrantType,
    /// The authorization endpoint.
    pub authorization_url: Option<&'static str>,
    /// The token endpoint.
    pub token_url: Option<&'static str>,
    /// The token endpoint for refresh tokens, if it differs.
    pub refresh_url: Option<&'static str>,
    /// The available scopes.
    pub scopes: &'static [&'static str],
}

/// An OAuth 2 grant type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantType {
    /// Authorization code.
    AuthorizationCode,
    /// Client credentials.
    ClientCredentials,
    /// Implicit.
    Implicit,
    /// Resource owner password credentials.
    Password,
}

impl OAuth2 {
    pub(crate) const fn new(flows: &'static [OAuthFlow]) -> Self {
        Self { flows }
    }

    /// Returns the flows that the API description declares.
    pub fn flows(&self) -> &'static [OAuthFlow] {
        self.flows
    }

    /// Creates a token source with client credentials (RFC 6749, section 4.4).
    pub fn client_credentials(
        &self,
        client_id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> ClientCredentials {
        let url = self.flow(GrantType::ClientCredentials).and_then(|flow| flow.token_url);
        ClientCredentials::new(TokenEndpoint::new(url, client_id.into()).secret(secret.into()))
    }

    /// Creates a token source with a refresh token (RFC 6749, section 6).
    pub fn refresh_token(&self, client_id: impl Into<String>, token: impl Into<SecretString>) -> RefreshableToken {
        RefreshableToken::new(self.code_endpoint(client_id.into()), SessionGrant::Refresh(token.into()))
    }

    /// Returns the endpoint for codes and refresh tokens.
    pub(crate) fn code_endpoint(&self, client_id: String) -> TokenEndpoint {
        let flow = self.flow(GrantType::AuthorizationCode).copied();
        let refresh = flow.and_then(|flow| flow.refresh_url);
        TokenEndpoint::new(flow.and_then(|flow| flow.token_url), client_id).renewing_at(refresh)
    }

    /// Returns the flow of a grant type, or another flow with a token endpoint.
    pub(crate) fn flow(&self, grant: GrantType) -> Option<&'static OAuthFlow> {
        let declared = self.flows.iter().find(|flow| flow.grant == grant && flow.token_url.is_some());
        declared.or_else(|| self.flows.iter().find(|flow| flow.token_url.is_some()))
    }
}

#[cfg(test)]
mod tests;
