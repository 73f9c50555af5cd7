//! Credentials: what a request carries of those that a client was given.

use crate::ir::{Api, Carrier, Credential, Operation, Request};

/// Adds to a request what its operation takes of the credentials, all of which the client has.
pub(super) fn carry(api: &Api, operation: &Operation, request: &mut Request) {
    let is_taken = |credential: &&Credential| {
        operation.credentials.as_ref().is_none_or(|taken| taken.contains(&credential.carrier))
    };
    let taken: Vec<&Credential> = api.credentials.iter().filter(|one| one.can_travel()).filter(is_taken).collect();
    let authorizations = taken.iter().filter(|one| matches!(one.carrier, Carrier::Bearer | Carrier::Basic)).count();
    for credential in taken {
        let secret = credential.made_up();
        match &credential.carrier {
            Carrier::Query(name) => request.query.push((name.clone(), secret)),
            Carrier::Header(name) => {
                let name = name.to_ascii_lowercase();
                // The credential counts before an argument of the same name.
                request.headers.retain(|(taken, _)| *taken != name);
                request.headers.push((name, secret));
            }
            Carrier::Cookie(name) => request.cookies.push((name.clone(), secret)),
            // A request has one authorization, and which of several is nowhere said.
            Carrier::Bearer if authorizations == 1 => {
                request.headers.push(("authorization".to_owned(), format!("Bearer {secret}")));
            }
            Carrier::Bearer | Carrier::Basic => {}
        }
    }
}
