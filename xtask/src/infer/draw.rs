//! Rows as people read them: by operation, each parameter with what was chosen, how surely, and from which words.
//!
//! Comes in: rows, and where their places are. Goes out: text with terminal styles. It neither reads nor prints.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use generator::infer::report::Row;
use generator::infer::{Aspect, Candidate, Fact, Inference};
use generator::ledger;
use serde_json::Value;

use crate::lines::Lines;
use crate::report::count;
use crate::sheet::{Sheet, padded, styled, words};

/// Names take up to this much of a line; longer ones have a line of their own.
const NAMES: usize = 24;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const SURE: Style = AnsiColor::Green.on_default();
const LIKELY: Style = AnsiColor::Yellow.on_default();

/// Draws the rows of one document.
pub(super) fn rows(rows: &[Row], lines: &Lines<'_>, width: usize) -> String {
    let mut sheet = Sheet::new(width);
    for operation in rows.chunk_by(|a, b| a.operation == b.operation && a.path == b.path) {
        let Some(first) = operation.first() else { continue };
        let called = words(&format!("{} {}", first.method.to_uppercase(), first.path));
        sheet.put("", &format!("{}  {}", styled(BOLD, &called), styled(DIM, &words(&lines.line(&first.operation)))));
        let named = |row: &Row| words(&row.name).chars().count();
        let names = operation.iter().map(named).filter(|width| *width <= NAMES).max().unwrap_or(0);
        for row in operation {
            draw(row, names, lines, &mut sheet);
        }
        sheet.put("", "");
    }
    sheet.finish()
}

/// One parameter: its name and place before what is known of its type, the rest below.
fn draw(row: &Row, names: usize, lines: &Lines<'_>, sheet: &mut Sheet) {
    let name = words(&row.name);
    let lead = format!("  {}  {}", styled(BOLD, &padded(&name, names)), padded(&words(&row.location), 8));
    let below = " ".repeat(2 + names + 2 + 8);
    let mut lead = if name.chars().count() > names {
        sheet.put(&format!("  {}", styled(BOLD, &name)), "");
        format!("{}{}", " ".repeat(2 + names + 2), padded(&words(&row.location), 8))
    } else {
        lead
    };
    if let Some(gone) = &row.gone {
        let role = gone.role.map(|role| format!("{}, ", ledger::words(&Fact::Role(role)))).unwrap_or_default();
        sheet.put(&format!("{lead} "), &format!("{role}left out {}", styled(DIM, &gone.rule)));
        return;
    }
    if !row.answers.contains_key(&Aspect::Type) {
        let declared = declared(row);
        sheet.put(&format!("{lead} "), &format!("{declared} {}", styled(DIM, "declared")));
        lead = below.clone();
    }
    for inference in row.answers.values() {
        concluded(inference, &std::mem::replace(&mut lead, below.clone()), lines, sheet);
    }
}

/// What the document itself says of the value.
fn declared(row: &Row) -> String {
    let word = |key: &str| row.declares.get(key).and_then(Value::as_str);
    let kind = word("type").unwrap_or("any value");
    let kind = match word("items") {
        Some(items) if kind == "array" => format!("list of {items}s"),
        _ => kind.to_owned(),
    };
    words(&word("format").map_or(kind.clone(), |format| format!("{kind} ({format})")))
}

/// An answer, its evidence and what else it might have been.
fn concluded(inference: &Inference, lead: &str, lines: &Lines<'_>, sheet: &mut Sheet) {
    let below = " ".repeat(textwrap::core::display_width(lead));
    let answer = match &inference.chosen.fact {
        open @ Fact::Open(_) => styled(DIM, &ledger::words(open)),
        _ if inference.is_default() => default(&inference.chosen),
        _ => chosen(&inference.chosen),
    };
    sheet.put(&format!("{lead} "), &answer);
    for evidence in &inference.chosen.evidence {
        let quote = format!("\u{201c}{}\u{201d}", words(&evidence.quote));
        let at = styled(DIM, &words(&lines.line(&evidence.place)));
        sheet.put(&format!("{below}   "), &format!("{quote} {at}"));
    }
    for runner_up in &inference.runners_up {
        let Candidate { fact, rule, confidence, .. } = runner_up;
        let text = format!("or {}, {confidence} % {rule}", words(&ledger::words(fact)));
        sheet.put(&format!("{below}   "), &styled(DIM, &text));
    }
}

/// What is taken where nothing makes another answer sure.
fn default(candidate: &Candidate) -> String {
    format!("{}, {}", words(&ledger::words(&candidate.fact)), styled(DIM, "as nothing makes another type sure"))
}

fn chosen(candidate: &Candidate) -> String {
    let Candidate { fact, rule, confidence, .. } = candidate;
    let style = if *confidence >= 90 { SURE } else { LIKELY };
    let sure = styled(style, &format!("{confidence} %"));
    format!("{}, {sure} {}", words(&ledger::words(fact)), styled(DIM, rule))
}

/// How many parameters there are of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    parameters: usize,
    operations: usize,
    declared: usize,
    inferred: usize,
    strings: usize,
    gone: usize,
    rules: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Counts rows.
    pub(super) fn of(rows: &[Row]) -> Self {
        let operations = rows.chunk_by(|a, b| a.operation == b.operation && a.path == b.path).count();
        let mut tally = Self { parameters: rows.len(), operations, ..Self::default() };
        for row in rows {
            let kind = match row.answers.get(&Aspect::Type) {
                _ if row.gone.is_some() => &mut tally.gone,
                Some(inference) if inference.is_default() => &mut tally.strings,
                Some(_) => &mut tally.inferred,
                None => &mut tally.declared,
            };
            *kind += 1;
            let rules = row.answers.values().filter(|answer| !answer.is_default()).map(|answer| answer.chosen.rule);
            rules.for_each(|rule| *tally.rules.entry(rule).or_default() += 1);
        }
        tally
    }

    /// Adds the counts of another.
    pub(super) fn add(&mut self, other: &Self) {
        self.parameters += other.parameters;
        self.operations += other.operations;
        self.declared += other.declared;
        self.inferred += other.inferred;
        self.strings += other.strings;
        self.gone += other.gone;
        other.rules.iter().for_each(|(rule, count)| *self.rules.entry(rule).or_default() += count);
    }
}

/// The sums, and which rules they come from, the busiest first.
pub(super) fn summary(tally: &Tally, documents: usize, width: usize) -> String {
    let mut sheet = Sheet::new(width);
    let of = if documents > 1 { format!(" in {}", count(documents, "document")) } else { String::new() };
    let head = format!("{} of {}{of}", count(tally.parameters, "parameter"), count(tally.operations, "operation"));
    let Tally { declared, inferred, strings, gone, .. } = tally;
    let body =
        format!("{declared} with a declared type, {inferred} inferred, {strings} left as strings, {gone} left out");
    sheet.put("", &format!("{}: {body}", styled(BOLD, &head)));
    let mut rules: Vec<_> = tally.rules.iter().collect();
    rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(**count), **rule));
    let rules: Vec<String> = rules.into_iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    if !rules.is_empty() {
        sheet.put("conclusions by rule: ", &rules.join(", "));
    }
    sheet.finish()
}
