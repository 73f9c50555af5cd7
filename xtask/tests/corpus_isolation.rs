//! Tests of `cargo xtask corpus` with documents that exceed a limit, and of interrupted runs.

#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const PETS: &str = r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {}}"#;

/// A directory with documents.
struct Fixture(TempDir);

impl Fixture {
    /// Returns a fixture with a valid document, `apis/pets.json`.
    fn new() -> Self {
        let fixture = Self(TempDir::new().expect("a temporary directory can be created"));
        fs::create_dir(fixture.path("apis")).expect("the directory can be created");
        fixture.put("apis/pets.json", PETS);
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("the file can be written");
    }

    /// Creates a named pipe: reading this document does not end before something is written.
    fn pipe(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo runs");
        assert!(made.success());
        path
    }

    /// Returns the command for the documents in `apis` and other files, with the JSON file `outcome.jsonl`.
    fn command(&self, files: &[&Path], options: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("corpus").arg(self.path("apis")).args(files).args(options);
        command.arg("--json").arg(self.path("outcome.jsonl"));
        command
    }

    /// Returns outcome and problems in the JSON file by document.
    fn outcomes(&self) -> Vec<(String, String, String)> {
        let text = fs::read_to_string(self.path("outcome.jsonl")).expect("the file exists");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("the line is JSON"));
        let mut outcomes: Vec<_> = lines
            .filter(|line: &Value| line["kind"] == "document")
            .map(|line| (text_of(&line["document"]), text_of(&line["outcome"]), text_of(&line["problems"][0])))
            .collect();
        outcomes.sort();
        outcomes
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn outcome(document: &str, outcome: &str, problem: &str) -> (String, String, String) {
    (document.to_owned(), outcome.to_owned(), problem.to_owned())
}

/// Runs a command; returns its exit code and standard output.
fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("the program runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("the output is UTF-8"))
}

/// Starts a command and returns when it has printed the line of the valid document.
fn start(command: &mut Command) -> Child {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program runs");
    let out = BufReader::new(child.stdout.take().expect("standard output is a pipe"));
    let line = out.lines().map(|line| line.expect("the line is UTF-8")).find(|line| line.ends_with("apis/pets.json"));
    assert!(line.is_some_and(|line| line.starts_with("passed ")));
    child
}

#[test]
fn document_that_exceeds_the_memory_limit_fails_alone() {
    let fixture = Fixture::new();
    let paths: Vec<String> = (0..40_000).map(|at| format!("\"/pets/{at}\": {{\"get\": {{}}}}")).collect();
    fixture.put("apis/large.json", &PETS.replace("\"paths\": {}", &format!("\"paths\": {{{}}}", paths.join(", "))));
    let endless = Path::new("/dev/zero");
    let (code, out) = run(&mut fixture.command(&[endless], &["--isolate", "--memory-limit", "16"]));
    assert_eq!(code, Some(1), "{out}");
    let exceeded = "generation exceeded the memory limit of 16 MB";
    let expected = [
        outcome("apis/large.json", "out-of-memory", exceeded),
        outcome("apis/pets.json", "passed", ""),
        outcome("zero", "out-of-memory", exceeded),
    ];
    assert_eq!(fixture.outcomes(), expected);
    assert!(out.contains(&format!("apis/large.json\n    {exceeded}\n")), "{out}");
    assert!(out.contains("\n  out of memory         2   66.7 %\n  passed                1   33.3 %\n"), "{out}");
}

#[test]
fn document_that_exceeds_the_time_limit_fails() {
    let fixture = Fixture::new();
    let pipe = fixture.pipe("stuck.json");
    let (code, out) = run(&mut fixture.command(&[&pipe], &["--isolate", "--time-limit", "1"]));
    assert_eq!(code, Some(1), "{out}");
    let exceeded = "generation exceeded the time limit of 1 s";
    // The valid document may exceed it on a busy machine.
    assert!(fixture.outcomes().contains(&outcome("stuck.json", "timed-out", exceeded)), "{out}");
    assert!(out.contains(&format!("stuck.json\n    {exceeded}\n")), "{out}");
}

#[test]
fn limits_require_isolation() {
    let fixture = Fixture::new();
    for limit in ["--time-limit", "--memory-limit"] {
        let output = fixture.command(&[], &[limit, "60"]).output().expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(errors.contains("required") && errors.contains("--isolate"), "{errors}");
    }
}

#[test]
fn interrupted_run_keeps_its_results() {
    for options in [&["--isolate"][..], &[]] {
        let fixture = Fixture::new();
        let pipe = fixture.pipe("stuck.json");
        let mut child = start(&mut fixture.command(&[&pipe], options));
        child.kill().expect("the process can be killed");
        child.wait().expect("the process ends");
        assert_eq!(fixture.outcomes(), [outcome("apis/pets.json", "passed", "")]);
    }
}

#[test]
fn processes_of_documents_end_with_an_interrupted_run() {
    let fixture = Fixture::new();
    let pipe = fixture.pipe("stuck.json");
    let mut child = start(&mut fixture.command(&[&pipe], &["--isolate"]));
    // The pipe can be opened only when the process of the document reads it.
    let mut pipe = File::options().write(true).open(pipe).expect("the pipe exists");
    child.kill().expect("the process can be killed");
    child.wait().expect("the process ends");
    // Writing fails as soon as no process reads the pipe.
    let error = std::iter::repeat_with(|| pipe.write_all(&[b' '; 4096])).find_map(Result::err);
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::BrokenPipe));
}
