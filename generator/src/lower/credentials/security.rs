//! What a document requires of calls, and the credentials it lists among their arguments, into the ways to authenticate.

use std::collections::BTreeSet;

use openapiv3::SecurityRequirement;

use super::{Credentials, inferred};
use crate::diagnostic::Code;
use crate::infer;
use crate::ir::{self, Carrier, Needed};
use crate::lower::Lowering;
use crate::pointer::Pointer;
use crate::spec;

/// More ways than these to authenticate one call are no choice that a person offers.
const MOST: usize = 64;

type Ways = Vec<Vec<Needed>>;

impl Lowering<'_> {
    /// The ways to authenticate a call, of which one is enough; `None` where the document says nothing of it.
    pub(in crate::lower) fn security(&self, operation: &spec::Operation) -> Option<Ways> {
        let stated = operation.head.security.as_ref().or(self.spec.security.as_ref());
        let is_named = |scheme: &str| stated.into_iter().flatten().any(|way| way.contains_key(scheme));
        let mut asks = infer::asks(operation, self.inferences);
        asks.retain(|ask| !is_named(ask.scheme));
        let stated = stated.and_then(|stated| self.stated(stated));
        if stated.is_none() && asks.is_empty() {
            // A credential that was inferred from some operations is for them alone.
            return inferred(self.inferences).next().map(|_| Vec::new());
        }
        let stated = stated.filter(|ways| !ways.is_empty()).unwrap_or_else(|| vec![Vec::new()]);
        let mut ways: Ways = Vec::new();
        for way in &stated {
            for more in infer::ways(&asks) {
                let more = more.iter().filter_map(|scheme| needed(&self.credentials, scheme, &[]));
                let way: Vec<Needed> = way.iter().cloned().chain(more).collect();
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
        }
        ways.truncate(MOST);
        // A way without credentials is open to every client: those that have some are to use them.
        ways.sort_by_key(Vec::is_empty);
        if ways.iter().all(Vec::is_empty) {
            ways.clear();
        }
        Some(ways)
    }

    /// The ways of a document's own. What it asks for and does not declare is left out; `None` where nothing else is
    /// asked for.
    fn stated(&self, stated: &[SecurityRequirement]) -> Option<Ways> {
        let mut ways = Ways::new();
        for way in stated {
            let known: Vec<Needed> =
                way.iter().filter_map(|(scheme, scopes)| needed(&self.credentials, scheme, scopes)).collect();
            if !known.is_empty() || way.is_empty() {
                ways.extend(self.apart(known));
            }
        }
        (!ways.is_empty() || stated.is_empty()).then_some(ways)
    }

    /// A way as those that a request can have: of credentials that travel in the same place, it carries one.
    fn apart(&self, way: Vec<Needed>) -> Ways {
        let mut places: Vec<(String, Vec<Needed>)> = Vec::new();
        for needed in way {
            let place = self.credentials.values().find(|credential| credential.name == needed.name);
            let place = place.map(|credential| place_of(&credential.carrier)).unwrap_or_default();
            match places.iter_mut().find(|(taken, _)| *taken == place) {
                Some((_, sharing)) => sharing.push(needed),
                None => places.push((place, vec![needed])),
            }
        }
        let mut ways: Ways = vec![Vec::new()];
        for (_, sharing) in places {
            let with = |way: &Vec<Needed>| -> Ways {
                sharing.iter().map(|one| way.iter().cloned().chain([one.clone()]).collect()).collect()
            };
            ways = ways.iter().flat_map(with).take(MOST).collect();
        }
        ways
    }

    /// Says which of the declared schemes no operation takes.
    pub(in crate::lower) fn report_unused(&mut self, operations: &[&ir::Operation]) {
        if operations.is_empty() || operations.iter().any(|operation| operation.security.is_none()) {
            return;
        }
        let ways = operations.iter().flat_map(|operation| operation.security.iter().flatten());
        let taken: BTreeSet<&str> = ways.flatten().map(|needed| needed.name.rust()).collect();
        let unused = self.credentials.iter().filter(|(_, credential)| !taken.contains(credential.name.rust()));
        let unused: Vec<String> = unused.map(|(scheme, _)| scheme.clone()).collect();
        for scheme in unused {
            let message = format!("no operation takes the security scheme `{scheme}`, so that it is never sent");
            let help = "name it in the `security` of the document or of operations, in an overlay";
            let pointer = Pointer::of(["components", "securitySchemes", &scheme]);
            self.report(Code::SchemeUnused, &pointer, message, help);
        }
    }
}

fn needed(credentials: &Credentials, scheme: &str, scopes: &[String]) -> Option<Needed> {
    let name = credentials.get(scheme)?.name.clone();
    let scopes = scopes.iter().filter(|scope| !scope.trim().is_empty()).cloned().collect();
    Some(Needed { name, scopes })
}

/// The place in a request that a credential takes for itself.
fn place_of(carrier: &Carrier) -> String {
    match carrier {
        Carrier::Query(name) => format!("query {name}"),
        Carrier::Cookie(name) => format!("cookie {name}"),
        Carrier::Header(name) => format!("header {}", name.to_ascii_lowercase()),
        Carrier::Bearer | Carrier::Basic | Carrier::Authorization(_) => "header authorization".to_owned(),
    }
}
