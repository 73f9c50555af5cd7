//! `corpus` of the built program: what it says of folders with good, broken and other files.

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

/// A folder of documents: one that is well, one that is none, and one in a folder of its own.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("the system gives a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it can be written");
    fs::create_dir(folder.path().join("more")).expect("it can be made");
    put("pets.yaml", PETS);
    put("more/pets.json", r#"{"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {}}"#);
    put("list.yaml", "- 1\n- 2\n");
    put("notes.txt", "not looked at");
    folder
}

fn corpus(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.arg("corpus").arg(folder).args(more).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn every_document_has_a_line_and_its_figures() {
    let folder = folder();
    let json = folder.path().join("out.txt");
    let (code, out, errors) = corpus(folder.path(), &["--json", json.to_str().expect("a plain path")]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("operations    1/1   "), "{out}");
    assert!(out.contains("fields 50.0 % (undocumented 1)"), "{out}");
    assert!(out.contains("2 documents of 3 files"), "{out}");

    let data: Value = serde_json::from_slice(&fs::read(json).expect("it is there")).expect("it is JSON");
    assert_eq!(data["totals"]["documents"], 2);
    let pets = data["documents"].as_array().expect("a list").iter();
    let pets = pets.filter(|record| record["document"].as_str().is_some_and(|name| name.ends_with("/pets.yaml")));
    let pets: Vec<&Value> = pets.collect();
    assert_eq!(pets.len(), 1);
    assert_eq!(pets[0]["outcome"], "passed");
    assert_eq!(pets[0]["bytes"], PETS.len());
    assert_eq!(pets[0]["operations"]["kept"], 1);
    assert_eq!(pets[0]["fields"]["causes"]["undocumented"], 1);
}

#[test]
fn a_document_may_refer_to_files_in_its_folder() {
    let folder = TempDir::new().expect("the system gives a folder");
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("it can be written");
    put("pets.yaml", &PETS.replace("#/components/schemas/Pet'", "pet.yaml'"));
    put("pet.yaml", "type: object\nproperties: {name: {type: string}, age: {type: integer}, tag: {}}\n");
    let (code, out, errors) = corpus(folder.path(), &[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("1 document of 2 files"), "{out}");
    // Those of both schemas: the document has its own still.
    assert!(out.contains("fields 40.0 % (undocumented 2)"), "{out}");
}

#[test]
fn a_file_that_cannot_be_read_as_what_it_is_fails() {
    let folder = folder();
    fs::write(folder.path().join("broken.json"), "{\"swagger\": ").expect("it can be written");
    let (code, out, _) = corpus(folder.path(), &[]);
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("broken.json: not generated (1 problem)\n    error[not-yaml]"), "{out}");
    let (code, out, _) = corpus(folder.path(), &["--only", "more*json"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("1 document of 1 file"), "{out}");
}

#[test]
fn a_folder_without_documents_is_bad_usage() {
    let empty = TempDir::new().expect("the system gives a folder");
    let (code, out, errors) = corpus(empty.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("there is no YAML or JSON file to read"), "{errors}");
    let (code, _, errors) = corpus(&empty.path().join("missing"), &[]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("no such file"), "{errors}");
}

#[test]
fn crates_are_compiled() {
    let folder = folder();
    let (code, out, errors) = corpus(folder.path(), &["--check"]);
    assert_eq!(code, Some(0), "{out}\n{errors}");
    assert!(out.contains("  passed                2  100.0 %"), "{out}");
}
