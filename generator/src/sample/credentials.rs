//! Credentials: what a request carries of those that a client was given.

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
            Carrier::Basic => {}
        }
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
    match carrier {
        Carrier::Header(name) => name.eq_ignore_ascii_case("authorization"),
        Carrier::Bearer | Carrier::Basic | Carrier::Authorization(_) => true,
        Carrier::Query(_) | Carrier::Cookie(_) => false,
    }
}
