//! Versions and changelogs of clients, over several versions of a document.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const PETS: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: https://pets.example}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200': {description: Pets, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int64}
";

/// A workspace with a client.
struct Workspace(TempDir);

/// The result of a run.
struct Run {
    code: Option<i32>,
    out: String,
    errors: String,
}

impl Workspace {
    fn new(settings: &str) -> Self {
        let workspace = Self(TempDir::new().expect("a temporary directory can be created"));
        fs::create_dir(workspace.path().join("specs")).expect("the directory can be created");
        workspace.configure(settings);
        workspace.put("specs/pets.yaml", PETS);
        workspace
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn configure(&self, settings: &str) {
        let client = "[[client]]\npackage = \"pets\"\nout = \"pets\"\ndocuments = [\"pets.yaml\"]\nledger = \"pets.ledger.yaml\"\n";
        self.put("specs/clients.toml", &format!("{client}{settings}"));
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).expect("the file can be written");
    }

    fn get(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("the file can be read")
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.get(name);
        assert!(text.contains(from), "{from:?} is in {text}");
        self.put(name, &text.replacen(from, to, 1));
    }

    fn codegen(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output = command.arg("--workspace").arg(self.path()).arg("codegen").args(arguments).output();
        let output = output.expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        Run { code: output.status.code(), out: text(output.stdout), errors: text(output.stderr) }
    }

    /// Generates without errors, and returns the output.
    #[track_caller]
    fn generate(&self) -> String {
        let run = self.codegen(&[]);
        assert_eq!((run.code, run.errors.as_str()), (Some(0), ""), "{}", run.out);
        assert_eq!(self.codegen(&["--check"]).code, Some(0), "{}", run.out);
        run.out
    }

