//! Tests of several runs of `cargo xtask codegen` on one crate and ledger, of killed runs, and of links next to them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

const PETS: &str = "swagger: '2.0'
info: {title: Pets, version: '1'}
host: pets.example
paths:
  /pets/{petId}:
    get:
      operationId: getPet
      parameters:
        - {name: petId, in: path, required: true, type: integer}
      responses:
        200: {description: A pet., schema: {type: object, properties: {name: {type: string}}}}
";

/// A temporary directory with two versions of a document.
struct Fixture(TempDir);

impl Fixture {
    fn new() -> Self {
        let fixture = Self(TempDir::new().expect("a temporary directory can be created"));
        fs::create_dir(fixture.path("ledgers")).expect("the directory can be created");
        for (version, name) in [("1", "name"), ("2", "nickname")] {
            let text = PETS.replace("{name: {type", &format!("{{{name}: {{type"));
            fs::write(fixture.path(&format!("v{version}.yaml")), text).expect("the file can be written");
        }
        fixture
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Starts a run for a version, with the ledger in another directory than the crate.
    fn start(&self, version: &str, more: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["codegen", "--spec", version, "--out", "client", "--package", "pets-client"]);
        command.args(["--ledger", "ledgers/pets.yaml"]).args(more).current_dir(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    }

    fn run(&self, version: &str, more: &[&str]) -> Output {
        self.start(version, more).wait_with_output().expect("the process can be waited for")
    }

    /// Returns the names in a directory, sorted.
    fn names(&self, directory: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(directory)).expect("the directory can be read");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("the entry can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn concurrent_runs_on_one_output_all_succeed() {
    let fixture = Fixture::new();
    for _ in 0..3 {
        let runs: Vec<Child> =
            (0..24).map(|at| fixture.start(if at % 2 == 0 { "v1.yaml" } else { "v2.yaml" }, &[])).collect();
        for run in runs {
            let Output { status, stdout, stderr } = run.wait_with_output().expect("the process can be waited for");
            let [out, errors] = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            assert_eq!(status.code(), Some(0), "{errors}");
            assert!(out.starts_with("pets-client: 1 operation, "), "{out}");
            assert!(errors.lines().all(|line| line.starts_with("waiting for another run ")), "{errors}");
        }
        // The crate and the ledger are of the same run.
        let codes = ["v1.yaml", "v2.yaml"].map(|version| fixture.run(version, &["--check"]).status.code());
        assert!(codes == [Some(0), Some(1)] || codes == [Some(1), Some(0)], "{codes:?}");
        assert_eq!(fixture.names("."), ["client", "ledgers", "v1.yaml", "v2.yaml"]);
        assert_eq!(fixture.names("ledgers"), ["pets.yaml"]);
    }
}

/// Returns the files below a directory with their contents.
fn files(directory: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    // Directories and files disappear while a run replaces the crate.
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(files(&path));
        } else if let Ok(contents) = fs::read(&path) {
            found.insert(path, contents);
        }
    }
    found
}

/// Returns a number that differs if a file or directory below a directory is created, renamed or removed.
fn count_of_paths(directory: &Path) -> usize {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let counts = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => 1 + count_of_paths(&entry.path()),
        _ => 1,
    });
    counts.sum()
}

/// Kills a run after the files on the disk have changed several times. Returns true if the run had not ended.
fn kill_after_changes(fixture: &Fixture, mut run: Child, changes: usize) -> bool {
    let (mut changed, mut last) = (0, count_of_paths(fixture.0.path()));
    while changed < changes && run.try_wait().expect("the process can be waited for").is_none() {
        let count = count_of_paths(fixture.0.path());
        changed += usize::from(count != last);
        last = count;
    }
    run.kill().expect("the process can be killed");
    run.wait().expect("the process can be waited for").code().is_none()
}

