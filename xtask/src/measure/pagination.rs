//! Pagination compared with labels: `cargo xtask measure DIR --pagination`.
//!
//! The labels are judgements by reading, made before the rules were written. A label lists each strategy for the next
//! page that the document supports, so that a conclusion is correct if it equals one of them.

use std::collections::BTreeMap;
use std::fmt::Write;

use clientsmith::paginated::OperationPagination;
use serde_json::{Map, Value};

use crate::report::count;

/// The labels: document, operation, items, strategies for the next page, fields that state the end of the pages. An
/// operation of a listed document without a label is not paginated.
const LABELS: &str = include_str!("pagination_labels.tsv");

/// A labelled operation.
struct Label {
    /// The path of the items; `.` for the response, `-` if the document does not describe them.
    items: &'static str,
    /// The strategies for the next page: `page(page)`, `cursor(parameter,field)`, `url(field)`, `link`.
    strategies: &'static str,
    /// The fields that state if more pages follow.
    ends: &'static str,
}

/// The labels of each document by operation.
pub(super) struct Labels(BTreeMap<&'static str, BTreeMap<&'static str, Label>>);

/// The counts of a document, or of several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct PaginationScore {
    /// The operations of the document.
    operations: usize,
    /// The paginated operations.
    paginated: usize,
    /// The paginated operations whose response states the next page or the end.
    stated: usize,
    /// The operations with inferred pagination.
    inferred: usize,
    /// The operations with correctly inferred pagination.
    right: usize,
    /// The paginated operations without inferred pagination.
    missed: usize,
    /// Those of them with a diagnostic.
    noted: usize,
}

impl Labels {
    /// Parses the labels.
    pub(super) fn read() -> Self {
        let mut labels: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for line in LABELS.lines().skip(1) {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().unwrap_or_default();
            let (document, operation) = (cell(), cell());
            let label = Label { items: cell(), strategies: cell(), ends: cell() };
            let of_document = labels.entry(document).or_default();
            if label.strategies != "none" {
                of_document.insert(operation, label);
            }
        }
        Self(labels)
    }

    /// Returns true if the document of this name is labelled.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.0.contains_key(file_name(name))
    }
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

impl Label {
    /// Returns true if the response states the next page or the end of the pages.
    fn is_stated(&self) -> bool {
        let leads = |strategy: &str| strategy.contains(',') || strategy.starts_with("url(") || strategy == "link";
        self.items != "-" && (self.ends != "-" || self.strategies.split(' ').any(leads))
    }

    /// Returns true if an inferred pagination equals the label.
    fn is_equal(&self, declared: &Map<String, Value>) -> bool {
        let items = declared.get("items").map_or_else(|| ".".to_owned(), path);
        let strategy = strategy(declared);
        let ends = ["more", "last", "pages", "total"].into_iter().filter_map(|key| declared.get(key)).map(path);
        let mut unknown_ends = ends.filter(|end| !self.ends.split(' ').any(|known| known == end));
        items == self.items
            && self.strategies.split(' ').any(|known| known == strategy)
            && unknown_ends.next().is_none()
    }
}

/// Returns the strategy for the next page in the notation of the labels.
fn strategy(declared: &Map<String, Value>) -> String {
    let text = |key: &str| declared.get(key).map(path);
    let counted = |key: &str| text(key).map(|name| format!("{key}({name})"));
    let cursor = || Some(format!("cursor({},{})", text("cursor")?, text("next")?));
    let url = || text("next").map(|next| format!("url({next})"));
    let named = counted("page").or_else(|| counted("offset")).or_else(|| counted("after"));
    named.or_else(cursor).or_else(url).unwrap_or_else(|| "link".to_owned())
}

/// Returns a path of a field, its names joined with dots.
fn path(value: &Value) -> String {
    let names = value.as_array().map(|names| names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."));
    names.unwrap_or_else(|| value.as_str().unwrap_or_default().to_owned())
}

impl PaginationScore {
    fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.paginated += other.paginated;
        self.stated += other.stated;
        self.inferred += other.inferred;
        self.right += other.right;
        self.missed += other.missed;
        self.noted += other.noted;
    }

    fn line(&self, title: &str) -> String {
        let Self { operations, paginated, stated, inferred, right, missed, noted } = *self;
        let share = |part: usize, total: usize| match total {
            0 => "-".to_owned(),
            total => format!("{:.1} %", part as f64 / total as f64 * 100.0),
        };
        let (precision, recall, of_all) = (share(right, inferred), share(right, stated), share(right, paginated));
        let noted = share(noted, missed);
        format!(
            "{title:<34}{operations:>11}{paginated:>10}{stated:>8}{inferred:>9}{precision:>10}{recall:>9}{of_all:>9}{noted:>9}\n"
        )
    }
}

