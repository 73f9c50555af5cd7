//! Killed runs of `cargo xtask codegen` on a client with a lock, a version and a changelog.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

const CLIENTS: &str = "[[client]]
package = \"pets\"
out = \"pets\"
documents = [\"pets.yaml\"]
ledger = \"pets.ledger.yaml\"
version = \"auto\"
changelog = true
";

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
      properties:
        id: {type: integer, format: int64}
";

type State = BTreeMap<PathBuf, Vec<u8>>;

/// Returns the files of a directory by their paths in it, without those of git.
fn state(root: &Path, directory: &Path, found: &mut State) {
    // Files disappear while a run replaces the crate.
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            if entry.file_name() != ".git" {
                state(root, &path, found);
            }
        } else if let Ok(contents) = fs::read(&path) {
            found.insert(path.strip_prefix(root).expect("the file is below the root").to_owned(), contents);
        }
    }
}

fn files(root: &Path) -> State {
    let mut found = State::new();
    state(root, root, &mut found);
    found
}

/// Makes the files of a directory those of a state.
fn restore(root: &Path, files: &State) {
    for directory in ["pets", "specs"] {
        fs::remove_dir_all(root.join(directory)).expect("the directory can be removed");
    }
    for (path, contents) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("the directory can be created");
        fs::write(path, contents).expect("the file can be written");
    }
}

fn codegen(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("--workspace").arg(root).arg("codegen").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn generate(root: &Path) -> State {
    assert!(codegen(root).status().expect("the program runs").success());
    files(root)
}

fn git(root: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").arg("-C").arg(root).args(identity).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Starts a run and kills it after the paths or sizes on the disk have changed several times.
fn kill_after_changes(root: &Path, changes: usize) -> bool {
    let sizes = || files(root).into_iter().map(|(path, contents)| (path, contents.len())).collect::<Vec<_>>();
    let mut run = codegen(root).spawn().expect("the program runs");
    let (mut changed, mut last) = (0, sizes());
    while changed < changes && run.try_wait().expect("the process can be waited for").is_none() {
        let now = sizes();
        changed += usize::from(now != last);
        last = now;
    }
    run.kill().expect("the process can be killed");
    run.wait().expect("the process can be waited for").code().is_none()
}

fn part<'s>(state: &'s State, directory: &str) -> BTreeMap<&'s Path, &'s [u8]> {
    let inside = state.iter().filter(|(path, _)| path.starts_with(directory));
    inside.map(|(path, contents)| (path.as_path(), contents.as_slice())).collect()
}

fn check_kills(is_committed: bool) {
    let kills = if std::env::var_os("FULL_COUNTS").is_some_and(|value| value == "1") { 120 } else { 8 };
    let directory = TempDir::new().expect("a temporary directory can be created");
    let root = directory.path();
    fs::create_dir(root.join("specs")).expect("the directory can be created");
    fs::write(root.join("specs/clients.toml"), CLIENTS).expect("the file can be written");
    fs::write(root.join("specs/pets.yaml"), PETS).expect("the file can be written");
    let first = generate(root);
    if is_committed {
        git(root, &["init", "--quiet"]);
        git(root, &["add", "--all"]);
        git(root, &["commit", "--quiet", "--message", "first"]);
    }
    let changed =
        PETS.replace("operationId: listPets", "operationId: allPets").replace("integer, format: int64", "string");
    fs::write(root.join("specs/pets.yaml"), changed).expect("the file can be written");
    let mut edited = first.clone();
    let document = fs::read(root.join("specs/pets.yaml")).expect("the file can be read");
    edited.insert("specs/pets.yaml".into(), document);
    let second = generate(root);
    let lock = Path::new("specs/pets.lock.yaml");
    assert_ne!(part(&first, "pets"), part(&second, "pets"));
    assert_ne!(first.get(lock), second.get(lock));
    let mut killed = 0;
    for kill in 0..kills {
        restore(root, &edited);
        killed += usize::from(kill_after_changes(root, 1 + kill * 7 % 60));
        let found = files(root);
        let is_new = part(&found, "pets") == part(&second, "pets");
        assert!(is_new || part(&found, "pets") == part(&first, "pets"), "{kill}: the crate is neither old nor new");
        assert!(found.get(lock) == first.get(lock) || is_new, "{kill}: the lock is newer than the crate");
        assert!(
            found.get(lock) == first.get(lock) || found.get(lock) == second.get(lock),
            "{kill}: the lock is partial"
        );
        // The next run leads to the state of a run that was not killed, with one entry in the changelog.
        assert_eq!(generate(root), second, "{kill}");
    }
    assert!(killed > 0, "all runs ended before they were killed");
}

#[test]
fn killed_runs_after_a_commit_leave_crate_and_lock_consistent() {
    check_kills(true);
}

#[test]
fn killed_runs_without_a_repository_leave_crate_and_lock_consistent() {
    check_kills(false);
}
