//! The half of a generated client that no API description changes.
//!
//! `runtime` is ordinary Rust, written and tested here. Every client crate gets its text, tests left out, word for word:
//! [`files`] has it and [`dependencies`] says what it needs. The generator takes these two and leaves the features off,
//! so that it does not compile an HTTP client.
//!
//! A part that not every client uses is a feature of this crate: `runtime.rs` marks the part's modules and what it hands
//! out of them with `#[cfg(feature = "part")]`, and the manifest says what the part depends on. A client has the parts
//! that it uses, without the marks, and neither the files nor the dependencies of the others. What every client has as
//! a feature of its own keeps its mark: [`FEATURES`] has the list.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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
    /// The machines that need it, as manifests write it; empty where all do.
    pub target: &'static str,
}

mod sources {
    use super::Dependency;
    include!(concat!(env!("OUT_DIR"), "/sources.rs"));
}

/// The runtime's sources for a client that uses these parts: path below its `src`, and text.
#[must_use]
pub fn files(parts: &BTreeSet<&str>) -> Vec<(&'static str, Cow<'static, str>)> {
    let root = sources::FILES.iter().find(|(path, _)| *path == ROOT).map_or("", |(_, text)| text);
    let (root, left_out) = with_parts(root, parts);
    let is_left_out = |path: &str| {
        let module = path.trim_start_matches("runtime/").split(['/', '.']).next().unwrap_or_default();
        path != ROOT && left_out.contains(module)
    };
    let used = sources::FILES.iter().filter(|(path, _)| !is_left_out(path));
    used.map(|&(path, text)| (path, if path == ROOT { Cow::Owned(root.clone()) } else { Cow::Borrowed(text) }))
        .collect()
}

/// The runtime's own file: its modules, and what it hands out.
const ROOT: &str = "runtime.rs";

/// The runtime's own file without the parts that are not used, and the modules that it then does not have.
fn with_parts<'t>(text: &'t str, parts: &BTreeSet<&str>) -> (String, BTreeSet<&'t str>) {
    let (mut kept, mut left_out) = (String::new(), BTreeSet::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let part = line.strip_prefix("#[cfg(feature = \"").and_then(|rest| rest.strip_suffix("\")]"));
        let part = part.filter(|name| sources::PARTS.iter().any(|(part, _)| part == name));
        if part.is_none_or(|part| parts.contains(part)) {
            if part.is_none() {
                kept.push_str(line);
                kept.push('\n');
            }
            continue;
        }
        // What the mark is for ends where its statement does.
        for line in lines.by_ref() {
            left_out.extend(line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')));
            if line.ends_with(';') {
                break;
            }
        }
    }
    (kept, left_out)
}

/// What the sources for a client that uses these parts depend on, by name.
#[must_use]
pub fn dependencies(parts: &BTreeSet<&str>) -> Vec<Dependency> {
    let used = sources::PARTS.iter().filter(|(part, _)| parts.contains(part)).flat_map(|(_, needed)| *needed);
    let mut dependencies: BTreeMap<&str, Dependency> = BTreeMap::new();
    for dependency in sources::DEPENDENCIES.iter().chain(used) {
        let known = dependencies.entry(dependency.name).or_insert(*dependency);
        // A part names a dependency of all clients again where it asks for more of its features.
        if known.features.len() < dependency.features.len() {
            *known = *dependency;
        }
    }
    dependencies.into_values().collect()
}

/// The names of the parts.
pub fn parts() -> impl Iterator<Item = &'static str> {
    sources::PARTS.iter().map(|(part, _)| *part)
}

/// The features of every client: name, and what each turns on, as manifests write it.
pub const FEATURES: &[(&str, &[&str])] = sources::FEATURES;

/// The features that are on where nobody says which.
pub const DEFAULT_FEATURES: &[&str] = sources::DEFAULT;

/// What the features of clients depend on, by name.
pub const FEATURE_DEPENDENCIES: &[Dependency] = sources::FEATURE_DEPENDENCIES;
/// What stands beside a client's tests of the wire: a server for one call, which knows what must arrive.
pub const HARNESS: &str = include_str!("../clients/harness.rs");

/// The program that calls every operation of a client.
pub const DRIVE: &str = include_str!("../clients/drive.rs");

/// What a client's own tests and examples depend on besides, by name.
pub const TEST_DEPENDENCIES: &[Dependency] = sources::TEST_DEPENDENCIES;

#[cfg(test)]
mod data_tests {
    use super::*;

    #[test]
    fn the_sources_are_whole_and_without_tests() {
        let files = files(&parts().collect());
        let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        assert!(paths.is_sorted() && paths.contains(&"runtime.rs") && paths.contains(&"runtime/call.rs"), "{paths:?}");
        assert_eq!(paths.len(), sources::FILES.len());
        for (path, text) in &files {
            assert!(text.starts_with("//!") && text.ends_with("\n"), "{path}");
            let marks = text.lines().filter_map(|line| line.trim_start().strip_prefix("#[cfg("));
            let known = |mark: &str| FEATURES.iter().any(|(name, _)| mark.contains(&format!("feature = {name:?}")));
            assert!({ marks }.all(known) && !path.ends_with("tests.rs"), "{path}");
        }
    }

    #[test]
    fn parts_that_are_not_used_leave_no_trace() {
        let all = parts().collect::<Vec<_>>();
        assert_eq!(all, ["base64", "decimal", "oauth2", "pkce", "time", "uuid"]);
        let files = files(&BTreeSet::from(["uuid"]));
        let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        assert!(paths.contains(&"runtime/uuid.rs") && paths.contains(&"runtime/uri.rs"), "{paths:?}");
        for path in ["runtime/binary.rs", "runtime/clock.rs", "runtime/decimals.rs", "runtime/pkce.rs"] {
            assert!(!paths.contains(&path), "{path}");
        }
        let root = &files.iter().find(|(path, _)| *path == "runtime.rs").unwrap().1;
        assert!(root.contains("pub mod uuid;\n") && root.contains("uuid::Uuid;\n"), "{root}");
        for word in ["binary", "clock", "decimal", "oauth2", "pkce", "timestamp"] {
            assert!(!root.contains(word), "{word}: {root}");
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
        let some = names(&["time", "decimal"]);
        assert!(some.is_sorted() && some.contains(&"jiff") && some.contains(&"rust_decimal"), "{some:?}");
        let of = |parts: &[&str], name: &str| {
            let dependencies = dependencies(&parts.iter().copied().collect());
            dependencies.into_iter().find(|dependency| dependency.name == name).unwrap()
        };
        assert_eq!(of(&["time"], "serde_json").features, ["std"]);
        assert_eq!(of(&["decimal"], "serde_json").features, ["raw_value", "std"]);
        assert!(!least.contains(&"sha2") && names(&["pkce"]).contains(&"sha2"), "{least:?}");
        assert!(!least.contains(&"reqwest") && !least.contains(&"ureq"), "{least:?}");
        let reqwest = FEATURE_DEPENDENCIES.iter().find(|dependency| dependency.name == "reqwest").unwrap();
        assert!(reqwest.version.starts_with("0.13") && !reqwest.default_features);
        assert_eq!(reqwest.features, ["http2", "rustls"]);
        assert_eq!(TEST_DEPENDENCIES.iter().map(|dependency| dependency.name).collect::<Vec<_>>(), ["tokio"]);
    }
}
