//! Places of credentials in requests, and parameters that are declared in the same places.

use std::collections::BTreeSet;

use super::Credentials;
use crate::diagnostic::Code;
use crate::infer::{Aspect, Claim, Role, Supply};
use crate::ir::{Credential, CredentialLocation, RequiredScheme};
use crate::lower::context::{LoweringContext, Sinks};
use crate::names::Name;
use crate::spec::{Location, Parameter};

/// Returns true if a parameter is a credential of a declared scheme that the client sends with an operation, and reports
/// it. `security` contains the alternatives of the operation; without it, every credential is sent.
pub(in crate::lower) fn is_sent_as_credential(
    cx: &LoweringContext,
    out: &mut Sinks,
    security: Option<&[Vec<RequiredScheme>]>,
    parameter: &Parameter,
) -> bool {
    if is_another_value(parameter) {
        return false;
    }
    let Some(scheme) = scheme_in_place(cx.credentials, security, parameter) else { return false };
    if !cx.spec.security_schemes.contains_key(scheme) {
        return false;
    }
    let message =
        format!("`{}` is the credential `{scheme}`, which the client sends; the parameter is omitted", parameter.name);
    let help = "set the credential, or set `x-role: none` on the parameter in an overlay if it is another value";
    out.report(cx, Code::ParameterIsCredential, &parameter.pointer, message, help);
    true
}

/// Returns the credential that an operation sends in another place if it is the value of a parameter, and reports it for
/// a required parameter. Every alternative of the operation must contain such a credential.
pub(in crate::lower) fn repeated_credential<'c>(
    cx: &LoweringContext<'c>,
    out: &mut Sinks,
    security: Option<&[Vec<RequiredScheme>]>,
    parameter: &Parameter,
) -> Option<&'c Name> {
    let Some(Claim::Supply(Supply::Repeated(schemes))) = cx.fact(&parameter.pointer, Aspect::Supply) else {
        return None;
    };
    let names: Vec<&Name> =
        schemes.iter().filter_map(|scheme| cx.credentials.get(scheme)).map(|credential| &credential.name).collect();
    let is_sent = |alternative: &Vec<RequiredScheme>| alternative.iter().any(|one| names.contains(&&one.name));
    let alternatives = security.filter(|alternatives| !alternatives.is_empty())?;
    let name = alternatives.first()?.iter().find_map(|one| names.iter().find(|name| **name == &one.name))?;
    if !alternatives.iter().all(is_sent) {
        return None;
    }
    if parameter.required {
        let message = format!(
            "`{}` is the credential `{}`, which the client sends in another place; the parameter is optional",
            parameter.name,
            name.wire()
        );
        let help = "set the credential, or set `x-role: none` on the parameter in an overlay if it is another value";
        out.report(cx, Code::ParameterIsCredential, &parameter.pointer, message, help);
    }
    Some(name)
}

/// Returns true if the document declares by `x-role` that a parameter is not a credential.
fn is_another_value(parameter: &Parameter) -> bool {
    let role = parameter.extensions.get("x-role");
    role.is_some_and(|role| role.as_str() != Some(Role::Auth.as_str()))
}

/// Removes the credentials whose place contains another value of the caller.
pub(super) fn remove_replaced(
    credentials: &Credentials,
    parameters: &[Parameter],
    alternatives: &mut Vec<Vec<RequiredScheme>>,
) {
    let places = places_of_other_values(parameters);
    if places.is_empty() {
        return;
    }
    let is_replaced = |required_scheme: &RequiredScheme| {
        let mut named = credentials.values().filter(|credential| credential.name == required_scheme.name);
        named.any(|credential| places.contains(&location_key(&credential.carrier)))
    };
    let mut kept: Vec<Vec<RequiredScheme>> = Vec::new();
    for mut alternative in std::mem::take(alternatives) {
        alternative.retain(|required_scheme| !is_replaced(required_scheme));
        if !kept.contains(&alternative) {
            kept.push(alternative);
        }
    }
    *alternatives = kept;
}

/// Returns the schemes whose places contain no other value of the caller; `None` if that is true of all.
pub(super) fn not_replaced<'c>(credentials: &'c Credentials, parameters: &[Parameter]) -> Option<Vec<&'c str>> {
    let places = places_of_other_values(parameters);
    let is_kept = |credential: &Credential| !places.contains(&location_key(&credential.carrier));
    let kept: Vec<&str> =
        credentials.iter().filter(|(_, one)| is_kept(one)).map(|(scheme, _)| scheme.as_str()).collect();
    (kept.len() < credentials.len()).then_some(kept)
}

/// Returns the places of parameters that the document declares not to be credentials.
fn places_of_other_values(parameters: &[Parameter]) -> BTreeSet<String> {
    parameters.iter().filter(|parameter| is_another_value(parameter)).filter_map(parameter_key).collect()
}

/// Returns the scheme of the credential that an operation sends in the place of a parameter.
fn scheme_in_place<'c>(
    credentials: &'c Credentials,
    security: Option<&[Vec<RequiredScheme>]>,
    parameter: &Parameter,
) -> Option<&'c str> {
    let place = parameter_key(parameter)?;
    let mut in_place = credentials.iter().filter(|(_, credential)| {
        let is_sent = |alternatives: &[Vec<RequiredScheme>]| {
            alternatives.iter().flatten().any(|required_scheme| required_scheme.name == credential.name)
        };
        location_key(&credential.carrier) == place && security.is_none_or(is_sent)
    });
    in_place.next().map(|(scheme, _)| scheme.as_str())
}

/// Returns the place of a credential in a request.
pub(super) fn location_key(carrier: &CredentialLocation) -> String {
    match carrier {
        CredentialLocation::Query(name) => format!("query {name}"),
        CredentialLocation::Cookie(name) => format!("cookie {name}"),
        CredentialLocation::Header(name) => format!("header {}", name.to_ascii_lowercase()),
        CredentialLocation::Bearer | CredentialLocation::Basic | CredentialLocation::Authorization(_) => {
            "header authorization".to_owned()
        }
    }
}

fn parameter_key(parameter: &Parameter) -> Option<String> {
    match parameter.location {
        Location::Query => Some(format!("query {}", parameter.name)),
        Location::Cookie => Some(format!("cookie {}", parameter.name)),
        Location::Header => Some(format!("header {}", parameter.name.to_ascii_lowercase())),
        Location::Path | Location::Field(_) => None,
    }
}
