//! Security schemes into the credentials a client can be given.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityScheme};

use crate::infer::{self, Aspect, Fact, Inferences, Scheme, Way};
use crate::ir::{Carrier, Credential};
use crate::names::{Case, Scope, Wish};
use crate::spec::{self, Location, Spec};

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
    "on_request",
    "on_response",
    "rate_limit",
    "retry",
    "served_by",
    "server",
    "timeout",
    "transport",
    "user_agent",
];

/// The credentials of the schemes that the document declares, and of those it lets infer, in the order of their names.
pub(super) fn lower(schemes: &IndexMap<String, SecurityScheme>, inferences: &Inferences) -> Vec<Credential> {
    let declared = schemes.iter().map(|(name, scheme)| (name.clone(), carrier(scheme)));
    let inferred = inferred(inferences).map(|(name, scheme)| (name, Some((of_way(&scheme.way), &scheme.description))));
    let (wishes, carried): (Vec<Wish>, Vec<_>) =
        declared.chain(inferred).map(|(name, carried)| (Wish::given(&name).qualified("credential"), carried)).unzip();
    let names = Scope::reserving(Case::Snake, BUILDER_METHODS.iter().copied()).claim(&wishes);
    let carried = carried.into_iter().zip(names).filter_map(|(carried, name)| {
        let (carrier, description) = carried?;
        Some(Credential { name, description: description.clone(), carrier })
    });
    let mut credentials: Vec<Credential> = carried.collect();
    credentials.sort_by(|a, b| a.name.cmp(&b.name));
    credentials
}

/// The credentials that calls of an operation take, where those are not all that the client has. A credential that was
/// inferred from some operations is for them alone.
pub(super) fn taken(operation: &spec::Operation, spec: &Spec, inferences: &Inferences) -> Option<Vec<Carrier>> {
    let inferred: Vec<(String, &Scheme)> = inferred(inferences).collect();
    let asked = infer::asks(operation, inferences);
    let is_asked = |name: &str| asked.iter().any(|ask| ask.scheme == name);
    if inferred.iter().all(|(name, _)| is_asked(name)) {
        return None;
    }
    let declared = spec.security_schemes.values().filter_map(carrier).map(|(carrier, _)| carrier);
    let asked = inferred.iter().filter(|(name, _)| is_asked(name)).map(|(_, scheme)| of_way(&scheme.way));
    Some(declared.chain(asked).collect())
}

/// The schemes that were inferred, by name.
fn inferred(inferences: &Inferences) -> impl Iterator<Item = (String, &Scheme)> {
    inferences.iter().filter_map(|(pointer, answers)| match &answers.get(&Aspect::Scheme)?.chosen.fact {
        Fact::Scheme(scheme) => Some((pointer.split_last()?.1, scheme)),
        _ => None,
    })
}

fn of_way(way: &Way) -> Carrier {
    match way {
        Way::Key(Location::Header, name) => Carrier::Header(name.clone()),
        Way::Key(Location::Cookie, name) => Carrier::Cookie(name.clone()),
        Way::Key(Location::Query | Location::Path | Location::Field(_), name) => Carrier::Query(name.clone()),
        Way::Bearer => Carrier::Bearer,
        Way::Basic => Carrier::Basic,
    }
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
