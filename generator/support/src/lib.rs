//! The half of a generated client that no API description changes.
//!
//! `runtime` is ordinary Rust, written and tested here, and copied word for word into every client crate.

#[cfg(feature = "runtime")]
pub mod runtime;

/// A dependency of generated clients.
#[derive(Debug, Clone, Copy)]
pub struct Dependency {
    /// name
    pub name: &'static str,
    /// v
    pub version: &'static str,
    /// d
    pub default_features: bool,
    /// f
    pub features: &'static [&'static str],
}
/// TEMPORARY until the http branch lands
pub const DEPENDENCIES: &[Dependency] = &[];
/// TEMPORARY
pub const FILES: &[(&str, &str)] = &[];
