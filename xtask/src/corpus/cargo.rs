//! Compilation: cargo runs once over all crates, and its messages say what became of each.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::record::{Outcome, Record};
use super::scratch::Scratch;
use crate::fault::Fault;
use crate::many::progress;

/// What the crates are checked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// `cargo check`
    Check,
    /// `cargo clippy`
    Clippy,
}

/// One line of cargo's messages.
#[derive(Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<String>,
    target: Option<Target>,
    message: Option<Told>,
}

/// What was compiled.
#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

/// What the compiler says.
#[derive(Deserialize)]
struct Told {
    level: String,
    message: String,
    rendered: Option<String>,
}

/// What became of a crate.
#[derive(Default)]
struct Compiled {
    finished: bool,
    errors: Vec<String>,
    warnings: Vec<String>,
}

/// Compiles every crate and notes in the records what became of it.
pub(super) fn compile(scratch: &Scratch, tool: Tool, records: &mut [Record]) -> Result<(), Fault> {
    let bar = progress(records.iter().filter(|record| record.has_crate()).count(), "compile");
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(if tool == Tool::Check { "check" } else { "clippy" });
    // The tests that stand in each crate too, which call every operation.
    command.args(["--workspace", "--lib", "--tests", "--keep-going", "--quiet", "--message-format", "json"]);
    // The target folder of a cargo that runs this program is not this workspace's.
    command.env_remove("CARGO_TARGET_DIR").current_dir(scratch.folder());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Fault::new(format!("cannot run cargo: {error}")).help("install the Rust toolchain"))?;
    // Read on the side: a pipe that nobody empties would stop cargo.
    let told = child.stderr.take().map(|errors| std::thread::spawn(move || std::io::read_to_string(errors)));
    let mut crates: BTreeMap<String, Compiled> = BTreeMap::new();
    for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        let line = line.map_err(|error| Fault::new(format!("cannot read what cargo says: {error}")))?;
        if note(&line, &mut crates) {
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    child.wait().map_err(|error| Fault::new(format!("cannot wait for cargo: {error}")))?;
    let told = told.and_then(|told| told.join().ok()).and_then(Result::ok).unwrap_or_default();
    if crates.is_empty() && records.iter().any(Record::has_crate) {
        return Err(Fault::new(format!("cargo compiled nothing: {}", told.trim())));
    }
    for record in records.iter_mut().filter(|record| record.has_crate()) {
        judge(record, crates.get(&record.package), &told);
    }
    Ok(())
}

/// Takes one message in; whether it says that a crate of ours is done.
fn note(line: &str, crates: &mut BTreeMap<String, Compiled>) -> bool {
    let Ok(Message { reason, manifest_path, target, message }) = serde_json::from_str(line) else { return false };
    let Some(package) = manifest_path.as_deref().and_then(package) else { return false };
    let compiled = crates.entry(package).or_default();
    match (reason.as_str(), message) {
        // The library comes first, and then the tests that call it.
        ("compiler-artifact", _) => {
            compiled.finished = target.is_some_and(|target| target.kind.iter().any(|kind| kind == "test"));
            return compiled.finished;
        }
        ("compiler-message", Some(told)) => {
            let text = told.rendered.unwrap_or(told.message);
            match told.level.as_str() {
                "error" => compiled.errors.push(text),
                "warning" => compiled.warnings.push(text),
                _ => {}
            }
        }
        _ => {}
    }
    false
}

/// The package whose manifest this is, if it is one of the scratch workspace's.
fn package(manifest: &str) -> Option<String> {
    let folder = Path::new(manifest).parent()?;
    let is_ours = folder.parent()?.ends_with("corpus/crates");
    is_ours.then(|| folder.file_name().map(|name| name.to_string_lossy().into_owned()))?
}

fn judge(record: &mut Record, compiled: Option<&Compiled>, told: &str) {
    match compiled {
        Some(Compiled { finished: true, errors, warnings }) if errors.is_empty() => {
            for warning in warnings {
                record.fail(Outcome::Warned, warning.trim_end().to_owned());
            }
        }
        Some(Compiled { errors, .. }) if !errors.is_empty() => {
            for error in errors {
                record.fail(Outcome::NotCompiled, error.trim_end().to_owned());
            }
        }
        // The compiler ended without a word of its own: out of memory, or broken down.
        Some(_) | None => {
            let line = told.lines().find(|line| line.contains(&record.package)).unwrap_or("cargo says nothing of it");
            record.fail(Outcome::NotCompiled, line.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(reason: &str, message: &str) -> String {
        format!(r#"{{"reason":"{reason}","manifest_path":"/w/target/corpus/crates/c1-pets/Cargo.toml"{message}}}"#)
    }

    fn compiled(lines: &[String]) -> Option<Compiled> {
        let mut crates = BTreeMap::new();
        for line in lines {
            note(line, &mut crates);
        }
        crates.remove("c1-pets")
    }

    fn record() -> Record {
        super::super::run::started("c1-pets".to_owned(), "pets.yaml")
    }

    #[test]
    fn the_worst_that_cargo_says_of_a_crate_counts() {
        let [library, done] =
            ["lib", "test"].map(|kind| told("compiler-artifact", &format!(r#","target":{{"kind":["{kind}"]}}"#)));
        let warning = told("compiler-message", r#","message":{"level":"warning","message":"unused"}"#);
        let error = told("compiler-message", r#","message":{"level":"error","message":"no such type"}"#);
        let cases = [
            (vec![library.clone(), done.clone()], Outcome::Passed),
            (vec![library.clone(), warning.clone(), done.clone()], Outcome::Warned),
            (vec![library], Outcome::NotCompiled),
            (vec![warning, error], Outcome::NotCompiled),
            (vec![], Outcome::NotCompiled),
        ];
        for (lines, expected) in cases {
            let mut record = record();
            judge(&mut record, compiled(&lines).as_ref(), "");
            assert_eq!(record.outcome, expected, "{lines:?}");
        }
    }

    #[test]
    fn other_crates_are_not_ours() {
        assert_eq!(package("/registry/serde-1.0.0/Cargo.toml"), None);
        assert_eq!(package("/w/target/corpus/crates/c1-pets/Cargo.toml").as_deref(), Some("c1-pets"));
    }
}