    #[track_caller]
    fn assert_version(&self, version: &str) {
        let manifest = self.get("pets/Cargo.toml");
        assert!(manifest.contains(&format!("\nversion = \"{version}\"\n")), "{manifest}");
        assert!(self.get("pets/src/client.rs").contains(&format!("pets/{version}")));
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").arg("-C").arg(self.path()).args(identity).args(arguments).output();
        let output = output.expect("git runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self) {
        if !self.path().join(".git").exists() {
            self.git(&["init", "--quiet"]);
        }
        self.git(&["add", "specs", "pets"]);
        self.git(&["commit", "--quiet", "--message", "change"]);
    }
}

const FIELD: (&str, &str) =
    ("id: {type: integer, format: int64}", "id: {type: integer, format: int64}\n        name: {type: string}");
const BREAK: (&str, &str) = ("id: {type: integer, format: int64}", "id: {type: string}");

#[test]
fn version_follows_the_changes_since_the_last_commit() {
    let workspace = Workspace::new("version = \"auto\"\nchangelog = true\n");
    workspace.generate();
    workspace.assert_version("0.1.0");
    workspace.commit();
    assert!(!workspace.path().join("pets/CHANGELOG.md").exists());

    workspace.edit("specs/pets.yaml", FIELD.0, FIELD.1);
    let out = workspace.generate();
    workspace.assert_version("0.1.1");
    let summary = "  API since the last commit: 1 added, 0 changed, 0 removed; source: minor, wire: none
  breaking: nothing
  version 0.1.1 after 0.1.0; `cargo xtask diff --client pets` shows all changes
";
    assert!(out.ends_with(summary), "{out}");
    let changelog = workspace.get("pets/CHANGELOG.md");
    assert!(changelog.contains("## 0.1.1\n") && changelog.contains("`types::Pet::name`, new: "), "{changelog}");

    // A second change before the commit counts from the commit as well.
    workspace.edit("specs/pets.yaml", BREAK.0, BREAK.1);
    let out = workspace.generate();
    workspace.assert_version("0.2.0");
    assert!(out.contains("breaking: types::Pet::id, types::Pet::new\n  version 0.2.0 after 0.1.0;"), "{out}");
    let changelog = workspace.get("pets/CHANGELOG.md");
    let entry = changelog.split("## 0.1.1").next().expect("a part");
    assert!(
        entry.contains("## 0.2.0") && entry.contains("`types::Pet::id`: `pub id: i64` is now `pub id: String`"),
        "{changelog}"
    );
    assert!(entry.contains("`types::Pet::name`, new: "), "{changelog}");
    workspace.commit();
    assert!(workspace.generate().ends_with("(unchanged)\n"));

    // Changed documentation is a patch without an entry.
    workspace.edit("specs/pets.yaml", "description: Pets,", "description: All pets,");
    workspace.generate();
    workspace.edit("specs/pets.yaml", "operationId: listPets", "operationId: listPets\n      summary: Lists pets.");
    workspace.generate();
    workspace.assert_version("0.2.1");
    assert_eq!(workspace.get("pets/CHANGELOG.md"), changelog);
}

#[test]
fn version_that_was_set_by_hand_is_kept() {
    let workspace = Workspace::new("version = \"auto\"\n");
    workspace.generate();
    workspace.edit("pets/Cargo.toml", "version = \"0.1.0\"", "version = \"1.0.0\"");
    workspace.edit("specs/pets.yaml", FIELD.0, FIELD.1);
    workspace.generate();
    workspace.assert_version("1.0.0");
    workspace.edit("specs/pets.yaml", BREAK.0, BREAK.1);
    workspace.generate();
    workspace.assert_version("2.0.0");
    // The removal of the change does not lower it.
    workspace.put("specs/pets.yaml", PETS);
    workspace.generate();
    workspace.assert_version("3.0.0");
}

#[test]
fn check_fails_for_a_change_without_a_new_version() {
    let workspace = Workspace::new("version = \"0.3.0\"\n");
    workspace.generate();
    workspace.assert_version("0.3.0");
    workspace.commit();
    workspace.edit("specs/pets.yaml", BREAK.0, BREAK.1);
    let run = workspace.codegen(&[]);
    assert_eq!(run.code, Some(0), "{}", run.errors);
    let message =
        "the API of pets changed since version 0.3.0: set a later `version` in specs/clients.toml, such as 0.4.0";
    assert!(run.errors.contains(message), "{}", run.errors);
    workspace.commit();
    let check = workspace.codegen(&["--check"]);
    assert_eq!(check.code, Some(1), "{}", check.out);
    assert!(check.errors.contains("the API of pets changed since version 0.3.0"), "{}", check.errors);
    workspace.configure("version = \"0.4.0\"\n");
    workspace.generate();
    workspace.assert_version("0.4.0");
}

#[test]
fn changelog_without_a_version_and_a_repository_is_continued() {
    let workspace = Workspace::new("changelog = true\n");
    workspace.generate();
    workspace.edit("specs/pets.yaml", FIELD.0, FIELD.1);
    let out = workspace.generate();
    assert!(out.contains("API since the last run: 1 added, 0 changed, 0 removed; source: minor\n"), "{out}");
    workspace.edit("pets/CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\nPets have names.\n");
    workspace.edit("specs/pets.yaml", BREAK.0, BREAK.1);
    workspace.generate();
    let changelog = workspace.get("pets/CHANGELOG.md");
    assert!(changelog.contains("Pets have names.\n"), "{changelog}");
    assert!(changelog.contains("`types::Pet::name`, new") && changelog.contains("`types::Pet::id`: "), "{changelog}");
    assert_eq!(changelog.matches("## ").count(), 2 + changelog.matches("### ").count() - 1, "{changelog}");
    workspace.assert_version("0.1.0");
    // Without the setting, the file stays.
    workspace.configure("");
    workspace.generate();
    assert_eq!(workspace.get("pets/CHANGELOG.md"), changelog);
}

#[test]
fn changelog_of_the_author_is_not_replaced() {
    let workspace = Workspace::new("changelog = true\n");
    workspace.generate();
    workspace.put("pets/CHANGELOG.md", "# My changes\n");
    workspace.edit("specs/pets.yaml", FIELD.0, FIELD.1);
    let run = workspace.codegen(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.errors.contains("CHANGELOG.md"), "{}", run.errors);
    assert_eq!(workspace.get("pets/CHANGELOG.md"), "# My changes\n");
}

#[test]
fn invalid_version_is_reported_with_its_line() {
    for (version, message) in [("\"1.2\"", "`version` must be"), ("\"0.1.0\"\nlock = false", "needs a lock")] {
        let workspace = Workspace::new(&format!("version = {version}\n"));
        let run = workspace.codegen(&[]);
        assert_eq!(run.code, Some(2));
        assert!(run.errors.contains("specs/clients.toml:") && run.errors.contains(message), "{}", run.errors);
    }
}
