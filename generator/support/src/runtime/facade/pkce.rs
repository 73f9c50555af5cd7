//! The authorization code grant of OAuth 2 (RFC 6749, section 4.1) with PKCE (RFC 7636).
//!
//! Builds the authorization URL and reads the redirect, without I/O. The verifier protects an intercepted code.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::oauth2::{GrantType, OAuth2, OAuthFlow, RefreshableToken, SessionGrant, TokenEndpoint};
use crate::runtime::core::config::redact_url;
use crate::runtime::core::redact::Redactor;
use crate::runtime::core::secret::SecretString;
use crate::runtime::core::token_source::{TokenError, TokenErrorResponse};

/// The maximum length of the server's error text in an error.
const SHOWN: usize = 300;

/// An authorization request before it starts.
#[must_use]
#[derive(Clone)]
pub struct AuthorizationCode {
    authorization_url: Option<String>,
    endpoint: TokenEndpoint,
    redirect_uri: String,
    scopes: Vec<String>,
    extra_params: Vec<(String, String)>,
}

/// A started authorization request that waits for the redirect.
#[derive(Clone)]
pub struct PendingAuthorization {
    request: AuthorizationCode,
    state: SecretString,
    verifier: SecretString,
}

impl OAuth2 {
    /// Creates an authorization request that redirects to `redirect_uri`.
    pub fn authorization_code(
        &self,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> AuthorizationCode {
        let has_page = |flow: &&OAuthFlow| flow.authorization_url.is_some();
        let declared = self.flow(GrantType::AuthorizationCode).filter(has_page);
        let page = declared.or_else(|| self.flows().iter().find(has_page)).and_then(|flow| flow.authorization_url);
        AuthorizationCode {
            authorization_url: page.map(str::to_owned),
            endpoint: self.code_endpoint(client_id.into()),
            redirect_uri: redirect_uri.into(),
            scopes: Vec::new(),
            extra_params: Vec::new(),
        }
    }
}

impl AuthorizationCode {
    /// Sets the requested scopes. By default the server chooses them.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the URL of the authorization endpoint, overriding the API description.
    pub fn authorization_url(mut self, url: impl Into<String>) -> Self {
        self.authorization_url = Some(url.into());
        self
    }

    /// Adds a query parameter to the URL, such as `prompt`.
    pub fn extra_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra_params.push((name.into(), value.into()));
        self
    }

    /// Starts the authorization with a random state and verifier.
    pub fn start(self) -> Result<PendingAuthorization, TokenError> {
        let (state, verifier) = (random()?, random()?);
        self.resume_with(state, verifier)
    }

    /// Resumes an authorization that another process started, from the stored `state` and `verifier`.
    pub fn resume_with(
        self,
        state: impl Into<SecretString>,
        verifier: impl Into<SecretString>,
    ) -> Result<PendingAuthorization, TokenError> {
        let login = PendingAuthorization { request: self, state: state.into(), verifier: verifier.into() };
        login.authorize_url().map(|_| login)
    }
}

impl PendingAuthorization {
    /// Returns the authorization URL that the user must open.
    pub fn url(&self) -> String {
        // The URL was validated when this value was created.
        self.authorize_url().map(String::from).unwrap_or_default()
    }

    /// Returns the `state` that the redirect must contain.
    pub fn state(&self) -> &SecretString {
        &self.state
    }

    /// Returns the PKCE code verifier.
    pub fn verifier(&self) -> &SecretString {
        &self.verifier
    }

    /// Reads the redirect (URL, or path and query). The returned source exchanges the code on first use.
    pub fn exchange_redirect(self, redirected: &str) -> Result<RefreshableToken, TokenError> {
        let unfit = |problem: &str| TokenError::setup(problem.to_owned());
        let here = Url::parse("http://localhost").ok();
        let url = here.and_then(|here| here.join(redirected).ok());
        let url = url.ok_or_else(|| unfit("the redirect is not a valid URL"))?;
        let one = |name: &str| {
            let mut values = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            let first = values.next();
            first.filter(|_| values.next().is_none())
        };
        if one("state").map(SecretString::from).as_ref() != Some(&self.state) {
            return Err(unfit("the redirect has another state: it may be forged"));
        }
        if let Some(code) = one("error") {
            let redactor = Redactor { arguments: [self.state, self.verifier].into(), ..Redactor::default() };
            let short = |text: String| redactor.redact_prefix(text.as_bytes(), SHOWN);
            return Err(TokenError::ErrorResponse(TokenErrorResponse {
                code: short(code).into(),
                status: None,
                description: one("error_description").map(short),
                uri: one("error_uri").map(short),
            }));
        }
        let code = one("code").ok_or_else(|| unfit("the redirect does not have exactly one code"))?;
        let AuthorizationCode { endpoint, redirect_uri, .. } = self.request;
        let grant = SessionGrant::Code { code: code.into(), verifier: self.verifier, redirect_uri };
        Ok(RefreshableToken::new(endpoint, grant))
    }

    fn authorize_url(&self) -> Result<Url, TokenError> {
        let request = &self.request;
        let missing = "the API description has no authorization endpoint: set it with `authorization_url`";
        let url = request.authorization_url.as_deref().ok_or_else(|| TokenError::setup(missing))?;
        let url = Url::parse(url).ok().filter(Url::has_host);
        let mut url = url.ok_or_else(|| TokenError::setup(format!("{missing}, as an absolute URL")))?;
        let mut pairs = url.query_pairs_mut();
        pairs.append_pair("response_type", "code").append_pair("client_id", request.endpoint.client_id());
        pairs.append_pair("redirect_uri", &request.redirect_uri);
        if !request.scopes.is_empty() {
            pairs.append_pair("scope", &request.scopes.join(" "));
        }
        pairs.append_pair("state", self.state.expose_secret());
        pairs.append_pair("code_challenge", &challenge(&self.verifier)).append_pair("code_challenge_method", "S256");
        request.extra_params.iter().for_each(|(name, value)| {
            pairs.append_pair(name, value);
        });
        drop(pairs);
        Ok(url)
    }
}

/// Returns the code challenge of a verifier (RFC 7636, section 4.2).
fn challenge(verifier: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret().as_bytes()))
}

/// Returns a text of 256 random bits.
fn random() -> Result<SecretString, TokenError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(&mut *bytes).map_err(|_| TokenError::setup("the system has no source of randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes.as_slice()).into())
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("authorization_url", &self.authorization_url.as_deref().map(redact_url))
            .field("endpoint", &self.endpoint)
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PendingAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingAuthorization").field("requests", &self.request).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
