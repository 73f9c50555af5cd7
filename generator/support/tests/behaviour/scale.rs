//! The number of repetitions of tests that repeat similar calls.

/// Returns true if `FULL_COUNTS=1` is set: such tests then run with their full counts, which takes minutes.
pub(crate) fn is_full() -> bool {
    std::env::var_os("FULL_COUNTS").is_some_and(|value| value == "1")
}

/// Returns the number of repetitions: `full` with `FULL_COUNTS=1`, otherwise `usual`.
pub(crate) fn count(usual: usize, full: usize) -> usize {
    if is_full() { full } else { usual }
}
