//! Inference against public documents, where they are at hand: labels are met.

use std::collections::BTreeMap;

use generator::infer::{infer, report};
use serde_json::Value;

use super::read;
use crate::support::{corpus, text};

/// Rows of a table with a heading, by the names in it.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let heading = lines.next().unwrap_or_default();
    lines.map(|cells| heading.iter().copied().zip(cells).collect()).collect()
}

#[test]
fn labelled_types_are_met_where_one_is_named() {
    let Some(labels) = corpus("labels").into_iter().find(|path| path.ends_with("parameters.tsv")) else { return };
    let labels = std::fs::read_to_string(labels).expect("readable");
    let mut lines = BTreeMap::new();
    for path in corpus("sparse") {
        let name = path.file_name().expect("named").to_string_lossy().into_owned();
        let (spec, repairs, _) = read(&text(&name, std::fs::read(&path).expect("readable")));
        for line in report::lines(&name, &spec, &infer(&spec), &repairs) {
            let line: Value = serde_json::from_str(&line).expect("a line is JSON");
            let cell = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            lines.insert([cell("document"), cell("method"), cell("path"), cell("in"), cell("name")], line);
        }
    }
    let (mut said, mut right) = (0, 0);
    for row in rows(&labels) {
        let key = ["file", "method", "path", "in", "name"].map(|cell| row[cell].to_owned());
        let Some(line) = lines.get(&key).filter(|line| line["type"] != "string") else { continue };
        let delimiter = if row["delimiter"] == "space" { " " } else { row["delimiter"] };
        said += 1;
        right += i32::from(line["type"] == row["type"] && line["delimiter"].as_str().unwrap_or_default() == delimiter);
    }
    assert!(said >= 35 && right * 100 >= said * 97, "{right} of {said} are right");
}
