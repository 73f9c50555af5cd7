//! Recovery from killed runs.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::super::{Plan, Target, atomic_swap, compare};
use super::{Fixture, generated, pets, pets_later, put, set_modified};

/// A function that changes directories with a complete draft to a state of a killed run.
type State = fn(&Target);

#[test]
fn next_run_recovers_from_every_state_of_a_killed_run() {
    let states: [(&str, State); 6] = [
        ("in the middle of the draft", |target| {
            fs::remove_file(target.draft().join("src/lib.rs")).expect("the draft has it");
            put(&target.draft(), "src/half.rs", "// @gener");
        }),
        ("with the draft complete", |_| {}),
        ("before the exchange", |target| rename(&target.draft(), &target.ready())),
        ("after the exchange", |target| {
            rename(&target.out, &target.old());
            rename(&target.draft(), &target.out);
            rename(&target.old(), &target.ready());
        }),
        ("between two renames", |target| {
            rename(&target.draft(), &target.ready());
            rename(&target.out, &target.old());
        }),
        ("after two renames", |target| {
            rename(&target.out, &target.old());
            rename(&target.draft(), &target.out);
        }),
    ];
    for (name, state) in states {
        let fixture = Fixture::written();
        fixture.put("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
        let target = fixture.target();
        let plan = pets_later();
        atomic_swap::build(&target, &Plan::new(&target, &plan).expect("the plan is sound"))
            .expect("the draft can be made");
        state(&target);
        fixture.write(&pets_later());
        assert_eq!(fixture.library(), generated("b"), "{name}");
        assert_eq!(compare(&fixture.out, "pets", &pets_later()).expect("the file can be read"), [], "{name}");
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
    atomic_swap::build(&target, &Plan::new(&target, &files).expect("the plan is sound"))
        .expect("the draft can be made");
    atomic_swap::swap_with(&target, |_, _| Err(ErrorKind::Unsupported.into())).expect("the directories can be renamed");
    assert_eq!(fixture.library(), generated("b"));
    assert!(fixture.out.join("tests/behaviour.rs").is_file());
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn failed_exchange_keeps_the_old_crate() {
    let fixture = Fixture::written();
    let (target, files) = (fixture.target(), pets_later());
    atomic_swap::build(&target, &Plan::new(&target, &files).expect("the plan is sound"))
        .expect("the draft can be made");
    let error =
        atomic_swap::swap_with(&target, |_, _| Err(ErrorKind::ResourceBusy.into())).expect_err("the exchange fails");
    assert!(error.help.is_some_and(|help| help.contains("mount point")));
    assert_eq!(fixture.library(), generated("a"));
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn first_write_killed_before_the_last_rename_is_completed() {
    let fixture = Fixture::new();
    put(&fixture.target().ready(), "Cargo.toml", &generated("# manifest"));
    assert_eq!(fixture.write(&pets()), 2);
    assert!(fixture.leftovers().is_empty());
}

#[test]
fn files_created_or_changed_during_the_swap_are_kept() {
    let fixture = Fixture::written();
    let target = fixture.target();
    put(&target.ready(), "Cargo.toml", &generated("# manifest"));
    put(&target.ready(), "tests/new.rs", "created meanwhile");
    put(&target.ready(), "tests/behaviour.rs", "changed meanwhile");
    set_modified(&target.ready().join("tests/behaviour.rs"), SystemTime::now() + Duration::from_secs(60));
    fixture.write(&pets());
    let read = |name: &str| fs::read_to_string(fixture.out.join(name)).expect("the file was kept");
    assert_eq!(read("tests/new.rs"), "created meanwhile");
    assert_eq!(read("tests/behaviour.rs"), "changed meanwhile");
    assert!(fixture.leftovers().is_empty());
}

fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("the directory can be renamed");
}
