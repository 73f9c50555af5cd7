//! Security schemes as credentials of the client, with the names of their setters.

mod flows;
mod places;
mod requirements;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::infer::{Aspect, AuthMethod, Claim, Inferences, Scheme};
use crate::ir::{Credential, CredentialLocation, GrantType, OAuthFlow};
use crate::lower::lock_keys::LockKeys;
use crate::names::{Case, NameRequest, lock, reserved};
use crate::spec::{Location, SecurityScheme, Spec};

pub(super) use places::{is_sent_as_credential, repeated_credential};
pub(super) use requirements::{alternatives, report_unused};

/// Credentials by the names of their security schemes.
pub(super) type Credentials = BTreeMap<String, Credential>;

/// Lowers the declared and the inferred security schemes.
pub(super) fn lower(spec: &Spec, inferences: &Inferences, base_url: Option<&str>, keys: &LockKeys) -> Credentials {
    let declared = spec.security_schemes.iter().map(|(name, scheme)| (name.clone(), from_declared(scheme, base_url)));
    let inferred = inferred_schemes(inferences).map(|(name, scheme)| (name, from_inferred(scheme)));
    let schemes: IndexMap<String, UnnamedCredential> = declared.chain(inferred).collect();
    let is_token = |known: &UnnamedCredential| known.carrier == CredentialLocation::Bearer;
    let name_request = |name: &String| NameRequest::given(name).qualified("credential");
    let from = |name: &String| {
        let request = NameRequest::built(name, &format!("{name} from")).qualified("credential from");
        request.keyed(lock::token_source(name))
    };
    let name_requests: Vec<NameRequest> = schemes.keys().map(name_request).collect();
    let sourced: Vec<NameRequest> =
        schemes.iter().filter(|(_, known)| is_token(known)).map(|(name, _)| from(name)).collect();
    let mut scope = keys.scope(Case::Snake, reserved::builder_methods(), lock::CREDENTIALS);
    let names = scope.claim(&name_requests);
    let mut sources = scope.claim(&sourced).into_iter();
    let credential = |((scheme, known), name): ((String, UnnamedCredential), _)| {
        let source = if is_token(&known) { sources.next() } else { None };
        let UnnamedCredential { description, carrier, flows, discovery } = known;
        let has_tokens = flows.iter().any(|flow| flow.token_url.is_some());
        let has_codes = flows.iter().any(|flow| flow.grant == GrantType::AuthorizationCode && flow.token_url.is_some());
        (
            scheme,
            Credential {
                name,
                description,
                carrier,
                source,
                flows,
                uses_oauth2: has_tokens,
                uses_authorization_code: has_codes,
                discovery,
            },
        )
    };
    schemes.into_iter().zip(names).map(credential).collect()
}

/// Returns the credentials sorted by name.
pub(super) fn sorted_by_name(credentials: Credentials) -> Vec<Credential> {
    let mut credentials: Vec<Credential> = credentials.into_values().collect();
    credentials.sort_by(|a, b| a.name.cmp(&b.name));
    credentials
}

/// A security scheme whose credential has no name yet.
struct UnnamedCredential {
    description: Option<String>,
    carrier: CredentialLocation,
    flows: Vec<OAuthFlow>,
    discovery: Option<String>,
}

/// Returns the inferred schemes by name.
fn inferred_schemes(inferences: &Inferences) -> impl Iterator<Item = (String, &Scheme)> {
    inferences.iter().filter_map(|(pointer, responses)| match &responses.get(&Aspect::Scheme)?.chosen.fact {
        Claim::Scheme(scheme) => Some((pointer.split_last()?.1, scheme)),
        _ => None,
    })
}

fn from_inferred(scheme: &Scheme) -> UnnamedCredential {
    let carrier = match &scheme.method {
        AuthMethod::Key(location, name) => key(*location, name),
        AuthMethod::Bearer => CredentialLocation::Bearer,
        AuthMethod::Basic => CredentialLocation::Basic,
    };
    UnnamedCredential { description: scheme.description.clone(), carrier, flows: Vec::new(), discovery: None }
}

fn from_declared(scheme: &SecurityScheme, base_url: Option<&str>) -> UnnamedCredential {
    let description = scheme.description().map(str::to_owned);
    let flows = match scheme {
        SecurityScheme::OAuth2 { flows, .. } => flows::lower(flows, base_url),
        SecurityScheme::ApiKey { .. } | SecurityScheme::Http { .. } | SecurityScheme::OpenIdConnect { .. } => {
            Vec::new()
        }
    };
    let discovery = match scheme {
        SecurityScheme::OpenIdConnect { url, .. } => flows::absolute(url, base_url),
        SecurityScheme::ApiKey { .. } | SecurityScheme::Http { .. } | SecurityScheme::OAuth2 { .. } => None,
    };
    UnnamedCredential { description, carrier: carrier(scheme), flows, discovery }
}

fn carrier(scheme: &SecurityScheme) -> CredentialLocation {
    match scheme {
        SecurityScheme::ApiKey { location, name, .. } => key(*location, name),
        SecurityScheme::Http { scheme, .. } => match scheme.trim().to_ascii_lowercase().as_str() {
            "basic" => CredentialLocation::Basic,
            "bearer" => CredentialLocation::Bearer,
            _ => CredentialLocation::Authorization(scheme.trim().to_owned()),
        },
        SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIdConnect { .. } => CredentialLocation::Bearer,
    }
}

/// Returns the location of an API key that is sent as a parameter.
fn key(location: Location, name: &str) -> CredentialLocation {
    match location {
        Location::Header => CredentialLocation::Header(name.to_owned()),
        Location::Cookie => CredentialLocation::Cookie(name.to_owned()),
        Location::Query | Location::Path | Location::Field(_) => CredentialLocation::Query(name.to_owned()),
    }
}
