//! The summary of what was read and learned.

use std::fmt::Write;
use std::path::Path;

use clientsmith::learn::Learner;
use clientsmith::learned::LearnedFacts;

use super::recordings::Recordings;
use crate::report::count;

/// The maximum number of lines of each list.
const LINES: usize = 40;

/// Returns the summary as text.
pub(super) fn text(read: &Recordings, learner: &Learner, facts: &LearnedFacts, out: &Path) -> String {
    let counts = learner.counts();
    let mut text = String::new();
    let operations = learner.operations().count();
    let all = learner.spec().operations.len();
    _ = writeln!(
        text,
        "{}: {}, of {operations} of {all} operations",
        count(read.read, "recording"),
        count(counts.exchanges, "exchange")
    );
    list(&mut text, "notes", read.notes.iter().cloned());
    if counts.other_hosts > 0 {
        let all = counts.other_hosts == counts.exchanges;
        let help = if all { "; name the server with --server if it is the API's" } else { "" };
        _ = writeln!(text, "{} of other servers{help}", count(counts.other_hosts, "exchange"));
    }
    let unmatched = learner.unmatched();
    let requests = unmatched
        .requests()
        .map(|(method, path, origins)| format!("{method} {path} ({})", count(origins.count, "exchange")));
    list(&mut text, "requests of no operation, with proposed paths", requests);
    let (added, contradictions): (Vec<_>, Vec<_>) = facts.disagreements.iter().partition(|found| found.is_addition());
    let lines = contradictions
        .iter()
        .map(|found| format!("{}: {}\n    at {}; {}", found.operation, found.message, found.place, found.evidence));
    list(&mut text, "contradictions of the documents", lines);
    list(
        &mut text,
        "fields that are not declared",
        added.iter().map(|found| format!("{}: {}", found.operation, found.message)),
    );
    if facts.overlay.is_none() {
        text.push_str("the exchanges show nothing that the documents lack\n");
        return text;
    }
    let parts = [
        (facts.responses, "response"),
        (facts.requests, "request body"),
        (facts.parameters, "parameter"),
        (facts.schemas, "shared schema"),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, noun)| match noun {
        "request body" if number != 1 => format!("{number} request bodies"),
        noun => count(number, noun),
    });
    let parts: Vec<String> =
        parts.chain(Some(count(added.len(), "further field")).filter(|_| !added.is_empty())).collect();
    _ = writeln!(text, "{}: {}", out.display(), parts.join(", "));
    text
}

/// Writes a heading and at most [`LINES`] lines.
fn list(text: &mut String, heading: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return;
    }
    _ = writeln!(text, "{heading}:");
    lines.iter().take(LINES).for_each(|line| _ = writeln!(text, "  {line}"));
    if lines.len() > LINES {
        _ = writeln!(text, "  and {} more", lines.len() - LINES);
    }
}
