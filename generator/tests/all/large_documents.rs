//! Very large documents: long chains, thousands of equal names, enums of thousands of values. Each is built here and
//! must be processed quickly, on the small stack of a test thread.

use clientsmith::diagnostic::Code;
use clientsmith::document::Text;
use clientsmith::{Input, Output};
use serde_json::{Map, Value, json};

fn generated(document: &Value) -> Output {
    let text = Text { name: "large.json".to_owned(), bytes: document.to_string().into_bytes() };
    let input = Input { package: "large".to_owned(), documents: vec![text], ..Input::default() };
    let output = clientsmith::generate(&input);
    assert!(!output.diagnostics.has_errors(), "{:?}", output.diagnostics.iter().next());
    assert!(!clientsmith::normalize(&input).yaml.is_empty());
    output
}

fn document_with(schemas: Map<String, Value>) -> Value {
    let response = json!({ "description": "Done", "content": { "application/json": { "schema": reference(0) } } });
    let paths = json!({ "/things": { "get": { "operationId": "things", "responses": { "200": response } } } });
    json!({
        "openapi": "3.0.3", "info": { "title": "Things", "version": "1" }, "paths": paths,
        "components": { "schemas": Value::Object(schemas) },
    })
}

fn reference(i: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/Thing{i}") })
}

/// Creates a document whose schemas each refer to the next one; the last is an object.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> Value {
    let last = (format!("Thing{length}"), json!({ "type": "object", "properties": { "last": { "type": "string" } } }));
    document_with((0..length).map(|i| (format!("Thing{i}"), link(reference(i + 1)))).chain([last]).collect())
}

fn count(output: &Output, code: Code) -> usize {
    output.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count()
}

#[test]
fn long_array_chain_keeps_all_types() {
    let output = generated(&chain(5_000, |next| json!({ "type": "array", "items": next })));
    assert_eq!(output.summary.types, 5_001);
    assert_eq!(count(&output, Code::AliasCircle), 0);
}

#[test]
fn long_reference_chain_keeps_all_types() {
    assert_eq!(generated(&chain(5_000, |next| next)).summary.types, 5_001);
}

#[test]
fn long_array_cycle_is_broken_once() {
    let link = |i: usize| (format!("Thing{i}"), json!({ "type": "array", "items": reference((i + 1) % 500) }));
    let output = generated(&document_with((0..500).map(link).collect()));
    assert_eq!((count(&output, Code::AliasCircle), output.summary.types), (0, 500));
    let types = output.files.get("src/types.rs").map(String::as_str).unwrap_or_default();
    assert_eq!(types.matches("pub struct ").count(), 1);
}

#[test]
fn long_all_of_chain_is_limited_with_diagnostics() {
    let link = |next| json!({ "allOf": [next, { "type": "object", "properties": { "own": { "type": "string" } } }] });
    let output = generated(&chain(600, link));
    let text: String =
        output.files.iter().filter(|(path, _)| path.contains("types")).map(|(_, text)| &**text).collect();
    assert!(text.contains("pub struct Thing599 {"));
    assert!(text.contains("pub type Thing0 = Value;"));
    assert!(count(&output, Code::PartsUntyped) > 300);
}

#[test]
fn thousands_of_equal_names_are_supported() {
    let paths = (0..5_000).map(|i| (format!("/p{i}"), json!({ "get": { "operationId": "same", "responses": {} } })));
    let info = json!({ "title": "Things", "version": "1" });
    let document = json!({ "openapi": "3.0.3", "info": info, "paths": paths.collect::<Map<_, _>>() });
    assert_eq!(generated(&document).summary.operations, 5_000);
    let titled = |i: usize| (format!("p{i}"), json!({ "type": "object", "title": "Same", "properties": { "x": {} } }));
    let parent = json!({ "type": "object", "properties": (0..5_000).map(titled).collect::<Map<_, _>>() });
    let output = generated(&document_with([("Thing0".to_owned(), parent)].into_iter().collect()));
    assert_eq!(output.summary.types, 5_001);
}

#[test]
fn thousands_of_enum_values_are_supported() {
    for values in
        [(0..20_000).map(|i| json!(format!("v{i}"))).collect::<Vec<_>>(), (0..20_000).map(Value::from).collect()]
    {
        let listed = json!({ "enum": values });
        let output = generated(&document_with([("Thing0".to_owned(), listed)].into_iter().collect()));
        assert!(output.files.values().any(|text| text.contains("19999")));
    }
}

#[test]
fn mutually_recursive_unions_terminate() {
    let one_of: Vec<Value> = (0..40).map(reference).collect();
    let each = (0..40).map(|i| (format!("Thing{i}"), json!({ "oneOf": one_of })));
    assert_eq!(generated(&document_with(each.collect())).summary.operations, 1);
}

#[test]
fn long_descriptions_of_symbols_are_supported() {
    let words = ["<".repeat(200_000), "<p".repeat(100_000), "[`".repeat(100_000), "word ".repeat(100_000)];
    let described = json!({ "type": "object", "description": words.concat(), "properties": { "x": {} } });
    generated(&document_with([("Thing0".to_owned(), described)].into_iter().collect()));
}
