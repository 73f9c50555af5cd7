//! Constructs that once took exponential or quadratic work. Each is generated in five sizes, each twice the one before,
//! and its output must not grow faster than its document. Sizes are compared instead of times, which depend on the machine.

use std::fmt::Write as _;

use clientsmith::document::Text;
use clientsmith::{Input, Output};
use serde_json::{Map, Value, json};

/// Number of times that each construct is doubled.
const DOUBLINGS: u32 = 4;

/// Size of outputs that are not compared, in bytes.
const SLACK: usize = 2_000;

/// Returns the output for a document and the size of its text.
fn generated(text: String) -> (Output, usize) {
    let size = text.len();
    let documents = vec![Text { name: "growth.yaml".to_owned(), bytes: text.into_bytes() }];
    let output = clientsmith::generate(&Input { package: "growth".to_owned(), documents, ..Input::default() });
    assert!(!output.diagnostics.has_errors(), "{:?}", output.diagnostics.iter().next());
    (output, size)
}

/// Returns the size of everything that is generated.
fn work(output: &Output) -> usize {
    let files: usize = output.files.values().map(String::len).sum();
    let diagnostics: usize = output.diagnostics.iter().map(|diagnostic| diagnostic.to_string().len()).sum();
    files + output.ledger.len() + diagnostics + output.summary.types
}

/// Asserts that each doubling adds at most twice the output of the one before, in relation to what it adds to the document.
fn assert_linear(name: &str, start: usize, document: impl Fn(usize) -> String) {
    let outputs = (0..=DOUBLINGS).map(|doubling| generated(document(start << doubling)));
    let measured: Vec<(usize, usize)> = outputs.map(|(output, size)| (work(&output), size)).collect();
    let added: Vec<(usize, usize)> = measured
        .windows(2)
        .map(|pair| (pair[1].0.saturating_sub(pair[0].0).max(SLACK), pair[1].1 - pair[0].1))
        .collect();
    for pair in added.windows(2) {
        let [(before, small), (after, large)] = pair else { continue };
        // A quarter allows for longer numbers in names and for indentation.
        assert!(after * small * 4 <= before * large * 5, "{name}: outputs and documents of {measured:?} bytes");
    }
}

fn with_schemas(schemas: impl IntoIterator<Item = (String, Value)>) -> String {
    with_paths(schemas, [])
}

fn with_paths(
    schemas: impl IntoIterator<Item = (String, Value)>,
    paths: impl IntoIterator<Item = (String, Value)>,
) -> String {
    let first = ("/things".to_owned(), json!({ "get": operation("things", json!({})) }));
    let paths: Map<String, Value> = [first].into_iter().chain(paths).collect();
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    let info = json!({ "title": "Things", "version": "1" });
    json!({ "openapi": "3.0.3", "info": info, "paths": paths, "components": { "schemas": schemas } }).to_string()
}

/// Returns an operation that responds with the first schema, with further members.
fn operation(id: &str, more: Value) -> Value {
    let content = json!({ "application/json": { "schema": reference(0) } });
    let mut operation =
        json!({ "operationId": id, "responses": { "200": { "description": "Done", "content": content } } });
    if let (Value::Object(members), Value::Object(more)) = (&mut operation, more) {
        members.extend(more);
    }
    operation
}

fn reference(i: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/Thing{i}") })
}

