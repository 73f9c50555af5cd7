//! Changes of credentials and security requirements.

use super::{WireEffect, method};
use crate::ir::{Api, Operation, RequiredScheme};

/// Compares the credentials of two clients.
pub(super) fn credentials(old: &Api, new: &Api) -> Vec<WireEffect> {
    let moved = old.credentials.iter().filter_map(|before| {
        let after = new.credentials.iter().find(|after| after.name.wire() == before.name.wire())?;
        let item = format!("ClientBuilder::{}", after.name.rust());
        (before.carrier != after.carrier).then(|| WireEffect::major(item, "the credential is sent in another place"))
    });
    moved.collect()
}

/// Compares the security requirements of an operation: the credentials of a deployed client must be enough.
pub(super) fn requirements(old: &Operation, new: &Operation) -> Option<WireEffect> {
    let (before, after) = (old.security.as_ref()?, new.security.as_ref()?);
    let names = |schemes: &[RequiredScheme]| -> Vec<String> {
        schemes.iter().map(|scheme| scheme.name.wire().to_owned()).collect()
    };
    let is_enough = |available: &[String]| {
        after.is_empty() || after.iter().any(|schemes| names(schemes).iter().all(|name| available.contains(name)))
    };
    let none = [Vec::new()];
    let available: Vec<Vec<String>> = before.iter().map(|schemes| names(schemes)).collect();
    let available = if available.is_empty() { none.as_slice() } else { available.as_slice() };
    let is_broken = available.iter().any(|available| !is_enough(available));
    is_broken.then(|| WireEffect::major(method(new), "the operation requires other credentials"))
}
