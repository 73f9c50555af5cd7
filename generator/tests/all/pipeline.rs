//! The complete pipeline: every document produces a crate or a diagnostic, and always the same one.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clientsmith::document::Text;
use clientsmith::pointer::Pointer;
use clientsmith::{Input, Output, generate, normalize};
use serde_json::{Value, json};

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

fn text(name: &str, bytes: Vec<u8>) -> Text {
    Text { name: name.to_owned(), bytes }
}

fn spec(name: &str) -> Text {
    text(name, fs::read(specs().join(name)).expect("the file can be read"))
}

/// Parses the document of `specs/stack-exchange.yaml`; the last of its stream that is not empty.
fn stack_exchange_document() -> Value {
    let stream = spec("stack-exchange.yaml");
    let text = String::from_utf8(stream.bytes).expect("UTF-8");
    let body = text.trim_start_matches("---").trim_end_matches("---");
    serde_yaml::from_str(body).expect("YAML")
}

fn stack_exchange_input(document: &Value) -> Input {
    Input {
        package: "client".to_owned(),
        documents: vec![text("stack-exchange.json", document.to_string().into_bytes())],
        catalog: Some(spec("stack-exchange.apis.yaml")),
        overlays: vec![spec("stack-exchange.overlay.yaml")],
        ..Input::default()
    }
}

fn single_input(document: &Value) -> Input {
    let documents = vec![text("document.json", document.to_string().into_bytes())];
    Input { package: "client".to_owned(), documents, ..Input::default() }
}

/// Parses the fixtures of `emit` and `pagination`, by name.
fn fixtures() -> Vec<(String, Value)> {
    let directories =
        ["emit", "pagination"].map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name));
    let mut fixtures: Vec<(String, Value)> = directories
        .iter()
        .flat_map(|directory| fs::read_dir(directory).expect("the directory can be listed"))
        .map(|entry| entry.expect("the entry can be read").path())
        .map(|path| {
            let document =
                serde_yaml::from_str(&fs::read_to_string(&path).expect("the file can be read")).expect("YAML");
            (path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(), document)
        })
        .collect();
    fixtures.sort_by(|a, b| a.0.cmp(&b.0));
    fixtures
}

/// Collects every pointer of a value except the root.
fn pointers(value: &Value, at: &Pointer, out: &mut Vec<Pointer>) {
    let children: Vec<(Pointer, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (at.child(key), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, value)| (at.index(i), value)).collect(),
        _ => Vec::new(),
    };
    for (pointer, child) in children {
        out.push(pointer.clone());
        pointers(child, &pointer, out);
    }
}

/// Returns a value with one of its nodes replaced or removed.
fn mutated(document: &Value, pointer: &Pointer, replacement: Option<&Value>) -> Value {
    let mut document = document.clone();
    match (replacement, pointer.split_last()) {
        (Some(value), _) => {
            if let Some(node) = pointer.find_mut(&mut document) {
                *node = value.clone();
            }
        }
        (None, Some((parent, key))) => match parent.find_mut(&mut document) {
            Some(Value::Object(members)) => _ = members.shift_remove(&key),
            Some(Value::Array(items)) => _ = items.remove(key.parse::<usize>().expect("an index")),
            _ => unreachable!("a parent is an object or an array"),
        },
        (None, None) => unreachable!("the root is not mutated"),
    }
    document
}

/// Checks that the document-dependent files are valid Rust.
fn check_files(output: &Output, what: &str) {
    for (path, text) in &output.files {
        let depends = path.ends_with(".rs") && !path.starts_with("src/runtime") && path != "tests/wire/harness.rs";
        if depends && let Err(fault) = syn::parse_file(text) {
            panic!("{what}: {path} is not valid Rust: {fault}");
        }
    }
}

