//! `Cargo.toml` of the client.

use std::fmt::Write;

use super::{Content, words};
use crate::ir::Api;

/// The version of a client that nobody has released yet.
pub(super) const VERSION: &str = "0.1.0";

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let description = format!("A client of {}.", api.title.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut text = format!(
        "[package]\nname = {}\nversion = \"{VERSION}\"\nedition = \"2024\"\nrust-version = \"1.88\"\ndescription = {}\nlicense = \"MIT OR Apache-2.0\"\n\n[dependencies]\n",
        quoted(&api.package),
        quoted(&description),
    );
    for dependency in client_support::dependencies(&words::parts(api)) {
        let _ = writeln!(text, "{} = {}", dependency.name, requirement(&dependency));
    }
    text.push_str("\n[dev-dependencies]\n");
    for dependency in client_support::TEST_DEPENDENCIES {
        let _ = writeln!(text, "{} = {}", dependency.name, requirement(dependency));
    }
    Content::Toml(text)
}

fn requirement(dependency: &client_support::Dependency) -> String {
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

/// A basic string of TOML.
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
