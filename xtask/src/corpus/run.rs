//! Generation: one document after the other, several at a time, each on its own, so that one costs only itself.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use generator::diagnostic::{Code, Diagnostics, Severity};
use generator::document::Text;
use generator::{Input, Output};
use indicatif::{ProgressBar, ProgressStyle};

use super::find::File;
use super::record::{Operations, Outcome, Record, Typed};
use super::scratch::{self, Scratch};
use crate::read::{self, Beside};

/// What becomes of every file, in the order of the files; the crates go to `scratch`.
pub(super) fn generate_all(files: &[File], scratch: Option<&Scratch>) -> Vec<Record> {
    let bar = progress(files.len(), "generate");
    let next = AtomicUsize::new(0);
    let made = Mutex::new(BTreeMap::new());
    let work = || {
        while let Some((at, file)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, files.get(at)?)))
        {
            let record = one(at, file, scratch);
            bar.inc(1);
            if let Ok(mut made) = made.lock() {
                made.insert(at, record);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            // Where no thread can be had the others do its work; the last is this one.
            _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    bar.finish_and_clear();
    made.into_inner().map(|made| made.into_values().collect()).unwrap_or_default()
}

/// The record of a document that nothing is known of yet.
pub(super) fn started(package: String, document: &str) -> Record {
    Record {
        document: document.to_owned(),
        package,
        bytes: 0,
        outcome: Outcome::Passed,
        problems: Vec::new(),
        seconds: 0.0,
        operations: Operations::default(),
        types: Typed::default(),
        fields: Typed::default(),
        parameters: Typed::default(),
        diagnostics: BTreeMap::new(),
    }
}

/// A bar on the error stream; nothing is drawn where that is no terminal.
pub(super) fn progress(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>9} [{bar:40}] {pos}/{len} {eta}");
    let bar = ProgressBar::new(length as u64).with_prefix(what);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

fn one(at: usize, file: &File, scratch: Option<&Scratch>) -> Record {
    let mut record = started(scratch::package(at, &file.name), &file.name);
    let bytes = match fs::read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            record.fail(Outcome::NotGenerated, format!("cannot read it: {error}"));
            return record;
        }
    };
    record.bytes = bytes.len();
    let text = Text { name: file.name.clone(), bytes };
    let Beside { files, unread } = read::beside([(file.path.as_path(), &text)]);
    let package = record.package.clone();
    let input = Input { package, documents: vec![text], files, unread, ..Input::default() };
    let started = Instant::now();
    // A panic has been printed by the time it is caught here.
    let output = panic::catch_unwind(AssertUnwindSafe(|| generator::generate(&input)));
    record.seconds = started.elapsed().as_secs_f64();
    match output {
        Ok(output) => take(&mut record, &output, scratch),
        Err(_) => record.fail(Outcome::Panicked, "the generator broke down".to_owned()),
    }
    record
}

fn take(record: &mut Record, output: &Output, scratch: Option<&Scratch>) {
    for diagnostic in output.diagnostics.iter() {
        *record.diagnostics.entry(diagnostic.code.as_str()).or_default() += 1;
    }
    if output.diagnostics.has_errors() {
        refuse(record, &output.diagnostics);
        return;
    }
    record.cover(&output.coverage);
    for place in &output.coverage.operations.lost {
        record.fail(Outcome::OperationsLost, format!("the operation at {place} is missing without a word"));
    }
    if let Some(scratch) = scratch
        && let Err(fault) = scratch.write(&record.package, &output.files)
    {
        record.fail(Outcome::NotGenerated, fault.what);
    }
}

/// What has errors is no API description, or one that fails.
fn refuse(record: &mut Record, diagnostics: &Diagnostics) {
    let errors: Vec<_> = diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).collect();
    let is_none = errors.iter().all(|error| error.code == Code::NotAnApi);
    record.outcome = if is_none { Outcome::Skipped } else { Outcome::NotGenerated };
    record.problems.extend(errors.first().map(ToString::to_string));
}
