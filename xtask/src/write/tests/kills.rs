//! Recovery from killed runs.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::super::{Plan, Target, atomic_swap, compare};
use super::{Fixture, generated, pets, pets_later, put, set_modified};

/// A function that changes directories with a complete draft to a state of a killed run.
type State = fn(&Target, &Path);

/// Returns the names of scratch directories of the crate.
fn sibling(target: &Target, name: &str) -> PathBuf {
    target.parent.join(format!(".pets.codegen-{name}"))
}

/// Builds the next version in a directory that remains when the run is killed.
fn draft(target: &Target) -> PathBuf {
    let files = pets_later();
    let plan = Plan::new(target, &files).expect("the plan is sound");
    atomic_swap::build(target, &plan).expect("the draft can be made").keep()
}

#[test]
fn next_run_recovers_from_every_state_of_a_killed_run() {
    let states: [(&str, State); 7] = [
        ("with an empty draft", |_, draft| {
            fs::remove_dir_all(draft).and_then(|()| fs::create_dir(draft)).expect("the draft can be emptied");
        }),
        ("in the middle of the draft", |_, draft| {
            fs::remove_file(draft.join("src/lib.rs")).expect("the draft has it");
            put(draft, "src/half.rs", "");
        }),
        ("with the draft complete", |_, _| {}),
        ("after the exchange", |target, draft| {
            let between = target.parent.join("between");
            rename(&target.out, &between);
            rename(draft, &target.out);
            rename(&between, draft);
        }),
        ("in the middle of removing the old crate", |target, draft| {
            let between = target.parent.join("between");
            rename(&target.out, &between);
            rename(draft, &target.out);
            rename(&between, draft);
            rename(&draft.join("target"), &target.out.join("target"));
            fs::remove_file(draft.join("Cargo.toml")).expect("the old crate has it");
        }),
        ("between two renames", |target, _| rename(&target.out, &sibling(target, "old-abcdefABCDEF"))),
        ("after two renames", |target, draft| {
            rename(&target.out, &sibling(target, "old-abcdefABCDEF"));
            rename(draft, &target.out);
        }),
    ];
    for (name, state) in states {
        let fixture = Fixture::written();
        fixture.put("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
        let target = fixture.target();
        let draft = draft(&target);
        state(&target, &draft);
        fixture.write(&pets_later());
        assert_eq!(fixture.library(), generated("b"), "{name}");
        assert_eq!(compare(&fixture.out, "pets", &pets_later(), &[]).expect("the file can be read"), [], "{name}");
        assert!(fixture.out.join("tests/behaviour.rs").is_file(), "{name}");
        assert!(fixture.out.join("target/CACHEDIR.TAG").is_file(), "{name}");
        assert!(!fixture.out.join("src/half.rs").exists(), "{name}");
        assert_eq!(fixture.leftovers(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn old_crate_is_renamed_if_exchange_is_unsupported() {
    let fixture = Fixture::written();
    let (target, files) = (fixture.target(), pets_later());
    let plan = Plan::new(&target, &files).expect("the plan is sound");
    let draft = atomic_swap::build(&target, &plan).expect("the draft can be made");
    atomic_swap::swap_with(&target, draft, |_, _| Err(ErrorKind::Unsupported.into()))
        .expect("the directories can be renamed");
    assert_eq!(fixture.library(), generated("b"));
    assert!(fixture.out.join("tests/behaviour.rs").is_file());
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn failed_exchange_keeps_the_old_crate() {
    let fixture = Fixture::written();
    let (target, files) = (fixture.target(), pets_later());
    let plan = Plan::new(&target, &files).expect("the plan is sound");
    let draft = atomic_swap::build(&target, &plan).expect("the draft can be made");
    let error = atomic_swap::swap_with(&target, draft, |_, _| Err(ErrorKind::ResourceBusy.into()))
        .expect_err("the exchange fails");
    assert!(error.help.is_some_and(|help| help.contains("mount point")));
    assert_eq!(fixture.library(), generated("a"));
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn first_write_killed_before_the_last_rename_is_repeated() {
    let fixture = Fixture::new();
    put(&sibling(&fixture.target(), "new-abcdefABCDEF"), "Cargo.toml", &generated("# manifest"));
    assert_eq!(fixture.write(&pets()), 3);
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn files_created_or_changed_during_the_swap_are_kept() {
    let fixture = Fixture::written();
    let rest = fixture.root.path().join("rest");
    put(&rest, "Cargo.toml", &generated("# manifest"));
    put(&rest, "tests/new.rs", "created meanwhile");
    put(&rest, "tests/behaviour.rs", "changed meanwhile");
    set_modified(&rest.join("tests/behaviour.rs"), SystemTime::now() + Duration::from_secs(60));
    atomic_swap::remove_replaced(&rest, &fixture.out).expect("the directory can be removed");
    let read = |name: &str| fs::read_to_string(fixture.out.join(name)).expect("the file was kept");
    assert_eq!(read("tests/new.rs"), "created meanwhile");
    assert_eq!(read("tests/behaviour.rs"), "changed meanwhile");
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn other_files_in_a_leftover_directory_are_not_moved_or_deleted() {
    let fixture = Fixture::written();
    let leftover = sibling(&fixture.target(), "new-abcdefABCDEF");
    put(&leftover, "Cargo.toml", &generated("# manifest"));
    put(&leftover, "tests/behaviour.rs", "by hand");
    put(&leftover, "tests/new.rs", "only here");
    fixture.write(&pets_later());
    assert_eq!(fixture.library(), generated("b"));
    assert!(!fixture.out.join("tests/new.rs").exists());
    assert_eq!(fs::read_to_string(leftover.join("tests/new.rs")).expect("the file is kept"), "only here");
    assert!(!leftover.join("tests/behaviour.rs").exists(), "the crate has the same file");
    assert!(!leftover.join("Cargo.toml").exists(), "it is generated");
}

#[test]
fn directories_with_other_names_are_not_scratch_directories() {
    let fixture = Fixture::new();
    let names = ["draft", "ready", "old", "new-", "new-short", "new-abcdef-ABCDE", "old-abcdefABCDEFG"];
    for name in names {
        put(&sibling(&fixture.target(), name), "Cargo.toml", &generated("# of someone else"));
    }
    assert_eq!(fixture.write(&pets()), 3);
    assert_eq!(fixture.leftovers().len(), names.len());
}

#[test]
fn drafts_of_the_single_file_are_removed_unless_in_use() {
    let fixture = Fixture::written();
    let draft = |name: &str, text: &str| {
        let path = fixture.root.path().join(name);
        fs::write(&path, text).expect("the file can be written");
        path
    };
    let path = fixture.root.path().join("pets.yaml");
    let write = || fixture.write_both(&path, &pets(), &generated("a")).expect("the file can be written");
    write();
    let killed = draft(".pets.yaml.codegen-new-aaaaaaaaaaaa", &generated("half"));
    let killed_early = draft(".pets.yaml.codegen-new-bbbbbbbbbbbb", "");
    let in_use = draft(".pets.yaml.codegen-new-cccccccccccc", &generated("half"));
    let foreign = draft(".pets.yaml.codegen-new-dddddddddddd", "by hand");
    let open = fs::File::open(&in_use).expect("the file exists");
    open.lock().expect("the file can be locked");
    write();
    let exist = [&killed, &killed_early, &in_use, &foreign].map(|path| path.exists());
    assert_eq!(exist, [false, false, true, true]);
}

fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("the directory can be renamed");
}
