//! Tests of `cargo xtask normalize`: standard output has the repaired document alone.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

fn normalize(text: &str, more: &[&str]) -> Output {
    let directory = TempDir::new().expect("a temporary directory can be created");
    fs::write(directory.path().join("pets.yaml"), text).expect("the file can be written");
    let overlay = "overlay: 1.0.0\ninfo: {title: Fixes, version: '1'}\nactions:\n  \
        - {target: '$.paths[\"/pets\"].get', update: {operationId: listPets}}\n";
    fs::write(directory.path().join("fixes.yaml"), overlay).expect("the file can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .args(["normalize", "pets.yaml"])
        .args(more)
        .current_dir(directory.path())
        .output()
        .expect("the program runs")
}

#[test]
fn swagger_2_document_becomes_openapi_3() {
    let old = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\nhost: pets.example\nbasePath: /v1\npaths:\n  \
        /pets: {get: {parameters: [{name: age, in: query, type: integer}], responses: {200: {description: Pets.}}}}\n";
    let output = normalize(old, &["--overlay", "fixes.yaml"]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let printed = String::from_utf8(output.stdout).expect("the output is UTF-8");
    assert!(printed.starts_with("openapi: 3.0.3\n") && printed.ends_with('\n'), "{printed}");
    for part in ["- url: https://pets.example/v1\n", "operationId: listPets\n", "schema:\n", "'200':\n"] {
        assert!(printed.contains(part), "{part} in {printed}");
    }
    assert!(!printed.contains("swagger"), "{printed}");
}

#[test]
fn diagnostics_go_to_stderr_and_errors_print_no_document() {
    let typo = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets: {get: {responses: {}, tags: [a], \
        parameters: [{name: age, in: query, type: int}, {$ref: '#/parameters/no'}]}}\n";
    let output = normalize(typo, &[]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.contains("warning[dangling-reference]: ") && errors.contains(" --> pets.yaml:4:"), "{errors}");
    assert!(output.stdout.starts_with(b"openapi: 3.0.3\n"));

    let output = normalize("hello: 1\n", &[]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
    assert!(output.stderr.starts_with(b"error[not-an-api]: "));
}

#[test]
fn referenced_files_are_included_and_named_in_diagnostics() {
    let directory = TempDir::new().expect("a temporary directory can be created");
    let put = |name: &str, text: &str| fs::write(directory.path().join(name), text).expect("the file can be written");
    fs::create_dir(directory.path().join("api")).expect("the directory can be created");
    put("secret.yaml", "description: do not read me\n");
    put("api/pet.yaml", "type: object\nproperties:\n  age: {type: years}\n");
    let paths = "{/pets: {get: {responses: {200: {description: OK, schema: {$ref: pet.yaml}}, \
        400: {description: no, schema: {$ref: ../secret.yaml}}}}}}";
    put("api/pets.yaml", &format!("swagger: '2.0'\ninfo: {{title: Pets, version: '1'}}\npaths: {paths}\n"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["normalize", "api/pets.yaml"]).current_dir(directory.path());
    let output = command.output().expect("the program runs");
    let (document, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(document.contains("$ref: '#/components/schemas/pet'"), "{document}");
    assert!(errors.contains("unknown-type") && errors.contains(" --> api/pet.yaml:3:9"), "{errors}");
    assert!(errors.contains("file-unread") && errors.contains("api/../secret.yaml"), "{errors}");
    assert!(!document.contains("do not read me") && !errors.contains("do not read me"), "{document}{errors}");
}
