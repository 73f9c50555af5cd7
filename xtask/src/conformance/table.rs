//! Classifies the result of each operation and renders the table.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use super::driver::DriverLine;
use super::prism::Log;

/// The results of one document.
pub(super) struct DocumentResult {
    /// The file name.
    pub(super) document: String,
    /// The package of the client.
    pub(super) package: String,
    /// The file that Prism reads.
    pub(super) served: PathBuf,
    /// The number of operations in the document.
    pub(super) declared: usize,
    /// The operations of the client.
    pub(super) operations: Vec<OperationResult>,
    /// The reason that no operation was called.
    pub(super) problem: Option<String>,
}

impl DocumentResult {
    fn conforming(&self) -> usize {
        self.operations.iter().filter(|row| row.class.is_good()).count()
    }

    fn without_example(&self) -> usize {
        self.operations.iter().filter(|row| row.class == Class::ConformsToSchema).count()
    }

    /// Returns the number of operations that the client lacks.
    fn left_out(&self) -> usize {
        self.declared.saturating_sub(self.operations.len())
    }

    /// Returns the percentage of the declared operations that conform; `None` if the document declares none.
    pub(super) fn percent(&self) -> Option<f64> {
        percent(self.conforming(), self.declared)
    }
}

/// The result of one operation.
pub(super) struct OperationResult {
    line: DriverLine,
    class: Class,
    reason: String,
}

/// The class of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Prism accepts the request, and the client decodes the response.
    Conforms,
    /// The operation conforms, but the document's example violates its schema.
    ConformsToSchema,
    /// Prism responds with an example that violates its schema, as it reports.
    WrongExample,
    /// Prism rejects the request.
    Rejected,
    /// Prism accepts the request, and the client cannot decode the response.
    NotDecoded,
    /// Prism accepts the request, and sends no response or an error response.
    NoResponse,
    /// No valid parameter values are known, or the client rejects them.
    NotCalled,
}

impl Class {
    fn is_good(self) -> bool {
        matches!(self, Self::Conforms | Self::ConformsToSchema)
    }

    fn title(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::ConformsToSchema => "conforms, but the document's example violates its schema",
            Self::WrongExample => "the document's example violates its schema",
            Self::Rejected => "rejected",
            Self::NotDecoded => "not decoded",
            Self::NoResponse => "no response",
            Self::NotCalled => "not called",
        }
    }
}

impl OperationResult {
    /// Returns true if the response was an example that violates its schema.
    pub(super) fn has_wrong_example(&self) -> bool {
        self.class == Class::WrongExample
    }

    /// Combines the result with that of a second call without examples.
    pub(super) fn or(self, second: Self) -> Self {
        match second.class {
            Class::Conforms => Self { class: Class::ConformsToSchema, ..self },
            Class::WrongExample => self,
            _ => second,
        }
    }
}

/// Classifies an operation by the output of the driver and the log of Prism.
pub(super) fn classify(line: DriverLine, log: &Log) -> OperationResult {
    let requests = log.requests.iter().filter(|request| request.method.eq_ignore_ascii_case(&line.method));
    let rejected =
        requests.filter(|request| fits(&line.path, &request.path)).find(|request| !request.errors.is_empty());
    let errors = rejected.map(|request| request.errors.join("; ")).unwrap_or_default();
    // Prism failed to respond to a valid request.
    let failed = errors.contains("Request terminated with error") && !errors.contains("UNPROCESSABLE_ENTITY");
    let only_response = !errors.is_empty() && errors.split("; ").all(|one| one.starts_with("Violation: response."));
    let error = line.error.clone().unwrap_or_default();
    let (class, reason) = match line.outcome.as_str() {
        "ok" => (Class::Conforms, String::new()),
        "no-example" | "invalid-parameter" | "build" => (Class::NotCalled, error),
        "decode" if only_response => (Class::WrongExample, errors),
        "decode" if errors.is_empty() => (Class::NotDecoded, error),
        "transport" if log.has_exited => (Class::NoResponse, format!("Prism exited; {error}")),
        _ if failed || only_response || errors.is_empty() => (Class::NoResponse, format!("{error}; {errors}")),
        _ => (Class::Rejected, errors),
    };
    OperationResult { line, class, reason: reason.trim_end_matches("; ").replace('\n', " ") }
}

/// Returns true if a path matches a template.
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

/// Renders one document as a line.
pub(super) fn line(result: &DocumentResult) -> String {
    let DocumentResult { document, declared, .. } = result;
    match &result.problem {
        Some(problem) => format!("{document}: {problem}"),
        None => {
            format!("{document}: {} of {declared} conform, {} %", result.conforming(), format_percent(result.percent()))
        }
    }
}

