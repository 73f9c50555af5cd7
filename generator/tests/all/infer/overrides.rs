//! Overlays override every inference: one overlay per aspect, and the resulting client.

use std::collections::BTreeSet;

use clientsmith::document::Text;
use clientsmith::{Input, generate, infer};
use insta::{assert_snapshot, glob};
use serde_json::Value;

use crate::support::{fixture, fixture_at, rendered};

/// Returns the facts of the parameters and the public code of the operations, line by line.
fn facts(overlay: Option<Text>) -> BTreeSet<String> {
    let input = Input {
        package: "books".to_owned(),
        documents: vec![fixture_at("overrides/document.yaml")],
        overlays: overlay.into_iter().collect(),
        ..Input::default()
    };
    let result = infer(&input);
    assert_eq!(rendered(&result.diagnostics), "no findings");
    let shown = ["type", "items", "format", "delimiter", "enum", "minimum", "maximum", "minItems", "maxItems"];
    let rows = result.rows.iter().map(|row| {
        let line: Value = serde_json::from_str(&row.line("books.yaml")).expect("a line is JSON");
        let members = shown.iter().chain(&["default", "required", "secret", "role", "origin"]);
        let members = members.filter(|key| !line[**key].is_null()).map(|key| format!("{key} {}", line[*key]));
        format!("{} {}: {}", row.method, row.name, members.collect::<Vec<_>>().join(", "))
    });
    let files = generate(&input).files;
    let client = files.iter().filter(|(path, _)| path.starts_with("src/operations/"));
    let client = client.flat_map(|(_, text)| text.lines().map(str::trim).map(str::to_owned));
    let client = client.filter(|line| {
        !line.starts_with("//")
            && ["pub ", "request.", "type ", "check_range(", "check_items("].iter().any(|start| line.starts_with(start))
    });
    rows.chain(client).collect()
}

#[test]
fn overlays_override_inferences() {
    let before = facts(None);
    assert_snapshot!("without_overlay", before.iter().map(|line| format!("{line}\n")).collect::<String>());
    glob!("../../fixtures/overrides", "*.overlay.yaml", |path| {
        let after = facts(Some(fixture(path)));
        let removed = before.difference(&after).map(|line| format!("- {line}\n"));
        let added = after.difference(&before).map(|line| format!("+ {line}\n"));
        assert_snapshot!(removed.chain(added).collect::<String>());
    });
}

#[test]
fn docs_quote_the_evidence_of_inferences() {
    let documents = vec![fixture_at("overrides/document.yaml")];
    let files = generate(&Input { package: "books".to_owned(), documents, ..Input::default() }).files;
    let lines = files.iter().filter(|(path, _)| path.starts_with("src/operations/")).flat_map(|(_, text)| text.lines());
    let docs = lines.filter(|line| line.contains("inferred from") || line.contains("not declared"));
    assert_snapshot!(docs.map(|line| format!("{}\n", line.trim())).collect::<String>());
}
