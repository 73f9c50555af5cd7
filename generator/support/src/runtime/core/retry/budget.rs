//! The retry budget of a client.

use std::sync::{Mutex, PoisonError};

/// The initial and maximum number of points.
const CAPACITY: u32 = 500;

/// Points that retries cost and successes earn. The clones of a client share them.
pub(crate) struct Budget(Mutex<u32>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(CAPACITY))
    }
}

impl Budget {
    /// Withdraws the cost of a retry. Returns false if the budget is too low.
    pub(crate) fn withdraw(&self, cost: u32) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(cost) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Deposits the cost of the last retry, or one point if there was none.
    pub(crate) fn deposit(&self, spent: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(spent.max(1)).min(CAPACITY);
    }
}
