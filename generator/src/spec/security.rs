//! Security schemes.

use indexmap::IndexMap;

use super::Location;
use super::typed::Reader;
use crate::pointer::Pointer;

/// The schemes that one way to authenticate needs, each with its scopes.
pub type SecurityRequirement = IndexMap<String, Vec<String>>;

/// A declared security scheme.
#[derive(Debug, Clone)]
pub enum SecurityScheme {
    /// A key in the query, a header or a cookie.
    ApiKey {
        /// The location of the key.
        location: Location,
        /// The name of the parameter.
        name: String,
        /// The description.
        description: Option<String>,
    },
    /// A scheme of the `Authorization` header.
    Http {
        /// The name of the scheme, such as `bearer`.
        scheme: String,
        /// The description.
        description: Option<String>,
    },
    /// OAuth 2.
    OAuth2 {
        /// The flows.
        flows: Box<OAuth2Flows>,
        /// The description.
        description: Option<String>,
    },
    /// `OpenID` Connect.
    OpenIdConnect {
        /// The URL of the discovery document.
        url: String,
        /// The description.
        description: Option<String>,
    },
}

impl SecurityScheme {
    /// Returns the description.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        match self {
            Self::ApiKey { description, .. }
            | Self::Http { description, .. }
            | Self::OAuth2 { description, .. }
            | Self::OpenIdConnect { description, .. } => description.as_deref(),
        }
    }
}

/// The flows of an OAuth 2 scheme.
#[derive(Debug, Clone, Default)]
pub struct OAuth2Flows {
    /// The implicit flow.
    pub implicit: Option<OAuth2Flow>,
    /// The resource owner password flow.
    pub password: Option<OAuth2Flow>,
    /// The client credentials flow.
    pub client_credentials: Option<OAuth2Flow>,
    /// The authorization code flow.
    pub authorization_code: Option<OAuth2Flow>,
}

/// One flow of an OAuth 2 scheme.
#[derive(Debug, Clone)]
pub struct OAuth2Flow {
    /// The URL of the authorization endpoint, if the flow has one.
    pub authorization_url: Option<String>,
    /// The URL of the token endpoint, if the flow has one.
    pub token_url: Option<String>,
    /// The URL for refreshing tokens.
    pub refresh_url: Option<String>,
    /// The scopes and their descriptions.
    pub scopes: IndexMap<String, String>,
}

impl From<openapiv3::SecurityScheme> for SecurityScheme {
    fn from(scheme: openapiv3::SecurityScheme) -> Self {
        match scheme {
            openapiv3::SecurityScheme::APIKey { location, name, description, extensions: _ } => {
                let location = match location {
                    openapiv3::APIKeyLocation::Query => Location::Query,
                    openapiv3::APIKeyLocation::Header => Location::Header,
                    openapiv3::APIKeyLocation::Cookie => Location::Cookie,
                };
                Self::ApiKey { location, name, description }
            }
            openapiv3::SecurityScheme::HTTP { scheme, description, bearer_format: _, extensions: _ } => {
                Self::Http { scheme, description }
            }
            openapiv3::SecurityScheme::OAuth2 { flows, description, extensions: _ } => {
                Self::OAuth2 { flows: Box::new(flows.into()), description }
            }
            openapiv3::SecurityScheme::OpenIDConnect { open_id_connect_url: url, description, extensions: _ } => {
                Self::OpenIdConnect { url, description }
            }
        }
    }
}

impl From<openapiv3::OAuth2Flows> for OAuth2Flows {
    fn from(flows: openapiv3::OAuth2Flows) -> Self {
        Self {
            implicit: flows.implicit.map(|flow| OAuth2Flow {
                authorization_url: Some(flow.authorization_url),
                token_url: None,
                refresh_url: flow.refresh_url,
                scopes: flow.scopes,
            }),
            password: flows.password.map(|flow| OAuth2Flow {
                authorization_url: None,
                token_url: Some(flow.token_url),
                refresh_url: flow.refresh_url,
                scopes: flow.scopes,
            }),
            client_credentials: flows.client_credentials.map(|flow| OAuth2Flow {
                authorization_url: None,
                token_url: Some(flow.token_url),
                refresh_url: flow.refresh_url,
                scopes: flow.scopes,
            }),
            authorization_code: flows.authorization_code.map(|flow| OAuth2Flow {
                authorization_url: Some(flow.authorization_url),
                token_url: Some(flow.token_url),
                refresh_url: flow.refresh_url,
                scopes: flow.scopes,
            }),
        }
    }
}

/// Reads the security schemes by name.
pub(super) fn read_schemes(reader: &mut Reader, pointer: &Pointer) -> IndexMap<String, SecurityScheme> {
    let schemes = reader.map::<openapiv3::SecurityScheme>(pointer);
    schemes.into_iter().map(|(name, scheme)| (name, scheme.into())).collect()
}
