//! Compiles all crates with one run of cargo, and records the messages for each crate.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::record::{DocumentOutcome, DocumentRecord};
use super::scratch::Scratch;
use crate::error::CliError;
use crate::parallel::progress_bar;

/// The cargo command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// `cargo check`
    Check,
    /// `cargo clippy`
    Clippy,
}

/// A message of cargo.
#[derive(Deserialize)]
struct CargoMessage {
    reason: String,
    manifest_path: Option<String>,
    target: Option<CompiledTarget>,
    message: Option<CompilerMessage>,
}

/// A compiled target.
#[derive(Deserialize)]
struct CompiledTarget {
    kind: Vec<String>,
}

/// A diagnostic of the compiler.
#[derive(Deserialize)]
struct CompilerMessage {
    level: String,
    message: String,
    rendered: Option<String>,
}

/// The compilation result of a crate.
#[derive(Default)]
struct Compiled {
    finished: bool,
    errors: Vec<String>,
    warnings: Vec<String>,
}

/// Compiles every crate and updates the records.
pub(super) fn compile(scratch: &Scratch, tool: Tool, records: &mut [DocumentRecord]) -> Result<(), CliError> {
    let bar = progress_bar(records.iter().filter(|record| record.has_crate()).count(), "compile");
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(if tool == Tool::Check { "check" } else { "clippy" });
    // Each crate also has generated tests, which call every operation.
    command.args(["--workspace", "--lib", "--tests", "--keep-going", "--quiet", "--message-format", "json"]);
    // An outer cargo may have set its target directory.
    command.env_remove("CARGO_TARGET_DIR").current_dir(scratch.directory());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| CliError::new(format!("cannot run cargo: {error}")).help("install the Rust toolchain"))?;
    // A thread reads standard error, as a full pipe would block cargo.
    let stderr = child.stderr.take().map(|errors| std::thread::spawn(move || std::io::read_to_string(errors)));
    let mut crates: BTreeMap<String, Compiled> = BTreeMap::new();
    for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(|error| CliError::new(format!("cannot read the output of cargo: {error}")))?;
        if record_message(&line, &mut crates) {
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    child.wait().map_err(|error| CliError::new(format!("cannot wait for cargo: {error}")))?;
    let stderr = stderr.and_then(|stderr| stderr.join().ok()).and_then(Result::ok).unwrap_or_default();
    if crates.is_empty() && records.iter().any(DocumentRecord::has_crate) {
        return Err(CliError::new(format!("cargo compiled nothing: {}", stderr.trim())));
    }
    for record in records.iter_mut().filter(|record| record.has_crate()) {
        update(record, crates.get(&record.package), &stderr);
    }
    Ok(())
}

/// Records one message, and returns true if it completes a crate of the scratch workspace.
fn record_message(line: &str, crates: &mut BTreeMap<String, Compiled>) -> bool {
    let Ok(CargoMessage { reason, manifest_path, target, message }) = serde_json::from_str(line) else { return false };
    let Some(package) = manifest_path.as_deref().and_then(package) else { return false };
    let compiled = crates.entry(package).or_default();
    match (reason.as_str(), message) {
        // Cargo compiles the library first, then the tests.
        ("compiler-artifact", _) => {
            compiled.finished = target.is_some_and(|target| target.kind.iter().any(|kind| kind == "test"));
            return compiled.finished;
        }
        ("compiler-message", Some(diagnostic)) => {
            let text = diagnostic.rendered.unwrap_or(diagnostic.message);
            match diagnostic.level.as_str() {
                "error" => compiled.errors.push(text),
                "warning" => compiled.warnings.push(text),
                _ => {}
            }
        }
        _ => {}
    }
    false
}

/// Returns the package of a manifest in the scratch workspace.
fn package(manifest: &str) -> Option<String> {
    let directory = Path::new(manifest).parent()?;
    let is_scratch = directory.parent()?.ends_with("corpus/crates");
    is_scratch.then(|| directory.file_name().map(|name| name.to_string_lossy().into_owned()))?
}

fn update(record: &mut DocumentRecord, compiled: Option<&Compiled>, stderr: &str) {
    match compiled {
        Some(Compiled { finished: true, errors, warnings }) if errors.is_empty() => {
            for warning in warnings {
                record.fail(DocumentOutcome::Warned, warning.trim_end().to_owned());
            }
            record.pass();
        }
        Some(Compiled { errors, .. }) if !errors.is_empty() => {
            for error in errors {
                record.fail(DocumentOutcome::NotCompiled, error.trim_end().to_owned());
            }
        }
        // The compiler exited without a message: it ran out of memory or crashed.
        Some(_) | None => {
            let line = stderr.lines().find(|line| line.contains(&record.package)).unwrap_or("cargo printed no message");
            record.fail(DocumentOutcome::NotCompiled, line.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(reason: &str, message: &str) -> String {
        format!(r#"{{"reason":"{reason}","manifest_path":"/w/target/corpus/crates/c1-pets/Cargo.toml"{message}}}"#)
    }

    fn compiled(lines: &[String]) -> Option<Compiled> {
        let mut crates = BTreeMap::new();
        for line in lines {
            record_message(line, &mut crates);
        }
        crates.remove("c1-pets")
    }

    fn record() -> DocumentRecord {
        DocumentRecord::new("c1-pets".to_owned(), "pets.yaml")
    }

    #[test]
    fn worst_message_decides_the_outcome() {
        let [library, done] =
            ["lib", "test"].map(|kind| message("compiler-artifact", &format!(r#","target":{{"kind":["{kind}"]}}"#)));
        let warning = message("compiler-message", r#","message":{"level":"warning","message":"unused"}"#);
        let error = message("compiler-message", r#","message":{"level":"error","message":"no such type"}"#);
        let cases = [
            (vec![library.clone(), done.clone()], DocumentOutcome::Passed),
            (vec![library.clone(), warning.clone(), done.clone()], DocumentOutcome::Warned),
            (vec![library], DocumentOutcome::NotCompiled),
            (vec![warning, error], DocumentOutcome::NotCompiled),
            (vec![], DocumentOutcome::NotCompiled),
        ];
        for (lines, expected) in cases {
            let mut record = record();
            update(&mut record, compiled(&lines).as_ref(), "");
            assert_eq!(record.outcome, expected, "{lines:?}");
        }
    }

    #[test]
    fn dependencies_are_ignored() {
        assert_eq!(package("/registry/serde-1.0.0/Cargo.toml"), None);
        assert_eq!(package("/w/target/corpus/crates/c1-pets/Cargo.toml").as_deref(), Some("c1-pets"));
    }
}
