//! Secrets in the memory of the process, after the client and all calls are dropped.
//!
//! It is a program of its own, because other tests would leave other texts in memory. The transport of the test drops
//! the requests. `cargo test -p clientsmith-runtime --test memory -- --stacks` prints the copies in the buffers of reqwest
//! and ureq, which depend on their versions.

// The runtime is compiled as a module, as in a generated client.
#![allow(missing_docs, unreachable_pub, dead_code)]

#[path = "../behaviour/api.rs"]
mod api;
#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod marks;
#[path = "../behaviour/raw_server.rs"]
mod raw_server;
#[cfg(target_os = "linux")]
mod scan;
#[path = "../load/server.rs"]
mod server;

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
    #[cfg(target_os = "linux")]
    if std::env::args().any(|argument| argument == "--stacks") {
        calls::print_copies_of_http_stacks();
    } else {
        calls::secrets_are_wiped();
    }
}
