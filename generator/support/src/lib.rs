//! The half of a generated client that no API description changes.
//!
//! `runtime` is ordinary Rust, written and tested here, and copied word for word into every client crate.

#[cfg(feature = "runtime")]
pub mod runtime;

#[cfg(all(test, feature = "runtime"))]
mod tests;
