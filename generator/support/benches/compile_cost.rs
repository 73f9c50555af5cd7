//! Measures the compile time of 300 models of six fields: without serde, with derived impls, with `model!`.
//!
//! ```text
//! cargo bench -p clientsmith-runtime --bench compile_cost
//! ```
//!
//! writes three scratch crates into the target directory and builds their dependencies. For each crate alone, it prints
//! the best time of five `cargo check` and of three `cargo build --release`. It takes some minutes. Without `--bench`,
//! as in `cargo test --all-targets`, it does nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

const MODELS: usize = 300;

/// The Rust name, type and kind of each field.
///
/// `{head}` is the first model of each ten: longer chains overflow rustc's drop check.
const FIELDS: [(&str, &str, &str); 6] = [
    ("id", "i64", "required"),
    ("display_name", "Option<String>", "optional"),
    ("is_active", "Option<bool>", "optional"),
    ("score", "Option<f64>", "optional"),
    ("tags", "Option<Vec<String>>", "optional"),
    ("parent", "Option<Box<Model{head}>>", "optional"),
];

fn main() -> io::Result<()> {
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost");
    println!("{:8} {:>8} {:>8}", "", "check", "release");
    for implementation in ["plain", "derive", "model"] {
        let package = directory.join(implementation);
        write_package(&package, implementation)?;
        let check = best_time(5, &package, &["check"])?;
        let release = best_time(3, &package, &["build", "--release"])?;
        println!("{implementation:8} {:7.2}s {:7.2}s", check.as_secs_f64(), release.as_secs_f64());
    }
    Ok(())
}

fn write_package(package: &Path, implementation: &str) -> io::Result<()> {
    fs::create_dir_all(package.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"cost-{implementation}\"\nedition = \"2024\"\n\n[dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         jiff = {{ version = \"0.2\", default-features = false, features = [\"std\"] }}\n\n[workspace]\n"
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    if implementation == "model" {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runtime");
        fs::create_dir_all(package.join("src/runtime/core"))?;
        fs::create_dir_all(package.join("src/runtime/model"))?;
        for file in [
            "core/to_param.rs",
            "model.rs",
            "model/field.rs",
            "model/format.rs",
            "model/serialize.rs",
            "model/unknown_fields.rs",
        ] {
            fs::copy(runtime.join(file), package.join("src/runtime").join(file))?;
        }
        fs::write(
            package.join("src/runtime.rs"),
            "#![allow(unused)]\npub mod core {\n    pub mod to_param;\n}\npub mod model;\n",
        )?;
    }
    fs::write(package.join("src/lib.rs"), library(implementation))
}

fn library(implementation: &str) -> String {
    let mut text =
        String::from(if implementation == "model" { "mod runtime;\nuse runtime::model::model;\n" } else { "" });
    for number in 0..MODELS {
        add_model(&mut text, implementation, number);
    }
    text
}

fn add_model(text: &mut String, implementation: &str, number: usize) {
    let head = (number - number % 10).to_string();
    let derived = if implementation == "derive" { ", serde::Serialize, serde::Deserialize" } else { "" };
    let mut fields = String::new();
    let mut rows = String::new();
    for (name, rust_type, kind) in FIELDS {
        if implementation == "derive" && kind == "optional" {
            fields.push_str("    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n");
        }
        _ = writeln!(fields, "    pub {name}: {},", rust_type.replace("{head}", &head));
        _ = writeln!(rows, "    \"{name}\" => {name}: {kind},");
    }
    _ = writeln!(text, "#[derive(Debug, Clone, PartialEq{derived})]\npub struct Model{number} {{\n{fields}}}");
    if implementation == "model" {
        _ = writeln!(text, "model!(Model{number} {{\n{rows}}});");
    }
    if implementation != "plain" {
        _ = writeln!(
            text,
            "pub fn read{number}(text: &[u8]) -> serde_json::Result<Model{number}> {{ serde_json::from_slice(text) }}"
        );
        _ = writeln!(
            text,
            "pub fn write{number}(model: &Model{number}) -> serde_json::Result<Vec<u8>> {{ serde_json::to_vec(model) }}"
        );
    }
}

/// Returns the best time of several runs, after one run that builds the dependencies.
fn best_time(runs: usize, package: &Path, arguments: &[&str]) -> io::Result<Duration> {
    let library: PathBuf = package.join("src/lib.rs");
    let mut best = Duration::MAX;
    for run in 0..=runs {
        fs::File::options().append(true).open(&library)?.set_modified(std::time::SystemTime::now())?;
        let start = Instant::now();
        let status = Command::new(env!("CARGO"))
            .args(arguments)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", package.join("target"))
            .current_dir(package)
            .stderr(if run == 0 { Stdio::inherit() } else { Stdio::null() })
            .status()?;
        if !status.success() {
            return Err(io::Error::other(format!("cargo {arguments:?} failed in {}", package.display())));
        }
        if run > 0 {
            best = best.min(start.elapsed());
        }
    }
    Ok(best)
}
