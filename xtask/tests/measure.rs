//! Tests of `cargo xtask measure`, with two providers.
//!
//! The parameters match rules with a fixed confidence, so that new calibration data does not change the scores.

use std::fs;
use std::path::Path;
use std::process::Command;

use clientsmith::infer::calibration::evaluate::MIN_CONFIDENCE;
use clientsmith::infer::calibration_data::FIGURES;
use serde_json::Value;
use tempfile::TempDir;

/// Returns a document whose operations have these parameters.
fn document(operations: &[&str]) -> String {
    let mut text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths:\n".to_owned();
    for (at, parameters) in operations.iter().enumerate() {
        text.push_str(&format!("  /pets/{at}:\n    get:\n      parameters: [{parameters}]\n"));
        text.push_str("      responses: {'200': {description: Pets.}}\n");
    }
    text
}

/// Returns a directory with two providers, one of them with two documents.
fn directory() -> TempDir {
    let directory = TempDir::new().expect("a temporary directory can be created");
    let put = |name: &str, operations: &[&str]| {
        let path = directory.path().join("apis").join(name);
        fs::create_dir_all(path.parent().expect("the path has a parent")).expect("the directory can be created");
        fs::write(path, document(operations)).expect("the file can be written");
    };
    let right = "{name: Content-Length, in: header, type: integer}";
    let sloppy = "{name: Max-Forwards, in: header, type: string}";
    let missed = "{name: xyzzy, in: query, type: number, description: Some    magic.}";
    let list = "{name: marks, in: query, type: string, description: A comma separated list of marks.}";
    put("pets.example/one.yaml", &[right, right, missed]);
    put("pets.example/two.yaml", &[right, list]);
    put("books.example__shop.yaml", &["{name: Content-Length, in: header, type: boolean}", sloppy, right]);
    fs::write(directory.path().join("apis/list.yaml"), "[1, 2]").expect("the file can be written");
    directory
}

