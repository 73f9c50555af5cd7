//! The hand-written runtime of generated clients, and its source text as data for the generator.
//!
//! `runtime` is ordinary Rust code, written and tested here. The generator copies its text, without tests, into each
//! client: [`sources`] returns the files and [`dependencies`] the crates that they need. The generator disables this
//! crate's `runtime` feature, so it does not compile an HTTP client.
//!
//! Two kinds of features exist. Clients declare the first kind themselves ([`FEATURES`]: `async`, `blocking`, ...), and
//! their `cfg` attributes remain in the text. The second kind ([`features`]) depends on the API: code that only some
//! clients use is marked with `#[cfg(feature = "x")]`, and a client contains either the code without the mark or
//! neither.

use std::collections::{BTreeMap, BTreeSet};

mod docs;
mod strip;

#[cfg(feature = "runtime")]
pub mod runtime;
#[cfg(all(test, feature = "runtime"))]
mod tests;

/// A row of a client's `[dependencies]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dependency {
    /// The package.
    pub name: &'static str,
    /// The minimum version.
    pub version: &'static str,
    /// True if its default features are enabled.
    pub default_features: bool,
    /// The enabled features in addition to the default ones.
    pub features: &'static [&'static str],
    /// The targets that need it, as a `cfg` of the manifest; empty for all.
    pub target: &'static str,
}

mod sources {
    use super::Dependency;
    include!(concat!(env!("OUT_DIR"), "/sources.rs"));
}

/// Returns the runtime's sources for a client that uses these features: path below its `src`, and text.
#[must_use]
pub fn sources(used: &BTreeSet<&str>) -> Vec<(&'static str, String)> {
    let known: BTreeSet<&str> = features().collect();
    let mut removed: Vec<String> = Vec::new();
    // A module's own file sorts after the folder of the same name, so removed modules are collected first.
    let stripped: Vec<_> =
        sources::FILES.iter().map(|&(path, text)| (path, strip::strip_unused(text, &known, used))).collect();
    for (path, stripped) in &stripped {
        let folder = path.trim_end_matches(".rs");
        removed.extend(stripped.removed_modules.iter().map(|module| format!("{folder}/{module}")));
    }
    let is_removed = |path: &str| {
        let rest =
            |module: &String| path.strip_prefix(module.as_str()).is_some_and(|rest| rest.starts_with(['.', '/']));
        removed.iter().any(rest)
    };
    let kept = stripped.into_iter().filter(|(path, _)| !is_removed(path));
    kept.map(|(path, stripped)| (path, without_details(path, &stripped.text))).collect()
}

/// Returns a source with the documentation that users of a client can see.
fn without_details(path: &str, text: &str) -> String {
    let text = if INTERNAL.contains(&path) { docs::strip_docs(text) } else { docs::strip_private_docs(text) };
    let text = docs::group_constants(&text);
    // Clients export modules of the facade, and the transports.
    let is_exported = path.starts_with("runtime/facade") || path == "runtime/core/transport.rs";
    if is_exported { text } else { docs::shorten_module_docs(&text) }
}

/// The files without items that clients export.
const INTERNAL: [&str; 5] = [
    "runtime/model.rs",
    "runtime/model/field.rs",
    "runtime/model/format.rs",
    "runtime/model/serialize.rs",
    "runtime/model/unknown_fields.rs",
];

/// Returns the dependencies of the sources for a client that uses these features, by name.
#[must_use]
pub fn dependencies(used: &BTreeSet<&str>) -> Vec<Dependency> {
    let used =
        sources::FEATURES_OF_RUNTIME.iter().filter(|(name, _)| used.contains(name)).flat_map(|(_, needed)| *needed);
    let mut dependencies: BTreeMap<&str, Dependency> = BTreeMap::new();
    for dependency in sources::DEPENDENCIES.iter().chain(used) {
        let known = dependencies.entry(dependency.name).or_insert(*dependency);
        // A feature of the runtime repeats a dependency if it needs more features of it.
        if known.features.len() < dependency.features.len() {
            *known = *dependency;
        }
    }
    dependencies.into_values().collect()
}

/// Returns the inherent methods of a runtime type, including private ones.
pub fn methods(ty: &str) -> impl Iterator<Item = &'static str> {
    let of_type = sources::METHODS.iter().find(|(name, _)| *name == ty);
    of_type.into_iter().flat_map(|(_, methods)| methods.iter().copied())
}

/// The types and traits that the runtime's root module re-exports.
pub const TYPES: &[&str] = sources::TYPES;

/// Returns the names of the features that a client uses or does not use, depending on its API.
pub fn features() -> impl Iterator<Item = &'static str> {
    sources::FEATURES_OF_RUNTIME.iter().map(|(name, _)| *name)
}

