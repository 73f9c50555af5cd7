//! An explanation as people read it, part by part.
//!
//! Comes in: an explanation, and where its places are. Goes out: text with terminal styles. It prints nothing.

use anstyle::Style;
use generator::diagnostic::Diagnostic;
use generator::explain::{Answered, Explanation, Made, Subject};
use generator::infer::report::Row;
use generator::infer::{Aspect, Candidate, Fact, Inference, basis};
use generator::ledger;
use generator::pointer::Place;
use generator::repair::{Evidence, Repair};
use serde_json::Value;

use crate::lines::Lines;
use crate::report::count;
use crate::sheet::{Sheet, padded, styled, words};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// How many lines of what stands at a place are shown.
const SHOWN: usize = 24;

/// Draws an explanation.
pub(super) fn explanation(explained: &Explanation, lines: &Lines<'_>, width: usize) -> String {
    let mut page = Page { sheet: Sheet::new(width), lines };
    page.sheet.put("", &styled(BOLD, &words(&called(&explained.subject))));
    page.sheet.put(
        "",
        &format!("{}  {}", page.position(&explained.place), styled(DIM, &words(&explained.place.pointer.to_string()))),
    );
    page.stands(&explained.stands);
    match &explained.subject {
        Subject::Parameter { row, uses, .. } => page.parameter(row, *uses),
        Subject::Operation { id, pages, rows, answers, .. } => {
            page.operation([id.as_deref(), pages.as_deref()], rows, answers);
        }
        Subject::Other { .. } => {}
    }
    page.client(&explained.subject);
    page.repairs(&explained.repairs);
    page.findings(&explained.diagnostics);
    if let Some(action) = &explained.action {
        page.head("to change it, put this under `actions:` of an overlay, and correct it");
        page.sheet.verbatim("  ", action);
    }
    page.sheet.finish()
}

fn called(subject: &Subject) -> String {
    match subject {
        Subject::Parameter { row, uses, .. } => {
            let name = if row.name.is_empty() { "the body".to_owned() } else { format!("parameter {}", row.name) };
            let more = if *uses > 1 { format!(" and of {} more", count(uses - 1, "operation")) } else { String::new() };
            format!("{name} ({}) of {} {}{more}", row.location, row.method.to_uppercase(), row.path)
        }
        Subject::Operation { called, .. } => format!("operation {called}"),
        Subject::Other { .. } => "a place of the document".to_owned(),
    }
}

struct Page<'p, 't> {
    sheet: Sheet,
    lines: &'p Lines<'t>,
}

impl Page<'_, '_> {
    fn head(&mut self, text: &str) {
        self.sheet.gap();
        self.sheet.put("", &styled(BOLD, text));
    }

    /// `file:line:column`.
    fn position(&self, place: &Place) -> String {
        let at = self.lines.find(place).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        words(&format!("{}{at}", place.source))
    }

    fn stands(&mut self, yaml: &str) {
        self.head("what stands there");
        let more = yaml.lines().count().saturating_sub(SHOWN);
        let shown: Vec<String> = yaml.lines().take(SHOWN).map(cleaned).collect();
        self.sheet.verbatim("  ", &shown.join("\n"));
        if more > 0 {
            self.sheet.put("  ", &styled(DIM, &format!("... and {}", count(more, "more line"))));
        }
    }

    fn parameter(&mut self, row: &Row, uses: usize) {
        if let Some(gone) = &row.gone {
            self.head("what is concluded");
            let role = gone.role.map(|role| format!(": {}", ledger::words(&Fact::Role(role)))).unwrap_or_default();
            self.sheet.put("  ", &format!("left out of the client by {}{role}", gone.rule));
            return;
        }
        if !row.answers.contains_key(&Aspect::Type) {
            self.head("what is declared");
            let declares = row.declares.iter().map(|(key, value)| format!("{key} {}", plain(value)));
            let declares: Vec<String> = declares.collect();
            let text = if declares.is_empty() { "any value".to_owned() } else { declares.join(", ") };
            self.sheet.put("  ", &words(&text));
        }
        if !row.answers.is_empty() {
            self.head("what is concluded");
            row.answers.iter().for_each(|(aspect, inference)| self.concluded(aspect.as_str(), inference));
        }
        if uses > 1 {
            self.sheet.put("  ", &styled(DIM, "from what all of its operations say together"));
        }
    }

    /// An answer with everything that speaks for it and for others.
    fn concluded(&mut self, aspect: &str, inference: &Inference) {
        self.candidate(&format!("  {aspect}: "), &inference.chosen);
        for runner_up in &inference.runners_up {
            self.candidate("    or ", runner_up);
        }
    }

