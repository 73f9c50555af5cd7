//! Locked conclusions about parameters.

use std::collections::BTreeMap;

use super::{Keeper, LockedOperation};
use crate::infer::resolve::still_fits;
use crate::infer::rule_ids::DECLARED;
use crate::infer::{Aspect, Claim, Inference, Supply};
use crate::spec::{Location, Operation, Parameter};

/// The aspects of a parameter, in the order in which locked facts about them are read: others depend on the type.
const ASPECTS: &[Aspect] = &[
    Aspect::Type,
    Aspect::Required,
    Aspect::Count,
    Aspect::Bounds,
    Aspect::Enum,
    Aspect::Default,
    Aspect::Secrecy,
    Aspect::Role,
    Aspect::Supply,
];

impl Keeper<'_> {
    /// Keeps the conclusions about the parameters of an operation.
    pub(super) fn parameters(&mut self, operation: &Operation, earlier: &LockedOperation, key: &str) {
        for parameter in &operation.parameters {
            let item = parameter.key();
            let Some(locked) = earlier.parameters.get(&item) else { continue };
            if self.seen.insert(parameter.pointer.clone()) {
                self.parameter(parameter, locked, [key, &item]);
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter, locked: &BTreeMap<Aspect, Claim>, at: [&str; 2]) {
        for aspect in ASPECTS {
            let new = self.fact(parameter, *aspect);
            if new.is_some_and(|new| new.chosen.rule == DECLARED) {
                continue;
            }
            let concluded = new.map(|new| &new.chosen.fact).filter(|fact| !matches!(fact, Claim::Open(_)));
            let kept = match (locked.get(aspect), concluded) {
                (Some(locked), Some(new)) if locked == new => continue,
                (Some(locked), _) if self.fits(parameter, locked) => locked.clone(),
                (None, Some(_)) if !self.was_declared(*aspect, locked) => Claim::Open(*aspect),
                _ => continue,
            };
            self.replace(&parameter.pointer, parameter.name.clone(), kept, at);
        }
    }

    fn fact(&self, parameter: &Parameter, aspect: Aspect) -> Option<&Inference> {
        self.inferences.get(&parameter.pointer)?.get(&aspect)
    }

    /// Returns true if a fact was not inferred because the document declared the type, which it does not any more.
    fn was_declared(&self, aspect: Aspect, locked: &BTreeMap<Aspect, Claim>) -> bool {
        let of_type = matches!(
            aspect,
            Aspect::Type | Aspect::Required | Aspect::Count | Aspect::Bounds | Aspect::Enum | Aspect::Default
        );
        of_type && !locked.contains_key(&Aspect::Type)
    }

    /// Returns true if a locked fact fits the document and the other facts about the parameter.
    fn fits(&self, parameter: &Parameter, locked: &Claim) -> bool {
        let shape = self.fact(parameter, Aspect::Type).map(|inference| &inference.chosen.fact);
        match locked {
            Claim::Supply(supply) => self.can_supply(parameter, supply, shape.is_some()),
            Claim::Required(_) if parameter.required => false,
            locked => still_fits(self.spec, parameter, locked, shape),
        }
    }

    fn can_supply(&self, parameter: &Parameter, supply: &Supply, is_untyped: bool) -> bool {
        match supply {
            Supply::Credential(scheme) => self.has_scheme(scheme),
            Supply::Repeated(schemes) => schemes.iter().all(|scheme| self.has_scheme(scheme)),
            Supply::Fixed(_) => is_untyped,
            Supply::Nobody => is_untyped && (!parameter.required || parameter.location == Location::Header),
        }
    }

    /// Returns true if the document declares a scheme, or none at all and the lock contains it.
    fn has_scheme(&self, scheme: &str) -> bool {
        let declared = &self.spec.security_schemes;
        declared.contains_key(scheme) || declared.is_empty() && self.locked.schemes.contains_key(scheme)
    }
}
