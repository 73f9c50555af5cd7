//! What a client may spend on further tries.

use std::sync::{Mutex, PoisonError};

/// What a client has at first, and at most.
const FULL: u32 = 500;

/// Points that further tries cost and successes earn. Shared by the clones of a client.
pub(crate) struct Budget(Mutex<u32>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(FULL))
    }
}

impl Budget {
    /// Pays for a further try; `false` where there is not enough left for it.
    pub(crate) fn take(&self, cost: u32) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(cost) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Earns what the last further try cost, or a point where there was none.
    pub(crate) fn earn(&self, spent: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(spent.max(1)).min(FULL);
    }
}
