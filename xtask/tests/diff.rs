//! Tests of `cargo xtask diff`, for two versions of a small document.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const OLD: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: https://pets.example}]
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, format: int32}}
      responses:
        '200': {description: Pets, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64}
        tag: {type: string}
";

struct Versions {
    directory: TempDir,
}

impl Versions {
    fn new(edits: &[(&str, &str)]) -> Self {
        let directory = TempDir::new().expect("a temporary directory can be created");
        let new = edits.iter().fold(OLD.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let versions = Self { directory };
        fs::write(versions.path("old.yaml"), OLD).expect("the file can be written");
        fs::write(versions.path("new.yaml"), new).expect("the file can be written");
        versions
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Runs the command in the directory of the documents.
    fn diff(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(self.directory.path()).args(["diff", "old.yaml", "new.yaml"]).args(arguments);
        let output = command.output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

/// A new required parameter, a type that changed in responses, and a new field.
fn breaking() -> Versions {
    Versions::new(&[
        (
            "{name: limit, in: query, ",
            "{name: day, in: query, required: true, schema: {type: string}}\n        - {name: limit, in: query, ",
        ),
        ("id: {type: integer, format: int64}", "id: {type: string}\n        name: {type: string}"),
    ])
}

#[test]
fn text_shows_places_causes_and_replacements() {
    let (code, out, errors) = breaking().diff(&[]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let expected = "\
  - pub fn list_pets(&self) -> Call<'_, ListPets, M>
  + pub fn list_pets(&self, day: impl Into<String>) -> Call<'_, ListPets, M>
  source: major, wire: major, cause: document
  because `day` is a new argument
  because `day` is required
  instead .list_pets(day)
  at old.yaml:6 -> new.yaml:6
";
    assert!(out.starts_with("major Client::list_pets ") && out.contains(expected), "{out}");
    let expected = "
  - pub id: i64
  + pub id: String
  source: major, wire: major, cause: document
  because the type changed
  because responses contain `String` instead of `i64`
  instead use a `String`
  at old.yaml:18 -> new.yaml:19
";
    assert!(out.contains(expected), "{out}");
    let expected = "
  + pub name: Option<String>
  source: minor, wire: none, cause: document
  at new.yaml:20
";
    assert!(out.contains(expected), "{out}");
    let totals = "1 added, 3 changed, 0 removed
source: major, wire: major: next major version; for 0.x the next minor version\n";
    assert!(out.ends_with(totals), "{out}");
}

#[test]
fn level_decides_about_the_exit_code() {
    let minor = Versions::new(&[("tag: {type: string}", "tag: {type: string}\n        name: {type: string}")]);
    assert_eq!(minor.diff(&["--fail-on", "major"]).0, Some(0));
    assert_eq!(minor.diff(&["--fail-on", "minor"]).0, Some(1));
    assert_eq!(breaking().diff(&["--fail-on", "major"]).0, Some(1));
    let (code, out, _) = Versions::new(&[]).diff(&["--fail-on", "minor"]);
    assert_eq!(
        (code, out.as_str()),
        (Some(0), "0 added, 0 changed, 0 removed\nsource: none, wire: none: no new version\n")
    );
    assert_eq!(Versions::new(&[("type: object", "type: [")]).diff(&[]).0, Some(2));
}

#[test]
fn accepted_changes_do_not_count() {
    let versions = breaking();
    let fingerprints = || {
        let (_, out, _) = versions.diff(&["--format", "json"]);
        let json: Value = serde_json::from_str(&out).expect("the output is JSON");
        let changes = json["changes"].as_array().expect("a list").clone();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        changes.iter().map(|change| (text(&change["item"]), text(&change["fingerprint"]))).collect::<Vec<_>>()
    };
    let known = fingerprints();
    let entries = known.iter().filter(|(item, _)| item != "types::Pet::name").map(|(_, fingerprint)| {
        format!("[[ignore]]\nfingerprint = {fingerprint:?}\nreason = \"agreed with all callers\"\n")
    });
    fs::write(versions.path("accepted.toml"), entries.collect::<String>()).expect("the file can be written");
    let arguments = ["--ignore", "accepted.toml", "--fail-on", "major"];
    let (code, out, errors) = versions.diff(&arguments);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("ignored: agreed with all callers"), "{out}");
    assert!(out.contains("source: minor, wire: none"), "{out}");

    // Fingerprints do not depend on locations.
    let moved = fs::read_to_string(versions.path("new.yaml")).expect("the file exists").replace("paths:", "\n\npaths:");
    fs::write(versions.path("new.yaml"), moved).expect("the file can be written");
    assert_eq!(fingerprints(), known);

    fs::write(versions.path("new.yaml"), OLD).expect("the file can be written");
    let (_, out, _) = versions.diff(&["--ignore", "accepted.toml"]);
    assert!(out.contains(&format!("no change has the accepted fingerprint {}", known[0].1)), "{out}");
}

#[test]
fn markdown_lists_changes_by_level() {
    let (code, out, errors) = breaking().diff(&["--format", "markdown"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let breaking = out.find("### Breaking").expect("a section");
    let compatible = out.find("### Compatible").expect("a section");
    assert!(breaking < compatible);
    let bullet = "- `types::Pet::id`: `pub id: i64` is now `pub id: String`: the type changed; responses contain `String` \
                  instead of `i64`. Instead: use a `String` (new.yaml:19, document)\n";
    assert!(out[breaking..compatible].contains(bullet), "{out}");
    assert!(
        out[compatible..].contains("- `types::Pet::name`, new: `pub name: Option<String>` (new.yaml:20, document)\n"),
        "{out}"
    );
}
