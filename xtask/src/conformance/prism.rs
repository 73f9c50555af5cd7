//! Installs, starts and stops Prism, and parses its log.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::child::ChildProcess;
use crate::error::CliError;
use crate::report;

/// The npm package.
const PACKAGE: &str = "@stoplight/prism-cli@5";

/// The program in the installed package.
const SCRIPT: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// The minimum version of Node for Prism.
const MIN_NODE: u32 = 18;

/// The timeout for Prism to load a document.
const TIMEOUT: Duration = Duration::from_secs(120);

/// An installed Prism.
pub(super) struct Prism {
    script: PathBuf,
}

/// A running Prism server.
pub(super) struct Server {
    /// The base URL.
    pub(super) url: String,
    process: ChildProcess,
    log: JoinHandle<Vec<String>>,
}

/// The log of a stopped server.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The requests, in their order.
    pub(super) requests: Vec<LoggedRequest>,
    /// True if the server exited before it was stopped, so that later requests failed.
    pub(super) has_exited: bool,
}

/// A request in the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LoggedRequest {
    /// The method, in lower case.
    pub(super) method: String,
    /// The path, with its query.
    pub(super) path: String,
    /// The validation errors.
    pub(super) errors: Vec<String>,
}

impl Prism {
    /// Finds Prism below `target`, or installs it there.
    pub(super) fn find(root: &Path) -> Result<Self, CliError> {
        let node = Command::new("node").arg("--version").output().ok().filter(|output| output.status.success());
        let version = node.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        let help = format!("install Node {MIN_NODE} or later from https://nodejs.org or the system's package manager");
        match version {
            None => return Err(CliError::new("Node is not installed; Prism requires it").help(help)),
            Some(version) if major(&version).is_some_and(|major| major < MIN_NODE) => {
                return Err(CliError::new(format!("Node {version} is too old for Prism")).help(help));
            }
            Some(_) => {}
        }
        let directory = root.join("target/prism");
        let script = directory.join(SCRIPT);
        if !script.is_file() {
            report::note("installing Prism into target/prism");
            install(&directory)?;
        }
        Ok(Self { script })
    }

    /// Starts a server for a document, and waits until it listens.
    ///
    /// The responses are the document's examples, or values of its schemas that are the same in every run.
    pub(super) fn serve(&self, document: &Path, examples: bool) -> Result<Server, String> {
        // Another process may have bound the port first.
        self.start(document, examples).or_else(|_| self.start(document, examples))
    }

    fn start(&self, document: &Path, examples: bool) -> Result<Server, String> {
        let port = free_port().map_err(|error| format!("no port is free: {error}"))?;
        let mut node = Command::new("node");
        node.arg(&self.script).args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(document);
        if !examples {
            node.args(["--dynamic", "--seed", "1"]);
        }
        let mut process = ChildProcess::spawn(node.stdout(Stdio::piped()).stderr(Stdio::piped()))
            .map_err(|error| format!("cannot run Prism: {error}"))?;
        let out = process.child().stdout.take().ok_or("Prism has no standard output")?;
        let stderr = process.child().stderr.take().map(|stderr| thread::spawn(move || std::io::read_to_string(stderr)));
        let (sender, listening) = mpsc::channel();
        let log = thread::spawn(move || read_log(out, &sender));
        let server = Server { url: format!("http://127.0.0.1:{port}"), process, log };
        match listening.recv_timeout(TIMEOUT) {
            Ok(()) => Ok(server),
            Err(_) => {
                let lines = server.lines();
                let mut errors =
                    lines.iter().rev().map(|line| strip_prefix(line)).filter(|line| line.contains("error"));
                let last = errors.next().or(lines.last().map(|line| strip_prefix(line))).unwrap_or_default().to_owned();
                let stderr = stderr.and_then(|stderr| stderr.join().ok()).and_then(Result::ok).unwrap_or_default();
                let stderr: String = stderr.chars().take(300).collect();
                Err(format!("Prism cannot serve the document: {last} {}", stderr.trim()))
            }
        }
    }
}

