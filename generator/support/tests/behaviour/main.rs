//! The runtime as a client has it: compiled as a module of another crate, called by operations in the form in which the
//! generator writes them, against a real server on loopback.

#![allow(missing_docs, unreachable_pub)]

mod answers;
mod api;
mod blocking;
mod credentials;
mod downloads;
mod events;
mod feed;
mod flaky;
mod hang_ups;
mod hooks;
mod limits;
mod mock;
mod outcomes;
mod paces;
mod paging;
mod proxies;
mod redirects;
mod requests;
mod secrets;
mod server;
mod servers;
mod styles;
mod tokens;
mod traces;
mod uploads;

#[path = "../../src"]
mod sources {
    pub(crate) mod runtime;
}
use sources::runtime;
