//! Renders an explanation as text.

use anstyle::Style;
use clientsmith::diagnostic::Diagnostic;
use clientsmith::explain::{ClientItem, ExplainedResponse, Explanation, Subject};
use clientsmith::infer::report::Row;
use clientsmith::infer::{Aspect, Candidate, Claim, Inference, basis};
use clientsmith::ledger;
use clientsmith::pointer::Place;
use clientsmith::repairs::{Evidence, Repair};
use serde_json::Value;

use crate::report::count;
use crate::source_lines::SourceLines;
use crate::text_layout::{TextLayout, padded, single_line, styled};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The maximum number of lines of the document's text.
const MAX_LINES: usize = 24;

/// Renders an explanation.
pub(super) fn explanation(explained: &Explanation, lines: &SourceLines<'_>, width: usize) -> String {
    let mut renderer = Renderer { layout: TextLayout::new(width), lines };
    renderer.layout.push("", &styled(BOLD, &single_line(&subject_name(&explained.subject))));
    renderer.layout.push(
        "",
        &format!(
            "{}  {}",
            renderer.position(&explained.place),
            styled(DIM, &single_line(&explained.place.pointer.to_string()))
        ),
    );
    renderer.source(&explained.yaml);
    match &explained.subject {
        Subject::Parameter { row, uses, .. } => renderer.parameter(row, *uses),
        Subject::Operation { id, pagination, rows, responses, .. } => {
            renderer.operation([id.as_deref(), pagination.as_deref()], rows, responses);
        }
        Subject::Other { .. } => {}
    }
    renderer.client(&explained.subject);
    renderer.repairs(&explained.repairs);
    renderer.diagnostics(&explained.diagnostics);
    if let Some(action) = &explained.action {
        renderer.heading("to change it, edit this action and add it to an overlay");
        renderer.layout.push_verbatim("  ", action);
    }
    renderer.layout.finish()
}

fn subject_name(subject: &Subject) -> String {
    match subject {
        Subject::Parameter { row, uses, .. } => {
            let name = if row.name.is_empty() { "the body".to_owned() } else { format!("parameter {}", row.name) };
            let more = if *uses > 1 { format!(" and of {} more", count(uses - 1, "operation")) } else { String::new() };
            format!("{name} ({}) of {} {}{more}", row.location, row.method.to_uppercase(), row.path)
        }
        Subject::Operation { label, .. } => format!("operation {label}"),
        Subject::Other { .. } => "a location in the document".to_owned(),
    }
}

struct Renderer<'p, 't> {
    layout: TextLayout,
    lines: &'p SourceLines<'t>,
}

impl Renderer<'_, '_> {
    fn heading(&mut self, text: &str) {
        self.layout.push_gap();
        self.layout.push("", &styled(BOLD, text));
    }

    /// Returns `file:line:column`.
    fn position(&self, place: &Place) -> String {
        let at = self.lines.find(place).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        single_line(&format!("{}{at}", place.source))
    }

    fn source(&mut self, yaml: &str) {
        self.heading("in the document");
        let more = yaml.lines().count().saturating_sub(MAX_LINES);
        let shown: Vec<String> = yaml.lines().take(MAX_LINES).map(without_controls).collect();
        self.layout.push_verbatim("  ", &shown.join("\n"));
        if more > 0 {
            self.layout.push("  ", &styled(DIM, &format!("... and {}", count(more, "more line"))));
        }
    }

    fn parameter(&mut self, row: &Row, uses: usize) {
        if let Some(gone) = &row.omission {
            self.heading("inferred");
            let role = gone.role.map(|role| format!(": {}", ledger::words(&Claim::Role(role)))).unwrap_or_default();
            self.layout.push("  ", &format!("omitted from the client by {}{role}", gone.rule));
            return;
        }
        if !row.inferences.contains_key(&Aspect::Type) {
            self.heading("declared");
            let declares = row.declares.iter().map(|(key, value)| format!("{key} {}", plain(value)));
            let declares: Vec<String> = declares.collect();
            let text = if declares.is_empty() { "any value".to_owned() } else { declares.join(", ") };
            self.layout.push("  ", &single_line(&text));
        }
        if !row.inferences.is_empty() {
            self.heading("inferred");
            row.inferences.iter().for_each(|(aspect, inference)| self.inference(aspect.as_str(), inference));
        }
        if uses > 1 {
            self.layout.push("  ", &styled(DIM, "from the descriptions of all its operations"));
        }
    }

    /// Adds an inference with its evidence and alternatives.
    fn inference(&mut self, aspect: &str, inference: &Inference) {
        self.candidate(&format!("  {aspect}: "), &inference.chosen);
        for runner_up in &inference.runners_up {
            self.candidate("    or ", runner_up);
        }
    }

