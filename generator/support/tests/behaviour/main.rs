//! Integration tests of the runtime against an HTTP server on loopback.
//!
//! The runtime is compiled as a module of this crate, as in a generated client. The operations have the form that the
//! generator emits.

#![allow(missing_docs, unreachable_pub)]

mod api;
mod async_tokens;
mod blocking;
mod credentials;
mod disconnects;
mod downloads;
mod dropped_token_requests;
mod expired_tokens;
mod fuzzed_responses;
mod hooks;
mod injections;
mod lenient;
mod limits;
mod mock;
mod pagination;
mod parameter_styles;
mod proxies;
mod rate_limits;
mod raw_server;
mod redaction;
mod redirect_targets;
mod redirects;
mod requests;
mod response_templates;
mod responses;
mod retries;
mod scale;
mod server;
mod servers;
mod spans;
mod streaming;
mod streaming_api;
mod tokens;
mod typed_responses;
mod uploads;

#[path = "../../src"]
mod sources {
    pub(crate) mod runtime;
}
use sources::runtime;
