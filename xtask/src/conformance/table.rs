//! What became of the calls, judged and drawn.
//!
//! Comes in: a driver's lines, and what Prism said of each request. Goes out: rows, and text for people.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use super::drive::Line;
use super::prism::Log;

/// What became of one document.
pub(super) struct Record {
    /// The file's name.
    pub(super) document: String,
    /// The package of its client.
    pub(super) package: String,
    /// What Prism reads.
    pub(super) served: PathBuf,
    /// How many operations the document declares.
    pub(super) declared: usize,
    /// The operations that the client has.
    pub(super) rows: Vec<Row>,
    /// Why nothing was called.
    pub(super) problem: Option<String>,
}

impl Record {
    fn conforming(&self) -> usize {
        self.rows.iter().filter(|row| row.class.is_good()).count()
    }

    fn without_example(&self) -> usize {
        self.rows.iter().filter(|row| row.class == Class::ConformsToSchema).count()
    }

    /// How many operations are declared and not in the client.
    fn left_out(&self) -> usize {
        self.declared.saturating_sub(self.rows.len())
    }

    /// The share of the declared operations that conform; `None` where none is declared.
    pub(super) fn percent(&self) -> Option<f64> {
        percent(self.conforming(), self.declared)
    }
}

/// What became of one operation.
pub(super) struct Row {
    line: Line,
    class: Class,
    reason: String,
}

/// Where the fault is looked for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Accepted, and its answer read.
    Conforms,
    /// The same, once the answer is no example of the document, which is not of its own schema.
    ConformsToSchema,
    /// Prism answers with an example of the document that is not of its own schema, as it says itself.
    WrongExample,
    /// Prism finds fault with the request.
    Refused,
    /// Prism accepts the request and makes an answer that the client does not read.
    NotRead,
    /// Prism makes no answer, or one of no success, for a request that it finds no fault with.
    NoAnswer,
    /// No right values are known, or the client refuses those that are.
    NotCalled,
}

impl Class {
    fn is_good(self) -> bool {
        matches!(self, Self::Conforms | Self::ConformsToSchema)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::ConformsToSchema => "conforms, but the document's example is not of its own schema",
            Self::WrongExample => "the document's example is not of its own schema",
            Self::Refused => "refused",
            Self::NotRead => "not read",
            Self::NoAnswer => "no answer",
            Self::NotCalled => "not called",
        }
    }
}

impl Row {
    /// Whether the answer was an example of the document that is not of its own schema.
    pub(super) fn has_wrong_example(&self) -> bool {
        self.class == Class::WrongExample
    }

    /// The same operation, called again without examples.
    pub(super) fn or(self, again: Self) -> Self {
        match again.class {
            Class::Conforms => Self { class: Class::ConformsToSchema, ..self },
            Class::WrongExample => self,
            _ => again,
        }
    }
}

/// Puts together what the client and Prism say of one operation.
pub(super) fn judge(line: Line, log: &Log) -> Row {
    let said = log.said.iter().filter(|said| said.method.eq_ignore_ascii_case(&line.method));
    let complaints = said.filter(|said| fits(&line.path, &said.path)).find(|said| !said.complaints.is_empty());
    let complaints = complaints.map(|said| said.complaints.join("; ")).unwrap_or_default();
    // What Prism ends with an error of its own, though it found nothing wrong with what was asked.
    let own = complaints.contains("Request terminated with error") && !complaints.contains("UNPROCESSABLE_ENTITY");
    let only_answer =
        !complaints.is_empty() && complaints.split("; ").all(|one| one.starts_with("Violation: response."));
    let error = line.error.clone().unwrap_or_default();
    let (class, reason) = match line.outcome.as_str() {
        "ok" => (Class::Conforms, String::new()),
        "no-sample" | "invalid-argument" | "setup" => (Class::NotCalled, error),
        "decode" if only_answer => (Class::WrongExample, complaints),
        "decode" if complaints.is_empty() => (Class::NotRead, error),
        "transport" if log.has_ended => (Class::NoAnswer, format!("Prism itself ended; {error}")),
        _ if own || only_answer || complaints.is_empty() => (Class::NoAnswer, format!("{error}; {complaints}")),
        _ => (Class::Refused, complaints),
    };
    Row { line, class, reason: reason.trim_end_matches("; ").replace('\n', " ") }
}

/// Whether a path is of a template.
fn fits(template: &str, path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let template = template.split(['?', '#']).next().unwrap_or_default();
    let mut rest = path;
    let literals: Vec<&str> = template.split('{').map(|part| part.split_once('}').map_or(part, |(_, l)| l)).collect();
    for (at, literal) in literals.iter().enumerate() {
        let found = if at == 0 {
            rest.starts_with(literal).then_some(0)
        } else if literal.is_empty() {
            Some(rest.find('/').unwrap_or(rest.len()))
        } else {
            rest.find(literal)
        };
        let Some(start) = found else { return false };
        let Some(tail) = rest.get(start + literal.len()..) else { return false };
        rest = tail;
    }
    rest.is_empty()
}

