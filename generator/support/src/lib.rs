//! The half of a generated client that no API description changes.
//!
//! `runtime` is ordinary Rust, written and tested here. Every client crate gets its text, tests left out, word for word:
//! [`FILES`] has it and [`DEPENDENCIES`] says what it needs. The generator takes these two and leaves the feature
//! `runtime` off, so that it does not compile an HTTP client.

#[cfg(feature = "runtime")]
pub mod runtime;

#[cfg(all(test, feature = "runtime"))]
mod tests;

/// One line of a client's table of dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependency {
    /// The package.
    pub name: &'static str,
    /// The version it must at least have.
    pub version: &'static str,
    /// Whether its default features are on.
    pub default_features: bool,
    /// The features that are on besides.
    pub features: &'static [&'static str],
}

mod sources {
    use super::Dependency;
    include!(concat!(env!("OUT_DIR"), "/sources.rs"));
}

/// The runtime's sources: path below a client's `src`, and text.
pub const FILES: &[(&str, &str)] = sources::FILES;

/// What the runtime's sources depend on, by name.
pub const DEPENDENCIES: &[Dependency] = sources::DEPENDENCIES;

/// What a client's own tests and examples depend on besides, by name.
pub const TEST_DEPENDENCIES: &[Dependency] = sources::TEST_DEPENDENCIES;

#[cfg(test)]
mod data_tests {
    use super::*;

    #[test]
    fn the_sources_are_whole_and_without_tests() {
        let paths: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        assert!(paths.is_sorted() && paths.contains(&"runtime.rs") && paths.contains(&"runtime/call.rs"), "{paths:?}");
        for (path, text) in FILES {
            assert!(text.starts_with("//!") && text.ends_with("\n"), "{path}");
            assert!(!text.contains("cfg(test)") && !path.ends_with("tests.rs"), "{path}");
        }
    }

    #[test]
    fn the_dependencies_are_resolved() {
        let reqwest = DEPENDENCIES.iter().find(|dependency| dependency.name == "reqwest").unwrap();
        assert!(reqwest.version.starts_with("0.13") && !reqwest.default_features);
        assert_eq!(reqwest.features, ["http2", "rustls"]);
        assert!(DEPENDENCIES.is_sorted_by_key(|dependency| dependency.name));
        assert_eq!(TEST_DEPENDENCIES.iter().map(|dependency| dependency.name).collect::<Vec<_>>(), ["tokio"]);
    }
}
