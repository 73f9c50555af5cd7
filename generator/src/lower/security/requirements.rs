//! Security requirements of operations, declared ones and those inferred from credentials among the parameters.

use std::collections::BTreeSet;

use super::places::{location_key, not_replaced, remove_replaced};
use super::{Credentials, inferred_schemes};
use crate::diagnostic::{Code, Diagnostics};
use crate::infer::{self, OperationCredential};
use crate::ir::{self, RequiredScheme};
use crate::lower::context::LoweringContext;
use crate::lower::reports::report;
use crate::pointer::Pointer;
use crate::spec::{self, SecurityRequirement};

/// Maximum number of alternatives of an operation. A longer list is of no use to a caller.
const MAX_ALTERNATIVES: usize = 64;

type Alternatives = Vec<Vec<RequiredScheme>>;

/// Returns the alternatives to authenticate a call; `None` if the document states no requirement.
pub(in crate::lower) fn alternatives(cx: &LoweringContext, operation: &spec::Operation) -> Option<Alternatives> {
    let declared = operation.security.as_ref().or(cx.spec.security.as_ref());
    let is_named = |scheme: &str| declared.into_iter().flatten().any(|alternative| alternative.contains_key(scheme));
    let mut asks = infer::operation_credentials(operation, cx.inferences);
    asks.retain(|ask| !is_named(ask.scheme));
    // A client without credentials sends none even if all required schemes are undeclared.
    let declared = declared.map(|declared| (declared_alternatives(cx.credentials, declared), declared.is_empty()));
    let declared = declared
        .filter(|(alternatives, is_none)| !alternatives.is_empty() || *is_none || !cx.credentials.is_empty())
        .map(|(alternatives, _)| alternatives);
    if declared.is_none() && asks.is_empty() {
        // Credentials inferred from some operations apply to these only.
        let is_inferred = inferred_schemes(cx.inferences).next().is_some();
        return if is_inferred { Some(Vec::new()) } else { all_but_replaced(cx, operation) };
    }
    let declared = declared.filter(|alternatives| !alternatives.is_empty()).unwrap_or_else(|| vec![Vec::new()]);
    let mut alternatives: Alternatives = Vec::new();
    for alternative in &declared {
        for more in infer::credential_alternatives(&asks) {
            let more = more.iter().filter_map(|scheme| required_scheme(cx.credentials, scheme, &[]));
            let alternative: Vec<RequiredScheme> = alternative.iter().cloned().chain(more).collect();
            if !alternatives.contains(&alternative) {
                alternatives.push(alternative);
            }
        }
    }
    remove_replaced(cx.credentials, &operation.parameters, &mut alternatives);
    Some(in_order(alternatives))
}

/// Returns the alternatives of an operation that states no requirement and has other values of the caller in the places
/// of credentials: the configured ones of the other credentials. Returns `None` if it has no such values.
fn all_but_replaced(cx: &LoweringContext, operation: &spec::Operation) -> Option<Alternatives> {
    let schemes = not_replaced(cx.credentials, &operation.parameters)?;
    let optional: Vec<OperationCredential> =
        schemes.into_iter().map(|scheme| OperationCredential { scheme, required: false }).collect();
    let alternatives = infer::credential_alternatives(&optional).into_iter();
    let each = alternatives
        .map(|schemes| schemes.into_iter().filter_map(|scheme| required_scheme(cx.credentials, scheme, &[])).collect());
    Some(in_order(each.collect()))
}

/// Limits the number of alternatives. The empty alternative applies to every client and so comes last; alone, it is none.
fn in_order(mut alternatives: Alternatives) -> Alternatives {
    alternatives.truncate(MAX_ALTERNATIVES);
    alternatives.sort_by_key(Vec::is_empty);
    if alternatives.iter().all(Vec::is_empty) {
        alternatives.clear();
    }
    alternatives
}

/// Returns the declared alternatives without undeclared schemes, for which no credential is sent.
fn declared_alternatives(credentials: &Credentials, declared: &[SecurityRequirement]) -> Alternatives {
    let mut alternatives = Alternatives::new();
    for alternative in declared {
        let known: Vec<RequiredScheme> =
            alternative.iter().filter_map(|(scheme, scopes)| required_scheme(credentials, scheme, scopes)).collect();
        if !known.is_empty() || alternative.is_empty() {
            alternatives.extend(split_by_location(credentials, known));
        }
    }
    alternatives
}

/// Splits an alternative so that it has one credential for each place in a request.
fn split_by_location(credentials: &Credentials, alternative: Vec<RequiredScheme>) -> Alternatives {
    let mut places: Vec<(String, Vec<RequiredScheme>)> = Vec::new();
    for required_scheme in alternative {
        let place = credentials.values().find(|credential| credential.name == required_scheme.name);
        let place = place.map(|credential| location_key(&credential.carrier)).unwrap_or_default();
        match places.iter_mut().find(|(other, _)| *other == place) {
            Some((_, sharing)) => sharing.push(required_scheme),
            None => places.push((place, vec![required_scheme])),
        }
    }
    let mut alternatives: Alternatives = vec![Vec::new()];
    for (_, sharing) in places {
        let with = |alternative: &Vec<RequiredScheme>| -> Alternatives {
            sharing.iter().map(|one| alternative.iter().cloned().chain([one.clone()]).collect()).collect()
        };
        alternatives = alternatives.iter().flat_map(with).take(MAX_ALTERNATIVES).collect();
    }
    alternatives
}

/// Reports declared schemes that no operation requires.
pub(in crate::lower) fn report_unused(
    cx: &LoweringContext,
    diagnostics: &mut Diagnostics,
    operations: &[&ir::Operation],
) {
    if operations.is_empty() || operations.iter().any(|operation| operation.security.is_none()) {
        return;
    }
    let alternatives = operations.iter().flat_map(|operation| operation.security.iter().flatten());
    let required: BTreeSet<&str> = alternatives.flatten().map(|required_scheme| required_scheme.name.rust()).collect();
    let unused = cx.credentials.iter().filter(|(_, credential)| !required.contains(credential.name.rust()));
    let unused: Vec<String> = unused.map(|(scheme, _)| scheme.clone()).collect();
    for scheme in unused {
        let message = format!("unused security scheme `{scheme}`: no operation requires it, so it is never sent");
        let help = "add it to `security` of the document or of operations in an overlay";
        let pointer = Pointer::from_tokens(["components", "securitySchemes", &scheme]);
        report(cx.spec, diagnostics, Code::SchemeUnused, &pointer, message, help);
    }
}

fn required_scheme(credentials: &Credentials, scheme: &str, scopes: &[String]) -> Option<RequiredScheme> {
    let name = credentials.get(scheme)?.name.clone();
    let scopes = scopes.iter().filter(|scope| !scope.trim().is_empty()).cloned().collect();
    Some(RequiredScheme { name, scopes })
}