/// The operations of labelled documents that were inferred wrongly or missed.
#[derive(Default)]
struct Differences {
    wrong: Vec<String>,
    missed: Vec<String>,
}

impl Differences {
    /// Compares the operations of a document with its labels.
    fn compare(
        &mut self,
        document: &str,
        labels: &BTreeMap<&str, Label>,
        operations: &[OperationPagination],
    ) -> PaginationScore {
        let stated = labels.values().filter(|label| label.is_stated()).count();
        let mut score = PaginationScore {
            operations: operations.len(),
            paginated: labels.len(),
            stated,
            ..PaginationScore::default()
        };
        for OperationPagination { operation, pagination, is_noted } in operations {
            let label = labels.get(operation.as_str());
            let expected = label.map_or_else(
                || "not paginated".to_owned(),
                |label| format!("{}; items {}; end {}", label.strategies, label.items, label.ends),
            );
            let is_missed = pagination.is_none() && label.is_some();
            score.missed += usize::from(is_missed);
            score.noted += usize::from(is_missed && *is_noted);
            match (pagination, label) {
                (Some(declared), label) => {
                    score.inferred += 1;
                    if label.is_some_and(|label| label.is_equal(declared)) {
                        score.right += 1;
                    } else {
                        let declared = Value::Object(declared.clone());
                        self.wrong.push(format!("{document} {operation}\n      {declared}\n      {expected}"));
                    }
                }
                (None, Some(label)) if label.is_stated() => {
                    self.missed.push(format!("{document} {operation}\n      {expected}"));
                }
                (None, _) => {}
            }
        }
        score
    }
}

/// Compares documents with their labels and renders the result.
pub(super) fn render(
    labels: &Labels,
    documents: &[(&str, &str, Vec<OperationPagination>)],
    wrong: bool,
    missed: bool,
) -> String {
    let (mut total, mut differences, mut lines) = (PaginationScore::default(), Differences::default(), String::new());
    for (_, name, operations) in documents {
        let Some((document, labels)) = labels.0.get_key_value(file_name(name)) else { continue };
        let score = differences.compare(document, labels, operations);
        lines.push_str(&score.line(&format!("  {document}")));
        total.add(score);
    }
    let mut text = format!("{} with labels\n\n", count(documents.len(), "document"));
    let _ = writeln!(
        text,
        "{:<34}{:>11}{:>10}{:>8}{:>9}{:>10}{:>9}{:>9}{:>9}",
        "", "operations", "paginated", "stated", "inferred", "precision", "recall", "of all", "noted"
    );
    text.push_str(&total.line("all"));
    text.push_str(&lines);
    for (title, list, is_wanted) in [
        ("inferred pagination that differs from the labels", &differences.wrong, wrong),
        ("operations whose response states the next page, without inferred pagination", &differences.missed, missed),
    ] {
        if is_wanted {
            let _ = writeln!(text, "\n{title}: {}", list.len());
            list.iter().for_each(|item| _ = writeln!(text, "  {item}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn label(items: &'static str, strategies: &'static str, ends: &'static str) -> Label {
        Label { items, strategies, ends }
    }

    #[test]
    fn every_label_has_five_cells() {
        for line in LABELS.lines() {
            assert_eq!(line.split('\t').count(), 5, "{line}");
        }
        assert!(Labels::read().0.len() >= 30);
    }

    #[test]
    fn pagination_equals_one_of_the_strategies() {
        let label = label("data", "page(page) url(links.next)", "total");
        let equal = |value: Value| label.is_equal(value.as_object().expect("an object"));
        assert!(equal(json!({ "page": "page", "first": 1, "total": "total", "items": "data" })));
        assert!(equal(json!({ "next": ["links", "next"], "items": "data" })));
        assert!(!equal(json!({ "page": "page", "first": 1, "total": "total", "items": "rows" })));
        assert!(!equal(json!({ "page": "page", "first": 1, "pages": "total_pages", "items": "data" })));
        assert!(!equal(json!({ "offset": "page", "first": 0, "total": "total", "items": "data" })));
    }

    #[test]
    fn response_states_the_next_page() {
        assert!(label("data", "cursor(after,next)", "-").is_stated());
        assert!(label(".", "link", "-").is_stated());
        assert!(label("data", "page(page)", "total").is_stated());
        assert!(!label(".", "page(page)", "-").is_stated());
        assert!(!label("-", "offset(offset)", "total").is_stated());
    }
}
