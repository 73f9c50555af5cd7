//! Tests of `cargo xtask infer`: every parameter of the original document, as text and as lines of JSON.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A document with inferred, declared, moved and renamed parameters, a body, and four that no request can send.
const OLD: &str = "\
swagger: '2.0'
info: {title: Books, version: '1'}
paths:
  books/{bookId}:
    parameters:
    - {name: bookId, in: path, description: Integer ID of the book}
    GET:
      parameters:
      - {name: page, in: query}
      - {name: page_size, in: query, description: Number of books on a page}
      - {name: color, in: query, type: string}
      - {name: No Name, in: query}
      - {name: Accept, in: header}
      - {name: Authorization, in: header, description: Bearer token}
      - {name: lost, in: path, type: integer}
      responses: {200: {description: A book}}
    put:
      parameters:
      - {name: book, in: body, schema: {type: object}}
      responses: {204: {description: Kept}}
";

fn infer(args: &[&str]) -> Output {
    let directory = TempDir::new().expect("a temporary directory can be created");
    fs::write(directory.path().join("books.yaml"), OLD).expect("the file can be written");
    fs::write(directory.path().join("other.yaml"), "hello: 1\n").expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("infer").args(args).current_dir(directory.path()).env("COLUMNS", "100");
    command.output().expect("the program runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

#[test]
fn every_parameter_of_the_original_document_has_a_json_line() {
    let output = infer(&["--format", "json", "books.yaml"]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let lines: Vec<Value> =
        printed(&output).lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let find = |method: &str, name: &str| {
        let is_it = |line: &&Value| line["method"] == method && line["name"] == name;
        lines.iter().find(is_it).unwrap_or_else(|| panic!("{method} {name} has a line"))
    };
    for line in &lines {
        assert_eq!((&line["document"], &line["path"]), (&"books.yaml".into(), &"books/{bookId}".into()));
    }
    assert_eq!(lines.len(), 10);
    let fields = |method, name| ["in", "type", "origin", "rule"].map(|key| find(method, name)[key].clone());
    let text = |line: [&str; 4]| line.map(|text| if text.is_empty() { Value::Null } else { text.into() });
    assert_eq!(fields("GET", "page")[1..3], text(["query", "integer", "inferred", ""])[1..3]);
    assert_eq!(fields("GET", "color"), text(["query", "string", "declared", ""]));
    assert_eq!(fields("GET", "No Name"), text(["query", "string", "default", "unusable-parameter"]));
    assert_eq!(fields("GET", "Accept"), text(["header", "string", "inferred", "header-of-the-protocol"]));
    assert_eq!(fields("GET", "Authorization")[0], "header");
    assert_eq!(find("GET", "Authorization")["role"], "auth");
    assert_eq!(fields("put", "book"), text(["body", "object", "declared", ""]));
    assert_eq!(find("put", "bookId")["pointer"], "#/paths/books~1{bookId}/parameters/0");
    assert_eq!(find("GET", "page")["evidence"][0]["pointer"], "#/paths/books~1{bookId}/GET/parameters/0/name");
}

#[test]
fn text_shows_inferences_with_evidence_and_lines() {
    let output = infer(&["books.yaml"]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let text = printed(&output);
    for part in [
        "GET books/{bookId}  books.yaml:7\n",
        "“Number of books on a page” books.yaml:10\n",
        "No Name        query    omitted unusable-parameter\n",
        "Accept         header   content negotiation, omitted header-of-the-protocol\n",
        "10 parameters of 2 operations: 2 with a declared type, ",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 100) && !text.contains('\u{1b}'), "{text}");

    let page = printed(&infer(&["books.yaml", "--only", "page"]));
    assert!(page.contains("  page  query") && !page.contains("page_size  "), "{page}");
    let put = printed(&infer(&["books.yaml", "--only", "#/paths/books~1{bookId}/put"]));
    assert!(put.contains("PUT books/{bookId}") && !put.contains("GET"), "{put}");
}

#[test]
fn strict_inference_keeps_uncertain_types_as_strings() {
    let likely = printed(&infer(&["books.yaml", "--only", "page"]));
    assert!(likely.contains("integer (int32), "), "{likely}");
    let strict = printed(&infer(&["books.yaml", "--only", "page", "--strict-inference"]));
    assert!(strict.contains("string, the default without sufficient evidence\n"), "{strict}");
    assert!(strict.contains("or integer (int32), ") && strict.contains("role: not inferred\n"), "{strict}");
}

#[test]
fn unreadable_file_does_not_affect_others() {
    let output = infer(&["missing.yaml", "other.yaml", "books.yaml"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("cannot read missing.yaml: no such file") && errors.contains("help: "), "{errors}");
    assert!(errors.contains("error[not-an-api]") && errors.contains("other.yaml"), "{errors}");
    assert!(printed(&output).contains("page_size"));
}

/// Returns the block after a command's line in the README.
fn quoted<'r>(readme: &'r str, command: &str) -> &'r str {
    let after = readme.split_once(command).unwrap_or_else(|| panic!("the README has {command}")).1;
    let block = after.split_once("```text\n").expect("a block follows").1;
    block.split_once("```").expect("the block ends").0
}

#[test]
fn readme_quotes_the_output() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README");
    let printed = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.args(args).current_dir(&root).env("COLUMNS", "100").output().expect("the program runs");
        printed(&output)
    };
    let place = "#/paths/~1access-tokens~1{accessTokens}/get";
    let infer = printed(&["infer", "specs/stack-exchange.yaml", "--only", place]);
    assert_eq!(quoted(&readme, &format!("--only\n'{place}'` prints\n")), infer);
    let documented = "#/paths/~1access-tokens~1{accessTokens}~1invalidate/get/parameters/0";
    let docs = "specs/stack-exchange.invalidate-access-tokens.html";
    let with_docs = printed(&["infer", "specs/stack-exchange.yaml", "--docs", docs, "--only", documented]);
    assert_eq!(quoted(&readme, &format!("--only '{documented}'` prints\n")), with_docs);
    let page = "GET /access-tokens/{accessTokens} page";
    let explain = printed(&["explain", page, "--spec", "specs/stack-exchange.yaml"]);
    assert_eq!(quoted(&readme, &format!("explain '{page}' --spec specs/stack-exchange.yaml` prints\n")), explain);
}