/// One document on one line.
pub(super) fn line(record: &Record) -> String {
    let Record { document, declared, .. } = record;
    match &record.problem {
        Some(problem) => format!("{document}: {problem}"),
        None => format!("{document}: {} of {declared} conform, {} %", record.conforming(), shown(record.percent())),
    }
}

/// All of it.
pub(super) fn draw(records: &[Record]) -> String {
    let mut text = String::from("operations  conform  without examples       %  document\n");
    let row = |[all, good, without]: [usize; 3], name: &str| {
        format!("{all:>10}  {good:>7}  {without:>16}  {:>6}  {name}\n", shown(percent(good, all)))
    };
    for record in records {
        text += &row([record.declared, record.conforming(), record.without_example()], &record.document);
        if let Some(problem) = &record.problem {
            let _ = writeln!(text, "            {problem}");
        } else if record.left_out() > 0 {
            let left_out = record.left_out();
            let _ = writeln!(text, "            {left_out} are not in the client; `cargo xtask codegen` says why");
        }
    }
    let sum = |count: fn(&Record) -> usize| records.iter().map(count).sum::<usize>();
    let totals = [sum(|record| record.declared), sum(Record::conforming), sum(Record::without_example)];
    text += &row(totals, "all of them");
    let rows = || records.iter().flat_map(|record| &record.rows);
    let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
    rows().for_each(|row| *classes.entry(row.class).or_default() += 1);
    for (class, count) in classes.iter().filter(|(class, _)| **class != Class::Conforms) {
        let _ = write!(text, "\n{}: {count}\n", class.word());
        for record in records {
            for row in record.rows.iter().filter(|row| row.class == *class) {
                let Line { method, path, status, .. } = &row.line;
                let status = status.map(|status| format!(" {status}")).unwrap_or_default();
                let reason: String = row.reason.chars().take(300).collect();
                let _ = writeln!(text, "  {} {method} {path}{status}: {reason}", record.document);
            }
        }
    }
    text
}

fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

fn shown(percent: Option<f64>) -> String {
    percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.1}"))
}

#[cfg(test)]
mod tests {
    use super::super::prism::Said;
    use super::*;

    fn judged(outcome: &str, complaints: &[&str]) -> Class {
        let line = Line {
            operation: "getPet".to_owned(),
            method: "GET".to_owned(),
            path: "/pets/{id}".to_owned(),
            status: None,
            outcome: outcome.to_owned(),
            error: Some("an error".to_owned()),
        };
        let complaints = complaints.iter().map(|text| (*text).to_owned()).collect();
        let said = Said { method: "get".to_owned(), path: "/pets/1?a=b".to_owned(), complaints };
        judge(line, &Log { said: vec![said], has_ended: false }).class
    }

    #[test]
    fn faults_are_looked_for_where_they_are() {
        assert_eq!(judged("ok", &[]), Class::Conforms);
        assert_eq!(judged("api-error", &["Request path parameter id must be integer"]), Class::Refused);
        assert_eq!(judged("decode", &[]), Class::NotRead);
        assert_eq!(judged("decode", &["Violation: response.body.id must be integer"]), Class::WrongExample);
        assert_eq!(judged("unexpected", &[]), Class::NoAnswer);
        assert_eq!(
            judged("unexpected", &["Request terminated with error: https://stoplight.io/prism/errors#UNKNOWN"]),
            Class::NoAnswer
        );
        assert_eq!(judged("no-sample", &[]), Class::NotCalled);
    }

    fn record(declared: usize, conforming: usize, problem: Option<&str>) -> Record {
        let row = || Row {
            line: serde_json::from_str(r#"{"operation":"a","method":"GET","path":"/a","outcome":"ok"}"#).unwrap(),
            class: Class::Conforms,
            reason: String::new(),
        };
        Record {
            document: "pets.yaml".to_owned(),
            package: String::new(),
            served: PathBuf::new(),
            declared,
            rows: (0..conforming).map(|_| row()).collect(),
            problem: problem.map(str::to_owned),
        }
    }

    #[test]
    fn what_was_not_called_counts() {
        assert_eq!(record(4, 3, None).percent(), Some(75.0));
        assert_eq!(record(0, 0, None).percent(), None);
        let text = draw(&[record(4, 3, None), record(2, 0, Some("its driver does not compile"))]);
        let expected = "\
operations  conform  without examples       %  document
         4        3                 0    75.0  pets.yaml
            1 are not in the client; `cargo xtask codegen` says why
         2        0                 0     0.0  pets.yaml
            its driver does not compile
         6        3                 0    50.0  all of them
";
        assert_eq!(text, expected);
    }

    #[test]
    fn paths_are_matched_with_their_templates() {
        assert!(fits("/pets/{id}", "/pets/1?x=1") && fits("/a{b}c/{d}/e", "/axc/y/e") && fits("/", "/"));
        assert!(!fits("/pets/{id}", "/pets/1/toys") && !fits("/pets", "/pets/1") && !fits("/a/{b}", "/b/1"));
    }
}