fn measure(directory: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output =
        command.current_dir(directory).args(["measure", "apis"]).args(more).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn inferred_types_are_compared_with_declared_ones() {
    let (code, out, errors) = measure(directory().path(), &["--by", "rule", "type", "provider", "--wrong", "--missed"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let head = format!(
        "\
3 documents of 2 providers: 8 parameters with a declared type, 6 if each name of a provider counts once with each type
the calibration data is from {} providers, none of which is among these
1 of the names is a list in prose and declares a string, which is no contradiction and not counted
",
        FIGURES.providers.len()
    );
    let table = format!(
        "
                        each name of a provider once           all parameters
                        inferred  precision   of all   recall  inferred  precision   of all   recall
accepted: at least {MIN_CONFIDENCE} %        4     66.7 %   50.0 %   50.0 %         6     80.0 %   66.7 %   66.7 %

by rule
  name-http-header             4     66.7 %   50.0 %   50.0 %         6     80.0 %   66.7 %   66.7 %

by type
  boolean                      0          -        -    0.0 %         0          -        -    0.0 %
  integer                      4     66.7 %   50.0 %  100.0 %         6     80.0 %   66.7 %  100.0 %
  number                       0          -        -    0.0 %         0          -        -    0.0 %

by provider
  books.example                3     50.0 %   33.3 %   50.0 %         3     50.0 %   33.3 %   50.0 %
  pets.example                 1    100.0 %  100.0 %   50.0 %         3    100.0 %  100.0 %   75.0 %
"
    );
    let lists = "
inferred types that differ from the declared ones: 2
  boolean, not integer, name-http-header, 99 %: Content-Length (header)
      apis/books.example__shop.yaml#/paths/~1pets~10/get/parameters/0
  string, not integer, name-http-header, 99 %: Max-Forwards (header)
      apis/books.example__shop.yaml#/paths/~1pets~11/get/parameters/0

declared types without an accepted inference: 1
  number, not inferred: xyzzy (query)
      “Some magic.”
      apis/pets.example/one.yaml#/paths/~1pets~12/get/parameters/0
";
    assert_eq!(out, format!("{head}{table}{lists}"));
}

#[test]
fn every_threshold_has_a_row() {
    let (code, out, _) = measure(directory().path(), &[]);
    assert_eq!(code, Some(0), "{out}");
    let (_, steps) = out.split_once("\nby minimum confidence, accepted or not\n").expect("the table is there");
    let line = "      4     66.7 %   50.0 %   50.0 %         6     80.0 %   66.7 %   66.7 %\n";
    let expected = (0..10).map(|step| format!("  {} %                   {line}", 50 + 5 * step));
    assert_eq!(steps, expected.collect::<String>());
}

#[test]
fn json_has_all_scores() {
    let (code, out, errors) = measure(directory().path(), &["--json", "--missed"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let data: Value = serde_json::from_str(&out).expect("the output is JSON");
    assert_eq!((&data["documents"], &data["providers"]), (&3.into(), &2.into()));
    let accepted = serde_json::json!({
        "inferred": 4, "right": 2, "declared_string": 1, "not_declared_string": 4,
        "precision": 0.6667, "precision_of_all": 0.5, "recall": 0.5,
    });
    assert_eq!(data["names"]["accepted"], accepted);
    assert_eq!(data["names"]["rule"]["name-http-header"], accepted);
    assert_eq!(data["parameters"]["provider"]["pets.example"]["recall"], 0.75);
    assert_eq!(data["missed"][0]["description"], "Some    magic.");
    assert_eq!(data["missed"][0]["inferred"], Value::Null);
    assert_eq!(data.get("wrong"), None);
}

#[test]
fn inferred_integer_of_a_declared_number_is_wrong_and_reported() {
    let directory = directory();
    let text = document(&["{name: Age, in: header, type: number}"]);
    fs::write(directory.path().join("apis/books.example__more.yaml"), text).expect("the file can be written");
    let (code, out, _) = measure(directory.path(), &["--by", "type"]);
    assert_eq!(code, Some(0), "{out}");
    let note = "1 of the names declares `number` and was inferred as an integer, which counts as wrong\n";
    assert!(out.contains(note) && out.contains("  integer                      5     50.0 %   40.0 %"), "{out}");
}

#[test]
fn providers_of_the_calibration_data_are_named() {
    let directory = directory();
    let counted = FIGURES.providers.keys().next().expect("there is calibration data");
    fs::write(directory.path().join(format!("apis/{counted}.yaml")), document(&[])).expect("the file can be written");
    let (code, out, _) = measure(directory.path(), &[]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains(&format!("among them 1 of these, so the scores are biased: {counted}\n")), "{out}");
}

#[test]
fn provider_is_excluded_by_name_and_relation() {
    let directory = directory();
    fs::create_dir(directory.path().join("excluded")).expect("the directory can be created");
    fs::write(directory.path().join("excluded/pets.test.json"), "{}").expect("the file can be written");
    let (code, out, _) = measure(directory.path(), &["--without", "excluded"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.starts_with("1 document of 1 provider: 3 parameters"), "{out}");
}

#[test]
fn directory_without_typed_documents_is_bad_usage() {
    let directory = TempDir::new().expect("a temporary directory can be created");
    fs::create_dir(directory.path().join("apis")).expect("the directory can be created");
    let (code, out, errors) = measure(directory.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("no API description declares types"), "{errors}");
}

#[test]
fn types_learned_from_recordings_are_measured() {
    let directory = TempDir::new().expect("a temporary directory can be created");
    let path = |name: &str| directory.path().join(name);
    let typed = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: An order
          content: {application/json: {schema: {type: object, properties: {id: {type: integer}, note: {type: string}}}}}
";
    fs::write(path("shop.yaml"), typed).expect("the file can be written");
    fs::write(path("GET orders,7 200.json"), "{\"id\": 7, \"note\": 1}").expect("the file can be written");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["measure", "shop.yaml", "--wrong", "--recordings", "GET orders,7 200.json"])
        .current_dir(directory.path())
        .output()
        .expect("the program runs");
    let out = String::from_utf8_lossy(&output.stdout);
    let total = out.lines().find(|line| line.starts_with("total")).expect("there is a total");
    assert_eq!(total.split_whitespace().collect::<Vec<_>>(), ["total", "1", "3", "66.7%", "0/0", "0/0"]);
    assert!(out.contains("GET /orders/{id} 200 /note: declared string, learned integer"), "{out}");
}
