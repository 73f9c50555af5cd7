//! What 300 models of six fields cost to compile: without serde, with derived impls, with `model!`.
//!
//! ```text
//! cargo bench -p client-support --bench compile_cost
//! ```
//!
//! writes three scratch crates below the target folder, builds their dependencies, and then prints the best of five
//! `cargo check` and the best of three `cargo build --release` of each crate alone. It takes some minutes. Without
//! `--bench`, as `cargo test --all-targets` calls it, it does nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

const MODELS: usize = 300;

/// Rust name, type and kind of each field. `{head}` is the first model of each ten: longer chains overflow rustc's drop check.
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
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost");
    println!("{:8} {:>8} {:>8}", "", "check", "release");
    for way in ["plain", "derive", "model"] {
        let package = folder.join(way);
        write_package(&package, way)?;
        let check = best(5, &package, &["check"])?;
        let release = best(3, &package, &["build", "--release"])?;
        println!("{way:8} {:7.2}s {:7.2}s", check.as_secs_f64(), release.as_secs_f64());
    }
    Ok(())
}

fn write_package(package: &Path, way: &str) -> io::Result<()> {
    fs::create_dir_all(package.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"cost-{way}\"\nedition = \"2024\"\n\n[dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
         jiff = {{ version = \"0.2\", default-features = false, features = [\"std\"] }}\n\n[workspace]\n"
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    if way == "model" {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runtime");
        fs::create_dir_all(package.join("src/runtime/model"))?;
        for file in ["plain.rs", "model.rs", "model/format.rs", "model/rest.rs", "model/slot.rs"] {
            fs::copy(runtime.join(file), package.join("src/runtime").join(file))?;
        }
        fs::write(package.join("src/runtime.rs"), "#![allow(unused)]\npub mod model;\npub mod plain;\n")?;
    }
    fs::write(package.join("src/lib.rs"), library(way))
}

fn library(way: &str) -> String {
    let mut text = String::from(if way == "model" { "mod runtime;\nuse runtime::model::model;\n" } else { "" });
    for number in 0..MODELS {
        add_model(&mut text, way, number);
    }
    text
}

fn add_model(text: &mut String, way: &str, number: usize) {
    let head = (number - number % 10).to_string();
    let derived = if way == "derive" { ", serde::Serialize, serde::Deserialize" } else { "" };
    let mut fields = String::new();
    let mut rows = String::new();
    for (name, rust_type, kind) in FIELDS {
        if way == "derive" && kind == "optional" {
            fields.push_str("    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n");
        }
        _ = writeln!(fields, "    pub {name}: {},", rust_type.replace("{head}", &head));
        _ = writeln!(rows, "    \"{name}\" => {name}: {kind},");
    }
    _ = writeln!(text, "#[derive(Debug, Clone, PartialEq{derived})]\npub struct Model{number} {{\n{fields}}}");
    if way == "model" {
        _ = writeln!(text, "model!(Model{number} {{\n{rows}}});");
    }
    if way != "plain" {
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

/// The best time of several runs, after one that builds the dependencies.
fn best(runs: usize, package: &Path, arguments: &[&str]) -> io::Result<Duration> {
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
