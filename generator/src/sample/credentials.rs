//! Credentials: what a request carries of those that a client was given.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ir::{Api, Carrier, Credential, Operation, Request};

/// Adds to a request what its operation takes of the credentials, all of which the client has. What the call itself says
/// counts before them.
pub(super) fn carry(api: &Api, operation: &Operation, request: &mut Request) {
    let taken = taken(api, operation);
    let authorizations = taken.iter().filter(|one| is_authorization(&one.carrier)).count();
    let authorized = request.headers.iter().any(|(name, _)| name == "authorization");
    for credential in taken {
        let secret = credential.made_up();
        match &credential.carrier {
            // A request has one authorization, and which of several is nowhere said.
            carrier if is_authorization(carrier) && authorizations > 1 => {}
            Carrier::Query(name) => request.query.push((name.clone(), secret)),
            Carrier::Header(name) => {
                let name = name.to_ascii_lowercase();
                if !request.headers.iter().any(|(taken, _)| *taken == name) {
                    request.headers.push((name, secret));
                }
            }
            Carrier::Cookie(name) => request.cookies.push((name.clone(), secret)),
            Carrier::Bearer | Carrier::Basic | Carrier::Authorization(_) if authorized => {}
            Carrier::Bearer => request.headers.push(("authorization".to_owned(), format!("Bearer {secret}"))),
            Carrier::Authorization(_) => request.headers.push(("authorization".to_owned(), secret)),
            Carrier::Basic => {
                let pair = STANDARD.encode(format!("{secret}:{secret}"));
                request.headers.push(("authorization".to_owned(), format!("Basic {pair}")));
            }
        }
    }
    let kept: BTreeSet<String> = api.credentials.iter().filter_map(|one| header(&one.carrier)).collect();
    let is_open = |name: &String| authorizations > 1 && name == "authorization";
    let is_sent = |name: &String| request.headers.iter().any(|(sent, _)| sent == name);
    request.absent = kept.into_iter().filter(|name| !is_open(name) && !is_sent(name)).collect();
}

/// The header that a credential travels in, in lower case.
fn header(carrier: &Carrier) -> Option<String> {
    match carrier {
        Carrier::Header(name) => Some(name.to_ascii_lowercase()),
        Carrier::Bearer | Carrier::Basic | Carrier::Authorization(_) => Some("authorization".to_owned()),
        Carrier::Query(_) | Carrier::Cookie(_) => None,
    }
}

/// The credentials of the first way of an operation for which the client has all; where it says nothing, every one. Of
/// several for one place the last counts.
fn taken<'a>(api: &'a Api, operation: &Operation) -> Vec<&'a Credential> {
    let mut given: Vec<&Credential> = api.credentials.iter().collect();
    let Some(ways) = &operation.security else {
        let all = given.clone();
        let is_last = |at: usize, one: &Credential| all.iter().skip(at + 1).all(|later| later.carrier != one.carrier);
        given = all.iter().enumerate().filter(|(at, one)| is_last(*at, one)).map(|(_, one)| *one).collect();
        return given;
    };
    let named = |name: &str| given.iter().copied().find(|one| one.name.rust() == name);
    let all = ways.iter().find_map(|way| way.iter().map(|needed| named(needed.name.rust())).collect());
    all.unwrap_or_default()
}

fn is_authorization(carrier: &Carrier) -> bool {
    header(carrier).is_some_and(|name| name == "authorization")
}
