//! Generates the client of a document in a child process of this program, with limits for time and memory.
//!
//! The child runs the subcommand of `document_command` and prints a [`DocumentRecord`] as JSON.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use super::record::{DocumentOutcome, DocumentRecord};
use crate::child::ChildProcess;
use crate::discover::DocumentFile;
use crate::report;

/// The limits of each document.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Limits {
    /// Wall-clock time in seconds for each document
    #[arg(long, value_name = "SECONDS", default_value_t = 120, requires = "isolate",
        value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
    /// Memory in megabytes that each document may allocate; limited on Linux only
    #[arg(long, value_name = "MB", default_value_t = 4000, requires = "isolate",
        value_parser = clap::value_parser!(u64).range(16..=1_000_000_000))]
    memory_limit: u64,
}

/// Generates the client of a file in a child process, and writes it below `crates`.
pub(super) fn generate(package: String, file: &DocumentFile, crates: Option<&Path>, limits: Limits) -> DocumentRecord {
    let mut record = DocumentRecord::new(package, &file.name);
    let started = Instant::now();
    let received = receive(&record.package, file, crates, limits);
    let out_of_memory = || format!("generation exceeded the memory limit of {} MB", limits.memory_limit);
    let (outcome, problem) = match received {
        Ok(received) if received.outcome == DocumentOutcome::OutOfMemory => {
            return DocumentRecord { problems: vec![out_of_memory()], ..received };
        }
        Ok(received) => return received,
        Err(Failure::Time) => {
            (DocumentOutcome::TimedOut, format!("generation exceeded the time limit of {} s", limits.time_limit))
        }
        Err(Failure::Memory) => (DocumentOutcome::OutOfMemory, out_of_memory()),
        Err(Failure::Crash(reason)) => (DocumentOutcome::Crashed, reason),
    };
    record.fail(outcome, problem);
    record.seconds = started.elapsed().as_secs_f64();
    record.bytes = fs::metadata(&file.path).ok().and_then(|file| usize::try_from(file.len()).ok()).unwrap_or(0);
    record
}

/// The reason that a child process returned no record.
#[derive(Debug, PartialEq, Eq)]
enum Failure {
    Time,
    Memory,
    Crash(String),
}

fn receive(
    package: &str,
    file: &DocumentFile,
    crates: Option<&Path>,
    limits: Limits,
) -> Result<DocumentRecord, Failure> {
    let crash = |reason: &'static str| move |error: io::Error| Failure::Crash(format!("{reason}: {error}"));
    let program = program().map_err(crash("cannot find this program"))?;
    let mut command = Command::new(program);
    command.args(["corpus-document", "--package", package, &format!("--name={}", file.name)]);
    command.arg(format!("--memory-limit={}", limits.memory_limit));
    if let Some(crates) = crates {
        let mut option = OsString::from("--crates=");
        option.push(crates);
        command.arg(option);
    }
    command.arg("--").arg(&file.path);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = ChildProcess::spawn(&mut command).map_err(crash("cannot start a process"))?;
    let stderr = child.child().stderr.take().map(|stderr| thread::spawn(move || read_lossy(stderr)));
    let stdout = match child.read_stdout(Duration::from_secs(limits.time_limit)) {
        Err(error) if error.kind() == io::ErrorKind::TimedOut => return Err(Failure::Time),
        read => read.map_err(crash("cannot read from the process"))?,
    };
    let status = child.wait().map_err(crash("cannot wait for the process"))?;
    let stderr = stderr.and_then(|stderr| stderr.join().ok()).unwrap_or_default();
    result(&stdout, &stderr, status)
}

/// Returns the program of this process, also if it was rebuilt in the meantime.
fn program() -> io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if link.exists() { Ok(link.to_owned()) } else { env::current_exe() }
}

fn read_lossy(mut from: impl Read) -> String {
    let mut bytes = Vec::new();
    // An error ends the text; the exit status decides.
    _ = from.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn result(stdout: &[u8], stderr: &str, status: ExitStatus) -> Result<DocumentRecord, Failure> {
    if status.success() {
        // The message of a panic.
        report::rendered(stderr);
        return serde_json::from_slice(stdout)
            .map_err(|error| Failure::Crash(format!("the process printed no valid result: {error}")));
    }
    // The message of the standard library before it aborts.
    if stderr.lines().any(|line| line.starts_with("memory allocation of ")) {
        return Err(Failure::Memory);
    }
    let message = stderr.trim();
    let separator = if message.is_empty() { "" } else { ": " };
    Err(Failure::Crash(format!("the process ended with {status}{separator}{message}")))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    fn failure(stdout: &str, stderr: &str, status: i32) -> Option<Failure> {
        result(stdout.as_bytes(), stderr, ExitStatus::from_raw(status)).err()
    }

    #[test]
    fn failure_without_a_limit_is_a_crash_with_its_reason() {
        const ABORTED: i32 = 6;
        const KILLED: i32 = 9;
        let crash = |reason: &str| Some(Failure::Crash(reason.to_owned()));
        let memory = "memory allocation of 4096 bytes failed\nstack backtrace:\n";
        assert_eq!(failure("", memory, ABORTED), Some(Failure::Memory));
        let overflow = "\nthread '<unnamed>' has overflowed its stack\n";
        let expected = "the process ended with signal: 6 (SIGABRT): thread '<unnamed>' has overflowed its stack";
        assert_eq!(failure("", overflow, ABORTED), crash(expected));
        assert_eq!(failure("", "", KILLED), crash("the process ended with signal: 9 (SIGKILL)"));
        let invalid = failure("", "", 0);
        assert!(matches!(&invalid, Some(Failure::Crash(reason)) if reason.contains("no valid result")), "{invalid:?}");
        let record = DocumentRecord::new("c1-pets".to_owned(), "pets.yaml");
        assert_eq!(failure(&serde_json::to_string(&record).expect("the record is JSON"), "", 0), None);
    }
}