#[test]
fn killed_run_leaves_a_complete_crate() {
    let kills = if std::env::var_os("FULL_COUNTS").is_some_and(|value| value == "1") { 200 } else { 6 };
    let fixture = Fixture::new();
    let mut complete = ["v1.yaml", "v2.yaml"].map(|version| {
        assert_eq!(fixture.run(version, &[]).status.code(), Some(0));
        files(&fixture.path("client"))
    });
    fs::create_dir_all(fixture.path("client/tests")).expect("the directory can be created");
    let by_hand = fixture.path("client/tests/by_hand.rs");
    fs::write(&by_hand, "// By hand.").expect("the file can be written");
    complete.iter_mut().for_each(|files| drop(files.insert(by_hand.clone(), b"// By hand.".to_vec())));
    let mut killed = 0;
    for kill in 0..kills {
        let [from, to] = if kill % 2 == 0 { ["v2.yaml", "v1.yaml"] } else { ["v1.yaml", "v2.yaml"] };
        // A run changes the disk some hundred times; more of these changes are seen on an idle machine.
        let run = fixture.start(to, &[]);
        killed += usize::from(kill_after_changes(&fixture, run, 1 + kill * 7 % 60));
        let found = files(&fixture.path("client"));
        assert!(complete.contains(&found), "{kill}: {:?}", found.keys());
        // The next run succeeds, and removes what the killed one left.
        let version = if kill % 3 == 0 { to } else { from };
        assert_eq!(fixture.run(version, &[]).status.code(), Some(0), "{kill}");
        assert_eq!(fixture.run(to, &[]).status.code(), Some(0), "{kill}");
        assert_eq!(fixture.run(to, &["--check"]).status.code(), Some(0), "{kill}");
        assert_eq!(fixture.names("."), ["client", "ledgers", "v1.yaml", "v2.yaml"], "{kill}");
        assert_eq!(fixture.names("ledgers"), ["pets.yaml"], "{kill}");
    }
    assert!(killed > 0, "all runs ended before they were killed");
}

#[cfg(unix)]
#[test]
fn planted_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    let link = |target: &str, name: &str| symlink(target, fixture.path(name)).expect("the link can be made");
    let stranger = |text: &str| fs::read_to_string(fixture.path(text)).expect("the file is kept");
    fs::create_dir(fixture.path("stranger")).expect("the directory can be created");
    fs::write(fixture.path("stranger/secret.txt"), "secret").expect("the file can be written");
    for state in ["draft", "ready", "old"] {
        link("stranger", &format!(".client.codegen-{state}"));
    }
    link("../stranger/secret.txt", "ledgers/.pets.yaml.codegen-draft");
    for version in ["v1.yaml", "v2.yaml"] {
        assert_eq!(fixture.run(version, &[]).status.code(), Some(0));
        assert_eq!(fixture.run(version, &["--check"]).status.code(), Some(0));
    }
    assert_eq!(stranger("stranger/secret.txt"), "secret");
    assert_eq!(fixture.names("stranger"), ["secret.txt"]);
    assert!(!fixture.path("client/secret.txt").exists());
    assert!(!fixture.path("ledgers/pets.yaml").is_symlink());

    for (name, target) in [("client", "stranger"), ("ledgers/pets.yaml", "../stranger/secret.txt")] {
        let saved = fixture.path("saved");
        fs::rename(fixture.path(name), &saved).expect("the file can be renamed");
        link(target, name);
        let run = fixture.run("v1.yaml", &[]);
        let errors = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{errors}");
        let message = format!("error: {name} is a symbolic link, which is never followed for writing\n");
        assert!(errors.starts_with(&message) && errors.contains("help: name the path that it points to"), "{errors}");
        assert_eq!(fs::read_link(fixture.path(name)).expect("the link is kept"), Path::new(target));
        fs::remove_file(fixture.path(name)).expect("the link can be removed");
        fs::rename(saved, fixture.path(name)).expect("the file can be renamed");
    }
    assert_eq!(stranger("stranger/secret.txt"), "secret");
    assert_eq!(fixture.run("v2.yaml", &["--check"]).status.code(), Some(0), "nothing was changed");
}
