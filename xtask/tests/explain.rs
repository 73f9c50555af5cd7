//! Tests of `cargo xtask explain`, for existing and missing locations.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Books, version: '1'}
paths:
  /books:
    get:
      operationId: listBooks
      parameters:
      - {name: limit, in: query, description: Number of books on a page, schema: {}}
      - {name: color, in: query, schema: {type: string, enum: [red, blue]}}
      - {name: Accept, in: header, schema: {type: string}}
      responses: {200: {description: The books}}
";

fn explain(location: &str) -> Output {
    let directory = TempDir::new().expect("a temporary directory can be created");
    fs::write(directory.path().join("books.yaml"), DOCUMENT).expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["explain", location, "--spec", "books.yaml"]).current_dir(directory.path()).env("COLUMNS", "100");
    command.output().expect("the program runs")
}

#[track_caller]
fn assert_explains(location: &str, parts: &[&str]) {
    let output = explain(location);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{text}");
    for part in parts {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "colours are for terminals: {text:?}");
}

#[test]
fn parameter_is_explained_with_evidence_and_overlay_action() {
    let parts = [
        "parameter limit (query) of GET /books\nbooks.yaml:8:9  #/paths/~1books/get/parameters/0\n",
        "  type: integer (int32), ",
        "      by name-limit; counted: ",
        "      “Number of books on a page” books.yaml:8\n",
        "  the setter `limit` of the request builder that `Client::list_books` returns: i32\n",
        "  - target: $.paths['/books'].get.parameters[?@.name=='limit' && @.in=='query']\n    update:\n",
        "        type: integer\n",
    ];
    assert_explains("GET /books limit", &parts);
    assert_explains("#/paths/~1books/get/parameters/0", &parts);
    assert_explains("books.yaml#/paths/~1books/get/parameters/0/name", &["parameter limit", "books.yaml:8:10"]);
}

#[test]
fn declared_and_omitted_parameters_are_explained() {
    let declared = ["declared\n  type string, enum [\"red\",\"blue\"]\n", "        enum:\n        - red\n", "types::"];
    assert_explains("GET /books color", &declared);
    let omitted = ["  omitted from the client by header-of-the-protocol: content negotiation\n", "  omitted\n"];
    assert_explains("GET /books Accept", &omitted);
}

#[test]
fn operation_is_summarized() {
    let parts = [
        "operation GET /books\nbooks.yaml:5:5  #/paths/~1books/get\n",
        "  limit   query     integer (int32); the page size i32\n",
        "  Accept  header    omitted by header-of-the-protocol\n",
        "responses\n  200      The books\n",
        "  the method `Client::list_books`: ",
        "      operationId: listBooks\n",
    ];
    assert_explains("get /books", &parts);
}

#[test]
fn missing_location_lists_the_existing_ones() {
    let output = explain("#/paths/~1books/get/parameters/7");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{errors}");
    assert!(errors.starts_with("error: no value at `#/paths/~1books/get/parameters/7`"), "{errors}");
    assert!(errors.contains("help: `#/paths/~1books/get/parameters` is a list of items 0 to 2"), "{errors}");
}
