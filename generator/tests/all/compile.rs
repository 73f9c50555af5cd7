//! What is emitted compiles: the client of every fixture of emission and its tests, without a warning and without a
//! dependency that it does not use, in one run of cargo; and with each of its features, as far as they promise something.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::document::Text;
use generator::{Input, generate};
use serde_json::{Map, Value, json};

#[test]
fn the_clients_of_all_fixtures_compile_without_warnings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    _ = fs::remove_dir_all(&scratch);
    let mut members = Vec::new();
    let mut documents = vec![("knot".to_owned(), knot()), ("chain".to_owned(), chain())];
    let folders = ["emit", "dialects", "paging"].map(|folder| root.join("generator/tests/fixtures").join(folder));
    for entry in folders.iter().flat_map(|folder| fs::read_dir(folder).expect("the fixtures are there")) {
        let path = entry.expect("it can be listed").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        documents.push((name, fs::read(&path).expect("it can be read")));
    }
    for (name, bytes) in documents {
        let text = Text { name: format!("{name}.yaml"), bytes };
        let package = format!("fixture-{name}");
        let output = generate(&Input { package: package.clone(), documents: vec![text], ..Input::default() });
        assert!(!output.files.is_empty(), "{name}: {:?}", output.diagnostics);
        for (file, text) in &output.files {
            let path = scratch.join(&package).join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
            let text = match file.as_str() {
                "Cargo.toml" => format!("{text}\n[lints.rust]\nwarnings = \"deny\"\n"),
                // Tests see the library's dependencies too, and need not use them.
                "src/lib.rs" => text.replacen('\n', "\n#![deny(unused_crate_dependencies)]\n", 1),
                _ => text.clone(),
            };
            fs::write(path, text).expect("it can be written");
        }
        members.push(format!("{package:?}"));
    }
    // The workspace's own lock file and target folder: nothing is downloaded, and no dependency is built twice.
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(scratch.join("Cargo.toml"), manifest).expect("it can be written");
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
    // The tests of the clients too, which turn on all features that have an HTTP stack.
    check(&scratch, &["--workspace", "--lib", "--tests"]);
    // Every kind of argument, body and answer.
    let wide = ["-p", "fixture-forms", "-p", "fixture-formats", "-p", "fixture-outcomes"];
    check(&scratch, &wide);
    check(&scratch, &[&wide[..], &["--no-default-features", "--features", "async"]].concat());
    check(&scratch, &[&wide[..], &["--no-default-features", "--features", "blocking"]].concat());
    nothing_async_was_read(&scratch);
}

fn check(scratch: &Path, which: &[&str]) {
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--offline", "--quiet"]).args(which).current_dir(scratch);
    check.env("CARGO_TARGET_DIR", target_folder());
    let output = check.output().expect("cargo runs");
    assert!(output.status.success(), "{which:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// With `blocking` alone, the compiler reads no file that has async code, and no crate of an async runtime is needed.
fn nothing_async_was_read(scratch: &Path) {
    let features = ["--no-default-features", "--features", "blocking"];
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "-p", "fixture-outcomes"]).args(features);
    let tree = String::from_utf8(tree.current_dir(scratch).output().expect("cargo runs").stdout).expect("it is text");
    assert!(tree.contains("ureq v"), "{tree}");
    for name in ["tokio", "reqwest", "hyper", "futures", "async"] {
        assert!(!tree.lines().any(|line| line.starts_with(name)), "{name}: {tree}");
    }
    let runtime = scratch.join("fixture-outcomes/src/runtime");
    let sources = compiled(&scratch.join("fixture-outcomes"), &features);
    assert!(sources.contains(&runtime.join("blocking.rs")) && !sources.contains(&runtime.join("awaited.rs")));
    for source in sources {
        let text = fs::read_to_string(&source).expect("it can be read");
        let code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
        for line in code {
            let is_async = line.contains("async fn") || line.contains("async move") || line.contains(".await");
            assert!(!is_async, "{}: {line}", source.display());
        }
    }
}

/// The files that rustc reads for a crate with some features.
fn compiled(folder: &Path, features: &[&str]) -> Vec<PathBuf> {
    let list = folder.join("sources.d");
    let mut rustc = Command::new(env!("CARGO"));
    rustc.args(["rustc", "--offline", "--quiet", "--lib"]).args(features);
    rustc.arg("--").arg(format!("--emit=dep-info={}", list.display()));
    let output = rustc.current_dir(folder).env("CARGO_TARGET_DIR", target_folder()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(list).expect("it is written");
    let line = text.lines().next().expect("a line").split_once(": ").expect("a target").1;
    // Relative to the workspace, which is where cargo runs rustc.
    line.split(' ').map(|path| folder.with_file_name("").join(path)).collect()
}

/// A document whose types lead to each other on ways of hundreds of types, which rustc by itself does not follow, and whose
/// operation answers in pages of them.
fn knot() -> Vec<u8> {
    const TYPES: usize = 300;
    document((0..TYPES).map(|i| {
        let to = |k: usize| json!({ "$ref": format!("#/components/schemas/T{}", (i * 7 + k * 13 + 1) % TYPES) });
        json!({ "type": "object", "required": ["three"], "properties": {
            "one": to(1), "two": { "type": "array", "items": to(2) }, "three": to(3),
            "four": { "type": "object", "additionalProperties": to(4) } } })
    }))
}

/// A document whose types hold one another, hundreds deep and without a circle.
fn chain() -> Vec<u8> {
    const TYPES: usize = 300;
    document((0..TYPES).map(|i| {
        let next = json!({ "$ref": format!("#/components/schemas/T{}", i + 1) });
        let next = if i + 1 == TYPES { json!({ "type": "string" }) } else { next };
        json!({ "type": "object", "required": ["next"], "properties": {
            "next": next, "two": { "type": "array", "items": { "type": "string" } } } })
    }))
}

fn document(schemas: impl Iterator<Item = Value>) -> Vec<u8> {
    let schemas: Map<String, Value> = schemas.enumerate().map(|(i, schema)| (format!("T{i}"), schema)).collect();
    let answer = json!({ "description": "OK", "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/T0" } } } });
    let page = json!({ "name": "page", "in": "query", "schema": { "type": "integer" } });
    let paths = json!({ "/first": { "get": { "operationId": "getFirst", "parameters": [page],
        "x-pagination": { "page": "page", "items": "two" }, "responses": { "200": answer } } } });
    let document = json!({ "openapi": "3.0.3", "info": { "title": "Far", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas } });
    document.to_string().into_bytes()
}

/// The folder that this test was built into, so that what it built is there for the check.
fn target_folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder above")
}
