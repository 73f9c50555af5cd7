//! Threads with a large stack, for deep recursion.
//!
//! References of a document can form chains as long as the document, and stages follow them recursively.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// The size in bytes of the stack of every thread that processes documents.
///
/// It is enough for the longest chains of the largest documents. It reserves address space; only used pages cost memory.
pub const STACK_SIZE: usize = if cfg!(target_pointer_width = "64") { 2 << 30 } else { 64 << 20 };

/// Returns a builder of threads with a large stack.
pub(crate) fn thread() -> Builder {
    Builder::new().stack_size(STACK_SIZE)
}

/// Runs a function on a thread with a large stack, or on the current thread if none can be spawned.
pub(crate) fn with_large_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    scope(|scope| match thread().spawn_scoped(scope, &work) {
        Ok(worker) => worker.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(_) => work(),
    })
}
