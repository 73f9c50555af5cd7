//! A counter of steps, by which tests distinguish linear work from quadratic work. Clients do not contain it.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Adds steps of this thread.
pub(crate) fn add(steps: usize) {
    STEPS.with(|all| all.set(all.get() + steps));
}

/// Returns the steps of this thread since the last call.
pub(crate) fn reset() -> usize {
    STEPS.with(Cell::take)
}
