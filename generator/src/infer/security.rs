//! Credentials among the parameters of operations, and the security schemes inferred from them.
//!
//! Credentials of the caller are supplied by the client; if the document declares no security scheme, one is inferred.
//! Credentials that an operation is about remain its parameters: a token to revoke, the parts of a grant.

mod repeated;
mod subjects;

use std::collections::{BTreeMap, BTreeSet};

use self::subjects::{CredentialSubject, subject};
use super::declarations::{is_authorization_header, is_untyped, location_name};
use super::rule_ids::DECLARED;
use super::text::tokens::TokenizedText;
use super::{Aspect, AuthMethod, Candidate, Claim, Inference, Inferences, Role, Scheme, Supply};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, SecurityScheme, Spec};

/// The rule for inferences from the role of a credential.
const RULE: &str = "client-credential";

/// A credential that requests of an operation carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationCredential<'i> {
    /// The name of its security scheme.
    pub scheme: &'i str,
    /// True if requests must contain it.
    pub required: bool,
}

/// Returns the credentials among an operation's parameters that the client supplies, in document order.
#[must_use]
pub fn operation_credentials<'i>(operation: &Operation, inferences: &'i Inferences) -> Vec<OperationCredential<'i>> {
    let credentials = operation.parameters.iter().filter_map(|parameter| {
        let facts = inferences.get(&parameter.pointer)?;
        let Claim::Supply(Supply::Credential(scheme)) = &facts.get(&Aspect::Supply)?.chosen.fact else {
            return None;
        };
        let documented =
            facts.get(&Aspect::Required).is_some_and(|inference| inference.chosen.fact == Claim::Required(true));
        Some(OperationCredential { scheme, required: parameter.required || documented })
    });
    credentials.collect()
}

/// The number of optional credentials up to which all subsets are alternatives. With more, the alternatives are all,
/// each alone, and none.
const MAX_SUBSETS_OF: usize = 4;

/// Returns the alternative sets of credentials, largest first. Each contains all required credentials and a subset of
/// the optional ones.
#[must_use]
pub fn credential_alternatives<'i>(credentials: &[OperationCredential<'i>]) -> Vec<Vec<&'i str>> {
    let of = |required| {
        credentials.iter().filter(move |credential| credential.required == required).map(|credential| credential.scheme)
    };
    let optional: Vec<&str> = of(false).collect();
    let mut choices: Vec<Vec<&str>> = vec![Vec::new()];
    if optional.len() <= MAX_SUBSETS_OF {
        for one in &optional {
            let with = choices.iter().map(|choice| choice.iter().copied().chain([*one]).collect());
            choices = choices.clone().into_iter().chain(with).collect();
        }
    } else {
        choices.extend(optional.iter().map(|one| vec![*one]));
        choices.push(optional);
    }
    choices.sort_by_key(|choice| std::cmp::Reverse(choice.len()));
    choices.into_iter().map(|choice| of(true).chain(choice).collect()).collect()
}

/// Infers which credentials the client supplies, and their security schemes.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    if spec.security_schemes.is_empty() {
        let groups = groups(spec, inferences);
        for (name, (method, uses)) in named(groups) {
            declare(&name, method, &uses, inferences);
        }
    } else {
        supply_declared(spec, inferences);
        repeated::infer(spec, inferences);
    }
}

/// A credential parameter of an operation, with the inference of its role.
#[derive(Clone)]
struct Use<'s> {
    operation: &'s Operation,
    parameter: &'s Parameter,
    because: Inference,
}

/// The uses of each credential by authentication method.
type Groups<'s> = BTreeMap<AuthMethod, Vec<Use<'s>>>;

