//! `explain` of the built program: all about one place, and where the way to it ends.

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

fn explain(wanted: &str) -> Output {
    let folder = TempDir::new().expect("the system gives a folder");
    fs::write(folder.path().join("books.yaml"), DOCUMENT).expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["explain", wanted, "--spec", "books.yaml"]).current_dir(folder.path()).env("COLUMNS", "100");
    command.output().expect("the program runs")
}

#[track_caller]
fn assert_told(wanted: &str, parts: &[&str]) {
    let output = explain(wanted);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{text}");
    for part in parts {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains('\u{1b}'), "colours are for terminals: {text:?}");
}

#[test]
fn a_parameter_is_told_with_its_evidence_and_the_action_that_changes_it() {
    let parts = [
        "parameter limit (query) of GET /books\nbooks.yaml:8:9  #/paths/~1books/get/parameters/0\n",
        "  type: integer (int32), ",
        "      by name-limit; counted: ",
        "      “Number of books on a page” books.yaml:8\n",
        "  the setter `limit` of the call that `Client::list_books` starts: i32\n",
        "  - target: $.paths['/books'].get.parameters[?@.name=='limit' && @.in=='query']\n    update:\n",
        "        type: integer\n",
    ];
    assert_told("GET /books limit", &parts);
    assert_told("#/paths/~1books/get/parameters/0", &parts);
    assert_told("books.yaml#/paths/~1books/get/parameters/0/name", &["parameter limit", "books.yaml:8:10"]);
}

#[test]
fn what_is_declared_and_what_is_left_out_are_told_too() {
    let declared =
        ["what is declared\n  type string, enum [\"red\",\"blue\"]\n", "        enum:\n        - red\n", "types::"];
    assert_told("GET /books color", &declared);
    let gone =
        ["  left out of the client by header-of-the-protocol: content negotiation\n", "  nothing: it is left out\n"];
    assert_told("GET /books Accept", &gone);
}

#[test]
fn an_operation_is_told_in_short() {
    let parts = [
        "operation GET /books\nbooks.yaml:5:5  #/paths/~1books/get\n",
        "  limit   query     integer (int32); the size of a page i32\n",
        "  Accept  header    left out by header-of-the-protocol\n",
        "answers\n  200      The books\n",
        "  the method `Client::list_books`: ",
        "      operationId: listBooks\n",
    ];
    assert_told("get /books", &parts);
}

#[test]
fn a_way_that_leads_nowhere_ends_with_what_there_is() {
    let output = explain("#/paths/~1books/get/parameters/7");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{errors}");
    assert!(errors.starts_with("error: nothing stands at `#/paths/~1books/get/parameters/7`"), "{errors}");
    assert!(errors.contains("help: `#/paths/~1books/get/parameters` is a list of items 0 to 2"), "{errors}");
}
