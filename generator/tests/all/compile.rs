//! Compilation of emitted clients: the client of every `emit` fixture, its tests and a program that uses every item of
//! its outline compile in one run of cargo, without warnings and without unused dependencies, and some of them with each
//! combination of features.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientsmith::document::Text;
use clientsmith::{Input, generate};
use serde_json::{Map, Value, json};

use crate::usage::UsageProgram;

#[test]
fn fixture_clients_compile_without_warnings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    _ = fs::remove_dir_all(&scratch);
    let mut members = Vec::new();
    let mut documents =
        vec![("cyclic".to_owned(), cyclic()), ("chain".to_owned(), chain()), ("words".to_owned(), words())];
    let directories =
        ["emit", "dialects", "pagination"].map(|directory| root.join("generator/tests/fixtures").join(directory));
    for entry in directories.iter().flat_map(|directory| fs::read_dir(directory).expect("the fixtures can be listed")) {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        documents.push((name, fs::read(&path).expect("the file can be read")));
    }
    for (name, bytes) in documents {
        let text = Text { name: format!("{name}.yaml"), bytes };
        let package = format!("fixture-{name}");
        let output = generate(&Input { package: package.clone(), documents: vec![text], ..Input::default() });
        assert!(!output.files.is_empty(), "{name}: {:?}", output.diagnostics);
        let program = UsageProgram::new(&package, &output.files).text(&BTreeSet::new());
        for (file, text) in output.files.iter().chain([(&"tests/usage.rs".to_owned(), &program)]) {
            let path = scratch.join(&package).join(file);
            fs::create_dir_all(path.parent().expect("a directory")).expect("the directory can be created");
            let text = match file.as_str() {
                "Cargo.toml" => format!("{text}\n[lints.rust]\nwarnings = \"deny\"\n"),
                // Tests see the library's dependencies too, and need not use them.
                "src/lib.rs" => text.replacen('\n', "\n#![deny(unused_crate_dependencies)]\n", 1),
                _ => text.clone(),
            };
            fs::write(path, text).expect("the file can be written");
        }
        members.push(format!("{package:?}"));
    }
    // The lock file and target directory of the workspace: nothing is downloaded, and no dependency is built twice.
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(scratch.join("Cargo.toml"), manifest).expect("the file can be written");
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file can be copied");
    // The tests of the clients enable all features that have an HTTP stack.
    check(&scratch, &["--workspace", "--lib", "--tests"]);
    // Every kind of parameter, body and response.
    let wide = ["-p", "fixture-forms", "-p", "fixture-formats", "-p", "fixture-response-variants"];
    check(&scratch, &wide);
    check(&scratch, &[&wide[..], &["--no-default-features", "--features", "async"]].concat());
    check(&scratch, &[&wide[..], &["--no-default-features", "--features", "blocking"]].concat());
    assert_blocking_compiles_no_async_code(&scratch);
    assert_items_of_an_unpaginated_operation_are_explained(&scratch);
}

/// Checks that rustc explains a call of `items` on an operation without pagination.
fn assert_items_of_an_unpaginated_operation_are_explained(scratch: &Path) {
    let example = scratch.join("fixture-current-page/examples/unpaginated.rs");
    fs::create_dir_all(example.parent().expect("a directory")).expect("the directory can be created");
    let text =
        "pub fn list(client: &fixture_current_page::Client) {\n    _ = client.both().items();\n}\n\nfn main() {}\n";
    fs::write(&example, text).expect("the file can be written");
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--offline", "--quiet", "-p", "fixture-current-page", "--example", "unpaginated"]);
    let output = check.current_dir(scratch).env("CARGO_TARGET_DIR", target_directory()).output().expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    for expected in [
        "error[E0277]: no pagination is known for the operation `fixture_current_page::operations::Both`",
        "`x-pagination`",
    ] {
        assert!(errors.contains(expected), "{errors}");
    }
    fs::remove_file(example).expect("the file can be removed");
}

