//! Locked conclusions about operations and their responses.

use super::{Keeper, LockedOperation, PAGINATION, response_key, sorted};
use crate::infer::pagination::{declaration, declared};
use crate::infer::responses::is_open;
use crate::infer::{Aspect, Claim};
use crate::spec::Operation;

impl Keeper<'_> {
    /// Keeps the schemas of responses without a declared one.
    pub(super) fn responses(&mut self, operation: &Operation, earlier: &LockedOperation, key: &str) {
        for response in operation.responses.iter().filter(|response| is_open(operation, response)) {
            let status = response.status.to_string();
            let Some(locked) = earlier.responses.get(&status) else { continue };
            let exists = locked.as_ref().is_none_or(|locked| self.spec.schemas.contains_key(&locked.schema));
            if !exists || !self.seen.insert(response.pointer.clone()) {
                continue;
            }
            let new = self.inferences.get(&response.pointer).and_then(|facts| facts.get(&Aspect::Response));
            let new = match new.map(|new| &new.chosen.fact) {
                Some(Claim::Response(new)) => new.clone(),
                _ => None,
            };
            if new != *locked {
                let name = format!("the response {status}");
                self.replace(&response.pointer, name, Claim::Response(locked.clone()), [key, &response_key(&status)]);
            }
        }
    }

    /// Keeps the pagination of an operation, unless an extension declares it.
    pub(super) fn pagination(&mut self, operation: &Operation, earlier: &LockedOperation, key: &str) {
        let (spec, inferences) = (self.spec, &*self.inferences);
        if declared::is_declared(operation) {
            return;
        }
        let new = inferences.get(&operation.pointer).and_then(|facts| facts.get(&Aspect::Pagination));
        let new = match new.map(|new| &new.chosen.fact) {
            Some(Claim::Pagination(Some(new))) => Some(sorted(declaration(new))),
            _ => None,
        };
        if new == earlier.pagination {
            return;
        }
        let kept = match &earlier.pagination {
            None => Claim::Open(Aspect::Pagination),
            Some(locked) => {
                // A parameter that the operation no longer has selects no page.
                let Some(pagination) = declared::resolve(spec, operation, inferences, locked) else { return };
                Claim::Pagination(Some(Box::new(pagination)))
            }
        };
        let facts = earlier.pagination.clone().unwrap_or_default();
        let name = format!("{} {}", operation.method.to_uppercase(), operation.path);
        self.replace_with(&operation.pointer, name, kept, [key, PAGINATION], &facts);
    }
}
