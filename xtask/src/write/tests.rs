//! Tests of writing in real directories. Killed runs are in `kills`, symbolic links in `links`, documents in `documents`.

mod documents;
mod kills;
#[cfg(unix)]
mod links;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clientsmith::Files;
use tempfile::TempDir;

use super::{Change, Contents, MARK, SingleFile, Target, compare, write};
use crate::error::CliError;

/// A temporary directory, and the crate's directory in it.
struct Fixture {
    root: TempDir,
    out: PathBuf,
}

impl Fixture {
    fn new() -> Self {
        let root = TempDir::new().expect("a temporary directory can be created");
        let out = root.path().join("pets");
        Self { root, out }
    }

    /// Returns a fixture with a generated crate and a hand-written test.
    fn written() -> Self {
        let fixture = Self::new();
        fixture.write(&pets());
        fixture.put("tests/behaviour.rs", "by hand");
        fixture
    }

    fn write(&self, files: &Files) -> usize {
        write(&self.out, "pets", files, &[]).expect("the directory can be written").len()
    }

    /// Writes the crate and a single file with the name `pets.inferred.yaml` in messages.
    fn write_both(&self, path: &Path, files: &Files, text: &str) -> Result<Vec<Change>, CliError> {
        let contents = Contents::Generated(text);
        write(&self.out, "pets", files, &[SingleFile { path, display: "pets.inferred.yaml", contents }])
    }

    fn error(&self, files: &Files) -> String {
        write(&self.out, "pets", files, &[]).expect_err("the directory must be rejected").message
    }

    fn put(&self, name: &str, text: &str) {
        put(&self.out, name, text);
    }

    fn target(&self) -> Target {
        Target::find(&self.out, "pets").expect("the directory is one")
    }

    /// Returns the library: `a` in the old crate, `b` in the new one.
    fn library(&self) -> String {
        fs::read_to_string(self.out.join("src/lib.rs")).expect("the crate has a library")
    }

    /// Returns the siblings of the crate, which must not remain.
    fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.root.path()).expect("the directory is there");
        let names = names.map(|entry| entry.expect("the entry is there").file_name().to_string_lossy().into_owned());
        names.filter(|name| name != "pets").collect()
    }
}

/// Returns the paths of changes.
fn changed(changes: &Result<Vec<Change>, CliError>) -> Vec<&str> {
    changes.as_ref().expect("the files can be written").iter().map(|change| change.path.as_str()).collect()
}

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("the path has a directory")).expect("the directory can be created");
    fs::write(path, text).expect("the file can be written");
}

fn generated(text: &str) -> String {
    format!("// {MARK} from pets.yaml. Do not edit.\n{text}\n")
}

fn pets() -> Files {
    [("Cargo.toml", "# manifest"), ("src/lib.rs", "a"), ("src/types.rs", "types")]
        .map(|(name, text)| (name.to_owned(), generated(text)))
        .into()
}

/// Returns the next version: one file changed, one removed, one new.
fn pets_later() -> Files {
    let mut files = pets();
    files.insert("src/lib.rs".to_owned(), generated("b"));
    files.insert("src/operations/pets.rs".to_owned(), generated("operations"));
    files.remove("src/types.rs");
    files
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|metadata| metadata.modified()).expect("the file is there")
}

fn set_modified(path: &Path, time: SystemTime) {
    let file = fs::File::options().append(true).open(path).expect("the file is there");
    file.set_modified(time).expect("the time can be set");
}

