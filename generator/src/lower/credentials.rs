//! Security schemes into the credentials a client can be given, each with the names of its setters.

mod flows;
mod security;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, SecurityScheme};

use crate::infer::{Aspect, Fact, Inferences, Scheme, Way};
use crate::ir::{Carrier, Credential, Flow, Grant};
use crate::names::{Case, Scope, Wish};
use crate::spec::{Location, Spec};

/// Methods that every builder has, those that are not handed out too; a credential of such a name gets another.
const BUILDER_METHODS: &[&str] = &[
    "allow_plain_http",
    "base_url",
    "basic",
    "build",
    "clone",
    "connect_timeout",
    "credential",
    "given",
    "max_body_bytes",
    "of",
    "on_request",
    "on_response",
    "rate_limit",
    "ready",
    "retry",
    "served_by",
    "server",
    "timeout",
    "token_source",
    "transport",
    "user_agent",
];

/// The credentials by the names of their schemes.
pub(super) type Credentials = BTreeMap<String, Credential>;

/// The credentials of the schemes that the document declares, and of those it lets infer.
pub(super) fn lower(spec: &Spec, inferences: &Inferences, base_url: Option<&str>) -> Credentials {
    let declared = spec.security_schemes.iter().map(|(name, scheme)| (name.clone(), declared(scheme, base_url)));
    let inferred = inferred(inferences).map(|(name, scheme)| (name, concluded(scheme)));
    let schemes: IndexMap<String, Known> = declared.chain(inferred).collect();
    let is_token = |known: &Known| known.carrier == Carrier::Bearer;
    let wish = |name: &String| Wish::given(name).qualified("credential");
    let from = |name: &String| Wish::built(name, &format!("{name} from")).qualified("credential from");
    let wishes: Vec<Wish> = schemes.keys().map(wish).collect();
    let sourced: Vec<Wish> = schemes.iter().filter(|(_, known)| is_token(known)).map(|(name, _)| from(name)).collect();
    let mut scope = Scope::reserving(Case::Snake, BUILDER_METHODS.iter().copied());
    let names = scope.claim(&wishes);
    let mut sources = scope.claim(&sourced).into_iter();
    let credential = |((scheme, known), name): ((String, Known), _)| {
        let source = if is_token(&known) { sources.next() } else { None };
        let Known { description, carrier, flows, discovery } = known;
        let has_tokens = flows.iter().any(|flow| flow.token_url.is_some());
        let has_codes = flows.iter().any(|flow| flow.grant == Grant::AuthorizationCode && flow.token_url.is_some());
        (scheme, Credential { name, description, carrier, source, flows, has_tokens, has_codes, discovery })
    };
    schemes.into_iter().zip(names).map(credential).collect()
}

/// The credentials in the order of their names.
pub(super) fn in_order(credentials: Credentials) -> Vec<Credential> {
    let mut credentials: Vec<Credential> = credentials.into_values().collect();
    credentials.sort_by(|a, b| a.name.cmp(&b.name));
    credentials
}

/// What is known of a credential without its name.
struct Known {
    description: Option<String>,
    carrier: Carrier,
    flows: Vec<Flow>,
    discovery: Option<String>,
}

/// The schemes that were inferred, by name.
fn inferred(inferences: &Inferences) -> impl Iterator<Item = (String, &Scheme)> {
    inferences.iter().filter_map(|(pointer, answers)| match &answers.get(&Aspect::Scheme)?.chosen.fact {
        Fact::Scheme(scheme) => Some((pointer.split_last()?.1, scheme)),
        _ => None,
    })
}

fn concluded(scheme: &Scheme) -> Known {
    let carrier = match &scheme.way {
        Way::Key(Location::Header, name) => Carrier::Header(name.clone()),
        Way::Key(Location::Cookie, name) => Carrier::Cookie(name.clone()),
        Way::Key(Location::Query | Location::Path | Location::Field(_), name) => Carrier::Query(name.clone()),
        Way::Bearer => Carrier::Bearer,
        Way::Basic => Carrier::Basic,
    };
    Known { description: scheme.description.clone(), carrier, flows: Vec::new(), discovery: None }
}

fn declared(scheme: &SecurityScheme, base_url: Option<&str>) -> Known {
    let description = match scheme {
        SecurityScheme::APIKey { description, .. }
        | SecurityScheme::HTTP { description, .. }
        | SecurityScheme::OAuth2 { description, .. }
        | SecurityScheme::OpenIDConnect { description, .. } => description.clone(),
    };
    let flows = match scheme {
        SecurityScheme::OAuth2 { flows, .. } => flows::lower(flows, base_url),
        SecurityScheme::APIKey { .. } | SecurityScheme::HTTP { .. } | SecurityScheme::OpenIDConnect { .. } => {
            flows::lower(&OAuth2Flows::default(), base_url)
        }
    };
    let discovery = match scheme {
        SecurityScheme::OpenIDConnect { open_id_connect_url, .. } => flows::absolute(open_id_connect_url, base_url),
        SecurityScheme::APIKey { .. } | SecurityScheme::HTTP { .. } | SecurityScheme::OAuth2 { .. } => None,
    };
    Known { description, carrier: carrier(scheme), flows, discovery }
}

fn carrier(scheme: &SecurityScheme) -> Carrier {
    match scheme {
        SecurityScheme::APIKey { location, name, .. } => match location {
            APIKeyLocation::Query => Carrier::Query(name.clone()),
            APIKeyLocation::Header => Carrier::Header(name.clone()),
            APIKeyLocation::Cookie => Carrier::Cookie(name.clone()),
        },
        SecurityScheme::HTTP { scheme, .. } => match scheme.trim().to_ascii_lowercase().as_str() {
            "basic" => Carrier::Basic,
            "bearer" => Carrier::Bearer,
            _ => Carrier::Authorization(scheme.trim().to_owned()),
        },
        SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => Carrier::Bearer,
    }
}