fn check(scratch: &Path, which: &[&str]) {
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--offline", "--quiet"]).args(which).current_dir(scratch);
    check.env("CARGO_TARGET_DIR", target_directory());
    let output = check.output().expect("cargo runs");
    assert!(output.status.success(), "{which:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Checks that with `blocking` alone, no file with async code is compiled and no crate of an async runtime is needed.
fn assert_blocking_compiles_no_async_code(scratch: &Path) {
    let features = ["--no-default-features", "--features", "blocking"];
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "-p", "fixture-response-variants"])
        .args(features);
    let tree = String::from_utf8(tree.current_dir(scratch).output().expect("cargo runs").stdout).expect("UTF-8");
    assert!(tree.contains("ureq v"), "{tree}");
    for name in ["tokio", "reqwest", "hyper", "futures", "async"] {
        assert!(!tree.lines().any(|line| line.starts_with(name)), "{name}: {tree}");
    }
    let runtime = scratch.join("fixture-response-variants/src/runtime");
    let sources = compiled(&scratch.join("fixture-response-variants"), &features);
    assert!(
        sources.contains(&runtime.join("facade/blocking.rs"))
            && !sources.contains(&runtime.join("facade/async_impl.rs"))
    );
    for source in sources {
        let text = fs::read_to_string(&source).expect("the file can be read");
        let code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        for line in code {
            let is_async = line.contains("async fn") || line.contains("async move") || line.contains(".await");
            assert!(!is_async, "{}: {line}", source.display());
        }
    }
}