    fn candidate(&mut self, lead: &str, candidate: &Candidate) {
        let Candidate { fact, rule, confidence, evidence } = candidate;
        let sure = match fact {
            Fact::Open(_) => String::new(),
            _ => format!(", {confidence} %"),
        };
        self.sheet.put(lead, &format!("{}{sure}", words(&ledger::words(fact))));
        let below = " ".repeat(lead.len() - lead.trim_start().len() + 4);
        self.sheet.put(&below, &styled(DIM, &format!("by {rule}; {}", basis(rule))));
        evidence.iter().for_each(|evidence| self.quote(&below, evidence));
    }

    fn quote(&mut self, lead: &str, evidence: &Evidence) {
        let at = styled(DIM, &words(&self.lines.line(&evidence.place)));
        self.sheet.put(lead, &format!("\u{201c}{}\u{201d} {at}", words(&evidence.quote)));
    }

    fn operation(&mut self, of_it: [Option<&Inference>; 2], rows: &[(Row, Option<Made>)], answers: &[Answered]) {
        if of_it.iter().any(Option::is_some) {
            self.head("what is concluded");
        }
        for inference in of_it.into_iter().flatten() {
            self.concluded(inference.chosen.fact.aspect().as_str(), inference);
        }
        self.head("parameters");
        if rows.is_empty() {
            self.sheet.put("  ", "none");
        }
        let width = |text: &str| words(text).chars().count();
        let names = rows.iter().map(|(row, _)| width(&row.name)).max().unwrap_or(0).min(30);
        for (row, made) in rows {
            let lead = format!("  {}  {}  ", padded(&words(&row.name), names), padded(&words(&row.location), 8));
            self.sheet.put(&lead, &in_short(row, made.as_ref()));
        }
        self.head("answers");
        if answers.is_empty() {
            self.sheet.put("  ", "none is described");
        }
        for Answered { status, description, inference } in answers {
            self.sheet.put(&format!("  {}  ", padded(&words(status), 7)), &words(description));
            inference.iter().for_each(|inference| self.concluded(Aspect::Answer.as_str(), inference));
        }
    }

    fn client(&mut self, subject: &Subject) {
        let (Subject::Parameter { made, .. } | Subject::Operation { made, .. } | Subject::Other { made }) = subject;
        if let Some(Made { what, rust }) = made {
            self.head("in the client");
            self.sheet.put("  ", &format!("{what}: {rust}"));
        } else if !matches!(subject, Subject::Other { .. }) {
            self.head("in the client");
            self.sheet.put("  ", "nothing: it is left out");
        }
    }

    fn repairs(&mut self, repairs: &[Repair]) {
        if repairs.is_empty() {
            return;
        }
        self.head("what was repaired");
        for repair in repairs {
            let now = match (&repair.was, &repair.now) {
                (Some(was), Some(now)) => format!("{} became {}", plain(was), plain(now)),
                (Some(was), None) => format!("{} was taken out", plain(was)),
                (None, Some(now)) => format!("{} was added", plain(now)),
                (None, None) => String::new(),
            };
            let at = styled(DIM, &words(&self.lines.line(&repair.place)));
            self.sheet.put("  ", &format!("{}: {} {at}", repair.rule, words(&cut(&now))));
            repair.evidence.iter().for_each(|evidence| self.quote("    ", evidence));
        }
    }

    fn findings(&mut self, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        self.head("what was found");
        for found in diagnostics {
            let at = styled(DIM, &words(&self.lines.line(&found.place)));
            let code = format!("{}[{}]", found.code.severity(), found.code);
            self.sheet.put("  ", &format!("{code}: {} {at}", words(&found.message)));
            found.help.iter().for_each(|help| self.sheet.put("    help: ", &words(help)));
        }
    }
}

/// A parameter in a line: its type, what it is for, and what the client makes of it.
fn in_short(row: &Row, made: Option<&Made>) -> String {
    let fact = |aspect| row.answers.get(&aspect).map(|inference| words(&ledger::words(&inference.chosen.fact)));
    if let Some(gone) = &row.gone {
        return format!("left out by {}", gone.rule);
    }
    let declared = || row.declares.get("type").map(plain).unwrap_or_else(|| "any value".to_owned());
    let kind = fact(Aspect::Type).unwrap_or_else(|| words(&declared()));
    let role = fact(Aspect::Role).map(|role| format!("; {role}")).unwrap_or_default();
    let rust = made.map(|made| format!(" {}", styled(DIM, &made.rust))).unwrap_or_default();
    format!("{kind}{role}{rust}")
}

/// A value as people write it: texts without quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 160;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

/// A line of a document, with its indent, and without anything that steers a terminal.
fn cleaned(line: &str) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    format!("{indent}{}", cut(&annotate_snippets::normalize_untrusted_str(text)))
}