/// The features of every client: name, and the features and dependencies that each enables.
pub const FEATURES: &[(&str, &[&str])] = sources::FEATURES;

/// The default features.
pub const DEFAULT_FEATURES: &[&str] = sources::DEFAULT;

/// The optional dependencies that features of clients enable, by name.
pub const FEATURE_DEPENDENCIES: &[Dependency] = sources::FEATURE_DEPENDENCIES;

/// The module of wire tests: a server for one call that checks the request.
pub const HARNESS: &str = include_str!("../clients/harness.rs");

/// Returns the source of the program that calls every operation of a client that uses these features.
#[must_use]
pub fn driver(used: &BTreeSet<&str>) -> String {
    strip::strip_unused(DRIVER, &features().collect(), used).text
}

const DRIVER: &str = include_str!("../clients/drive.rs");

/// The additional dependencies of a client's tests and examples, by name.
pub const TEST_DEPENDENCIES: &[Dependency] = sources::TEST_DEPENDENCIES;

#[cfg(test)]
mod data_tests {
    use super::*;

    #[test]
    fn sources_are_complete_and_without_tests() {
        let files = sources(&features().collect());
        let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        assert!(
            paths.is_sorted() && paths.contains(&"runtime.rs") && paths.contains(&"runtime/facade/call.rs"),
            "{paths:?}"
        );
        assert_eq!(paths.len(), sources::FILES.len());
        for (path, text) in &files {
            assert!(text.starts_with("//!") && text.ends_with("\n"), "{path}");
            let marks = text.lines().filter_map(|line| line.trim_start().strip_prefix("#[cfg("));
            let known = |mark: &str| FEATURES.iter().any(|(name, _)| mark.contains(&format!("feature = {name:?}")));
            assert!({ marks }.all(known) && !path.ends_with("tests.rs"), "{path}");
        }
    }

    #[test]
    fn unused_features_leave_no_trace() {
        let files = sources(&BTreeSet::from(["uuid"]));
        let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        assert!(paths.contains(&"runtime/model/uuid.rs") && paths.contains(&"runtime/facade/call.rs"), "{paths:?}");
        for path in [
            "runtime/model/binary.rs",
            "runtime/model/clock.rs",
            "runtime/model/decimals.rs",
            "runtime/facade/pkce.rs",
            "runtime/model/union/matcher.rs",
        ] {
            assert!(!paths.contains(&path), "{path}");
        }
        let text = |name: &str| &files.iter().find(|(path, _)| *path == name).unwrap().1;
        let (root, model) = (text("runtime.rs"), text("runtime/model.rs"));
        assert!(root.contains("uuid::Uuid;\n") && model.contains("pub mod uuid;\n"), "{root}{model}");
        for word in ["binary", "clock", "decimal", "oauth2", "pkce", "rfc3339", "union"] {
            assert!(!root.contains(word), "{word}: {root}");
        }
        let names: Vec<&str> = features().collect();
        for (path, text) in &files {
            let marks = text.lines().filter(|line| line.trim_start().starts_with("#[cfg("));
            let mut found = marks.filter(|mark| names.iter().any(|name| mark.contains(&format!("feature = {name:?}"))));
            assert_eq!(found.next(), None, "{path}");
        }
    }

    #[test]
    fn the_dependencies_are_resolved() {
        let names = |parts: &[&str]| {
            let dependencies = dependencies(&parts.iter().copied().collect());
            dependencies.iter().map(|dependency| dependency.name).collect::<Vec<_>>()
        };
        let least = names(&[]);
        assert!(least.is_sorted() && least.contains(&"http") && !least.contains(&"jiff"), "{least:?}");
        let some = names(&["clock", "decimal"]);
        assert!(some.is_sorted() && some.contains(&"jiff") && some.contains(&"rust_decimal"), "{some:?}");
        let of = |parts: &[&str], name: &str| {
            let dependencies = dependencies(&parts.iter().copied().collect());
            dependencies.into_iter().find(|dependency| dependency.name == name).unwrap()
        };
        assert_eq!(of(&["clock"], "serde_json").features, ["std"]);
        assert_eq!(of(&["decimal"], "serde_json").features, ["raw_value", "std"]);
        assert!(!least.contains(&"sha2") && names(&["pkce"]).contains(&"sha2"), "{least:?}");
        assert!(!least.contains(&"reqwest") && !least.contains(&"ureq"), "{least:?}");
        let reqwest = FEATURE_DEPENDENCIES.iter().find(|dependency| dependency.name == "reqwest").unwrap();
        assert!(reqwest.version.starts_with("0.13") && !reqwest.default_features);
        assert_eq!(reqwest.features, ["http2", "rustls"]);
        assert_eq!(TEST_DEPENDENCIES.iter().map(|dependency| dependency.name).collect::<Vec<_>>(), ["tokio"]);
    }
}
