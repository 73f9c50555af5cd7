//! Security schemes into the credentials a client can be given.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityScheme};

use crate::ir::{Carrier, Credential};
use crate::names::{Case, Scope, Wish};

/// Setters that every builder has; a credential of such a name gets another.
const BUILDER_METHODS: &[&str] = &[
    "base_url",
    "basic",
    "build",
    "clone",
    "connect_timeout",
    "credential",
    "max_body_bytes",
    "of",
    "served_by",
    "server",
    "timeout",
    "user_agent",
];

/// The credentials, in the order of their names.
pub(super) fn lower(schemes: &IndexMap<String, SecurityScheme>) -> Vec<Credential> {
    let wishes: Vec<Wish> = schemes.keys().map(|name| Wish::given(name).qualified("credential")).collect();
    let names = Scope::reserving(Case::Snake, BUILDER_METHODS.iter().copied()).claim(&wishes);
    let mut credentials: Vec<Credential> = schemes
        .values()
        .zip(names)
        .filter_map(|(scheme, name)| {
            let (carrier, description) = carrier(scheme)?;
            Some(Credential { name, description: description.clone(), carrier })
        })
        .collect();
    credentials.sort_by(|a, b| a.name.cmp(&b.name));
    credentials
}

/// How a scheme's credential travels; `None` for an HTTP scheme that is neither basic nor bearer.
fn carrier(scheme: &SecurityScheme) -> Option<(Carrier, &Option<String>)> {
    match scheme {
        SecurityScheme::APIKey { location, name, description, .. } => {
            let carrier = match location {
                APIKeyLocation::Query => Carrier::Query(name.clone()),
                APIKeyLocation::Header => Carrier::Header(name.clone()),
                APIKeyLocation::Cookie => Carrier::Cookie(name.clone()),
            };
            Some((carrier, description))
        }
        SecurityScheme::HTTP { scheme, description, .. } => match scheme.to_ascii_lowercase().as_str() {
            "basic" => Some((Carrier::Basic, description)),
            "bearer" => Some((Carrier::Bearer, description)),
            _ => None,
        },
        SecurityScheme::OAuth2 { description, .. } | SecurityScheme::OpenIDConnect { description, .. } => {
            Some((Carrier::Bearer, description))
        }
    }
}
