//! Credentials among the parameters whose value the client also sends as the credential of a declared scheme, in another
//! place: a `token` in the query of operations that require OAuth 2.

use std::collections::BTreeMap;

use super::subjects::{CredentialSubject, subject};
use crate::infer::declarations::is_untyped;
use crate::infer::text::tokens;
use crate::infer::{Aspect, Candidate, Claim, DECLARED, Inference, Inferences, Role, Supply};
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Location, Operation, Parameter, SecurityScheme, Spec};

/// Names of access tokens, which bearer schemes and OAuth 2 also carry.
const TOKENS: &[&str] =
    &["token", "accesstoken", "authtoken", "authenticationtoken", "bearertoken", "oauthtoken", "jwt", "bearer"];

/// Infers which parameters repeat the credential of a scheme. The operations that share a parameter must agree.
pub(super) fn infer(spec: &Spec, inferences: &mut Inferences) {
    let mut found: BTreeMap<Pointer, Option<Inference>> = BTreeMap::new();
    for operation in &spec.operations {
        for parameter in &operation.parameters {
            let repeated = repeated(spec, operation, parameter, inferences);
            let earlier = found.entry(parameter.pointer.clone()).or_insert_with(|| repeated.clone());
            if repeated.is_none() {
                *earlier = None;
            }
        }
    }
    for (pointer, inference) in found {
        if let Some(inference) = inference {
            inferences.entry(pointer).or_default().insert(Aspect::Supply, inference);
        }
    }
    remove_other_roles(spec, inferences);
}

/// Removes the inferred roles of parameters that declare a type and repeat no credential: they stay parameters.
fn remove_other_roles(spec: &Spec, inferences: &mut Inferences) {
    for parameter in spec.operations.iter().flat_map(|operation| &operation.parameters) {
        let Some(facts) = inferences.get_mut(&parameter.pointer).filter(|_| !is_untyped(spec, parameter)) else {
            continue;
        };
        let is_inferred =
            |role: &Inference| role.chosen.fact == Claim::Role(Role::Auth) && role.chosen.rule != DECLARED;
        if !facts.contains_key(&Aspect::Supply) && facts.get(&Aspect::Role).is_some_and(is_inferred) {
            facts.remove(&Aspect::Role);
        }
    }
}

fn repeated(spec: &Spec, operation: &Operation, parameter: &Parameter, inferences: &Inferences) -> Option<Inference> {
    let facts = inferences.get(&parameter.pointer).filter(|facts| !facts.contains_key(&Aspect::Supply))?;
    let role = &facts.get(&Aspect::Role)?.chosen;
    let is_sent = matches!(parameter.location, Location::Query | Location::Header | Location::Cookie);
    if !is_sent || role.fact != Claim::Role(Role::Auth) || subject(operation, parameter) != CredentialSubject::Caller {
        return None;
    }
    let schemes = spec.security_schemes.iter().filter(|(_, scheme)| has_same_value(scheme, parameter));
    let schemes: Vec<String> = schemes.map(|(name, _)| name.clone()).collect();
    let places = schemes.iter().map(|scheme| Evidence {
        place: spec.place(&Pointer::from_tokens(["components", "securitySchemes", scheme])),
        quote: scheme.clone(),
    });
    let evidence = role.evidence.iter().cloned().chain(places).collect();
    let fact = Claim::Supply(Supply::Repeated(schemes.clone()));
    let rule = if role.rule == DECLARED { DECLARED } else { "repeated-credential" };
    let chosen = Candidate { fact, rule, confidence: role.confidence, evidence };
    (!schemes.is_empty()).then(|| Inference { chosen, runners_up: Vec::new() })
}

/// Returns true if a scheme carries the value of a credential parameter: a token, or a key of the same name.
fn has_same_value(scheme: &SecurityScheme, parameter: &Parameter) -> bool {
    let name = plain_name(&parameter.name);
    match scheme {
        SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIdConnect { .. } => TOKENS.contains(&name.as_str()),
        SecurityScheme::Http { scheme, .. } => {
            scheme.trim().eq_ignore_ascii_case("bearer") && TOKENS.contains(&name.as_str())
        }
        SecurityScheme::ApiKey { name: key, .. } => plain_name(key) == name,
    }
}

/// Returns the joined words of a name without `X-`.
fn plain_name(name: &str) -> String {
    let words = tokens::of_name(name);
    match words.split_first() {
        Some((first, rest)) if first == "x" && !rest.is_empty() => rest.concat(),
        _ => words.concat(),
    }
}
