//! What is emitted compiles: the client of every fixture of emission, without a warning, in one run of cargo.

use std::fs;
use std::path::Path;
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
            let denied = "\n[lints.rust]\nwarnings = \"deny\"\n";
            let text = if file == "Cargo.toml" { format!("{text}{denied}") } else { text.clone() };
            fs::write(path, text).expect("it can be written");
        }
        members.push(format!("{package:?}"));
    }
    // The workspace's own lock file and target folder: nothing is downloaded, and no dependency is built twice.
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    fs::write(scratch.join("Cargo.toml"), manifest).expect("it can be written");
    fs::copy(root.join("Cargo.lock"), scratch.join("Cargo.lock")).expect("the lock file is there");
    let mut check = Command::new(env!("CARGO"));
    check.args(["check", "--workspace", "--offline", "--quiet"]).current_dir(&scratch);
    check.env("CARGO_TARGET_DIR", target_folder());
    let output = check.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A document whose types lead to each other on ways of hundreds of types, which rustc by itself does not follow.
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
        json!({ "type": "object", "required": ["next"], "properties": { "next": next } })
    }))
}

fn document(schemas: impl Iterator<Item = Value>) -> Vec<u8> {
    let schemas: Map<String, Value> = schemas.enumerate().map(|(i, schema)| (format!("T{i}"), schema)).collect();
    let answer = json!({ "description": "OK", "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/T0" } } } });
    let paths = json!({ "/first": { "get": { "operationId": "getFirst", "responses": { "200": answer } } } });
    let document = json!({ "openapi": "3.0.3", "info": { "title": "Far", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas } });
    document.to_string().into_bytes()
}

/// The folder that this test was built into, so that what it built is there for the check.
fn target_folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder above")
}
