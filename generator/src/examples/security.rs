//! The credentials in the expected request of a client that has all of them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ir::{Api, Credential, CredentialLocation, ExpectedRequest, Operation};

/// Adds the operation's credentials to a request. Headers that the call sets take precedence.
pub(super) fn add_credentials(api: &Api, operation: &Operation, request: &mut ExpectedRequest) {
    let selected = select_credentials(api, operation);
    let authorizations = selected.iter().filter(|one| is_authorization(&one.carrier)).count();
    let authorized = request.headers.iter().any(|(name, _)| name == "authorization");
    for credential in selected {
        let secret = credential.placeholder_secret();
        match &credential.carrier {
            // A request has one `Authorization` header; which of several credentials it contains is unspecified.
            carrier if is_authorization(carrier) && authorizations > 1 => {}
            CredentialLocation::Query(name) => request.query.push((name.clone(), secret)),
            CredentialLocation::Header(name) => {
                let name = name.to_ascii_lowercase();
                if !request.headers.iter().any(|(present, _)| *present == name) {
                    request.headers.push((name, secret));
                }
            }
            CredentialLocation::Cookie(name) => request.cookies.push((name.clone(), secret)),
            CredentialLocation::Bearer | CredentialLocation::Basic | CredentialLocation::Authorization(_)
                if authorized => {}
            CredentialLocation::Bearer => {
                request.headers.push(("authorization".to_owned(), format!("Bearer {secret}")));
            }
            CredentialLocation::Authorization(_) => request.headers.push(("authorization".to_owned(), secret)),
            CredentialLocation::Basic => {
                let pair = STANDARD.encode(format!("{secret}:{secret}"));
                request.headers.push(("authorization".to_owned(), format!("Basic {pair}")));
            }
        }
    }
    let headers: BTreeSet<String> = api.credentials.iter().filter_map(|one| header_name(&one.carrier)).collect();
    let is_unspecified = |name: &String| authorizations > 1 && name == "authorization";
    let is_sent = |name: &String| request.headers.iter().any(|(sent, _)| sent == name);
    request.absent = headers.into_iter().filter(|name| !is_unspecified(name) && !is_sent(name)).collect();
}

/// Returns the lower-case name of the header that contains a credential.
fn header_name(carrier: &CredentialLocation) -> Option<String> {
    match carrier {
        CredentialLocation::Header(name) => Some(name.to_ascii_lowercase()),
        CredentialLocation::Bearer | CredentialLocation::Basic | CredentialLocation::Authorization(_) => {
            Some("authorization".to_owned())
        }
        CredentialLocation::Query(_) | CredentialLocation::Cookie(_) => None,
    }
}

/// Selects the credentials of the first security alternative for which the client has all of them.
///
/// Without a security declaration, these are all credentials; the last one wins if several have the same location.
fn select_credentials<'a>(api: &'a Api, operation: &Operation) -> Vec<&'a Credential> {
    let all: Vec<&Credential> = api.credentials.iter().collect();
    let Some(alternatives) = &operation.security else {
        let is_last = |at: usize, one: &Credential| all.iter().skip(at + 1).all(|later| later.carrier != one.carrier);
        return all.iter().enumerate().filter(|(at, one)| is_last(*at, one)).map(|(_, one)| *one).collect();
    };
    let named = |name: &str| all.iter().copied().find(|one| one.name.rust() == name);
    let complete = alternatives
        .iter()
        .find_map(|alternative| alternative.iter().map(|required| named(required.name.rust())).collect());
    complete.unwrap_or_default()
}

fn is_authorization(carrier: &CredentialLocation) -> bool {
    header_name(carrier).is_some_and(|name| name == "authorization")
}
