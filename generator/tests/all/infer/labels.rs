//! Inferred types compared with the labels of public documents, if the collection is available.

use std::collections::BTreeMap;

use clientsmith::infer::{infer, report};
use serde_json::Value;

use super::read;
use crate::support::{corpus, text};

/// Parses a table with tab-separated columns into rows by column name.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let heading = lines.next().unwrap_or_default();
    lines.map(|cells| heading.iter().copied().zip(cells).collect()).collect()
}

#[test]
fn inferred_types_match_labels() {
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
    let (mut typed, mut correct) = (0, 0);
    for row in rows(&labels) {
        let key = ["file", "method", "path", "in", "name"].map(|cell| row[cell].to_owned());
        let Some(line) = lines.get(&key).filter(|line| line["type"] != "string") else { continue };
        let delimiter = if row["delimiter"] == "space" { " " } else { row["delimiter"] };
        typed += 1;
        correct +=
            i32::from(line["type"] == row["type"] && line["delimiter"].as_str().unwrap_or_default() == delimiter);
    }
    assert!(typed >= 35 && correct * 100 >= typed * 97, "{correct} of {typed} are correct");
}
