//! Overlays overrule every conclusion: for each aspect an overlay, and what the client is with it.

use std::collections::BTreeSet;

use generator::document::Text;
use generator::{Input, generate, inferred};
use insta::{assert_snapshot, glob};
use serde_json::Value;

use crate::support::{fixture, fixture_at, rendered};

/// What is known of the parameters, and what the client can be asked, line by line.
fn known(overlay: Option<Text>) -> BTreeSet<String> {
    let input = Input {
        package: "books".to_owned(),
        documents: vec![fixture_at("pins/document.yaml")],
        overlays: overlay.into_iter().collect(),
        ..Input::default()
    };
    let told = inferred(&input);
    assert_eq!(rendered(&told.diagnostics), "no findings");
    let shown = ["type", "items", "format", "delimiter", "enum", "minimum", "maximum", "minItems", "maxItems"];
    let rows = told.rows.iter().map(|row| {
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
            && ["pub ", "request.", "type ", "within(", "counted("].iter().any(|start| line.starts_with(start))
    });
    rows.chain(client).collect()
}

#[test]
fn an_overlay_overrules_every_conclusion() {
    let before = known(None);
    assert_snapshot!("before", before.iter().map(|line| format!("{line}\n")).collect::<String>());
    glob!("../../fixtures/pins", "*.overlay.yaml", |path| {
        let after = known(Some(fixture(path)));
        let gone = before.difference(&after).map(|line| format!("- {line}\n"));
        let come = after.difference(&before).map(|line| format!("+ {line}\n"));
        assert_snapshot!(gone.chain(come).collect::<String>());
    });
}

#[test]
fn the_docs_say_what_was_inferred_and_from_which_words() {
    let documents = vec![fixture_at("pins/document.yaml")];
    let files = generate(&Input { package: "books".to_owned(), documents, ..Input::default() }).files;
    let lines = files.iter().filter(|(path, _)| path.starts_with("src/operations/")).flat_map(|(_, text)| text.lines());
    let docs = lines.filter(|line| line.contains("inferred from") || line.contains("not declared"));
    assert_snapshot!(docs.map(|line| format!("{}\n", line.trim())).collect::<String>());
}