#[test]
fn first_write_creates_the_directory_and_its_parents() {
    let fixture = Fixture::new();
    let out = fixture.out.join("deep/er");
    assert_eq!(write(&out, "pets", &pets(), &[]).expect("the directory can be created").len(), 3);
    assert_eq!(fs::read_to_string(out.join("src/lib.rs")).expect("the file was written"), generated("a"));
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn empty_directory_is_used() {
    let fixture = Fixture::new();
    fs::create_dir(&fixture.out).expect("the directory can be created");
    assert_eq!(fixture.write(&pets()), 3);
    assert_eq!(fixture.library(), generated("a"));
}

#[test]
fn unchanged_files_are_not_written() {
    let fixture = Fixture::written();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    set_modified(&fixture.out.join("src/lib.rs"), long_ago);
    let directory = modified(&fixture.out);
    assert_eq!(fixture.write(&pets()), 0);
    assert_eq!(modified(&fixture.out.join("src/lib.rs")), long_ago);
    assert_eq!(modified(&fixture.out), directory);
}

#[test]
fn change_replaces_adds_and_deletes_and_keeps_other_times() {
    let fixture = Fixture::written();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    set_modified(&fixture.out.join("Cargo.toml"), long_ago);
    set_modified(&fixture.out.join("tests/behaviour.rs"), long_ago);
    assert_eq!(fixture.write(&pets_later()), 3);
    assert_eq!(fixture.library(), generated("b"));
    assert!(fixture.out.join("src/operations/pets.rs").is_file());
    assert!(!fixture.out.join("src/types.rs").exists());
    assert_eq!(modified(&fixture.out.join("Cargo.toml")), long_ago);
    assert_eq!(modified(&fixture.out.join("tests/behaviour.rs")), long_ago);
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn leftover_directory_is_deleted_and_empty_foreign_one_kept() {
    let fixture = Fixture::written();
    fixture.put("src/old/deep.rs", &generated("old"));
    fs::create_dir_all(fixture.out.join("benches/data")).expect("the directory can be created");
    assert_eq!(fixture.write(&pets()), 1);
    assert!(!fixture.out.join("src/old").exists());
    assert!(fixture.out.join("benches/data").is_dir());
}

#[test]
fn foreign_files_are_kept() {
    let fixture = Fixture::written();
    fixture.put("src/extra.rs", "// mine");
    fixture.put(".git/config", "[core]");
    fixture.put(".git/MESSAGE", &generated("a commit message that quotes a header"));
    fixture.put("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    fixture.put("target/debug/deps/pets.d", "deps");
    fixture.write(&pets_later());
    for name in ["tests/behaviour.rs", "src/extra.rs", ".git/config", ".git/MESSAGE", "target/debug/deps/pets.d"] {
        assert!(fixture.out.join(name).is_file(), "{name}");
    }
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn mark_after_the_first_line_is_ignored() {
    let fixture = Fixture::written();
    fixture.put("tests/quotes.rs", &format!("//! Second line.\n// {MARK}\n"));
    fixture.write(&pets_later());
    assert!(fixture.out.join("tests/quotes.rs").is_file());
}

#[test]
fn foreign_directory_is_rejected_and_unchanged() {
    let fixture = Fixture::new();
    fixture.put("notes.txt", "mine");
    assert_eq!(
        fixture.error(&pets()),
        "pets is not a generated crate: it contains notes.txt, and no generated Cargo.toml"
    );
    fixture.put("Cargo.toml", "[package]");
    let error = fixture.error(&pets());
    assert!(error.starts_with("pets is not a generated crate: its Cargo.toml lacks"), "{error}");
    assert_eq!(fs::read_dir(&fixture.out).expect("the directory is there").count(), 2);
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn conflicting_file_is_rejected_before_writing() {
    for (name, what) in [
        ("src/operations/pets.rs", "pets/src/operations/pets.rs is a file that is not generated"),
        ("src/operations", "pets/src/operations is a file that is not generated"),
        ("src/operations/pets.rs/note", "pets/src/operations/pets.rs is a directory"),
    ] {
        let fixture = Fixture::written();
        fixture.put(name, "mine");
        let error = fixture.error(&pets_later());
        assert!(error.starts_with(what), "{error}");
        assert_eq!(fixture.library(), generated("a"));
        assert!(fixture.leftovers().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn read_only_directory_is_rejected_and_read_only_file_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::written();
    let mode = |name: &str, mode| {
        fs::set_permissions(fixture.out.join(name), fs::Permissions::from_mode(mode)).expect("the mode can be set");
    };
    mode("src", 0o555);
    assert_eq!(fixture.error(&pets_later()), "pets/src is read-only");
    assert_eq!(compare(&fixture.out, "pets", &pets_later(), &[]).expect("reading is allowed").len(), 3);
    mode("src", 0o700);
    mode("src/lib.rs", 0o444);
    fixture.write(&pets_later());
    assert_eq!(fixture.library(), generated("b"));
    let kept = fs::metadata(fixture.out.join("src")).expect("the directory is there").permissions().mode();
    assert_eq!(kept & 0o777, 0o700);
}

#[test]
fn unsafe_names_and_unmarked_texts_are_rejected() {
    let fixture = Fixture::new();
    for name in ["", "/a.rs", "../a.rs", "src/../../a.rs", "./a.rs", "src//a.rs", "src/", "a\\b.rs", "c:a.rs", ".git/a"]
    {
        let files = Files::from([(name.to_owned(), generated("a"))]);
        assert!(fixture.error(&files).contains("unsafe name"), "{name}");
    }
    let unmarked = Files::from([("src/lib.rs".to_owned(), "pub fn a() {}\n".to_owned())]);
    assert!(fixture.error(&unmarked).contains("without"));
    assert!(fixture.error(&Files::new()).contains("returned no files"));
    assert!(!fixture.out.exists());
}

#[test]
fn file_as_out_directory_is_rejected() {
    let fixture = Fixture::new();
    fs::write(&fixture.out, "a file").expect("the file can be written");
    assert_eq!(fixture.error(&pets()), "pets is a file, not a directory");
}

#[test]
fn compare_lists_changes_and_writes_nothing() {
    let fixture = Fixture::written();
    let before = modified(&fixture.out);
    let changes = compare(&fixture.out, "pets", &pets_later(), &[]).expect("the directory can be read");
    let found: Vec<_> = changes.iter().map(|c| (c.path.as_str(), c.before.is_some(), c.after.is_some())).collect();
    let expected = [
        ("pets/src/lib.rs", true, true),
        ("pets/src/operations/pets.rs", false, true),
        ("pets/src/types.rs", true, false),
    ];
    assert_eq!(found, expected);
    assert_eq!(fixture.library(), generated("a"));
    assert_eq!(modified(&fixture.out), before);
    assert_eq!(compare(&fixture.out, "pets", &pets(), &[]).expect("the directory can be read"), []);
    let nowhere = fixture.root.path().join("nowhere/at/all");
    assert_eq!(compare(&nowhere, "nowhere", &pets(), &[]).expect("a missing directory is stale").len(), 3);
    assert!(!nowhere.exists());
}

#[test]
fn concurrent_runs_wait_for_each_other() {
    let fixture = Fixture::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for files in [pets(), pets_later(), pets(), pets_later()] {
                    fixture.write(&files);
                }
            });
        }
    });
    assert_eq!(fixture.library(), generated("b"));
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn single_file_is_replaced_only_if_generated() {
    let fixture = Fixture::written();
    let path = fixture.root.path().join("pets.inferred.yaml");
    assert_eq!(changed(&fixture.write_both(&path, &pets(), &generated("a"))), ["pets.inferred.yaml"]);
    let time = modified(&path);
    assert_eq!(fixture.write_both(&path, &pets(), &generated("a")), Ok(Vec::new()));
    assert_eq!(modified(&path), time);
    assert_eq!(changed(&fixture.write_both(&path, &pets(), &generated("b"))), ["pets.inferred.yaml"]);
    assert_eq!(fixture.leftovers(), ["pets.inferred.yaml"]);
}

#[test]
fn single_file_that_cannot_be_written_keeps_the_old_crate() {
    let fixture = Fixture::written();
    let path = fixture.root.path().join("pets.inferred.yaml");
    fs::write(&path, "mine").expect("the file can be written");
    let error = |text: &str| fixture.write_both(&path, &pets_later(), text).expect_err("the file is rejected").message;
    assert_eq!(error(&generated("c")), "pets.inferred.yaml is a file that is not generated");
    assert!(error("no mark").contains("without its mark"));
    assert_eq!(fs::read_to_string(&path).expect("the file exists"), "mine");
    fs::remove_file(&path).expect("the file can be removed");
    fs::create_dir(&path).expect("the directory can be created");
    assert_eq!(error(&generated("c")), "pets.inferred.yaml is a directory");
    assert_eq!(fixture.library(), generated("a"));
    assert_eq!(fixture.leftovers(), ["pets.inferred.yaml"]);
}

#[test]
fn single_file_in_the_directory_is_part_of_the_crate() {
    let fixture = Fixture::new();
    let path = fixture.out.join("data/pets.inferred.yaml");
    assert_eq!(changed(&fixture.write_both(&path, &pets(), &generated("a"))).len(), 4);
    assert_eq!(fixture.write_both(&path, &pets(), &generated("a")), Ok(Vec::new()));
    assert_eq!(changed(&fixture.write_both(&path, &pets(), &generated("b"))), ["pets/data/pets.inferred.yaml"]);
    assert_eq!(fs::read_to_string(&path).expect("the file exists"), generated("b"));
    for name in ["src/lib.rs", ".cache/pets.yaml"] {
        let error = fixture.write_both(&fixture.out.join(name), &pets(), &generated("a"));
        let message = error.expect_err("the name is reserved").message;
        assert_eq!(message, "pets.inferred.yaml is reserved in the crate's directory");
    }
    assert_eq!(fixture.library(), generated("a"));
}
