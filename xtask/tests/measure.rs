//! `measure` of the built program: what it says of two providers whose types it takes away.
//!
//! The names here are those of rules whose confidence is stated, so that no new figures change the scores.

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::infer::figures::FIGURES;
use generator::infer::measure::BELIEVED;
use serde_json::Value;
use tempfile::TempDir;

/// A document whose operations take these parameters.
fn document(operations: &[&str]) -> String {
    let mut text = "swagger: '2.0'\ninfo: {title: Pets, version: '1'}\npaths:\n".to_owned();
    for (at, parameters) in operations.iter().enumerate() {
        text.push_str(&format!("  /pets/{at}:\n    get:\n      parameters: [{parameters}]\n"));
        text.push_str("      responses: {'200': {description: Pets.}}\n");
    }
    text
}

/// Two providers, one of them with two documents.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("the system gives a folder");
    let put = |name: &str, operations: &[&str]| {
        let path = folder.path().join("apis").join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, document(operations)).expect("it can be written");
    };
    let right = "{name: Content-Length, in: header, type: integer}";
    let sloppy = "{name: Max-Forwards, in: header, type: string}";
    let missed = "{name: xyzzy, in: query, type: number, description: Some    magic.}";
    let list = "{name: marks, in: query, type: string, description: A comma separated list of marks.}";
    put("pets.example/one.yaml", &[right, right, missed]);
    put("pets.example/two.yaml", &[right, list]);
    put("books.example__shop.yaml", &["{name: Content-Length, in: header, type: boolean}", sloppy, right]);
    fs::write(folder.path().join("apis/list.yaml"), "[1, 2]").expect("it can be written");
    folder
}

fn measure(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.current_dir(folder).args(["measure", "apis"]).args(more).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_is_inferred_is_compared_with_what_is_declared() {
    let (code, out, errors) = measure(folder().path(), &["--by", "rule", "type", "provider", "--wrong", "--missed"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let head = format!(
        "\
3 documents of 2 providers: 8 arguments that declare a type, 6 where each name of a provider counts once with each type
the figures behind confidences were counted over {} providers, none of which is among these
1 of the names is a list in words and a string in the declaration, which is no contradiction and not counted
",
        FIGURES.providers.len()
    );
    let table = format!(
        "
                           each name of a provider once          every argument
                           said  precision   of all   recall     said  precision   of all   recall
believed, from {BELIEVED} %           4     66.7 %   50.0 %   50.0 %        6     80.0 %   66.7 %   66.7 %

by rule
  name-http-header            4     66.7 %   50.0 %   50.0 %        6     80.0 %   66.7 %   66.7 %

by type
  boolean                     0          -        -    0.0 %        0          -        -    0.0 %
  integer                     4     66.7 %   50.0 %  100.0 %        6     80.0 %   66.7 %  100.0 %
  number                      0          -        -    0.0 %        0          -        -    0.0 %

by provider
  books.example               3     50.0 %   33.3 %   50.0 %        3     50.0 %   33.3 %   50.0 %
  pets.example                1    100.0 %  100.0 %   50.0 %        3    100.0 %  100.0 %   75.0 %
"
    );
    let lists = "
said and declared otherwise: 2
  boolean, not integer, name-http-header, 99 %: Content-Length (header)
      apis/books.example__shop.yaml#/paths/~1pets~10/get/parameters/0
  string, not integer, name-http-header, 99 %: Max-Forwards (header)
      apis/books.example__shop.yaml#/paths/~1pets~11/get/parameters/0

declared and not believed: 1
  number, not known: xyzzy (query)
      “Some magic.”
      apis/pets.example/one.yaml#/paths/~1pets~12/get/parameters/0
";
    assert_eq!(out, format!("{head}{table}{lists}"));
}

#[test]
fn confidence_is_cut_at_every_step() {
    let (code, out, _) = measure(folder().path(), &[]);
    assert_eq!(code, Some(0), "{out}");
    let (_, steps) = out.split_once("\nby confidence, believed or not, at least\n").expect("the table is there");
    let line = "     4     66.7 %   50.0 %   50.0 %        6     80.0 %   66.7 %   66.7 %\n";
    let expected = (0..10).map(|step| format!("  {} %                   {line}", 50 + 5 * step));
    assert_eq!(steps, expected.collect::<String>());
}

#[test]
fn data_has_every_figure() {
    let (code, out, errors) = measure(folder().path(), &["--json", "--missed"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let data: Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!((&data["documents"], &data["providers"]), (&3.into(), &2.into()));
    let believed = serde_json::json!({
        "said": 4, "right": 2, "declared_string": 1, "not_declared_string": 4,
        "precision": 0.6667, "precision_of_all": 0.5, "recall": 0.5,
    });
    assert_eq!(data["names"]["believed"], believed);
    assert_eq!(data["names"]["rule"]["name-http-header"], believed);
    assert_eq!(data["arguments"]["provider"]["pets.example"]["recall"], 0.75);
    assert_eq!(data["missed"][0]["description"], "Some    magic.");
    assert_eq!(data["missed"][0]["said"], Value::Null);
    assert_eq!(data.get("wrong"), None);
}

#[test]
fn providers_that_were_counted_are_named() {
    let folder = folder();
    let counted = FIGURES.providers.keys().next().expect("somebody was counted");
    fs::write(folder.path().join(format!("apis/{counted}.yaml")), document(&[])).expect("it can be written");
    let (code, out, _) = measure(folder.path(), &[]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains(&format!("among them 1 of these, so this is no proof: {counted}\n")), "{out}");
}

#[test]
fn nothing_to_measure_is_said() {
    let folder = TempDir::new().expect("the system gives a folder");
    fs::create_dir(folder.path().join("apis")).expect("it can be made");
    let (code, out, errors) = measure(folder.path(), &[]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(errors.contains("there is no API description that declares types"), "{errors}");
}
