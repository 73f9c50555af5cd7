//! Many calls: memory and connections do not grow with their number, and concurrent calls do not affect each other.
//!
//! It is a program of its own, because its allocator counts. `FULL_COUNTS=1` runs it with full counts; the concurrent
//! calls then need 10,100 open files in each of two processes.

// The runtime is compiled as a module, as in a generated client.
#![allow(missing_docs, unreachable_pub, dead_code)]

#[path = "../behaviour/api.rs"]
mod api;
mod concurrency;
mod growth;
#[path = "../behaviour/raw_server.rs"]
mod raw_server;
#[path = "../behaviour/scale.rs"]
mod scale;
mod server;
#[path = "../behaviour/streaming_api.rs"]
mod streaming_api;

#[path = "../../src"]
mod sources {
    pub(crate) mod runtime;
}
use sources::runtime;

fn main() {
    if std::env::args().any(|argument| argument == server::SERVE) {
        server::serve_until_parent_ends();
        return;
    }
    growth::memory_and_connections_do_not_grow();
    concurrency::concurrent_calls_get_their_responses();
}
