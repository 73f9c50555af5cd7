//! The effect of a new version on clients of the old version that are deployed.
//!
//! Requests and responses differ: a request may accept more, and a response may contain less.

mod parameters;
mod responses;
mod scalars;
mod security;
mod types;

use std::collections::BTreeMap;

use super::Level;
use crate::ir::{Api, Operation};

/// An effect on deployed clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WireEffect {
    /// The path of the Rust item.
    pub(super) item: String,
    pub(super) level: Level,
    /// The reason: lower case, no full stop.
    pub(super) reason: String,
}

impl WireEffect {
    fn major(item: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { item: item.into(), level: Level::Major, reason: reason.into() }
    }

    fn minor(item: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { level: Level::Minor, ..Self::major(item, reason) }
    }
}

/// The item of effects on all operations.
pub(super) const CLIENT: &str = "Client";

/// The side of a call that a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PayloadDirection {
    Request,
    Response,
    /// The response of an error, whose type does not decide about the success of a call.
    ErrorResponse,
}

/// Compares the requests and responses of two clients.
pub(super) fn effects(old: &Api, new: &Api) -> Vec<WireEffect> {
    let mut effects = security::credentials(old, new);
    effects.extend(server(old, new));
    let mut types = types::TypeComparison::new(old, new);
    let after: BTreeMap<&str, &Operation> =
        operations(new).map(|operation| (operation.key.as_str(), operation)).collect();
    for before in operations(old) {
        let Some(after) = after.get(before.key.as_str()) else {
            effects.push(WireEffect::major(method(before), "the API no longer has the operation"));
            continue;
        };
        effects.extend(parameters::effects(before, after, &mut types));
        effects.extend(security::requirements(before, after));
        effects.extend(responses::effects(before, after, &mut types));
    }
    effects.extend(types.finish());
    effects
}

fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.modules.iter().flat_map(|module| &module.operations)
}

fn method(operation: &Operation) -> String {
    format!("Client::{}", operation.method_name.rust())
}

/// Compares the default servers.
fn server(old: &Api, new: &Api) -> Option<WireEffect> {
    let (before, after) = (old.base_url.as_ref()?, new.base_url.as_ref());
    let is_kept = after == Some(before) || new.servers.iter().any(|server| server.template == *before);
    let after = after.map_or_else(|| "no default".to_owned(), |after| format!("`{after}`"));
    (!is_kept).then(|| WireEffect::major(CLIENT, format!("the server is {after} instead of `{before}`")))
}
