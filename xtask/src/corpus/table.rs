//! The figures for people: a line for each document, totals, and what is commonest.

use std::fmt::Write;
use std::time::Duration;

use super::record::{Outcome, Record, Totals, Typed, percent};
use crate::report::count;

/// How many lines of what is commonest are shown.
const COMMONEST: usize = 10;

/// How many lines of a document's problem are shown.
const PROBLEM_LINES: usize = 12;

/// All of it.
pub(super) fn draw(records: &[Record], took: Duration) -> String {
    let mut text = String::new();
    for record in records.iter().filter(|record| record.outcome != Outcome::Skipped) {
        text.push_str(&line(record));
    }
    let totals = Totals::of(records);
    text.push_str(&failures(records));
    text.push_str(&sums(&totals, took));
    text.push_str(&slowest(records));
    text.push_str(&causes(&totals));
    text.push_str(&findings(&totals));
    text
}

fn line(record: &Record) -> String {
    let Record { seconds, operations, types, fields, parameters, document, .. } = record;
    format!(
        "{:<15} {seconds:>7.3} s  operations {:>4}/{:<4}  untyped: types {}, fields {}, parameters {}  {document}\n",
        outcome(record.outcome),
        operations.kept,
        operations.declared,
        share(types),
        share(fields),
        share(parameters),
    )
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Skipped => "skipped",
        Outcome::NotGenerated => "not generated",
        Outcome::Panicked => "panicked",
        Outcome::OperationsLost => "operations lost",
        Outcome::NotCompiled => "not compiled",
        Outcome::Warned => "warned",
        Outcome::Passed => "passed",
    }
}

/// A share and what it is made of: `2.1 % (open-object 3, union 1)`.
fn share(typed: &Typed) -> String {
    let causes: Vec<String> = typed.causes.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
    if causes.is_empty() { "0 %".to_owned() } else { format!("{:.1} % ({})", typed.percent(), causes.join(", ")) }
}

fn failures(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records.iter().filter(|record| record.is_failure()) {
        let _ = writeln!(
            text,
            "\n{}: {} ({})",
            record.document,
            outcome(record.outcome),
            count(record.problems.len(), "problem")
        );
        for problem in record.problems.iter().take(2) {
            for line in problem.lines().take(PROBLEM_LINES) {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    text
}

fn sums(totals: &Totals, took: Duration) -> String {
    let mut text = String::new();
    let Totals { files, documents, operations, .. } = totals;
    let _ = writeln!(
        text,
        "\n{} of {}, in {:.1} s",
        count(*documents, "document"),
        count(*files, "file"),
        took.as_secs_f64()
    );
    for (kind, count) in totals.outcomes.iter().filter(|(kind, _)| **kind != Outcome::Skipped) {
        let _ = writeln!(text, "  {:<16} {count:>6}  {:>5.1} %", outcome(*kind), percent(*count, *documents));
    }
    let megabytes = totals.bytes as f64 / 1e6;
    let _ = writeln!(
        text,
        "  generation       {:>6.1} s for {megabytes:.1} MB, {:.2} s/MB",
        totals.seconds,
        if megabytes > 0.0 { totals.seconds / megabytes } else { 0.0 },
    );
    let _ = writeln!(
        text,
        "  operations       {:>6} declared, {} kept, {} missing without a word",
        operations.declared, operations.kept, operations.lost
    );
    for (name, typed) in [("types", &totals.types), ("fields", &totals.fields), ("parameters", &totals.parameters)] {
        let _ = writeln!(
            text,
            "  {name:<16} {:>6}, {:.2} % untyped, {:.2} % untyped though documented",
            typed.total,
            typed.percent(),
            percent(typed.untyped_though_documented, typed.total),
        );
    }
    text
}

/// The documents that took longest for their size. What takes the same time for any document would show in the small
/// ones alone, so each counts as a megabyte at least.
fn slowest(records: &[Record]) -> String {
    let pace = |record: &Record| record.seconds / (record.bytes as f64 / 1e6).max(1.0);
    let mut sorted: Vec<&Record> = records.iter().filter(|record| record.outcome != Outcome::Skipped).collect();
    sorted.sort_by(|a, b| pace(b).total_cmp(&pace(a)));
    let mut text = String::from("\nslowest, in seconds per megabyte (at least one)\n");
    for record in sorted.iter().take(3) {
        let _ = writeln!(text, "  {:>6.2}  {}", pace(record), record.document);
    }
    text
}

fn causes(totals: &Totals) -> String {
    let kinds = [("types", &totals.types), ("fields", &totals.fields), ("parameters", &totals.parameters)];
    let mut rows: Vec<(usize, String)> = kinds
        .iter()
        .flat_map(|(kind, typed)| typed.causes.iter().map(move |(cause, count)| (*count, format!("{kind}: {cause}"))))
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    rows.truncate(COMMONEST);
    let mut text = String::from("\ncommonest causes of untyped values\n");
    for (count, row) in rows {
        let _ = writeln!(text, "  {count:>6}  {row}");
    }
    text
}

fn findings(totals: &Totals) -> String {
    let mut rows: Vec<_> = totals.diagnostics.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let mut text = String::from("\ncommonest findings\n");
    for (code, (count, documents)) in rows.into_iter().take(COMMONEST) {
        let _ = writeln!(text, "  {count:>6}  {code}, in {}", self::count(*documents, "document"));
    }
    text
}