fn groups<'s>(spec: &'s Spec, inferences: &Inferences) -> Groups<'s> {
    let mut groups: BTreeMap<(Location, String), Vec<Use>> = BTreeMap::new();
    for one in uses(spec, inferences) {
        let Parameter { name, location, .. } = one.parameter;
        let same = if *location == Location::Header { name.to_ascii_lowercase() } else { name.clone() };
        groups.entry((*location, same)).or_default().push(one);
    }
    let mut methods = Groups::new();
    for uses in groups.into_values() {
        let in_most = uses.len() > 1 && uses.len() * 2 >= spec.operations.len();
        let kinds: Vec<AuthMethod> = uses.iter().filter_map(|one| http_scheme(one.parameter)).collect();
        let only = kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)).cloned();
        let first = uses.first().map(|one| AuthMethod::Key(one.parameter.location, one.parameter.name.clone()));
        let is_of_client = |one: &Use| match subject(one.operation, one.parameter) {
            CredentialSubject::Caller => true,
            CredentialSubject::CallerIfCommon => in_most,
            CredentialSubject::Operation => false,
        };
        for one in uses.into_iter().filter(is_of_client) {
            let method = http_scheme(one.parameter).or_else(|| only.clone()).or_else(|| first.clone());
            method.into_iter().for_each(|method| methods.entry(method).or_default().push(one.clone()));
        }
    }
    methods
}

fn uses<'s>(spec: &'s Spec, inferences: &Inferences) -> Vec<Use<'s>> {
    let pairs = spec.operations.iter().flat_map(|operation| operation.parameters.iter().map(move |a| (operation, a)));
    let is_supported = |location| matches!(location, Location::Query | Location::Header | Location::Cookie);
    let uses = pairs.filter(|(_, parameter)| is_supported(parameter.location)).filter_map(|(operation, parameter)| {
        let because = inferences.get(&parameter.pointer)?.get(&Aspect::Role)?;
        let is_credential = because.chosen.fact == Claim::Role(Role::Auth);
        is_credential.then(|| Use { operation, parameter, because: because.clone() })
    });
    uses.collect()
}

/// Returns the HTTP authentication scheme that the description of an `Authorization` header mentions; `None` if it
/// mentions both or neither.
fn http_scheme(parameter: &Parameter) -> Option<AuthMethod> {
    let prose = TokenizedText::read(parameter.description.as_deref().filter(|_| is_authorization_header(parameter))?);
    match (prose.says("bearer"), prose.says("basic")) {
        (true, false) => Some(AuthMethod::Bearer),
        (false, true) => Some(AuthMethod::Basic),
        (true, true) | (false, false) => None,
    }
}

