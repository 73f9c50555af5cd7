//! Access that a person grants in a browser: where to send the person, and what the browser brings back.
//!
//! The authorization code of RFC 6749 (section 4.1), with the proof key of RFC 7636: whoever sees the code on its way
//! can do nothing with it. Nothing is sent here.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::runtime::client::shown;
use crate::runtime::oauth2::{Endpoint, Flow, Grant, OAuth2, Session, SessionGrant};
use crate::runtime::scrub::Scrubber;
use crate::runtime::secret::Secret;
use crate::runtime::token::{TokenError, TokenRefused};

/// How much of the server's words an error shows.
const SHOWN: usize = 300;

/// Access to be asked of a person.
#[derive(Clone)]
pub struct AuthorizationCode {
    authorization_url: Option<String>,
    endpoint: Endpoint,
    redirect_uri: String,
    scopes: Vec<String>,
    more: Vec<(String, String)>,
}

/// Access that a person is being asked for.
#[derive(Clone)]
pub struct Login {
    asked: AuthorizationCode,
    state: Secret,
    verifier: Secret,
}

impl OAuth2 {
    /// Access that a person grants in a browser, which comes back to `redirect_uri`.
    pub fn authorization_code(
        &self,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> AuthorizationCode {
        let has_page = |flow: &&Flow| flow.authorization_url.is_some();
        let declared = self.flow(Grant::AuthorizationCode).filter(has_page);
        let page = declared.or_else(|| self.flows().iter().find(has_page)).and_then(|flow| flow.authorization_url);
        AuthorizationCode {
            authorization_url: page.map(str::to_owned),
            endpoint: self.endpoint_of_codes(client_id.into()),
            redirect_uri: redirect_uri.into(),
            scopes: Vec::new(),
            more: Vec::new(),
        }
    }
}

impl AuthorizationCode {
    /// What the person is asked for; where nothing is said, the server decides.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Where the person grants access, if that is not where the API's description says.
    #[must_use]
    pub fn authorization_url(mut self, url: impl Into<String>) -> Self {
        self.authorization_url = Some(url.into());
        self
    }

    /// A parameter of the server's own in the URL, such as `prompt`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.more.push((name.into(), value.into()));
        self
    }

    /// Asks: with a state and a verifier that nobody can guess.
    pub fn begin(self) -> Result<Login, TokenError> {
        let (state, verifier) = (random()?, random()?);
        self.resume(state, verifier)
    }

    /// What was asked before, for when the browser comes back to another process: of [`Login::state`] and
    /// [`Login::verifier`], which were kept for this person.
    pub fn resume(self, state: impl Into<Secret>, verifier: impl Into<Secret>) -> Result<Login, TokenError> {
        let login = Login { asked: self, state: state.into(), verifier: verifier.into() };
        login.page().map(|_| login)
    }
}

impl Login {
    /// The URL to send the person to.
    #[must_use]
    pub fn url(&self) -> String {
        // It was made before, or there would be no `Login`.
        self.page().map(String::from).unwrap_or_default()
    }

    /// What the browser has to bring back.
    #[must_use]
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// What proves that a code was asked for here.
    #[must_use]
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// Takes what the browser came back to: the whole URL, or its path and query. The source has its first token once a
    /// call needs one.
    pub fn accept(self, redirected: &str) -> Result<Session, TokenError> {
        let unfit = |problem: &str| TokenError::setup(problem.to_owned());
        let here = Url::parse("http://localhost").ok();
        let url = here.and_then(|here| here.join(redirected).ok());
        let url = url.ok_or_else(|| unfit("what the browser came back to is no URL"))?;
        let one = |name: &str| {
            let mut values = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            let first = values.next();
            first.filter(|_| values.next().is_none())
        };
        if one("state").map(Secret::from).as_ref() != Some(&self.state) {
            return Err(unfit("the browser came back with another state: someone else may have sent it"));
        }
        if let Some(code) = one("error") {
            let scrubber = Scrubber { arguments: [self.state, self.verifier].into(), ..Scrubber::default() };
            let short = |text: String| scrubber.beginning(text.as_bytes(), SHOWN);
            return Err(TokenError::Refused(TokenRefused {
                refusal: short(code).into(),
                status: None,
                description: one("error_description").map(short),
                uri: one("error_uri").map(short),
            }));
        }
        let code = one("code").ok_or_else(|| unfit("the browser came back without a code"))?;
        let AuthorizationCode { endpoint, redirect_uri, .. } = self.asked;
        let grant = SessionGrant::Code { code: code.into(), verifier: self.verifier, redirect_uri };
        Ok(Session::new(endpoint, grant))
    }

    fn page(&self) -> Result<Url, TokenError> {
        let asked = &self.asked;
        let missing = "the description does not say where access is granted: give it with `authorization_url`";
        let url = asked.authorization_url.as_deref().ok_or_else(|| TokenError::setup(missing))?;
        let url = Url::parse(url).ok().filter(Url::has_host);
        let mut url = url.ok_or_else(|| TokenError::setup(format!("{missing}, as an absolute URL")))?;
        let mut pairs = url.query_pairs_mut();
        pairs.append_pair("response_type", "code").append_pair("client_id", asked.endpoint.client_id());
        pairs.append_pair("redirect_uri", &asked.redirect_uri);
        if !asked.scopes.is_empty() {
            pairs.append_pair("scope", &asked.scopes.join(" "));
        }
        pairs.append_pair("state", self.state.expose());
        pairs.append_pair("code_challenge", &challenge(&self.verifier)).append_pair("code_challenge_method", "S256");
        asked.more.iter().for_each(|(name, value)| {
            pairs.append_pair(name, value);
        });
        drop(pairs);
        Ok(url)
    }
}

/// The challenge of a verifier: RFC 7636, section 4.2.
fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose().as_bytes()))
}

/// A text of 256 random bits.
fn random() -> Result<Secret, TokenError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(&mut *bytes).map_err(|_| TokenError::setup("the system has no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes.as_slice()).into())
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("authorization_url", &self.authorization_url.as_deref().map(shown))
            .field("endpoint", &self.endpoint)
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("asked", &self.asked).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
