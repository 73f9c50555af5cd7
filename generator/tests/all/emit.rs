//! Files emitted for small documents, one topic each: those that depend on the document.

use std::fs;

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::{Dialect, Document};
use clientsmith::names::lock::NameLock;
use clientsmith::pointer::{Origins, Source};
use clientsmith::spec::Spec;
use clientsmith::{emit, infer, lower, render};

/// Returns the document-dependent files of a fixture's client (types, operations, client builder), without the header
/// that is the same for every document.
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
    let (mut api, _) =
        lower::lower("fixture", &[name.to_owned()], &spec, &inferences, &NameLock::default(), &mut diagnostics);
    lower::choose_examples(&mut api);
    let files = render::render(&api, &emit::files(&api), 2);
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

/// Returns true if a file is part of the snapshot. The client builder is, if there are credentials or servers.
fn is_shown(path: &str, text: &str) -> bool {
    let has_builder = path == "src/client.rs" && (text.contains("Credential") || text.contains("base_url: Some"));
    let has_tokens = path == "README.md" && text.contains("auth::");
    has_builder || has_tokens || ["src/auth.rs", "src/types.rs"].contains(&path) || path.starts_with("src/operations/")
}

#[test]
fn emitted_files_match_snapshots() {
    insta::glob!("../fixtures/emit", "*.yaml", |path| {
        let text = fs::read_to_string(path).expect("the fixture can be read");
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(emitted(&name, &text));
        });
    });
}

/// Returns the calls in the README examples of a document's client.
fn calls(document: clientsmith::document::Text) -> Vec<String> {
    let input = clientsmith::Input { package: "fixture".to_owned(), documents: vec![document], ..Default::default() };
    let files = clientsmith::generate(&input).files;
    let lines = files["README.md"].lines().map(str::trim);
    lines.filter(|line| line.contains("client.") || line.contains("let client")).map(str::to_owned).collect()
}

#[test]
fn readme_examples_have_credentials_and_valid_values() {
    let calls = calls(crate::support::fixture_at("emit/readme-calls.yaml"));
    let count = |what: &str| calls.iter().filter(|line| line.contains(what)).count();
    // Async, paginated, blocking and mocked.
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
fn readme_examples_prefer_short_calls() {
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