/// Generates from documents with one node damaged, for every node. Each node is damaged in two of six ways in turn, so
/// that each kind of damage is applied to every third node. Checks that nothing panics.
fn check_damaged(name: &str, document: &Value, input: impl Fn(&Value) -> Input) {
    let replacements = [None, Some(json!(null)), Some(json!("x")), Some(json!(7)), Some(json!([])), Some(json!({}))];
    let mut nodes = Vec::new();
    pointers(document, &Pointer::root(), &mut nodes);
    for (at, pointer) in nodes.into_iter().enumerate() {
        for replacement in [&replacements[at % 6], &replacements[(at + 3) % 6]] {
            let changed = mutated(document, &pointer, replacement.as_ref());
            let what = format!("{name}, {pointer} {replacement:?}");
            let output = catch_unwind(AssertUnwindSafe(|| generate(&input(&changed))));
            check_files(&output.unwrap_or_else(|_| panic!("{what}: panicked")), &what);
        }
    }
}

#[test]
fn damaged_stack_exchange_document_does_not_panic() {
    check_damaged("stack-exchange", &stack_exchange_document(), stack_exchange_input);
}

#[test]
fn damaged_fixtures_do_not_panic() {
    // This test takes most of the time of all tests, so it runs on every core.
    let (fixtures, next) = (fixtures(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, document)) = fixtures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check_damaged(name, document, single_input);
                }
            });
        }
    });
}

#[test]
fn equal_inputs_produce_equal_output() {
    let document = stack_exchange_document();
    let one = generate(&stack_exchange_input(&document));
    let two = generate(&stack_exchange_input(&document));
    assert_eq!(one.files, two.files);
    assert_eq!(one.ledger, two.ledger);
    assert!(one.files.len() > 10, "{}", one.files.len());
}

/// Reverses the order of the members of an object.
fn reversed(document: &Value, pointer: &str) -> Value {
    let mut document = document.clone();
    if let Some(Value::Object(members)) = document.pointer_mut(pointer) {
        *members = std::mem::take(members).into_iter().rev().collect();
    }
    document
}

#[test]
fn order_of_paths_and_schemas_does_not_change_files() {
    let documents = fixtures().into_iter().map(|(name, document)| (name, document, "/components/schemas"));
    let workspace = std::iter::once(("stack-exchange".to_owned(), stack_exchange_document(), "/definitions"));
    for (name, document, schemas) in documents.chain(workspace) {
        let one = generate(&single_input(&document));
        let two = generate(&single_input(&reversed(&reversed(&document, "/paths"), schemas)));
        for (path, text) in &one.files {
            assert_eq!(Some(text), two.files.get(path), "{name}: {path}");
        }
    }
}

/// The files of the client of the workspace that are reviewed as snapshots. `codegen --check` compares all files with
/// `generated-client`.
const REVIEWED: [&str; 4] = ["Cargo.toml", "src/client.rs", "src/operations/access_tokens.rs", "src/types.rs"];

#[test]
fn stack_exchange_files_match_snapshots() {
    let output = generate(&stack_exchange_input(&stack_exchange_document()));
    for path in REVIEWED {
        let name = format!("stack-exchange/{}", path.replace('/', "-"));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, output.files[path]);
        });
    }
}

#[test]
fn normalized_stack_exchange_matches_snapshot() {
    let input = Input { documents: vec![spec("stack-exchange.yaml")], ..Input::default() };
    let normalized = normalize(&input);
    assert!(!normalized.diagnostics.has_errors());
    let document: Value = serde_yaml::from_str(&normalized.yaml).expect("YAML");
    assert_eq!(document.get("openapi"), Some(&json!("3.0.3")));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(normalized.yaml);
    });
}

#[test]
fn document_without_operations_is_reported() {
    let output = generate(&single_input(
        &json!({ "swagger": "2.0", "info": { "title": "Empty", "version": "1" }, "paths": {} }),
    ));
    let text: String = output.diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(text);
    });
    assert!(output.files.contains_key("src/lib.rs"));
}
