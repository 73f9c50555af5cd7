//! Runs of cargo that check usage programs, until what remains of each compiles.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientsmith::Files;
use serde_json::Value;

use super::program::UsageProgram;

/// A usage program and the client that it is checked against.
pub(crate) struct Check {
    /// The package name of the client.
    pub(crate) package: String,
    /// The files of the client.
    pub(crate) files: Files,
    /// The program.
    pub(crate) program: UsageProgram,
}

/// The items of a program that do not compile.
#[derive(Debug, Default)]
pub(crate) struct CheckResult {
    /// The paths of the items.
    pub(crate) failed: BTreeSet<String>,
    /// The errors, as rustc renders them.
    pub(crate) errors: Vec<String>,
}

/// Checks each program against its client. `directory` is replaced.
///
/// Errors in names prevent rustc from finding errors in types, so that the items with errors are removed, and the rest
/// is checked again until no error is left.
pub(crate) fn check(directory: &Path, checks: &[Check]) -> Vec<CheckResult> {
    write_workspace(directory, checks);
    let mut results: Vec<CheckResult> = checks.iter().map(|_| CheckResult::default()).collect();
    loop {
        for (check, result) in checks.iter().zip(&results) {
            write(&usage_directory(directory, &check.package).join("main.rs"), &check.program.text(&result.failed));
        }
        let errors = cargo_check(directory);
        if errors.is_empty() {
            return results;
        }
        for (check, result) in checks.iter().zip(&mut results) {
            let of_check = errors.get(&format!("usage-{}", check.package)).into_iter().flatten();
            let failed = result.failed.len();
            for error in of_check.clone() {
                result.errors.push(error.text.clone());
                result
                    .failed
                    .extend(error.lines.iter().filter_map(|line| check.program.item(*line)).map(str::to_owned));
            }
            let is_stuck = of_check.count() > 0 && result.failed.len() == failed;
            assert!(!is_stuck, "{}: errors outside of the items: {:#?}", check.package, result.errors);
        }
    }
}

/// An error of rustc.
struct CompilerError {
    lines: Vec<usize>,
    text: String,
}

/// Writes the clients, and a package for each program.
fn write_workspace(directory: &Path, checks: &[Check]) {
    _ = fs::remove_dir_all(directory);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut members = Vec::new();
    for Check { package, files, .. } in checks {
        for (file, text) in files {
            write(&directory.join(package).join(file), text);
        }
        let manifest = format!(
            "[package]\nname = \"usage-{package}\"\nedition = \"2024\"\n\n[[bin]]\nname = \"usage-{package}\"\n\
             path = \"main.rs\"\n\n[dependencies]\n{package} = {{ path = \"../{package}\" }}\n\
             serde_json = {{ version = \"1\", default-features = false, features = [\"std\"] }}\nurl = \"2\"\n"
        );
        write(&usage_directory(directory, package).join("Cargo.toml"), &manifest);
        members.push(format!("\"usage-{package}\""));
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    write(&directory.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), directory.join("Cargo.lock")).expect("the lock file can be copied");
}

fn usage_directory(directory: &Path, package: &str) -> PathBuf {
    directory.join(format!("usage-{package}"))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a directory")).expect("the directory can be created");
    fs::write(path, text).expect("the file can be written");
}

/// Runs `cargo check`, and returns the errors by package.
fn cargo_check(directory: &Path) -> BTreeMap<String, Vec<CompilerError>> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["check", "--offline", "--workspace", "--bins", "--keep-going", "--quiet"]);
    command.args(["--message-format", "json"]).current_dir(directory);
    // Dependencies that other tests built are reused.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a directory above");
    let output = command.env("CARGO_TARGET_DIR", target).output().expect("cargo runs");
    let mut errors: BTreeMap<String, Vec<CompilerError>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("cargo prints JSON");
        if message["reason"] == "compiler-message" && message["message"]["level"] == "error" {
            let name = message["target"]["name"].as_str().expect("the message has a target").to_owned();
            errors.entry(name).or_default().push(compiler_error(&message["message"]));
        }
    }
    let is_explained = output.status.success() || !errors.is_empty();
    assert!(is_explained, "{}", String::from_utf8_lossy(&output.stderr));
    let known = errors.keys().all(|name| name.starts_with("usage-"));
    assert!(known, "a client does not compile: {}", String::from_utf8_lossy(&output.stdout));
    errors
}

fn compiler_error(message: &Value) -> CompilerError {
    let spans = message["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true);
    let lines = spans.filter(|span| span["file_name"].as_str().is_some_and(|file| file.ends_with("main.rs")));
    let lines = lines.filter_map(|span| usize::try_from(span["line_start"].as_u64()?).ok()).collect();
    CompilerError { lines, text: message["rendered"].as_str().unwrap_or_default().to_owned() }
}
