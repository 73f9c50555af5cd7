//! Constructs that once took exponential or quadratic work. Each is generated in five sizes, each twice the one before.
//! Neither the output nor the work, counted in allocations and allocated bytes, may grow faster than the document. Counts
//! do not depend on the speed of the machine.

use std::alloc::System;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use clientsmith::document::Text;
use clientsmith::{Input, Output};
use serde_json::{Map, Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Held during a measurement: the allocator counts for the whole process.
static MEASUREMENT: Mutex<()> = Mutex::new(());

/// Number of times that each construct is doubled.
const DOUBLINGS: u32 = 4;

/// Counts of one generation.
struct Counts {
    document: usize,
    output: usize,
    allocations: usize,
    allocated: usize,
}

/// A count, with the growth that is not compared: buffers double their size, and tables have minimal sizes.
type Counter = (&'static str, fn(&Counts) -> usize, usize);

const COUNTERS: [Counter; 3] = [
    ("bytes of output", |counts| counts.output, 2_000),
    ("allocations", |counts| counts.allocations, 2_000),
    ("allocated bytes", |counts| counts.allocated, 500_000),
];

fn text(name: &str, text: String) -> Text {
    Text { name: name.to_owned(), bytes: text.into_bytes() }
}

fn input(document: String) -> Input {
    Input {
        package: "growth".to_owned(),
        documents: vec![text("growth.yaml", document)],
        threads: NonZeroUsize::new(1),
        ..Input::default()
    }
}

/// Generates from inputs and counts the work.
fn counted(input: &Input) -> Counts {
    let region = Region::new(ALLOCATOR);
    let output = clientsmith::generate(input);
    let change = region.change();
    assert!(!output.diagnostics.has_errors(), "{:?}", output.diagnostics.iter().next());
    let texts = input.documents.iter().chain(&input.overlays).chain(&input.docs);
    let document = texts.map(|text| text.bytes.len()).sum();
    Counts { document, output: size(&output), allocations: change.allocations, allocated: change.bytes_allocated }
}

/// Returns the size of everything that is generated.
fn size(output: &Output) -> usize {
    let files: usize = output.files.values().map(String::len).sum();
    let diagnostics: usize = output.diagnostics.iter().map(|diagnostic| diagnostic.to_string().len()).sum();
    files + output.ledger.len() + diagnostics + output.summary.types
}

/// Asserts that each doubling adds at most twice the work of the one before, in relation to what it adds to the document.
fn assert_linear(name: &str, start: usize, document: impl Fn(usize) -> String) {
    assert_linear_inputs(name, start, |n| input(document(n)));
}

fn assert_linear_inputs(name: &str, start: usize, inputs: impl Fn(usize) -> Input) {
    let _measurement = MEASUREMENT.lock().unwrap_or_else(PoisonError::into_inner);
    // The first generation also initializes tables.
    counted(&inputs(start));
    let measured: Vec<Counts> = (0..=DOUBLINGS).map(|doubling| counted(&inputs(start << doubling))).collect();
    for (unit, count, slack) in COUNTERS {
        let points: Vec<(usize, usize)> = measured.iter().map(|counts| (counts.document, count(counts))).collect();
        let added: Vec<(usize, usize)> = points
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0, pair[1].1.saturating_sub(pair[0].1).max(slack)))
            .collect();
        for pair in added.windows(2) {
            let [(small, before), (large, after)] = pair else { continue };
            // A quarter allows for longer numbers in names and for indentation.
            assert!(after * small * 4 <= before * large * 5, "{name}: bytes of the document and {unit}: {points:?}");
        }
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
    assert_linear("unions of a union and of a schema that is made of it", 64, |n| {
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
    assert_linear("schemas that differ in underscores", 16, |n| {
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

#[test]
fn operations_grow_linearly() {
    assert_linear("operations with path parameters, and schemas of their names", 16, |n| {
        let id = json!({ "name": "id", "in": "path", "required": true });
        let call = |i: usize| operation(&format!("get{i}"), json!({ "parameters": [id] }));
        let paths = (0..n).map(|i| (format!("/things{i}/{{id}}"), json!({ "get": call(i) })));
        let thing = |i| (format!("Thing{i}"), object(&json!({ "id": { "type": "integer" } })));
        with_paths((0..n).map(thing), paths)
    });
    assert_linear("operations with bodies of their own", 16, |n| {
        let body = |i: usize| json!({ "content": { "application/json": { "schema": body_schema(i) } } });
        let call = |i: usize| operation(&format!("send{i}"), json!({ "requestBody": body(i) }));
        let paths = (0..n).map(|i| (format!("/things/{i}"), json!({ "post": call(i) })));
        with_paths([("Thing0".to_owned(), object(&json!({})))], paths)
    });
}

fn body_schema(i: usize) -> Value {
    object(&json!({ format!("member{i}"): object(&json!({ "inner": string() })) }))
}

#[test]
fn enumerations_grow_linearly() {
    assert_linear("values that differ in case or symbols", 32, |n| {
        let values: Vec<String> = (0..n)
            .map(|i| ["a b", "a-b", "A B", "a_b"][i % 4].to_owned() + &"!".repeat(i / 4 % 3) + &i.to_string())
            .collect();
        with_schemas([("Thing0".to_owned(), json!({ "type": "string", "enum": values }))])
    });
}

#[test]
fn overlays_grow_linearly() {
    let tags = |n: usize| (0..n).map(|i| json!(format!("tag{i}"))).collect::<Vec<_>>();
    let map = |n: usize| (0..n).map(|i| (format!("key{i}"), json!(i))).collect::<Map<_, _>>();
    let overlaid = |document: String, actions: &[Value]| {
        let overlay = json!({ "overlay": "1.0.0", "info": { "title": "Fixes", "version": "1" }, "actions": actions });
        Input { overlays: vec![text("overlay.yaml", overlay.to_string())], ..input(document) }
    };
    let document = |n| {
        let call = operation("find", json!({ "x-list": tags(n), "x-map": map(n) }));
        with_paths([("Thing0".to_owned(), object(&json!({})))], [("/find".to_owned(), json!({ "get": call }))])
    };
    let list = "$.paths['/find'].get['x-list']";
    assert_linear_inputs("removal of all items of a list", 64, |n| {
        overlaid(document(n), &[json!({ "target": format!("{list}[*]"), "remove": true })])
    });
    assert_linear_inputs("removal of all members of a map", 64, |n| {
        overlaid(document(n), &[json!({ "target": "$.paths['/find'].get['x-map'][*]", "remove": true })])
    });
    assert_linear_inputs("an update with a list", 64, |n| {
        overlaid(document(n), &[json!({ "target": "$.paths['/find'].get", "update": { "x-list": tags(n) } })])
    });
    assert_linear_inputs("updates of one value each", 32, |n| {
        let update = |i| json!({ "target": list, "update": format!("more{i}") });
        overlaid(document(n), &(0..n).map(update).collect::<Vec<_>>())
    });
}

#[test]
fn pages_of_documentation_grow_linearly() {
    let with_page = |name: &str, page: String| {
        let parameters: Vec<Value> = (0..8).map(|i| json!({ "name": format!("p{i}"), "in": "query" })).collect();
        let find = operation("find", json!({ "parameters": parameters }));
        let document =
            with_paths([("Thing0".to_owned(), object(&json!({})))], [("/find".to_owned(), json!({ "get": find }))]);
        Input { docs: vec![text(name, page)], ..input(document) }
    };
    let constructs: [(&str, &str, &str); 6] = [
        ("sections about one operation", "page.md", "## GET /find\n\nThe `p1` parameter must be 1.\n\n"),
        ("items that describe an operation", "page.md", "- `GET /find` - finds `p1`\n- `GET /other`: more\n"),
        ("headings of unknown operations", "page.md", "## POST /unknown\n\n### Parameters\n\n- `p1`: an integer\n\n"),
        ("rows of a table", "page.html", "<tr><td>p1<td>integer<td>one of <code>a</code>, <code>b</code></tr>\n"),
        ("nested elements", "page.html", "<div><ul><li><nav>GET /find<dl><dt>p2<dd>"),
        ("unclosed brackets", "page.html", "GET /find/{a [<a <!-- ` **"),
    ];
    for (name, page, repeated) in constructs {
        assert_linear_inputs(name, 64, |n| with_page(page, format!("GET /find\n\n{}", repeated.repeat(n))));
    }
}
