//! Pagination of operations: inferred or declared, emitted, and reported in ledger and diagnostics.

use std::fmt::Write as _;

use clientsmith::diagnostic::Code;
use clientsmith::document::Text;
use clientsmith::{Input, Output, generate};
use serde_json::Value;

use crate::support::{fixture, rendered, spec};

fn client(text: Text) -> Output {
    generate(&Input { package: "fixture".to_owned(), documents: vec![text], ..Input::default() })
}

/// Formats the pagination of a client: entries of the ledger, emitted implementations, and diagnostics.
fn dump(output: &Output) -> String {
    let mut text = String::new();
    let ledger: Value = serde_yaml::from_str(&output.ledger).expect("the ledger is YAML");
    for operation in
        ledger["operations"].as_array().into_iter().flatten().filter(|entry| entry["pagination"].is_object())
    {
        let pages = &operation["pagination"];
        let cells =
            [&operation["operation"], &pages["fact"], &pages["rule"]].map(|value| value.as_str().unwrap_or("?"));
        let _ = writeln!(text, "{}: {} ({})", cells[0], cells[1], cells[2]);
        let evidence = pages["evidence"].as_array().into_iter().flatten().filter_map(Value::as_str);
        evidence.for_each(|evidence| _ = writeln!(text, "  {evidence}"));
        let _ = writeln!(text, "  {}", pages["action"]["update"]);
    }
    for facts in output.files.values().flat_map(|file| implementations(file)) {
        let _ = writeln!(text, "\n{facts}");
    }
    format!("{text}\n{}", rendered(&output.diagnostics))
}

/// Returns the `Paginated` implementations of a file.
fn implementations(file: &str) -> Vec<&str> {
    let starts = file.match_indices("\nimpl Paginated for ").map(|(at, _)| at + 1);
    starts.map(|start| &file[start..start + file[start..].find("\n}").expect("the implementation ends") + 2]).collect()
}

#[test]
fn pagination_matches_snapshots() {
    insta::glob!("../fixtures/pagination", "*.yaml", |path| {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(dump(&client(fixture(path))));
        });
    });
}

#[test]
fn ledger_pagination_actions_declare_the_inference() {
    for name in ["numbers", "offsets", "cursors", "urls"] {
        let text = crate::support::fixture_at(&format!("pagination/{name}.yaml"));
        let inferred = client(text.clone());
        let ledger: Value = serde_yaml::from_str(&inferred.ledger).expect("the ledger is YAML");
        let operations = ledger["operations"].as_array().expect("a list");
        let actions: Vec<&Value> = operations.iter().map(|entry| &entry["pagination"]["action"]).collect();
        assert!(actions.len() == 2 && actions.iter().all(|action| action.is_object()), "{actions:?}");
        let overlay =
            serde_json::json!({ "overlay": "1.0.0", "info": { "title": "Pages", "version": "1" }, "actions": actions });
        let overlays = vec![crate::support::text("pages.overlay.json", overlay.to_string())];
        let input = Input { package: "fixture".to_owned(), documents: vec![text], overlays, ..Input::default() };
        let declared = generate(&input);
        assert_eq!(rendered(&declared.diagnostics), "no findings", "{name}");
        let paginated = |output: &Output| {
            output.files.values().flat_map(|file| implementations(file)).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(paginated(&declared), paginated(&inferred), "{name}");
    }
}

#[test]
fn suggested_declarations_paginate_the_operations() {
    let text = crate::support::fixture_at("pagination/incomplete.yaml");
    let mut document: Value = serde_yaml::from_slice(&text.bytes).expect("a document");
    let mut suggested = 0;
    for found in client(text).diagnostics.iter().filter(|found| found.code == Code::PaginationIncomplete) {
        let help = found.help.as_deref().expect("a fix");
        let Some((_, declaration)) = help.split_once("`\"x-pagination\": ") else { continue };
        let declaration = declaration.split_once('`').expect("the end of the declaration").0;
        let has_unknown_name = ["FIELD", "PARAMETER"].iter().any(|unknown| declaration.contains(unknown));
        let declaration: Value = serde_json::from_str(declaration).expect("JSON");
        if declaration.is_object() && !has_unknown_name {
            let operation = document.pointer_mut(found.place.pointer.as_str()).expect("an operation");
            operation["x-pagination"] = declaration;
            suggested += 1;
        }
    }
    let declared = client(crate::support::text("pages.json", document.to_string()));
    let of_code = |code: Code| declared.diagnostics.iter().filter(|found| found.code == code).count();
    assert_eq!((suggested, of_code(Code::PaginationUnusable)), (5, 0), "{}", rendered(&declared.diagnostics));
    assert_eq!(declared.files.values().flat_map(|file| implementations(file)).count(), suggested);
}

#[test]
fn stack_exchange_is_paginated_by_page_number() {
    let input = Input {
        package: "client".to_owned(),
        documents: vec![spec("stack-exchange.yaml")],
        overlays: vec![spec("stack-exchange.overlay.yaml")],
        ..Input::default()
    };
    let output = generate(&input);
    let found: Vec<&str> = output.files.values().flat_map(|file| implementations(file)).collect();
    assert_eq!(found.len(), 3);
    for fact in found {
        assert!(fact.contains("page.number(&mut self.page, 1, HasMore::flag(output.has_more.as_ref()))"), "{fact}");
    }
}