/// Returns the major version.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Installs Prism into a directory, which exists only once the installation is complete.
fn install(directory: &Path) -> Result<(), CliError> {
    let partial = directory.with_extension("partial");
    for old in [directory, partial.as_path()].into_iter().filter(|old| old.exists()) {
        fs::remove_dir_all(old).map_err(|error| CliError::io("remove", old, &error))?;
    }
    fs::create_dir_all(&partial).map_err(|error| CliError::io("create", &partial, &error))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&partial).arg(PACKAGE);
    let output = npm.output().map_err(|error| {
        CliError::new(format!("cannot run npm: {error}")).help("install npm, which comes with Node")
    })?;
    if !output.status.success() || !partial.join(SCRIPT).is_file() {
        let stderr = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
        return Err(
            CliError::new(format!("npm could not install {PACKAGE}: {stderr}")).help("check the network connection")
        );
    }
    fs::rename(&partial, directory).map_err(|error| CliError::io("rename", &partial, &error))
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Collects the lines that Prism prints, and signals when it listens.
fn read_log(out: ChildStdout, listening: &mpsc::Sender<()>) -> Vec<String> {
    let mut lines = Vec::new();
    for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        if line.contains("Prism is listening") {
            _ = listening.send(());
        }
        lines.push(line);
    }
    lines
}

impl Server {
    /// Stops the server and returns its log.
    pub(super) fn stop(mut self) -> Log {
        let has_exited = matches!(self.process.child().try_wait(), Ok(Some(_)));
        Log { requests: parse_requests(&self.lines()), has_exited }
    }

    fn lines(self) -> Vec<String> {
        let Self { process, log, .. } = self;
        drop(process);
        log.join().unwrap_or_default()
    }
}

/// Removes the time and the program name from a line.
fn strip_prefix(line: &str) -> &str {
    line.split_once('›').map_or(line, |(_, rest)| rest).trim()
}

/// Parses the requests of a log with their validation errors.
fn parse_requests(lines: &[String]) -> Vec<LoggedRequest> {
    let mut requests: Vec<LoggedRequest> = Vec::new();
    for line in lines.iter().map(|line| strip_prefix(line)) {
        if let Some(request) = line.strip_prefix("[HTTP SERVER] ")
            && line.ends_with("Request received")
        {
            let mut words = request.split(' ');
            let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            requests.push(LoggedRequest { method: method.to_owned(), path: path.to_owned(), errors: Vec::new() });
        } else if let (Some((_, error)), Some(request)) = (line.split_once("error     "), requests.last_mut()) {
            request.errors.push(error.trim().to_owned());
        }
    }
    requests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_version_is_parsed() {
        assert_eq!([major("v18.20.4"), major("v9.0.0"), major("nightly")], [Some(18), Some(9), None]);
    }

    #[test]
    fn log_is_parsed_into_requests() {
        let log = "\
[6:10:14 AM] › [CLI] ▶  start     Prism is listening on http://127.0.0.1:4611
[6:10:17 AM] › [HTTP SERVER] get /pets/1 ℹ  info      Request received
[6:10:17 AM] ›     [VALIDATOR] ✔  success   The request passed the validation rules. Looking for the best response
[6:10:17 AM] › [HTTP SERVER] get /pets/x?a=b ℹ  info      Request received
[6:10:17 AM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules
[6:10:17 AM] ›     [VALIDATOR] ✖  error     Request path parameter id must be integer";
        let lines: Vec<String> = log.lines().map(str::to_owned).collect();
        let one = LoggedRequest { method: "get".to_owned(), path: "/pets/1".to_owned(), errors: Vec::new() };
        let errors = vec!["Request path parameter id must be integer".to_owned()];
        let two = LoggedRequest { method: "get".to_owned(), path: "/pets/x?a=b".to_owned(), errors };
        assert_eq!(parse_requests(&lines), [one, two]);
    }
}
