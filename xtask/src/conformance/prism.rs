//! Prism: found or installed, started on a free port, and ended.
//!
//! Comes in: the workspace; then a document. Goes out: a server; and once it is stopped, what it said of each request.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::fault::Fault;
use crate::report;

/// The npm package.
const PACKAGE: &str = "@stoplight/prism-cli@5";

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
    child: Child,
    log: Option<JoinHandle<Vec<String>>>,
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
        let node = Command::new("node").arg("--version").output();
        if !node.is_ok_and(|output| output.status.success()) {
            return Err(Fault::new("there is no Node, which Prism runs on")
                .help("install Node, version 18 or later, from https://nodejs.org or the system's packages"));
        }
        let folder = root.join("target/prism");
        let script = folder.join("node_modules/@stoplight/prism-cli/dist/index.js");
        if script.is_file() {
            return Ok(Self { script });
        }
        report::note("installing Prism into target/prism");
        std::fs::create_dir_all(&folder).map_err(|error| Fault::io("create", &folder, &error))?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--prefix"]).arg(&folder).arg(PACKAGE);
        let output = npm.output().map_err(|error| {
            Fault::new(format!("cannot run npm: {error}")).help("install npm, which comes with Node")
        })?;
        if !output.status.success() || !script.is_file() {
            let said = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
            return Err(Fault::new(format!("npm could not install {PACKAGE}: {said}")).help("check the network"));
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
        let mut child = node
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run Prism: {error}"))?;
        let out = child.stdout.take().ok_or("Prism has no output")?;
        let faults = child.stderr.take().map(|faults| thread::spawn(move || std::io::read_to_string(faults)));
        let (sender, listening) = mpsc::channel();
        let log = thread::spawn(move || gather(out, &sender));
        let server = Server { url: format!("http://127.0.0.1:{port}"), child, log: Some(log) };
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
    /// Ends it; what it said of the requests, in their order.
    pub(super) fn stop(self) -> Vec<Said> {
        said(&self.lines())
    }

    fn lines(mut self) -> Vec<String> {
        self.end();
        self.log.take().and_then(|log| log.join().ok()).unwrap_or_default()
    }

    fn end(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
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
