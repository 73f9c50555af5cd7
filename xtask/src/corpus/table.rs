//! Renders the statistics: a line for each document, totals, and the most frequent causes and diagnostics.

use std::fmt::Write;
use std::time::Duration;

use super::record::{DocumentOutcome, DocumentRecord, Totals, TypeCounts, percent};
use crate::report::count;

/// The number of rows in lists of the most frequent items.
const MOST_FREQUENT: usize = 10;

/// The maximum number of lines of a problem.
const PROBLEM_LINES: usize = 12;

/// Renders the end of the report: the failures with their problems, totals and lists.
pub(super) fn render(records: &[DocumentRecord], totals: &Totals, elapsed: Duration) -> String {
    let mut text = failures(records);
    text.push_str(&sums(totals, elapsed));
    text.push_str(&slowest(records));
    text.push_str(&causes(totals));
    text.push_str(&diagnostics(totals));
    text
}

/// Renders the line of a document after generation, for a failure with the first line of its problem.
pub(super) fn line(record: &DocumentRecord) -> String {
    let DocumentRecord { seconds, operations, types, fields, parameters, document, .. } = record;
    let line = format!(
        "{:<15} {seconds:>7.3} s  operations {:>4}/{:<4}  untyped: types {}, fields {}, parameters {}  {document}\n",
        outcome(record.outcome),
        operations.kept,
        operations.declared,
        share(types),
        share(fields),
        share(parameters),
    );
    line + &first_problem(record)
}

/// Renders the line of a document after compilation.
pub(super) fn compilation_line(record: &DocumentRecord) -> String {
    format!("{:<15} {}\n", outcome(record.outcome), record.document) + &first_problem(record)
}

fn first_problem(record: &DocumentRecord) -> String {
    let problem = record.problems.first().filter(|_| record.is_failure()).and_then(|problem| problem.lines().next());
    problem.map_or_else(String::new, |line| format!("    {line}\n"))
}

fn outcome(outcome: DocumentOutcome) -> &'static str {
    match outcome {
        DocumentOutcome::Skipped => "skipped",
        DocumentOutcome::NotGenerated => "not generated",
        DocumentOutcome::Panicked => "panicked",
        DocumentOutcome::Crashed => "crashed",
        DocumentOutcome::OutOfMemory => "out of memory",
        DocumentOutcome::TimedOut => "timed out",
        DocumentOutcome::OperationsLost => "operations lost",
        DocumentOutcome::NotCompiled => "not compiled",
        DocumentOutcome::Warned => "warned",
        DocumentOutcome::Generated => "generated",
        DocumentOutcome::Passed => "passed",
    }
}

/// Formats a percentage with its causes: `2.1 % (open-object 3, union 1)`.
fn share(typed: &TypeCounts) -> String {
    let causes: Vec<String> = typed.causes.iter().map(|(cause, count)| format!("{cause} {count}")).collect();
    if causes.is_empty() { "0 %".to_owned() } else { format!("{:.1} % ({})", typed.percent(), causes.join(", ")) }
}

fn failures(records: &[DocumentRecord]) -> String {
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

fn sums(totals: &Totals, elapsed: Duration) -> String {
    let mut text = String::new();
    let Totals { files, documents, operations, .. } = totals;
    let _ = writeln!(
        text,
        "\n{} of {}, in {:.1} s",
        count(*documents, "document"),
        count(*files, "file"),
        elapsed.as_secs_f64()
    );
    for (kind, count) in totals.outcomes.iter().filter(|(kind, _)| **kind != DocumentOutcome::Skipped) {
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
        "  operations       {:>6} declared, {} kept, {} missing without a diagnostic",
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

/// Renders the slowest documents for their size. A document counts as at least one megabyte, so that fixed costs do not
/// dominate.
fn slowest(records: &[DocumentRecord]) -> String {
    let seconds_per_megabyte = |record: &DocumentRecord| record.seconds / (record.bytes as f64 / 1e6).max(1.0);
    let mut sorted: Vec<&DocumentRecord> =
        records.iter().filter(|record| record.outcome != DocumentOutcome::Skipped).collect();
    sorted.sort_by(|a, b| seconds_per_megabyte(b).total_cmp(&seconds_per_megabyte(a)));
    let mut text = String::from("\nslowest, in seconds per megabyte (at least one)\n");
    for record in sorted.iter().take(3) {
        let _ = writeln!(text, "  {:>6.2}  {}", seconds_per_megabyte(record), record.document);
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
    rows.truncate(MOST_FREQUENT);
    let mut text = String::from("\nmost frequent causes of untyped values\n");
    for (count, row) in rows {
        let _ = writeln!(text, "  {count:>6}  {row}");
    }
    text
}

fn diagnostics(totals: &Totals) -> String {
    let mut rows: Vec<_> = totals.diagnostics.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    let mut text = String::from("\nmost frequent diagnostics\n");
    for (code, (count, documents)) in rows.into_iter().take(MOST_FREQUENT) {
        let _ = writeln!(text, "  {count:>6}  {code}, in {}", self::count(*documents, "document"));
    }
    text
}
