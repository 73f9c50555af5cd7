//! Documents of absurd sizes: long chains, thousands of things of one name, lists of thousands of values. Each is made
//! here, and must be done with in a moment, on the small stack that a test has.

use generator::diagnostic::Code;
use generator::document::Text;
use generator::{Input, Output};
use serde_json::{Map, Value, json};

fn generated(document: &Value) -> Output {
    let text = Text { name: "sizes.json".to_owned(), bytes: document.to_string().into_bytes() };
    let input = Input { package: "sizes".to_owned(), documents: vec![text], ..Input::default() };
    let output = generator::generate(&input);
    assert!(!output.diagnostics.has_errors(), "{:?}", output.diagnostics.iter().next());
    assert!(!generator::normalize(&input).yaml.is_empty());
    output
}

fn of_schemas(schemas: Map<String, Value>) -> Value {
    let answer = json!({ "description": "Done", "content": { "application/json": { "schema": reference(0) } } });
    let paths = json!({ "/things": { "get": { "operationId": "things", "responses": { "200": answer } } } });
    json!({
        "openapi": "3.0.3", "info": { "title": "Things", "version": "1" }, "paths": paths,
        "components": { "schemas": Value::Object(schemas) },
    })
}

fn reference(i: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/Thing{i}") })
}

/// Schemas of which each leads to the next, and the last is an object.
fn chain(length: usize, link: impl Fn(Value) -> Value) -> Value {
    let last = (format!("Thing{length}"), json!({ "type": "object", "properties": { "last": { "type": "string" } } }));
    of_schemas((0..length).map(|i| (format!("Thing{i}"), link(reference(i + 1)))).chain([last]).collect())
}

fn found(output: &Output, code: Code) -> usize {
    output.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count()
}

#[test]
fn a_long_chain_of_lists_is_a_chain_of_types() {
    let output = generated(&chain(5_000, |next| json!({ "type": "array", "items": next })));
    assert_eq!(output.summary.types, 5_001);
    assert_eq!(found(&output, Code::AliasCircle), 0);
}

#[test]
fn a_long_chain_of_references_has_an_end() {
    assert_eq!(generated(&chain(5_000, |next| next)).summary.types, 5_001);
}

#[test]
fn a_long_circle_of_lists_is_cut_once() {
    let link = |i: usize| (format!("Thing{i}"), json!({ "type": "array", "items": reference((i + 1) % 500) }));
    let output = generated(&of_schemas((0..500).map(link).collect()));
    assert_eq!((found(&output, Code::AliasCircle), output.summary.types), (0, 500));
    let types = output.files.get("src/types.rs").map(String::as_str).unwrap_or_default();
    assert_eq!(types.matches("pub struct ").count(), 1);
}

#[test]
fn a_chain_of_bases_gives_no_more_types_all_members_than_it_may() {
    let link = |next| json!({ "allOf": [next, { "type": "object", "properties": { "own": { "type": "string" } } }] });
    let output = generated(&chain(600, link));
    let text: String =
        output.files.iter().filter(|(path, _)| path.contains("types")).map(|(_, text)| &**text).collect();
    assert!(text.contains("pub struct Thing599 {"));
    assert!(text.contains("pub type Thing0 = Value;"));
    assert!(found(&output, Code::PartsUntyped) > 300);
}

#[test]
fn thousands_of_things_may_share_a_name() {
    let paths = (0..5_000).map(|i| (format!("/p{i}"), json!({ "get": { "operationId": "same", "responses": {} } })));
    let info = json!({ "title": "Things", "version": "1" });
    let document = json!({ "openapi": "3.0.3", "info": info, "paths": paths.collect::<Map<_, _>>() });
    assert_eq!(generated(&document).summary.operations, 5_000);
    let titled = |i: usize| (format!("p{i}"), json!({ "type": "object", "title": "Same", "properties": { "x": {} } }));
    let whole = json!({ "type": "object", "properties": (0..5_000).map(titled).collect::<Map<_, _>>() });
    let output = generated(&of_schemas([("Thing0".to_owned(), whole)].into_iter().collect()));
    assert_eq!(output.summary.types, 5_001);
}

#[test]
fn an_enumeration_may_have_thousands_of_values() {
    for values in
        [(0..20_000).map(|i| json!(format!("v{i}"))).collect::<Vec<_>>(), (0..20_000).map(Value::from).collect()]
    {
        let listed = json!({ "enum": values });
        let output = generated(&of_schemas([("Thing0".to_owned(), listed)].into_iter().collect()));
        assert!(output.files.values().any(|text| text.contains("19999")));
    }
}

#[test]
fn unions_that_all_name_each_other_have_an_end() {
    let one_of: Vec<Value> = (0..40).map(reference).collect();
    let each = (0..40).map(|i| (format!("Thing{i}"), json!({ "oneOf": one_of })));
    assert_eq!(generated(&of_schemas(each.collect())).summary.operations, 1);
}

#[test]
fn a_description_may_be_long_and_all_of_it_symbols() {
    let words = ["<".repeat(200_000), "<p".repeat(100_000), "[`".repeat(100_000), "word ".repeat(100_000)];
    let described = json!({ "type": "object", "description": words.concat(), "properties": { "x": {} } });
    generated(&of_schemas([("Thing0".to_owned(), described)].into_iter().collect()));
}
