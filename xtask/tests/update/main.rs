//! Tests of `cargo xtask update` with a server on loopback.

mod failures;
mod fixture;
mod kills;
mod server;
mod updates;