/// Returns the files that rustc reads for a crate with the given features.
fn compiled(directory: &Path, features: &[&str]) -> Vec<PathBuf> {
    let list = directory.join("sources.d");
    let mut rustc = Command::new(env!("CARGO"));
    rustc.args(["rustc", "--offline", "--quiet", "--lib"]).args(features);
    rustc.arg("--").arg(format!("--emit=dep-info={}", list.display()));
    let output = rustc.current_dir(directory).env("CARGO_TARGET_DIR", target_directory()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(list).expect("rustc writes the list");
    let line = text.lines().next().expect("a line").split_once(": ").expect("a target").1;
    // The paths are relative to the workspace, where cargo runs rustc.
    line.split(' ').map(|path| directory.with_file_name("").join(path)).collect()
}

/// Creates a document with cycles of hundreds of types, which exceed the recursion limit of rustc, and a paginated
/// operation that returns them.
fn cyclic() -> Vec<u8> {
    const TYPES: usize = 300;
    document((0..TYPES).map(|i| {
        let to = |k: usize| json!({ "$ref": format!("#/components/schemas/T{}", (i * 7 + k * 13 + 1) % TYPES) });
        json!({ "type": "object", "required": ["three"], "properties": {
            "one": to(1), "two": { "type": "array", "items": to(2) }, "three": to(3),
            "four": { "type": "object", "additionalProperties": to(4) } } })
    }))
}

/// Creates a document whose types contain each other, hundreds deep and without a cycle.
fn chain() -> Vec<u8> {
    const TYPES: usize = 300;
    document((0..TYPES).map(|i| {
        let next = json!({ "$ref": format!("#/components/schemas/T{}", i + 1) });
        let next = if i + 1 == TYPES { json!({ "type": "string" }) } else { next };
        json!({ "type": "object", "required": ["next"], "properties": {
            "next": next, "two": { "type": "array", "items": { "type": "string" } } } })
    }))
}

/// Words that mean something in Rust or in generated code.
const WORDS: &[&str] = &[
    "gen",
    "union",
    "raw",
    "auto",
    "dyn",
    "async",
    "try",
    "macro_rules",
    "static",
    "crate",
    "self",
    "super",
    "Self",
    "safe",
    "default",
    "await",
    "u8",
    "i64",
    "f64",
    "str",
    "bool",
    "char",
    "usize",
    "core",
    "std",
    "alloc",
    "String",
    "Vec",
    "Box",
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Default",
    "Clone",
    "Debug",
    "Display",
    "Drop",
    "Eq",
    "Fn",
    "From",
    "Into",
    "Iterator",
    "ToString",
    "drop",
    "format",
    "vec",
    "matches",
    "serde",
    "http",
    "url",
    "bytes",
    "tokio",
    "types",
    "operations",
    "client",
    "auth",
    "runtime",
    "Client",
    "CLIENT",
    "Error",
    "Value",
    "Call",
    "Serialize",
    "Deserialize",
    "M",
    "T",
    "_",
    "__",
    "1",
    "true",
    "false",
    "null",
];

/// Creates a document that uses words as the names of everything.
fn words() -> Vec<u8> {
    let reference = |word: &str| json!({ "$ref": format!("#/components/schemas/{word}") });
    let named = |value: &dyn Fn(usize, &str) -> Value| -> Map<String, Value> {
        WORDS.iter().enumerate().map(|(i, word)| ((*word).to_owned(), value(i, word))).collect()
    };
    let kinds = ["string", "integer", "boolean"];
    let scalar = |i: usize| json!({ "type": kinds[i % kinds.len()] });
    let parameters = |location: &str| -> Vec<Value> {
        let one = |(i, word): (usize, &&str)| json!({ "name": word, "in": location, "required": i % 2 == 0, "schema": scalar(i) });
        WORDS.iter().enumerate().map(one).collect()
    };
    let form = |media: &str| json!({ "content": { media: { "schema": { "type": "object", "required": WORDS, "properties": named(&|i, _| scalar(i)) } } } });
    let done = json!({ "204": { "description": "Done" } });
    let mut paths = Map::new();
    for word in WORDS {
        let responses =
            json!({ "200": { "description": "OK", "content": { "application/json": { "schema": reference(word) } } } });
        let operation = json!({ "operationId": word, "tags": [word], "responses": responses });
        paths.insert(format!("/{word}"), json!({ "get": operation, "post": { "responses": done } }));
    }
    let located = json!({
        "get": { "operationId": "in query", "parameters": parameters("query"), "responses": done },
        "put": { "operationId": "in cookie", "parameters": parameters("cookie"), "requestBody": form("multipart/form-data"), "responses": done },
        "patch": { "operationId": "send", "requestBody": { "content": { "application/json": { "schema": reference("Fields") } } }, "responses": done },
        "post": { "operationId": "in form", "requestBody": form("application/x-www-form-urlencoded"), "responses": done },
    });
    paths.insert("/located".to_owned(), located);
    let variants = |i: usize| json!({ "type": "object", "title": WORDS[i], "required": [format!("k{i}")], "properties": { format!("k{i}"): scalar(i) } });
    let fields = json!({ "type": "object", "required": &WORDS[1..], "properties": named(&|i, _| scalar(i)) });
    let mut schemas = named(&|i, word| json!({ "type": "object", "properties": { word: scalar(i) } }));
    schemas.insert("Fields".to_owned(), fields);
    schemas.insert("Listed".to_owned(), json!({ "type": "string", "enum": WORDS }));
    schemas.insert("Either".to_owned(), json!({ "oneOf": (0..WORDS.len()).map(variants).collect::<Vec<_>>() }));
    let url: String = WORDS.iter().map(|word| format!("/{{{word}}}")).collect();
    let server = json!({ "url": format!("https://words.example{url}"), "variables": named(&|_, word| json!({ "default": word, "enum": WORDS })) });
    let schemes = named(&|i, _| json!({ "type": "http", "scheme": if i % 2 == 0 { "bearer" } else { "basic" } }));
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "Words", "version": "1" }, "servers": [server], "paths": paths,
        "components": { "schemas": schemas, "securitySchemes": schemes },
    });
    document.to_string().into_bytes()
}

fn document(schemas: impl Iterator<Item = Value>) -> Vec<u8> {
    let schemas: Map<String, Value> = schemas.enumerate().map(|(i, schema)| (format!("T{i}"), schema)).collect();
    let response = json!({ "description": "OK", "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/T0" } } } });
    let page = json!({ "name": "page", "in": "query", "schema": { "type": "integer" } });
    let paths = json!({ "/first": { "get": { "operationId": "getFirst", "parameters": [page],
        "x-pagination": { "page": "page", "items": "two" }, "responses": { "200": response } } } });
    let document = json!({ "openapi": "3.0.3", "info": { "title": "Far", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas } });
    document.to_string().into_bytes()
}

/// Returns the target directory of this test, so that dependencies that are built already are reused.
fn target_directory() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a directory above")
}