fn object(properties: &Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

fn string() -> Value {
    json!({ "type": "string" })
}

/// Returns schemas that each contain the next; the last is an object.
fn chain(length: usize, link: impl Fn(usize) -> Value) -> String {
    let last = (format!("Thing{length}"), object(&json!({ "last": string() })));
    with_schemas((0..length).map(|i| (format!("Thing{i}"), link(i))).chain([last]))
}

#[test]
fn recursive_unions_grow_linearly() {
    let value = |i| json!({ "anyOf": [string(), { "type": "number" }, reference(i)] });
    let item = |i| object(&json!({ "name": string(), "value": value(i) }));
    let list = |items: Value| json!({ "type": "array", "items": items });
    assert_linear("a union that leads back through its items", 4, |n| {
        let union = |i| json!({ "anyOf": [list(item(i)), list(list(item(i)))] });
        with_schemas((0..n).map(|i| (format!("Thing{i}"), union(i))))
    });
    assert_linear("unions that lead to each other through their items", 4, |n| {
        let union = |i| json!({ "anyOf": [list(item((i + 1) % n)), list(list(item((i + 2) % n)))] });
        with_schemas((0..n).map(|i| (format!("Thing{i}"), union(i))))
    });
}

#[test]
fn nested_unions_grow_linearly() {
    assert_linear("unions of a union and of a schema that is made of it", 32, |n| {
        chain(n, |i| json!({ "oneOf": [reference(i + 1), { "allOf": [reference(i + 1)], "required": ["id"] }] }))
    });
    assert_linear("unions of objects with properties of the next union", 4, |n| {
        let value = |i| json!({ "anyOf": [string(), reference(i + 1)] });
        chain(n, |i| json!({ "oneOf": [object(&json!({ "a": value(i) })), object(&json!({ "b": value(i) }))] }))
    });
    assert_linear("unions of a reference and the next union", 32, |n| {
        chain(n, |i| json!({ "oneOf": [object(&json!({ format!("p{i}"): string() })), reference(i + 1)] }))
    });
}

#[test]
fn parts_of_all_of_grow_linearly() {
    assert_linear("two references to the next schema", 4, |n| {
        chain(n, |i| json!({ "allOf": [reference(i + 1), reference(i + 1)] }))
    });
    assert_linear("schemas that are made of all others", 4, |n| {
        let all: Vec<Value> = (0..n).map(reference).collect();
        with_schemas((0..n).map(|i| (format!("Thing{i}"), json!({ "allOf": all, "properties": { "x": string() } }))))
    });
}

#[test]
fn reference_chains_grow_linearly() {
    assert_linear("references to references", 64, |n| chain(n, |i| reference(i + 1)));
    assert_linear("lists of lists", 64, |n| chain(n, |i| json!({ "type": "array", "items": reference(i + 1) })));
}

#[test]
fn examples_grow_linearly() {
    let doubled = |i: usize| {
        let properties = json!({ "a": reference(i + 1), "b": reference(i + 1) });
        json!({ "type": "object", "required": ["a", "b"], "properties": properties })
    };
    assert_linear("required properties that double at every level", 6, |n| {
        let schemas = (0..8).map(|i| (format!("Thing{i}"), doubled(i)));
        let last = ("Thing8".to_owned(), object(&json!({ "last": string() })));
        let body = json!({ "content": { "application/json": { "schema": reference(0) } } });
        let call = |i| operation(&format!("send{i}"), json!({ "requestBody": body }));
        let paths = (0..n).map(|i| (format!("/things/{i}"), json!({ "post": call(i) })));
        with_paths(schemas.chain([last]), paths)
    });
}

#[test]
fn patterns_grow_linearly() {
    assert_linear("nested repetitions", 2, |n| {
        let pattern = "^(((a{1,9}){1,9}){1,9}){1,9}([a-z]{50}){40}$";
        let names: Vec<String> = (0..n).map(|i| format!("p{i}")).collect();
        let property = |name: &String| (name.clone(), json!({ "type": "string", "pattern": pattern }));
        let properties: Map<String, Value> = names.iter().map(property).collect();
        let thing = json!({ "type": "object", "required": names, "properties": properties });
        with_schemas([("Thing0".to_owned(), thing)])
    });
}

#[test]
fn descriptions_grow_linearly() {
    for symbols in ["[", "[a](", "(", "`", "<", "*", "a. ", "'"] {
        let thing = |n| json!({ "type": "object", "description": symbols.repeat(n), "properties": { "x": string() } });
        assert_linear(symbols, 4_000, |n| with_schemas([("Thing0".to_owned(), thing(n))]));
    }
}

#[test]
fn mentions_of_parameters_grow_linearly() {
    assert_linear("parameters and a sentence about each", 8, |n| {
        let parameter =
            |i| json!({ "name": format!("par{i}"), "in": "query", "description": "A value.", "schema": string() });
        let sentence = |i| format!("`par{i}` is used. ");
        let description: String = (0..n).map(sentence).collect();
        let parameters: Vec<Value> = (0..n).map(parameter).collect();
        let call = operation("find", json!({ "description": description, "parameters": parameters }));
        with_paths([("Thing0".to_owned(), object(&json!({})))], [("/find".to_owned(), json!({ "get": call }))])
    });
}

#[test]
fn clashing_names_grow_linearly() {
    let thing = || object(&json!({ "x": string() }));
    assert_linear("schemas that differ in underscores", 8, |n| {
        let first = ("Thing0".to_owned(), thing());
        with_schemas((0..n).map(|i| (format!("Other{}", "_".repeat(i)), thing())).chain([first]))
    });
    assert_linear("properties of one title", 16, |n| {
        let titled = |i| (format!("p{i}"), json!({ "type": "object", "title": "Same", "properties": { "x": {} } }));
        with_schemas([("Thing0".to_owned(), object(&Value::Object((0..n).map(titled).collect())))])
    });
}

#[test]
fn aliases_grow_linearly() {
    assert_linear("aliases of one map", 16, |n| {
        let mut text = "openapi: 3.0.3\ninfo: {title: Things, version: '1'}\npaths:\n  /things:\n    get:\n".to_owned();
        text.push_str("      operationId: things\n      responses: {'200': {description: Done}}\n");
        text.push_str("components:\n  schemas:\n    First: &first {type: object, properties: {a: {type: string}}}\n");
        (0..n).for_each(|i| _ = writeln!(text, "    Thing{i}: *first"));
        text
    });
}