/// Names the schemes after their parameters. Ambiguous names get the location as a suffix.
fn named(groups: Groups) -> BTreeMap<String, (AuthMethod, Vec<Use>)> {
    let plain = |uses: &[Use]| uses.first().map(|one| component_key(&one.parameter.name)).unwrap_or_default();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for uses in groups.values() {
        *counts.entry(plain(uses).to_ascii_lowercase()).or_default() += 1;
    }
    let mut named = BTreeMap::new();
    for (method, uses) in groups {
        let mut name = plain(&uses);
        if counts.get(&name.to_ascii_lowercase()).is_some_and(|count| *count > 1) {
            name = format!("{name}_{}", qualifier(&method));
        }
        let numbered = (2..).map(|n| format!("{name}_{n}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !named.contains_key(name));
        named.insert(free.unwrap_or(name), (method, uses));
    }
    named
}

fn qualifier(method: &AuthMethod) -> &'static str {
    match method {
        AuthMethod::Key(location, _) => location_name(*location),
        AuthMethod::Bearer => "bearer",
        AuthMethod::Basic => "basic",
    }
}

/// Replaces characters that component names cannot contain.
fn component_key(name: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let key: String = name.trim().chars().map(kept).collect();
    if key.is_empty() { "key".to_owned() } else { key }
}

/// Adds a security scheme, and marks its parameters as supplied by the client.
fn declare(name: &str, method: AuthMethod, uses: &[Use], inferences: &mut Inferences) {
    let Some(because) = uses.iter().map(|one| &one.because).max_by_key(|because| because.chosen.confidence) else {
        return;
    };
    let mut evidence = because.chosen.evidence.clone();
    evidence.dedup();
    let description =
        uses.iter().find_map(|one| one.parameter.description.clone()).filter(|text| !text.trim().is_empty());
    let fact = Claim::Scheme(Scheme { method, description });
    let chosen = Candidate { fact, rule: RULE, confidence: because.chosen.confidence, evidence };
    let place = Pointer::from_tokens(["components", "securitySchemes", name]);
    inferences.entry(place).or_default().insert(Aspect::Scheme, Inference { chosen, runners_up: Vec::new() });
    for one in uses {
        supply(name, one.parameter, &one.because, inferences);
    }
}

fn supply(scheme: &str, parameter: &Parameter, because: &Inference, inferences: &mut Inferences) {
    let Candidate { rule, confidence, evidence, .. } = because.chosen.clone();
    let rule = if rule == DECLARED { DECLARED } else { RULE };
    let fact = Claim::Supply(Supply::Credential(scheme.to_owned()));
    let inference = Inference { chosen: Candidate { fact, rule, confidence, evidence }, runners_up: Vec::new() };
    inferences.entry(parameter.pointer.clone()).or_default().insert(Aspect::Supply, inference);
}

/// The confidence that a parameter with the name of a declared scheme is its credential, in percent.
const CONFIDENCE: u8 = 95;

/// Marks parameters that declared schemes also carry as supplied by the client.
fn supply_declared(spec: &Spec, inferences: &mut Inferences) {
    let mut seen = BTreeSet::new();
    for operation in &spec.operations {
        for parameter in operation.parameters.iter().filter(|parameter| seen.insert(parameter.pointer.clone())) {
            let Some(scheme) = declared(spec, parameter) else { continue };
            if subject(operation, parameter) != CredentialSubject::Caller || is_overruled(spec, parameter) {
                continue;
            }
            let place = spec.place(&Pointer::from_tokens(["components", "securitySchemes", scheme]));
            let named = Evidence { place: spec.place(&parameter.pointer.child("name")), quote: parameter.name.clone() };
            let evidence = vec![named, Evidence { place, quote: scheme.to_owned() }];
            let facts = inferences.entry(parameter.pointer.clone()).or_default();
            let inference = |fact| {
                let chosen =
                    Candidate { fact, rule: "scheme-credential", confidence: CONFIDENCE, evidence: evidence.clone() };
                Inference { chosen, runners_up: Vec::new() }
            };
            // A scheme is stronger evidence than a name, and weaker than the parameter's own declaration.
            let known = |aspect| facts.get(&aspect).filter(|known| known.chosen.confidence >= CONFIDENCE).cloned();
            let role = known(Aspect::Role).filter(|role| role.chosen.fact == Claim::Role(Role::Auth));
            let role = role.unwrap_or_else(|| inference(Claim::Role(Role::Auth)));
            let secrecy = known(Aspect::Secrecy).unwrap_or_else(|| inference(Claim::Secret(true)));
            facts.extend([(Aspect::Role, role.clone()), (Aspect::Secrecy, secrecy)]);
            supply(scheme, parameter, &role, inferences);
        }
    }
}

/// Returns the declared scheme with the location and name of a parameter.
fn declared<'s>(spec: &'s Spec, parameter: &Parameter) -> Option<&'s str> {
    let same = |scheme: &SecurityScheme| match scheme {
        SecurityScheme::ApiKey { location: Location::Header, name, .. } => {
            parameter.location == Location::Header && name.eq_ignore_ascii_case(&parameter.name)
        }
        SecurityScheme::ApiKey { location, name, .. } => *location == parameter.location && *name == parameter.name,
        SecurityScheme::Http { .. } | SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIdConnect { .. } => false,
    };
    spec.security_schemes.iter().find(|(_, scheme)| same(scheme)).map(|(name, _)| name.as_str())
}

/// Returns true if the document declares that a parameter is not a credential, by its type or `x-role`.
fn is_overruled(spec: &Spec, parameter: &Parameter) -> bool {
    let role = parameter.extensions.get("x-role").map(|role| role.as_str() == Some(Role::Auth.as_str()));
    !role.unwrap_or_else(|| is_untyped(spec, parameter))
}
