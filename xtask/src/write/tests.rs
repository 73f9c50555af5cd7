//! Writing, against real folders: what is made, kept and refused. Killed runs are in `kills`.

mod kills;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use generator::Files;
use tempfile::TempDir;

use super::{MARK, Target, compare, write, write_one};

/// A folder of its own, and the crate's folder in it.
struct Place {
    root: TempDir,
    out: PathBuf,
}

impl Place {
    fn new() -> Self {
        let root = TempDir::new().expect("the system gives a folder");
        let out = root.path().join("pets");
        Self { root, out }
    }

    /// A place where a crate was written and a test was added by hand.
    fn written() -> Self {
        let place = Self::new();
        place.write(&pets());
        place.put("tests/behaviour.rs", "by hand");
        place
    }

    fn write(&self, files: &Files) -> usize {
        write(&self.out, "pets", files).expect("the folder can be written").len()
    }

    fn refusal(&self, files: &Files) -> String {
        write(&self.out, "pets", files).expect_err("the folder must be refused").what
    }

    fn put(&self, name: &str, text: &str) {
        put(&self.out, name, text);
    }

    fn target(&self) -> Target {
        Target::find(&self.out, "pets").expect("the folder is one")
    }

    /// The old crate has the version `a` of the library, and the new one `b`.
    fn library(&self) -> String {
        fs::read_to_string(self.out.join("src/lib.rs")).expect("the crate has a library")
    }

    /// Everything beside the crate, which must be nothing.
    fn litter(&self) -> Vec<String> {
        let names = fs::read_dir(self.root.path()).expect("the folder is there");
        let names = names.map(|entry| entry.expect("the entry is there").file_name().to_string_lossy().into_owned());
        names.filter(|name| name != "pets").collect()
    }
}

fn put(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("the path has a folder")).expect("the folder can be made");
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

/// The next version: one file changed, one gone, one new.
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
fn a_first_write_makes_the_folder_and_those_above() {
    let place = Place::new();
    let out = place.out.join("deep/er");
    assert_eq!(write(&out, "pets", &pets()).expect("the folder can be made").len(), 3);
    assert_eq!(fs::read_to_string(out.join("src/lib.rs")).expect("it was written"), generated("a"));
    assert!(place.litter().is_empty());
}

#[test]
fn an_empty_folder_is_taken() {
    let place = Place::new();
    fs::create_dir(&place.out).expect("the folder can be made");
    assert_eq!(place.write(&pets()), 3);
    assert_eq!(place.library(), generated("a"));
}

#[test]
fn the_same_again_touches_nothing() {
    let place = Place::written();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    set_modified(&place.out.join("src/lib.rs"), long_ago);
    let folder = modified(&place.out);
    assert_eq!(place.write(&pets()), 0);
    assert_eq!(modified(&place.out.join("src/lib.rs")), long_ago);
    assert_eq!(modified(&place.out), folder);
}

#[test]
fn a_change_replaces_adds_and_deletes_and_keeps_the_times_of_the_rest() {
    let place = Place::written();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    set_modified(&place.out.join("Cargo.toml"), long_ago);
    set_modified(&place.out.join("tests/behaviour.rs"), long_ago);
    assert_eq!(place.write(&pets_later()), 3);
    assert_eq!(place.library(), generated("b"));
    assert!(place.out.join("src/operations/pets.rs").is_file());
    assert!(!place.out.join("src/types.rs").exists());
    assert_eq!(modified(&place.out.join("Cargo.toml")), long_ago);
    assert_eq!(modified(&place.out.join("tests/behaviour.rs")), long_ago);
    assert!(place.litter().is_empty());
}

#[test]
fn a_folder_of_leftovers_goes_and_an_empty_one_of_anothers_stays() {
    let place = Place::written();
    place.put("src/old/deep.rs", &generated("old"));
    fs::create_dir_all(place.out.join("benches/data")).expect("the folder can be made");
    assert_eq!(place.write(&pets()), 1);
    assert!(!place.out.join("src/old").exists());
    assert!(place.out.join("benches/data").is_dir());
}

