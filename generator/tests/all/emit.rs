//! What is emitted for small documents, one topic each: the files that depend on the document.

use std::fs;

use generator::diagnostic::Diagnostics;
use generator::document::{Dialect, Document};
use generator::pointer::{Origins, Source};
use generator::spec::Spec;
use generator::{emit, infer, lower, render};

/// The spec-dependent part of the client of a fixture: types, operations, and how it starts, each without the lines
/// that are the same for every document.
fn emitted(name: &str, text: &str) -> String {
    let source = Source::new(name);
    let root = serde_yaml::from_str(text).expect("the fixture is YAML");
    let document = Document {
        origins: Origins::unmoved(&source),
        source,
        dialect: Dialect::OpenApi30,
        author: Dialect::OpenApi30,
        root,
    };
    let mut diagnostics = Diagnostics::default();
    let spec = Spec::read(&document, &mut diagnostics);
    let inferences = infer::Inferences::default();
    let (mut api, _) = lower::lower("fixture", &[name.to_owned()], &spec, &inferences, &mut diagnostics);
    lower::choose_examples(&mut api);
    let files = render::render(&api, &emit::files(&api));
    let mut out = String::new();
    for (path, text) in files.iter().filter(|(path, text)| is_shown(path, text)) {
        let body = text.split_once("\n\n").map_or("", |(_, body)| body);
        out.push_str(&format!("// ---- {path}\n{body}\n"));
    }
    for diagnostic in diagnostics.iter() {
        out.push_str(&format!("{diagnostic}\n"));
    }
    out
}

/// Whether a file shows the topic: how a client starts only does where there are credentials or servers.
fn is_shown(path: &str, text: &str) -> bool {
    let starts = path == "src/client.rs" && (text.contains("Credential") || text.contains("base_url: Some"));
    let has_tokens = path == "README.md" && text.contains("auth::");
    starts || has_tokens || ["src/auth.rs", "src/types.rs"].contains(&path) || path.starts_with("src/operations/")
}

#[test]
fn each_topic_is_emitted_as_its_snapshot_says() {
    insta::glob!("../fixtures/emit", "*.yaml", |path| {
        let text = fs::read_to_string(path).expect("the fixture can be read");
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(emitted(&name, &text));
        });
    });
}

/// The calls that the README of a document's client makes in its examples.
fn calls(document: generator::document::Text) -> Vec<String> {
    let input = generator::Input { package: "fixture".to_owned(), documents: vec![document], ..Default::default() };
    let files = generator::generate(&input).files;
    let lines = files["README.md"].lines().map(str::trim);
    lines.filter(|line| line.contains("client.") || line.contains("let client")).map(str::to_owned).collect()
}

#[test]
fn examples_have_credentials_and_values_that_are_right() {
    let calls = calls(crate::support::fixture_at("emit/readme-calls.yaml"));
    let count = |what: &str| calls.iter().filter(|line| line.contains(what)).count();
    // Awaited, in pages, blocking and stubbed.
    assert_eq!((count("let client"), count(".key(\"secret\")")), (4, 4), "{calls:?}");
    let values = [
        &*format!("(\"{}\", ", "text".repeat(16)),
        "[\"text\", \"text\", \"text\", \"text\"], ",
        "[vec![\"text\".to_owned(), \"text\".to_owned()]], ",
        "Vec::<String>::new(), ",
        "2.5)",
    ];
    assert_eq!(count(&format!("client.list_orders{}", values.concat())), 4, "{calls:?}");
}

#[test]
fn examples_call_what_can_be_called_shortly_where_something_can() {
    let document = "
openapi: 3.0.3
info: { title: Choices, version: '1' }
paths:
  /a: { get: { operationId: longest, parameters: [ { name: k, in: query, required: true, schema: { type: string, minLength: 64 } } ], responses: &r { 204: { description: Done } } } }
  /b: { get: { operationId: noLiteral, parameters: [ { name: k, in: query, required: true, schema: { type: string, format: date } } ], responses: *r } }
  /longer/c: { put: { operationId: short, parameters: [ { name: k, in: query, required: true, schema: { type: string, example: tom } } ], responses: *r } }
";
    let calls = calls(crate::support::text("choices.yaml", document));
    assert!(calls.iter().any(|line| line.contains("client.short(\"tom\")")), "{calls:?}");
    assert!(!calls.iter().any(|line| line.contains("longest") || line.contains("no_literal")), "{calls:?}");
}
