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
  instead use `String`
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
                  instead of `i64`. Instead: use `String` (new.yaml:19, document)\n";
    assert!(out[breaking..compatible].contains(bullet), "{out}");
    assert!(
        out[compatible..].contains("- `types::Pet::name`, new: `pub name: Option<String>` (new.yaml:20, document)\n"),
        "{out}"
    );
}

/// Runs git in a repository of a test, with a configuration that does not depend on the user's.
fn git(root: &std::path::Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").arg("-C").arg(root).args(identity).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn client_is_compared_with_a_commit() {
    let versions = breaking();
    let root = versions.directory.path();
    fs::create_dir(versions.path("specs")).expect("the directory can be created");
    let clients =
        "[[client]]\npackage = \"pets\"\nout = \"pets\"\ndocuments = [\"pets.yaml\"]\nledger = \"pets.ledger.yaml\"\n";
    fs::write(versions.path("specs/clients.toml"), clients).expect("the file can be written");
    fs::copy(versions.path("old.yaml"), versions.path("specs/pets.yaml")).expect("the file can be copied");
    let xtask = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.arg("--workspace").arg(root).args(arguments).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, _, errors) = xtask(&["diff", "--client", "pets"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("is not a commit of this repository"), "{errors}");
    git(root, &["init", "--quiet"]);
    assert_eq!(xtask(&["codegen"]).0, Some(0));
    git(root, &["add", "specs", "pets"]);
    git(root, &["commit", "--quiet", "--message", "first"]);
    let (code, out, errors) = xtask(&["diff", "--client", "pets"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    assert!(out.ends_with("source: none, wire: none: no new version\n"), "{out}");

    fs::copy(versions.path("new.yaml"), versions.path("specs/pets.yaml")).expect("the file can be copied");
    let (code, out, errors) = xtask(&["diff", "--client", "pets", "--fail-on", "major"]);
    assert_eq!((code, errors.as_str()), (Some(1), ""), "{out}");
    assert!(out.contains("at specs/pets.yaml:18 -> specs/pets.yaml:19"), "{out}");
    // The result of an earlier generator is the committed outline.
    let outline = fs::read_to_string(versions.path("pets/API.md")).expect("the file exists");
    fs::write(versions.path("pets/API.md"), outline.replace("Pet::tag", "Pet::label"))
        .expect("the file can be written");
    git(root, &["commit", "--quiet", "--all", "--message", "second"]);
    let (code, out, _) = xtask(&["diff", "--client", "pets"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("source: major, wire: none, cause: generator") && out.contains("types::Pet::label"), "{out}");
    let (code, _, errors) = xtask(&["diff", "--client", "birds"]);
    assert_eq!(code, Some(2));
    assert!(errors.contains("its clients are pets"), "{errors}");
}
