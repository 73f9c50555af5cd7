//! `Cargo.toml` of the client crate.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Content, runtime_features};
use crate::invisible::escape_invisible;
use crate::ir::Api;

/// Returns the content of the file.
pub(super) fn content(api: &Api) -> Content {
    let title = api.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let description = format!("A client for {}.", escape_invisible(&title));
    let mut text = format!(
        "[package]\nname = {}\nversion = {}\nedition = \"2024\"\nrust-version = \"1.88\"\n\
         description = {}\nlicense = \"MIT OR Apache-2.0\"\n\n\
         [lib]\n# All tests are in `tests` and in the documentation.\ntest = false\n\n[dependencies]\n",
        quoted(&api.package),
        quoted(&api.package_version),
        quoted(&description),
    );
    let mut of_targets: BTreeMap<&str, String> = BTreeMap::new();
    let mut listed: Vec<(clientsmith_runtime::Dependency, bool)> = Vec::new();
    listed.extend(
        clientsmith_runtime::dependencies(&runtime_features::used(api))
            .into_iter()
            .map(|dependency| (dependency, false)),
    );
    listed.extend(clientsmith_runtime::FEATURE_DEPENDENCIES.iter().map(|dependency| (*dependency, true)));
    listed.sort_by_key(|(dependency, _)| dependency.name);
    for (dependency, is_optional) in &listed {
        let to =
            if dependency.target.is_empty() { &mut text } else { of_targets.entry(dependency.target).or_default() };
        let requirement = if *is_optional { optional(dependency) } else { requirement(dependency) };
        let _ = writeln!(to, "{} = {requirement}", dependency.name);
    }
    for (target, dependencies) in of_targets {
        let _ = write!(text, "\n[target.'{target}'.dependencies]\n{dependencies}");
    }
    text.push_str(&features());
    text.push_str("\n[dev-dependencies]\n");
    // The examples of the README are compiled with the tests, including those of optional features.
    let _ = writeln!(text, "{} = {{ path = \".\", features = [\"blocking\", \"mock\", \"reqwest\"] }}", api.package);
    for dependency in clientsmith_runtime::TEST_DEPENDENCIES {
        let _ = writeln!(text, "{} = {}", dependency.name, requirement(dependency));
    }
    Content::Toml(text)
}

/// Returns the section of features.
fn features() -> String {
    let list = |names: &[&str]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
    let mut text = format!("\n[features]\ndefault = [{}]\n", list(clientsmith_runtime::DEFAULT_FEATURES));
    for (name, entries) in clientsmith_runtime::FEATURES {
        let _ = writeln!(text, "{name} = [{}]", list(entries));
    }
    text
}

/// Returns the requirement of an optional dependency.
fn optional(dependency: &clientsmith_runtime::Dependency) -> String {
    let requirement = requirement(dependency);
    match requirement.strip_suffix(" }") {
        Some(table) => format!("{table}, optional = true }}"),
        None => format!("{{ version = {requirement}, optional = true }}"),
    }
}

fn requirement(dependency: &clientsmith_runtime::Dependency) -> String {
    let features: Vec<String> = dependency.features.iter().map(|feature| quoted(feature)).collect();
    match (dependency.default_features, features.is_empty()) {
        (true, true) => quoted(dependency.version),
        (true, false) => {
            format!("{{ version = {}, features = [{}] }}", quoted(dependency.version), features.join(", "))
        }
        (false, true) => format!("{{ version = {}, default-features = false }}", quoted(dependency.version)),
        (false, false) => format!(
            "{{ version = {}, default-features = false, features = [{}] }}",
            quoted(dependency.version),
            features.join(", ")
        ),
    }
}

/// Formats a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
