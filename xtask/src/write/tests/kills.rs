//! What a killed run leaves behind, and how the next one puts it right.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::super::{Plan, Target, compare, swap};
use super::{Place, generated, pets, pets_later, put, set_modified};

/// Brings folders with a complete draft to where a killed run may have left them.
type State = fn(&Target);

/// Every state that a kill can leave behind: the next run ends in the same folder, and loses nothing.
#[test]
fn a_killed_run_is_put_right_by_the_next() {
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
        let place = Place::written();
        place.put("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55");
        let target = place.target();
        let plan = pets_later();
        swap::build(&target, &Plan::make(&target, &plan).expect("the plan is sound")).expect("the draft can be made");
        state(&target);
        place.write(&pets_later());
        assert_eq!(place.library(), generated("b"), "{name}");
        assert_eq!(compare(&place.out, "pets", &pets_later()).expect("it can be read"), [], "{name}");
        assert!(place.out.join("tests/behaviour.rs").is_file(), "{name}");
        assert!(place.out.join("target/CACHEDIR.TAG").is_file(), "{name}");
        assert!(!place.out.join("src/half.rs").exists(), "{name}");
        assert_eq!(place.litter(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn without_an_exchange_the_old_crate_is_renamed_away() {
    let place = Place::written();
    let (target, files) = (place.target(), pets_later());
    swap::build(&target, &Plan::make(&target, &files).expect("the plan is sound")).expect("the draft can be made");
    swap::swap_by(&target, |_, _| Err(ErrorKind::Unsupported.into())).expect("the folders can be renamed");
    assert_eq!(place.library(), generated("b"));
    assert!(place.out.join("tests/behaviour.rs").is_file());
    assert!(place.litter().is_empty());
}

#[test]
fn a_refused_exchange_leaves_the_old_crate() {
    let place = Place::written();
    let (target, files) = (place.target(), pets_later());
    swap::build(&target, &Plan::make(&target, &files).expect("the plan is sound")).expect("the draft can be made");
    let fault = swap::swap_by(&target, |_, _| Err(ErrorKind::ResourceBusy.into())).expect_err("it is refused");
    assert!(fault.help.is_some_and(|help| help.contains("mount point")));
    assert_eq!(place.library(), generated("a"));
    assert!(place.litter().is_empty());
}

#[test]
fn a_first_write_killed_before_its_last_rename_is_taken_up() {
    let place = Place::new();
    put(&place.target().ready(), "Cargo.toml", &generated("# manifest"));
    assert_eq!(place.write(&pets()), 2);
    assert!(place.litter().is_empty());
}

#[test]
fn what_was_made_or_changed_during_the_swap_is_not_lost() {
    let place = Place::written();
    let target = place.target();
    put(&target.ready(), "Cargo.toml", &generated("# manifest"));
    put(&target.ready(), "tests/new.rs", "made meanwhile");
    put(&target.ready(), "tests/behaviour.rs", "changed meanwhile");
    set_modified(&target.ready().join("tests/behaviour.rs"), SystemTime::now() + Duration::from_secs(60));
    place.write(&pets());
    let read = |name: &str| fs::read_to_string(place.out.join(name)).expect("it was kept");
    assert_eq!(read("tests/new.rs"), "made meanwhile");
    assert_eq!(read("tests/behaviour.rs"), "changed meanwhile");
    assert!(place.litter().is_empty());
}

fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("the folder can be renamed");
}
