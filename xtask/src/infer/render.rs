//! Renders the inferences about parameters by operation, with confidence and evidence.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use clientsmith::infer::report::Row;
use clientsmith::infer::{Aspect, Candidate, Claim, Inference};
use clientsmith::ledger;
use serde_json::Value;

use crate::report::count;
use crate::source_lines::SourceLines;
use crate::text_layout::{TextLayout, padded, single_line, styled};

/// The maximum width of the name column; longer names have a separate line.
const NAME_WIDTH: usize = 24;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const CERTAIN: Style = AnsiColor::Green.on_default();
const LIKELY: Style = AnsiColor::Yellow.on_default();

/// Renders the rows of one document.
pub(super) fn rows(rows: &[Row], lines: &SourceLines<'_>, width: usize) -> String {
    let mut layout = TextLayout::new(width);
    for operation in rows.chunk_by(|a, b| a.operation == b.operation && a.path == b.path) {
        let Some(first) = operation.first() else { continue };
        let title = single_line(&format!("{} {}", first.method.to_uppercase(), first.path));
        layout.push(
            "",
            &format!("{}  {}", styled(BOLD, &title), styled(DIM, &single_line(&lines.line(&first.operation)))),
        );
        let name_width = |row: &Row| single_line(&row.name).chars().count();
        let names = operation.iter().map(name_width).filter(|width| *width <= NAME_WIDTH).max().unwrap_or(0);
        for row in operation {
            push_row(row, names, lines, &mut layout);
        }
        layout.push("", "");
    }
    layout.finish()
}

/// Adds one parameter: name, location and type, and the other inferences indent.
fn push_row(row: &Row, names: usize, lines: &SourceLines<'_>, layout: &mut TextLayout) {
    let name = single_line(&row.name);
    let lead = format!("  {}  {}", styled(BOLD, &padded(&name, names)), padded(&single_line(&row.location), 8));
    let indent = " ".repeat(2 + names + 2 + 8);
    let mut lead = if name.chars().count() > names {
        layout.push(&format!("  {}", styled(BOLD, &name)), "");
        format!("{}{}", " ".repeat(2 + names + 2), padded(&single_line(&row.location), 8))
    } else {
        lead
    };
    if let Some(gone) = &row.omission {
        let role = gone.role.map(|role| format!("{}, ", ledger::words(&Claim::Role(role)))).unwrap_or_default();
        layout.push(&format!("{lead} "), &format!("{role}omitted {}", styled(DIM, &gone.rule)));
        return;
    }
    if !row.inferences.contains_key(&Aspect::Type) {
        let declared = declared(row);
        layout.push(&format!("{lead} "), &format!("{declared} {}", styled(DIM, "declared")));
        lead = indent.clone();
    }
    for inference in row.inferences.values() {
        push_inference(inference, &std::mem::replace(&mut lead, indent.clone()), lines, layout);
    }
}

/// Returns the declared type.
fn declared(row: &Row) -> String {
    let word = |key: &str| row.declares.get(key).and_then(Value::as_str);
    let kind = word("type").unwrap_or("any value");
    let kind = match word("items") {
        Some(items) if kind == "array" => format!("list of {items}s"),
        _ => kind.to_owned(),
    };
    single_line(&word("format").map_or(kind.clone(), |format| format!("{kind} ({format})")))
}

/// Adds an inference, its evidence and the alternatives.
fn push_inference(inference: &Inference, lead: &str, lines: &SourceLines<'_>, layout: &mut TextLayout) {
    let indent = " ".repeat(textwrap::core::display_width(lead));
    let conclusion = match &inference.chosen.fact {
        open @ Claim::Open(_) => styled(DIM, &ledger::words(open)),
        _ if inference.is_default() => default(&inference.chosen),
        _ => chosen(&inference.chosen),
    };
    layout.push(&format!("{lead} "), &conclusion);
    for evidence in &inference.chosen.evidence {
        let quote = format!("\u{201c}{}\u{201d}", single_line(&evidence.quote));
        let at = styled(DIM, &single_line(&lines.line(&evidence.place)));
        layout.push(&format!("{indent}   "), &format!("{quote} {at}"));
    }
    for runner_up in &inference.runners_up {
        let Candidate { fact, rule, confidence, .. } = runner_up;
        let text = format!("or {}, {confidence} % {rule}", single_line(&ledger::words(fact)));
        layout.push(&format!("{indent}   "), &styled(DIM, &text));
    }
}

/// Renders the default type.
fn default(candidate: &Candidate) -> String {
    format!(
        "{}, {}",
        single_line(&ledger::words(&candidate.fact)),
        styled(DIM, "the default without sufficient evidence")
    )
}

fn chosen(candidate: &Candidate) -> String {
    let Candidate { fact, rule, confidence, .. } = candidate;
    let style = if *confidence >= 90 { CERTAIN } else { LIKELY };
    let percent = styled(style, &format!("{confidence} %"));
    format!("{}, {percent} {}", single_line(&ledger::words(fact)), styled(DIM, rule))
}

/// The number of parameters by kind of type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    parameters: usize,
    operations: usize,
    declared: usize,
    inferred: usize,
    strings: usize,
    omitted: usize,
    rules: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Counts rows.
    pub(super) fn new(rows: &[Row]) -> Self {
        let operations = rows.chunk_by(|a, b| a.operation == b.operation && a.path == b.path).count();
        let mut tally = Self { parameters: rows.len(), operations, ..Self::default() };
        for row in rows {
            let kind = match row.inferences.get(&Aspect::Type) {
                _ if row.omission.is_some() => &mut tally.omitted,
                Some(inference) if inference.is_default() => &mut tally.strings,
                Some(_) => &mut tally.inferred,
                None => &mut tally.declared,
            };
            *kind += 1;
            let rules = row
                .inferences
                .values()
                .filter(|inference| !inference.is_default())
                .map(|inference| inference.chosen.rule);
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
        self.omitted += other.omitted;
        other.rules.iter().for_each(|(rule, count)| *self.rules.entry(rule).or_default() += count);
    }
}

/// Renders the totals, and the number of inferences by rule in descending order.
pub(super) fn summary(tally: &Tally, documents: usize, width: usize) -> String {
    let mut layout = TextLayout::new(width);
    let of = if documents > 1 { format!(" in {}", count(documents, "document")) } else { String::new() };
    let head = format!("{} of {}{of}", count(tally.parameters, "parameter"), count(tally.operations, "operation"));
    let Tally { declared, inferred, strings, omitted, .. } = tally;
    let body = format!(
        "{declared} with a declared type, {inferred} inferred, {strings} strings by default, {omitted} omitted"
    );
    layout.push("", &format!("{}: {body}", styled(BOLD, &head)));
    let mut rules: Vec<_> = tally.rules.iter().collect();
    rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(**count), **rule));
    let rules: Vec<String> = rules.into_iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    if !rules.is_empty() {
        layout.push("inferences by rule: ", &rules.join(", "));
    }
    layout.finish()
}
