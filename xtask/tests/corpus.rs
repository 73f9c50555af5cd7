//! Tests of `cargo xtask corpus`, for directories with valid, broken and other files.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const PETS: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: https://pets.example}]
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters:
        - {name: petId, in: path, required: true, schema: {type: integer}}
      responses:
        '200': {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet:
      type: object
      properties:
        name: {type: string}
        notes: {}
";

/// Returns a directory with a valid document, a file that is no document, and a document in a subdirectory.
fn directory() -> TempDir {
    let directory = TempDir::new().expect("a temporary directory can be created");
    let put = |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("the file can be written");
    fs::create_dir(directory.path().join("more")).expect("the directory can be created");
    put("pets.yaml", PETS);
    put("more/pets.json", r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {}}"#);
    put("list.yaml", "- 1\n- 2\n");
    put("notes.txt", "not looked at");
    directory
}

fn corpus(directory: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.arg("corpus").arg(directory).args(more).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("the file exists");
    text.lines().map(|line| serde_json::from_str(line).expect("the line is JSON")).collect()
}

#[test]
fn other_files_are_skipped_and_broken_documents_fail() {
    let directory = directory();
    fs::write(directory.path().join("cut.json"), "\"cut off").expect("the file can be written");
    let (code, out, _) = corpus(directory.path(), &[]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("2 documents of 4 files"), "{out}");
    fs::write(directory.path().join("cut.json"), "{\"OpenAPI\": \"3.0").expect("the file can be written");
    let (code, out, _) = corpus(directory.path(), &[]);
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("error[not-yaml]"), "{out}");
}

#[test]
fn every_document_has_a_line_and_statistics() {
    let directory = directory();
    let json = directory.path().join("out.txt");
    let (code, out, errors) = corpus(directory.path(), &["--json", json.to_str().expect("a plain path")]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("operations    1/1   "), "{out}");
    assert!(out.contains("fields 50.0 % (undocumented 1)"), "{out}");
    assert!(out.contains("2 documents of 3 files"), "{out}");

    let lines = json_lines(&json);
    let kinds: Vec<&Value> = lines.iter().map(|line| &line["kind"]).collect();
    // The file that is no document has a line, too.
    assert_eq!(kinds, ["document", "document", "document", "totals"]);
    assert_eq!(lines[3]["documents"], 2);
    let pets = lines.iter().filter(|line| line["document"].as_str().is_some_and(|name| name.ends_with("/pets.yaml")));
    let pets: Vec<&Value> = pets.collect();
    assert_eq!(pets.len(), 1);
    assert_eq!(pets[0]["outcome"], "passed");
    assert_eq!(pets[0]["bytes"], PETS.len());
    assert_eq!(pets[0]["operations"]["kept"], 1);
    assert_eq!(pets[0]["fields"]["causes"]["undocumented"], 1);
}

#[test]
fn document_may_refer_to_files_in_its_directory() {
    let directory = TempDir::new().expect("a temporary directory can be created");
    let put = |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("the file can be written");
    put("pets.yaml", &PETS.replace("#/components/schemas/Pet'", "pet.yaml'"));
    put("pet.yaml", "type: object\nproperties: {name: {type: string}, age: {type: integer}, tag: {}}\n");
    let (code, out, errors) = corpus(directory.path(), &[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("1 document of 2 files"), "{out}");
    // The fields of both schemas: the document still contains its inline schema.
    assert!(out.contains("fields 40.0 % (undocumented 2)"), "{out}");
}

#[test]
fn file_that_cannot_be_parsed_fails() {
    let directory = directory();
    fs::write(directory.path().join("broken.json"), "{\"swagger\": ").expect("the file can be written");
    let (code, out, _) = corpus(directory.path(), &[]);
    assert_eq!(code, Some(1), "{out}");
    let line = out.lines().position(|line| line.starts_with("not generated ") && line.ends_with("/broken.json"));
    let problem = line.and_then(|at| out.lines().nth(at + 1));
    assert!(problem.is_some_and(|problem| problem.starts_with("    error[not-yaml]")), "{out}");
    assert!(out.contains("broken.json: not generated (1 problem)\n    error[not-yaml]"), "{out}");
    let (code, out, _) = corpus(directory.path(), &["--only", "more*json"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("1 document of 1 file"), "{out}");
}

#[test]
fn directory_without_documents_is_bad_usage() {
    let empty = TempDir::new().expect("a temporary directory can be created");
    let (code, out, errors) = corpus(empty.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("no YAML or JSON file was found"), "{errors}");
    let (code, _, errors) = corpus(&empty.path().join("missing"), &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("no such file"), "{errors}");
}

#[test]
fn check_compiles_the_crates() {
    let directory = directory();
    let json = directory.path().join("outcome.jsonl");
    let (code, out, errors) =
        corpus(directory.path(), &["--check", "--isolate", "--json", json.to_str().expect("a plain path")]);
    assert_eq!(code, Some(0), "{out}\n{errors}");
    assert!(out.contains("  passed                2  100.0 %"), "{out}");
    let outcomes = |kind: &str| -> Vec<Value> {
        json_lines(&json).iter().filter(|line| line["kind"] == kind).map(|line| line["outcome"].clone()).collect()
    };
    assert_eq!(outcomes("compilation"), ["passed", "passed"]);
    let generated = outcomes("document");
    assert_eq!(generated.iter().filter(|outcome| **outcome == "generated").count(), 2, "{generated:?}");
}