#[test]
fn files_of_others_are_kept() {
    let place = Place::written();
    place.put("src/extra.rs", "// mine");
    place.put(".git/config", "[core]");
    place.put(".git/MESSAGE", &generated("a commit message that quotes a header"));
    place.put("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
    place.put("target/debug/deps/pets.d", "deps");
    place.write(&pets_later());
    for name in ["tests/behaviour.rs", "src/extra.rs", ".git/config", ".git/MESSAGE", "target/debug/deps/pets.d"] {
        assert!(place.out.join(name).is_file(), "{name}");
    }
    assert!(place.litter().is_empty());
}

#[test]
fn only_the_first_line_makes_a_file_ours() {
    let place = Place::written();
    place.put("tests/quotes.rs", &format!("//! Second line.\n// {MARK}\n"));
    place.write(&pets_later());
    assert!(place.out.join("tests/quotes.rs").is_file());
}

#[test]
fn a_folder_of_anothers_is_refused_and_left_alone() {
    let place = Place::new();
    place.put("notes.txt", "mine");
    assert_eq!(
        place.refusal(&pets()),
        "pets is not a generated crate: it holds notes.txt, and no generated Cargo.toml"
    );
    place.put("Cargo.toml", "[package]");
    let refusal = place.refusal(&pets());
    assert!(refusal.starts_with("pets is not a generated crate: its Cargo.toml does not carry"), "{refusal}");
    assert_eq!(fs::read_dir(&place.out).expect("the folder is there").count(), 2);
    assert!(place.litter().is_empty());
}

#[test]
fn what_is_in_the_way_is_refused_before_anything_happens() {
    for (name, what) in [
        ("src/operations/pets.rs", "pets/src/operations/pets.rs is a file that is not generated"),
        ("src/operations", "pets/src/operations is a file that is not generated"),
        ("src/operations/pets.rs/note", "pets/src/operations/pets.rs is a folder"),
    ] {
        let place = Place::written();
        place.put(name, "mine");
        let refusal = place.refusal(&pets_later());
        assert!(refusal.starts_with(what), "{refusal}");
        assert_eq!(place.library(), generated("a"));
        assert!(place.litter().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn links_are_carried_over_and_not_followed() {
    let place = Place::written();
    put(place.root.path(), "elsewhere/data.json", "{}");
    let link = place.out.join("tests/data");
    std::os::unix::fs::symlink("../../elsewhere", &link).expect("the link can be made");
    std::os::unix::fs::symlink("nowhere", place.out.join("dangling")).expect("the link can be made");
    place.write(&pets_later());
    assert_eq!(fs::read_link(&link).expect("it is a link"), Path::new("../../elsewhere"));
    assert!(link.join("data.json").is_file());
    assert!(place.out.join("dangling").is_symlink());

    let in_the_way = place.out.join("src/more.rs");
    std::os::unix::fs::symlink("lib.rs", &in_the_way).expect("the link can be made");
    let mut files = pets();
    files.insert("src/more.rs".to_owned(), generated("more"));
    assert!(place.refusal(&files).starts_with("pets/src/more.rs is a symbolic link"));
}

#[cfg(unix)]
#[test]
fn an_out_folder_that_is_a_link_stays_one() {
    let place = Place::written();
    let link = place.root.path().join("link");
    std::os::unix::fs::symlink("pets", &link).expect("the link can be made");
    write(&link, "link", &pets_later()).expect("the folder can be written");
    assert!(link.is_symlink());
    assert_eq!(place.library(), generated("b"));
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_refused_and_a_read_only_file_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::written();
    let mode = |name: &str, mode| {
        fs::set_permissions(place.out.join(name), fs::Permissions::from_mode(mode)).expect("the mode can be set");
    };
    mode("src", 0o555);
    assert_eq!(place.refusal(&pets_later()), "pets/src is read-only");
    assert_eq!(compare(&place.out, "pets", &pets_later()).expect("looking is allowed").len(), 3);
    mode("src", 0o700);
    mode("src/lib.rs", 0o444);
    place.write(&pets_later());
    assert_eq!(place.library(), generated("b"));
    let kept = fs::metadata(place.out.join("src")).expect("the folder is there").permissions().mode();
    assert_eq!(kept & 0o777, 0o700);
}

#[test]
fn names_and_texts_of_the_generator_are_checked_again() {
    let place = Place::new();
    for name in ["", "/a.rs", "../a.rs", "src/../../a.rs", "./a.rs", "src//a.rs", "src/", "a\\b.rs", "c:a.rs", ".git/a"]
    {
        let files = Files::from([(name.to_owned(), generated("a"))]);
        assert!(place.refusal(&files).contains("unsafe name"), "{name}");
    }
    let unmarked = Files::from([("src/lib.rs".to_owned(), "pub fn a() {}\n".to_owned())]);
    assert!(place.refusal(&unmarked).contains("without"));
    assert!(place.refusal(&Files::new()).contains("made no files"));
    assert!(!place.out.exists());
}

#[test]
fn a_file_is_no_folder() {
    let place = Place::new();
    fs::write(&place.out, "a file").expect("the file can be written");
    assert_eq!(place.refusal(&pets()), "pets is a file, and a crate needs a folder");
}

#[test]
fn comparing_finds_stale_missing_and_leftover_files_and_writes_nothing() {
    let place = Place::written();
    let before = modified(&place.out);
    let changes = compare(&place.out, "pets", &pets_later()).expect("the folder can be read");
    let found: Vec<_> = changes.iter().map(|c| (c.path.as_str(), c.before.is_some(), c.after.is_some())).collect();
    let expected = [
        ("pets/src/lib.rs", true, true),
        ("pets/src/operations/pets.rs", false, true),
        ("pets/src/types.rs", true, false),
    ];
    assert_eq!(found, expected);
    assert_eq!(place.library(), generated("a"));
    assert_eq!(modified(&place.out), before);
    assert_eq!(compare(&place.out, "pets", &pets()).expect("the folder can be read"), []);
    let nowhere = place.root.path().join("nowhere/at/all");
    assert_eq!(compare(&nowhere, "nowhere", &pets()).expect("a missing folder is stale").len(), 3);
    assert!(!nowhere.exists());
}

#[test]
fn two_runs_at_once_take_turns() {
    let place = Place::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for files in [pets(), pets_later(), pets(), pets_later()] {
                    place.write(&files);
                }
            });
        }
    });
    assert_eq!(place.library(), generated("b"));
    assert!(place.litter().is_empty());
}

#[test]
fn a_single_file_is_replaced_only_if_it_is_ours() {
    let place = Place::new();
    let path = place.root.path().join("pets.inferred.yaml");
    let write_ledger = |text: &str| write_one(&path, "pets.inferred.yaml", text);
    assert!(write_ledger(&generated("a")).expect("it can be written").is_some());
    let time = modified(&path);
    assert_eq!(write_ledger(&generated("a")).expect("it can be read"), None);
    assert_eq!(modified(&path), time);
    assert!(write_ledger(&generated("b")).expect("it can be written").is_some());
    assert!(write_ledger("no mark").is_err());
    fs::write(&path, "mine").expect("it can be written");
    assert!(write_ledger(&generated("c")).is_err());
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "mine");
    assert_eq!(place.litter(), ["pets.inferred.yaml"]);
}
