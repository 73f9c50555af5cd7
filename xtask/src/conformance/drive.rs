//! The drivers of clients: built all at once, and run one after the other.
//!
//! Comes in: the scratch workspace; then a driver and the URL of a server. Goes out: the programs; then the lines that
//! the driver prints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::{env, fs};

use serde::Deserialize;

use super::running::Running;
use crate::fault::Fault;
use crate::many::progress;

/// How long all calls of one client may take.
const PATIENCE: Duration = Duration::from_secs(900);

/// What a driver says of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Line {
    pub(super) operation: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: Option<u16>,
    pub(super) outcome: String,
    pub(super) error: Option<String>,
}

/// One line of cargo's messages.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
}

/// Builds the driver of every package; the programs by package. What does not compile is not there, and cargo says why.
pub(super) fn build(folder: &Path, packages: &[&str]) -> Result<BTreeMap<String, PathBuf>, Fault> {
    let bar = progress(packages.len(), "build");
    let mut programs = BTreeMap::new();
    for package in packages {
        if let Some(program) = build_one(folder, package)? {
            programs.insert((*package).to_owned(), program);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(programs)
}

/// Builds one driver, and puts it where the next one, which is called the same, does not take its place.
fn build_one(folder: &Path, package: &str) -> Result<Option<PathBuf>, Fault> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--package", package, "--example", "drive", "--quiet"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    // The target folder of a cargo that runs this program is not this workspace's.
    command.env_remove("CARGO_TARGET_DIR").current_dir(folder).stderr(Stdio::inherit());
    let output = command
        .output()
        .map_err(|error| Fault::new(format!("cannot run cargo: {error}")).help("install the Rust toolchain"))?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut built = lines.lines().rev().filter_map(|line| serde_json::from_str::<Message>(line).ok()?.executable);
    let Some(built) = built.next() else { return Ok(None) };
    let kept = folder.join("crates").join(format!("{package}-drive"));
    fs::copy(&built, &kept).map_err(|error| Fault::io("copy", &built, &error))?;
    Ok(Some(kept))
}

/// Runs a driver to its end.
pub(super) fn run(program: &Path, url: &str) -> Result<Vec<Line>, String> {
    let mut driver = Running::start(Command::new(program).env("BASE_URL", url).stdout(Stdio::piped()))
        .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    let out = driver.child().stdout.take().ok_or("the driver has no output")?;
    // Read on the side, so that a driver that never ends can be ended here.
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(std::io::read_to_string(out)));
    let text = receiver
        .recv_timeout(PATIENCE)
        .map_err(|_| format!("the driver did not end within {} s", PATIENCE.as_secs()))?
        .map_err(|error| format!("cannot read what the driver says: {error}"))?;
    let status = driver.finish().map_err(|error| format!("cannot wait for the driver: {error}"))?;
    if !status.success() {
        return Err(format!("the driver ended with {status}"));
    }
    let lines = text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}")));
    lines.collect()
}
