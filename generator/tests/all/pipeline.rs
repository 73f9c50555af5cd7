//! The pipeline as a whole: whatever a document says, a crate or a diagnostic comes out, and always the same one.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::outline;
use generator::document::Text;
use generator::pointer::Pointer;
use generator::{Input, Output, generate, normalize};
use serde_json::{Value, json};

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

fn text(name: &str, bytes: Vec<u8>) -> Text {
    Text { name: name.to_owned(), bytes }
}

fn spec(name: &str) -> Text {
    text(name, fs::read(specs().join(name)).expect("the file is in specs"))
}

/// The user's document as a value; the last of its stream that is not empty.
fn users_document() -> Value {
    let stream = spec("stack-exchange.yaml");
    let text = String::from_utf8(stream.bytes).expect("UTF-8");
    let body = text.trim_start_matches("---").trim_end_matches("---");
    serde_yaml::from_str(body).expect("YAML")
}

fn users_input(document: &Value) -> Input {
    Input {
        package: "client".to_owned(),
        documents: vec![text("stack-exchange.json", document.to_string().into_bytes())],
        catalog: Some(spec("stack-exchange.apis.yaml")),
        overlays: vec![spec("stack-exchange.overlay.yaml")],
        ..Input::default()
    }
}

fn alone(document: &Value) -> Input {
    let documents = vec![text("document.json", document.to_string().into_bytes())];
    Input { package: "client".to_owned(), documents, ..Input::default() }
}

/// The small documents of the tests of emission and of paging, by name.
fn fixtures() -> Vec<(String, Value)> {
    let folders =
        ["emit", "paging"].map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name));
    let mut fixtures: Vec<(String, Value)> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("the folder is there"))
        .map(|entry| entry.expect("it can be listed").path())
        .map(|path| {
            let document = serde_yaml::from_str(&fs::read_to_string(&path).expect("it can be read")).expect("YAML");
            (path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(), document)
        })
        .collect();
    fixtures.sort_by(|a, b| a.0.cmp(&b.0));
    fixtures
}

/// Every pointer of a value, the root left out.
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

/// A value without, or with something else at, one of its nodes.
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
            _ => unreachable!("a parent is a map or a list"),
        },
        (None, None) => unreachable!("the root is left out"),
    }
    document
}

/// The files that depend on the document are Rust.
fn check_files(output: &Output, what: &str) {
    for (path, text) in &output.files {
        let depends = path.ends_with(".rs") && !path.starts_with("src/runtime") && path != "tests/wire/harness.rs";
        if depends && let Err(fault) = syn::parse_file(text) {
            panic!("{what}: {path} is no Rust: {fault}");
        }
    }
}

/// Generates with every node of a document damaged in two of six ways, in turn, so that each way meets every third node;
/// nothing may panic.
fn survives(name: &str, document: &Value, input: impl Fn(&Value) -> Input) {
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
fn the_users_document_survives_any_damage() {
    survives("stack-exchange", &users_document(), users_input);
}

#[test]
fn the_fixtures_survive_any_damage() {
    // Most of the time that all tests take goes here, so that every core takes its share.
    let (fixtures, next) = (fixtures(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, document)) = fixtures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    survives(name, document, alone);
                }
            });
        }
    });
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let document = users_document();
    let one = generate(&users_input(&document));
    let two = generate(&users_input(&document));
    assert_eq!(one.files, two.files);
    assert_eq!(one.ledger, two.ledger);
    assert!(one.files.len() > 10, "{}", one.files.len());
}

/// The members of a map in the opposite order.
fn reversed(document: &Value, pointer: &str) -> Value {
    let mut document = document.clone();
    if let Some(Value::Object(members)) = document.pointer_mut(pointer) {
        *members = std::mem::take(members).into_iter().rev().collect();
    }
    document
}

#[test]
fn the_order_of_paths_and_schemas_does_not_matter() {
    let documents = fixtures().into_iter().map(|(name, document)| (name, document, "/components/schemas"));
    let users = std::iter::once(("stack-exchange".to_owned(), users_document(), "/definitions"));
    for (name, document, schemas) in documents.chain(users) {
        let one = generate(&alone(&document));
        let two = generate(&alone(&reversed(&reversed(&document, "/paths"), schemas)));
        for (path, text) in &one.files {
            assert_eq!(Some(text), two.files.get(path), "{name}: {path}");
        }
    }
}

#[test]
fn the_users_client_has_this_outline() {
    let output = generate(&users_input(&users_document()));
    let mut out = String::new();
    for (path, text) in &output.files {
        if path == "src/types.rs" || path == "src/client.rs" || path.starts_with("src/operations/") {
            out.push_str(&format!("// {path}\n{}\n", outline::of(text)));
        }
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(out);
    });
}

#[test]
fn each_file_that_depends_on_the_users_document_is_as_reviewed() {
    let output = generate(&users_input(&users_document()));
    for (path, text) in output.files.iter().filter(|(path, _)| !path.starts_with("src/runtime")) {
        let name = format!("stack-exchange/{}", path.replace('/', "-"));
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn the_users_document_is_normalized_as_reviewed() {
    let alone = Input { documents: vec![spec("stack-exchange.yaml")], ..Input::default() };
    let normalized = normalize(&alone);
    assert!(!normalized.diagnostics.has_errors());
    let document: Value = serde_yaml::from_str(&normalized.yaml).expect("it is YAML");
    assert_eq!(document.get("openapi"), Some(&json!("3.0.3")));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(normalized.yaml);
    });
}

#[test]
fn a_document_without_operations_says_so() {
    let output =
        generate(&alone(&json!({ "swagger": "2.0", "info": { "title": "Empty", "version": "1" }, "paths": {} })));
    let told: String = output.diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(told);
    });
    assert!(output.files.contains_key("src/lib.rs"));
}
