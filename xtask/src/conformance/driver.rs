//! Builds and runs the drivers of clients: the example programs that call every operation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, io};

use serde::Deserialize;

use crate::child::ChildProcess;
use crate::error::CliError;
use crate::parallel::progress_bar;

/// The timeout for all calls of one client.
const TIMEOUT: Duration = Duration::from_secs(900);

/// The result of one operation, a line of JSON that a driver prints.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct DriverLine {
    pub(super) operation: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: Option<u16>,
    pub(super) outcome: String,
    pub(super) error: Option<String>,
}

/// A message of `cargo build`.
#[derive(Deserialize)]
struct BuildMessage {
    executable: Option<PathBuf>,
}

/// Builds the driver of every package and returns the programs by package, without those that do not compile.
pub(super) fn build(directory: &Path, packages: &[&str]) -> Result<BTreeMap<String, PathBuf>, CliError> {
    let bar = progress_bar(packages.len(), "build");
    let mut programs = BTreeMap::new();
    for package in packages {
        if let Some(program) = build_one(directory, package)? {
            programs.insert((*package).to_owned(), program);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(programs)
}

/// Builds one driver and copies it to a unique path, as all drivers have the same file name.
fn build_one(directory: &Path, package: &str) -> Result<Option<PathBuf>, CliError> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--package", package, "--example", "drive", "--quiet"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    // An outer cargo may have set its target directory.
    command.env_remove("CARGO_TARGET_DIR").current_dir(directory).stderr(Stdio::inherit());
    let output = command
        .output()
        .map_err(|error| CliError::new(format!("cannot run cargo: {error}")).help("install the Rust toolchain"))?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut built = lines.lines().rev().filter_map(|line| serde_json::from_str::<BuildMessage>(line).ok()?.executable);
    let Some(built) = built.next() else { return Ok(None) };
    let copy = directory.join("crates").join(format!("{package}-drive"));
    fs::copy(&built, &copy).map_err(|error| CliError::io("copy", &built, &error))?;
    Ok(Some(copy))
}

/// Runs a driver until it exits.
pub(super) fn run(program: &Path, url: &str) -> Result<Vec<DriverLine>, String> {
    let mut driver = ChildProcess::spawn(Command::new(program).env("BASE_URL", url).stdout(Stdio::piped()))
        .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    let bytes = driver.read_stdout(TIMEOUT).map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut => format!("the driver did not exit within {} s", TIMEOUT.as_secs()),
        _ => format!("cannot read the output of the driver: {error}"),
    })?;
    let status = driver.wait().map_err(|error| format!("cannot wait for the driver: {error}"))?;
    if !status.success() {
        return Err(format!("the driver exited with {status}"));
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}")));
    lines.collect()
}