    fn candidate(&mut self, lead: &str, candidate: &Candidate) {
        let Candidate { fact, rule, confidence, evidence } = candidate;
        let percent = match fact {
            Claim::Open(_) => String::new(),
            _ => format!(", {confidence} %"),
        };
        self.layout.push(lead, &format!("{}{percent}", single_line(&ledger::words(fact))));
        let below = " ".repeat(lead.len() - lead.trim_start().len() + 4);
        self.layout.push(&below, &styled(DIM, &format!("by {rule}; {}", basis(rule))));
        evidence.iter().for_each(|evidence| self.quote(&below, evidence));
    }

    fn quote(&mut self, lead: &str, evidence: &Evidence) {
        let at = styled(DIM, &single_line(&self.lines.line(&evidence.place)));
        self.layout.push(lead, &format!("\u{201c}{}\u{201d} {at}", single_line(&evidence.quote)));
    }

    fn operation(
        &mut self,
        inferences: [Option<&Inference>; 2],
        rows: &[(Row, Option<ClientItem>)],
        responses: &[ExplainedResponse],
    ) {
        if inferences.iter().any(Option::is_some) {
            self.heading("inferred");
        }
        for inference in inferences.into_iter().flatten() {
            self.inference(inference.chosen.fact.aspect().as_str(), inference);
        }
        self.heading("parameters");
        if rows.is_empty() {
            self.layout.push("  ", "none");
        }
        let width = |text: &str| single_line(text).chars().count();
        let names = rows.iter().map(|(row, _)| width(&row.name)).max().unwrap_or(0).min(30);
        for (row, item) in rows {
            let lead =
                format!("  {}  {}  ", padded(&single_line(&row.name), names), padded(&single_line(&row.location), 8));
            self.layout.push(&lead, &summary(row, item.as_ref()));
        }
        self.heading("responses");
        if responses.is_empty() {
            self.layout.push("  ", "none");
        }
        for ExplainedResponse { status, description, inference } in responses {
            self.layout.push(&format!("  {}  ", padded(&single_line(status), 7)), &single_line(description));
            inference.iter().for_each(|inference| self.inference(Aspect::Response.as_str(), inference));
        }
    }

    fn client(&mut self, subject: &Subject) {
        let (Subject::Parameter { item, .. } | Subject::Operation { item, .. } | Subject::Other { item }) = subject;
        if let Some(ClientItem { description, rust_type }) = item {
            self.heading("in the client");
            self.layout.push("  ", &format!("{description}: {rust_type}"));
        } else if !matches!(subject, Subject::Other { .. }) {
            self.heading("in the client");
            self.layout.push("  ", "omitted");
        }
    }

    fn repairs(&mut self, repairs: &[Repair]) {
        if repairs.is_empty() {
            return;
        }
        self.heading("repairs");
        for repair in repairs {
            let now = match (&repair.before, &repair.after) {
                (Some(was), Some(now)) => format!("changed {} to {}", plain(was), plain(now)),
                (Some(was), None) => format!("removed {}", plain(was)),
                (None, Some(now)) => format!("added {}", plain(now)),
                (None, None) => String::new(),
            };
            let at = styled(DIM, &single_line(&self.lines.line(&repair.place)));
            self.layout.push("  ", &format!("{}: {} {at}", repair.rule, single_line(&cut(&now))));
            repair.evidence.iter().for_each(|evidence| self.quote("    ", evidence));
        }
    }

    fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        self.heading("diagnostics");
        for found in diagnostics {
            let at = styled(DIM, &single_line(&self.lines.line(&found.place)));
            let code = format!("{}[{}]", found.code.severity(), found.code);
            self.layout.push("  ", &format!("{code}: {} {at}", single_line(&found.message)));
            found.help.iter().for_each(|help| self.layout.push("    help: ", &single_line(help)));
        }
    }
}

/// Summarizes a parameter in one line: type, role and Rust type.
fn summary(row: &Row, item: Option<&ClientItem>) -> String {
    let fact =
        |aspect| row.inferences.get(&aspect).map(|inference| single_line(&ledger::words(&inference.chosen.fact)));
    if let Some(gone) = &row.omission {
        return format!("omitted by {}", gone.rule);
    }
    let declared = || row.declares.get("type").map(plain).unwrap_or_else(|| "any value".to_owned());
    let kind = fact(Aspect::Type).unwrap_or_else(|| single_line(&declared()));
    let role = fact(Aspect::Role).map(|role| format!("; {role}")).unwrap_or_default();
    let rust = item.map(|item| format!(" {}", styled(DIM, &item.rust_type))).unwrap_or_default();
    format!("{kind}{role}{rust}")
}

/// Formats a JSON value, with strings unquoted.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn cut(text: &str) -> String {
    const MAX_CHARS: usize = 160;
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Removes terminal control characters from a line of a document, and keeps its indent.
fn without_controls(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    format!("{indent}{}", cut(&annotate_snippets::normalize_untrusted_str(text)))
}
