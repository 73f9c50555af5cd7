//! Locked security schemes.

use std::collections::BTreeSet;

use super::{CREDENTIALS, Keeper};
use crate::infer::{Aspect, Claim, Scheme, Supply};
use crate::pointer::Pointer;

impl Keeper<'_> {
    /// Keeps the schemes of the credentials that the client supplies, and removes new ones that no parameter uses.
    pub(super) fn schemes(&mut self) {
        let supplies = self.inferences.values().filter_map(|facts| match &facts.get(&Aspect::Supply)?.chosen.fact {
            Claim::Supply(Supply::Credential(scheme)) => Some(scheme.clone()),
            _ => None,
        });
        let used: BTreeSet<String> = supplies.collect();
        let section = Pointer::from_tokens(["components", "securitySchemes"]);
        self.inferences.retain(|pointer, facts| {
            let is_used = pointer.split_last().is_some_and(|(_, name)| used.contains(&name));
            !facts.contains_key(&Aspect::Scheme) || is_used
        });
        let declared = &self.spec.security_schemes;
        for (name, locked) in self.locked.schemes.iter().filter(|(name, _)| !declared.contains_key(*name)) {
            let pointer = section.child(name);
            let new = self.inferences.get(&pointer).and_then(|facts| facts.get(&Aspect::Scheme));
            let new = match new.map(|new| &new.chosen.fact) {
                Some(Claim::Scheme(new)) => Some(new),
                _ => None,
            };
            if !used.contains(name) || new.is_some_and(|new| new.method == locked.method) {
                continue;
            }
            let description = new.and_then(|new| new.description.clone());
            let kept = Claim::Scheme(Scheme { description, ..locked.clone() });
            self.replace(&pointer, name.clone(), kept, [CREDENTIALS, name]);
        }
    }
}
