//! Which operations page, how, and why: what is concluded and declared, what is emitted for it, and what is reported.

use std::fmt::Write as _;

use generator::document::Text;
use generator::{Input, Output, generate};
use serde_json::Value;

use crate::support::{fixture, rendered, spec};

fn client(text: Text) -> Output {
    generate(&Input { package: "fixture".to_owned(), documents: vec![text], ..Input::default() })
}

/// What the client of a document says of pages: the ledger's entries, the facts of operations, and the findings.
fn dump(output: &Output) -> String {
    let mut text = String::new();
    let ledger: Value = serde_yaml::from_str(&output.ledger).expect("the ledger is YAML");
    for operation in ledger["operations"].as_array().into_iter().flatten().filter(|entry| entry["pages"].is_object()) {
        let pages = &operation["pages"];
        let called = [&operation["operation"], &pages["is"], &pages["rule"]].map(|value| value.as_str().unwrap_or("?"));
        let _ = writeln!(text, "{}: {} ({}, {} %)", called[0], called[1], called[2], pages["confidence"]);
        let evidence = pages["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str);
        evidence.for_each(|evidence| _ = writeln!(text, "  {evidence}"));
        let _ = writeln!(text, "  {}", pages["action"]["update"]);
    }
    for facts in output.files.values().flat_map(|file| facts(file)) {
        let _ = writeln!(text, "\n{facts}");
    }
    format!("{text}\n{}", rendered(&output.diagnostics))
}

/// What a file says of the pages of its operations.
fn facts(file: &str) -> Vec<&str> {
    let starts = file.match_indices("\nimpl Paged for ").map(|(at, _)| at + 1);
    starts.map(|start| &file[start..start + file[start..].find("\n}").expect("it ends") + 2]).collect()
}

#[test]
fn each_sign_is_seen_and_each_doubt_refuses() {
    insta::glob!("../fixtures/paging", "*.yaml", |path| {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(dump(&client(fixture(path))));
        });
    });
}

#[test]
fn what_the_ledger_says_of_pages_can_be_declared() {
    for name in ["numbers", "offsets", "cursors", "addresses"] {
        let text = crate::support::fixture_at(&format!("paging/{name}.yaml"));
        let concluded = client(text.clone());
        let ledger: Value = serde_yaml::from_str(&concluded.ledger).expect("the ledger is YAML");
        let operations = ledger["operations"].as_array().expect("a list");
        let actions: Vec<&Value> = operations.iter().map(|entry| &entry["pages"]["action"]).collect();
        assert!(actions.len() == 2 && actions.iter().all(|action| action.is_object()), "{actions:?}");
        let overlay =
            serde_json::json!({ "overlay": "1.0.0", "info": { "title": "Pages", "version": "1" }, "actions": actions });
        let overlays = vec![crate::support::text("pages.overlay.json", overlay.to_string())];
        let input = Input { package: "fixture".to_owned(), documents: vec![text], overlays, ..Input::default() };
        let declared = generate(&input);
        assert_eq!(rendered(&declared.diagnostics), "no findings", "{name}");
        let of =
            |output: &Output| output.files.values().flat_map(|file| facts(file)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(of(&declared), of(&concluded), "{name}");
    }
}

#[test]
fn the_own_document_pages_by_number() {
    let input = Input {
        package: "client".to_owned(),
        documents: vec![spec("stack-exchange.yaml")],
        overlays: vec![spec("stack-exchange.overlay.yaml")],
        ..Input::default()
    };
    let output = generate(&input);
    let facts: Vec<&str> = output.files.values().flat_map(|file| facts(file)).collect();
    assert_eq!(facts.len(), 3);
    for fact in facts {
        assert!(fact.contains("page.number(&mut self.page, 1, More::said(output.has_more.as_ref()))"), "{fact}");
    }
}