/// Renders the table and the operations that do not conform.
pub(super) fn render(results: &[DocumentResult]) -> String {
    let mut text = String::from("operations  conform  without examples       %  document\n");
    let row = |[all, good, without]: [usize; 3], name: &str| {
        format!("{all:>10}  {good:>7}  {without:>16}  {:>6}  {name}\n", format_percent(percent(good, all)))
    };
    for result in results {
        text += &row([result.declared, result.conforming(), result.without_example()], &result.document);
        if let Some(problem) = &result.problem {
            let _ = writeln!(text, "            {problem}");
        } else if result.left_out() > 0 {
            let left_out = result.left_out();
            let _ = writeln!(
                text,
                "            {left_out} are not in the client; `cargo xtask codegen` reports the reasons"
            );
        }
    }
    let sum = |count: fn(&DocumentResult) -> usize| results.iter().map(count).sum::<usize>();
    let totals = [sum(|result| result.declared), sum(DocumentResult::conforming), sum(DocumentResult::without_example)];
    text += &row(totals, "total");
    let rows = || results.iter().flat_map(|result| &result.operations);
    let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
    rows().for_each(|row| *classes.entry(row.class).or_default() += 1);
    for (class, count) in classes.iter().filter(|(class, _)| **class != Class::Conforms) {
        let _ = write!(text, "\n{}: {count}\n", class.title());
        for result in results {
            for row in result.operations.iter().filter(|row| row.class == *class) {
                let DriverLine { method, path, status, .. } = &row.line;
                let status = status.map(|status| format!(" {status}")).unwrap_or_default();
                let reason: String = row.reason.chars().take(300).collect();
                let _ = writeln!(text, "  {} {method} {path}{status}: {reason}", result.document);
            }
        }
    }
    text
}

fn percent(part: usize, total: usize) -> Option<f64> {
    (total > 0).then(|| 100.0 * part as f64 / total as f64)
}

fn format_percent(percent: Option<f64>) -> String {
    percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.1}"))
}

#[cfg(test)]
mod tests {
    use super::super::prism::LoggedRequest;
    use super::*;

    fn class_of(outcome: &str, errors: &[&str]) -> Class {
        let line = DriverLine {
            operation: "getPet".to_owned(),
            method: "GET".to_owned(),
            path: "/pets/{id}".to_owned(),
            status: None,
            outcome: outcome.to_owned(),
            error: Some("an error".to_owned()),
        };
        let errors = errors.iter().map(|text| (*text).to_owned()).collect();
        let request = LoggedRequest { method: "get".to_owned(), path: "/pets/1?a=b".to_owned(), errors };
        classify(line, &Log { requests: vec![request], has_exited: false }).class
    }

    #[test]
    fn operation_is_classified_by_outcome_and_log() {
        assert_eq!(class_of("ok", &[]), Class::Conforms);
        assert_eq!(class_of("api-error", &["Request path parameter id must be integer"]), Class::Rejected);
        assert_eq!(class_of("decode", &[]), Class::NotDecoded);
        assert_eq!(class_of("decode", &["Violation: response.body.id must be integer"]), Class::WrongExample);
        assert_eq!(class_of("unexpected", &[]), Class::NoResponse);
        assert_eq!(
            class_of("unexpected", &["Request terminated with error: https://stoplight.io/prism/errors#UNKNOWN"]),
            Class::NoResponse
        );
        assert_eq!(class_of("no-example", &[]), Class::NotCalled);
    }

    fn result(declared: usize, conforming: usize, problem: Option<&str>) -> DocumentResult {
        let row = || OperationResult {
            line: serde_json::from_str(r#"{"operation":"a","method":"GET","path":"/a","outcome":"ok"}"#).unwrap(),
            class: Class::Conforms,
            reason: String::new(),
        };
        DocumentResult {
            document: "pets.yaml".to_owned(),
            package: String::new(),
            served: PathBuf::new(),
            declared,
            operations: (0..conforming).map(|_| row()).collect(),
            problem: problem.map(str::to_owned),
        }
    }

    #[test]
    fn operations_that_were_not_called_count() {
        assert_eq!(result(4, 3, None).percent(), Some(75.0));
        assert_eq!(result(0, 0, None).percent(), None);
        let text = render(&[result(4, 3, None), result(2, 0, Some("the driver does not compile"))]);
        let expected = "\
operations  conform  without examples       %  document
         4        3                 0    75.0  pets.yaml
            1 are not in the client; `cargo xtask codegen` reports the reasons
         2        0                 0     0.0  pets.yaml
            the driver does not compile
         6        3                 0    50.0  total
";
        assert_eq!(text, expected);
    }

    #[test]
    fn path_matches_its_template() {
        assert!(fits("/pets/{id}", "/pets/1?x=1") && fits("/a{b}c/{d}/e", "/axc/y/e") && fits("/", "/"));
        assert!(!fits("/pets/{id}", "/pets/1/toys") && !fits("/pets", "/pets/1") && !fits("/a/{b}", "/b/1"));
    }
}
