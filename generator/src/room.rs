//! Room for recursion, whatever thread the caller runs in.
//!
//! A piece of work comes in, what it gives goes out. References of a document can form chains as long as the document,
//! and a stage that follows one needs stack for each step of it. Knows nothing of documents.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Address space, of which only what is used costs memory: enough for the longest chains of the largest documents.
const STACK: usize = if cfg!(target_pointer_width = "64") { 2 << 30 } else { 64 << 20 };

/// A thread that has it.
pub(crate) fn thread() -> Builder {
    Builder::new().stack_size(STACK)
}

/// Does the work on a stack of its own; on the caller's where no thread can be had.
pub(crate) fn with_room<T: Send>(work: impl Fn() -> T + Sync) -> T {
    scope(|scope| match thread().spawn_scoped(scope, &work) {
        Ok(worker) => worker.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(_) => work(),
    })
}
