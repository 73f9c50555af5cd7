//! Integration tests of the generated client against an HTTP server on loopback.
//!
//! These files are written by hand and are kept when the client is generated again.

mod compression;
mod concurrency;
mod errors;
mod limits;
mod parameters;
mod program;
mod rate_limits;
mod redaction;
mod redirects;
mod responses;
mod server;
