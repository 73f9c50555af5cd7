//! Prism: found or installed, started on a free port, and ended.
//!
//! Comes in: the workspace; then a document. Goes out: a server; and once it is stopped, what it said of each request.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::running::Running;
use crate::fault::Fault;
use crate::report;

/// The npm package.
const PACKAGE: &str = "@stoplight/prism-cli@5";

/// Its program, once it is installed.
const SCRIPT: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// The least version of Node that Prism runs on.
const NODE: u32 = 18;

/// How long Prism may take to read a document.
const PATIENCE: Duration = Duration::from_secs(120);

/// An installed Prism.
pub(super) struct Prism {
    script: PathBuf,
}

/// A Prism that listens.
pub(super) struct Server {
    /// Where.
    pub(super) url: String,
    process: Running,
    log: JoinHandle<Vec<String>>,
}

/// What Prism said until it was stopped.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// What it said of the requests, in their order.
    pub(super) said: Vec<Said>,
    /// Whether it had ended by itself, so that later requests found no server.
    pub(super) has_ended: bool,
}

/// What Prism said of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The method, in lower case.
    pub(super) method: String,
    /// The path, with its query.
    pub(super) path: String,
    /// Its complaints.
    pub(super) complaints: Vec<String>,
}

impl Prism {
    /// Finds Prism below `target`, or installs it there.
    pub(super) fn find(root: &Path) -> Result<Self, Fault> {
        let node = Command::new("node").arg("--version").output().ok().filter(|output| output.status.success());
        let version = node.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        let remedy = format!("install Node, version {NODE} or later, from https://nodejs.org or the system's packages");
        match version {
            None => return Err(Fault::new("there is no Node, which Prism runs on").help(remedy)),
            Some(version) if major(&version).is_some_and(|major| major < NODE) => {
                return Err(Fault::new(format!("Node is {version}, on which Prism does not run")).help(remedy));
            }
            Some(_) => {}
        }
        let folder = root.join("target/prism");
        let script = folder.join(SCRIPT);
        if !script.is_file() {
            report::note("installing Prism into target/prism");
            install(&folder)?;
        }
        Ok(Self { script })
    }

    /// Starts a server for a document, and waits until it listens. It answers with the document's examples, or with
    /// values of its schemas alone, the same ones in every run.
    pub(super) fn serve(&self, document: &Path, examples: bool) -> Result<Server, String> {
        // The port may be taken in between.
        self.start(document, examples).or_else(|_| self.start(document, examples))
    }

    fn start(&self, document: &Path, examples: bool) -> Result<Server, String> {
        let port = free_port().map_err(|error| format!("there is no free port: {error}"))?;
        let mut node = Command::new("node");
        node.arg(&self.script).args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(document);
        if !examples {
            node.args(["--dynamic", "--seed", "1"]);
        }
        let mut process = Running::start(node.stdout(Stdio::piped()).stderr(Stdio::piped()))
            .map_err(|error| format!("cannot run Prism: {error}"))?;
        let out = process.child().stdout.take().ok_or("Prism has no output")?;
        let faults = process.child().stderr.take().map(|faults| thread::spawn(move || std::io::read_to_string(faults)));
        let (sender, listening) = mpsc::channel();
        let log = thread::spawn(move || gather(out, &sender));
        let server = Server { url: format!("http://127.0.0.1:{port}"), process, log };
        match listening.recv_timeout(PATIENCE) {
            Ok(()) => Ok(server),
            Err(_) => {
                let lines = server.lines();
                let mut errors = lines.iter().rev().map(|line| told(line)).filter(|line| line.contains("error"));
                let last = errors.next().or(lines.last().map(|line| told(line))).unwrap_or_default().to_owned();
                let faults = faults.and_then(|faults| faults.join().ok()).and_then(Result::ok).unwrap_or_default();
                let faults: String = faults.chars().take(300).collect();
                Err(format!("Prism does not serve the document: {last} {}", faults.trim()))
            }
        }
    }
}

/// The number that a version begins with.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Installs Prism into a folder, which is there once all of it is.
fn install(folder: &Path) -> Result<(), Fault> {
    let half = folder.with_extension("half");
    for old in [folder, half.as_path()].into_iter().filter(|old| old.exists()) {
        fs::remove_dir_all(old).map_err(|error| Fault::io("remove", old, &error))?;
    }
    fs::create_dir_all(&half).map_err(|error| Fault::io("create", &half, &error))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&half).arg(PACKAGE);
    let output = npm
        .output()
        .map_err(|error| Fault::new(format!("cannot run npm: {error}")).help("install npm, which comes with Node"))?;
    if !output.status.success() || !half.join(SCRIPT).is_file() {
        let said = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
        return Err(Fault::new(format!("npm could not install {PACKAGE}: {said}")).help("check the network"));
    }
    fs::rename(&half, folder).map_err(|error| Fault::io("rename", &half, &error))
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Every line that Prism prints; the word is passed on once it listens.
fn gather(out: ChildStdout, listening: &mpsc::Sender<()>) -> Vec<String> {
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
    /// Ends it.
    pub(super) fn stop(mut self) -> Log {
        let has_ended = matches!(self.process.child().try_wait(), Ok(Some(_)));
        Log { said: said(&self.lines()), has_ended }
    }

    fn lines(self) -> Vec<String> {
        let Self { process, log, .. } = self;
        drop(process);
        log.join().unwrap_or_default()
    }
}

/// A line without the time and the program that it begins with.
fn told(line: &str) -> &str {
    line.split_once('›').map_or(line, |(_, rest)| rest).trim()
}

/// The requests of a log, each with what was wrong with it.
fn said(lines: &[String]) -> Vec<Said> {
    let mut requests: Vec<Said> = Vec::new();
    for line in lines.iter().map(|line| told(line)) {
        if let Some(request) = line.strip_prefix("[HTTP SERVER] ")
            && line.ends_with("Request received")
        {
            let mut words = request.split(' ');
            let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            requests.push(Said { method: method.to_owned(), path: path.to_owned(), complaints: Vec::new() });
        } else if let (Some((_, complaint)), Some(request)) = (line.split_once("error     "), requests.last_mut()) {
            request.complaints.push(complaint.trim().to_owned());
        }
    }
    requests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_begin_with_a_number() {
        assert_eq!([major("v18.20.4"), major("v9.0.0"), major("nightly")], [Some(18), Some(9), None]);
    }

    #[test]
    fn a_log_is_read_request_by_request() {
        let log = "\
[6:10:14 AM] › [CLI] ▶  start     Prism is listening on http://127.0.0.1:4611
[6:10:17 AM] › [HTTP SERVER] get /pets/1 ℹ  info      Request received
[6:10:17 AM] ›     [VALIDATOR] ✔  success   The request passed the validation rules. Looking for the best response
[6:10:17 AM] › [HTTP SERVER] get /pets/x?a=b ℹ  info      Request received
[6:10:17 AM] ›     [VALIDATOR] ⚠  warning   Request did not pass the validation rules
[6:10:17 AM] ›     [VALIDATOR] ✖  error     Request path parameter id must be integer";
        let lines: Vec<String> = log.lines().map(str::to_owned).collect();
        let one = Said { method: "get".to_owned(), path: "/pets/1".to_owned(), complaints: Vec::new() };
        let complaints = vec!["Request path parameter id must be integer".to_owned()];
        let two = Said { method: "get".to_owned(), path: "/pets/x?a=b".to_owned(), complaints };
        assert_eq!(said(&lines), [one, two]);
    }
}
