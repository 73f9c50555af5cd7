//! Symbolic links, at the paths that are written and next to them: none is followed for writing.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::super::{compare, write};
use super::{Fixture, generated, pets, pets_later, put};

/// A directory of someone else, with a file that looks generated and one that does not.
struct Stranger(PathBuf);

impl Stranger {
    fn new(fixture: &Fixture) -> Self {
        let directory = fixture.root.path().join("stranger");
        put(&directory, "Cargo.toml", &generated("# of someone else"));
        put(&directory, "tests/new.rs", "of someone else");
        Self(directory)
    }

    #[track_caller]
    fn assert_unchanged(&self) {
        let read = |name: &str| fs::read_to_string(self.0.join(name)).expect("the file is kept");
        assert_eq!(read("Cargo.toml"), generated("# of someone else"));
        assert_eq!(read("tests/new.rs"), "of someone else");
        assert_eq!(fs::read_dir(&self.0).expect("the directory is kept").count(), 2);
        assert_eq!(fs::read_dir(self.0.join("tests")).expect("the directory is kept").count(), 1);
    }
}

#[test]
fn links_are_copied_and_not_followed() {
    let fixture = Fixture::written();
    put(fixture.root.path(), "elsewhere/data.json", "{}");
    let link = fixture.out.join("tests/data");
    symlink("../../elsewhere", &link).expect("the link can be made");
    symlink("nowhere", fixture.out.join("dangling")).expect("the link can be made");
    fixture.write(&pets_later());
    assert_eq!(fs::read_link(&link).expect("the path is a link"), Path::new("../../elsewhere"));
    assert!(link.join("data.json").is_file());
    assert!(fixture.out.join("dangling").is_symlink());

    let conflict = fixture.out.join("src/more.rs");
    symlink("lib.rs", &conflict).expect("the link can be made");
    let mut files = pets();
    files.insert("src/more.rs".to_owned(), generated("more"));
    assert!(fixture.error(&files).starts_with("pets/src/more.rs is a symbolic link"));
}

#[test]
fn links_at_names_of_scratch_directories_are_ignored() {
    let fixture = Fixture::written();
    let stranger = Stranger::new(&fixture);
    let names = [
        ".pets.codegen-draft",
        ".pets.codegen-ready",
        ".pets.codegen-old",
        ".pets.codegen-new-000000000000",
        ".pets.codegen-old-000000000000",
    ];
    let links = names.map(|name| fixture.root.path().join(name));
    for link in &links {
        symlink(&stranger.0, link).expect("the link can be made");
    }
    assert_eq!(fixture.write(&pets_later()), 3);
    assert_eq!(fixture.library(), generated("b"));
    assert!(!fixture.out.join("tests/new.rs").exists());
    stranger.assert_unchanged();

    fs::remove_dir_all(&fixture.out).expect("the crate can be removed");
    assert_eq!(fixture.write(&pets()), 3, "no link is restored as the crate");
    assert!(!fixture.out.is_symlink());
    stranger.assert_unchanged();
    for link in links {
        assert_eq!(fs::read_link(link).expect("the link is kept"), stranger.0);
    }
}

#[test]
fn links_at_names_of_drafts_of_the_single_file_are_ignored() {
    let fixture = Fixture::written();
    put(fixture.root.path(), "stranger.yaml", "of someone else");
    for name in [".pets.yaml.codegen-draft", ".pets.yaml.codegen-new-000000000000"] {
        symlink("stranger.yaml", fixture.root.path().join(name)).expect("the link can be made");
    }
    let path = fixture.root.path().join("pets.yaml");
    fixture.write_both(&path, &pets(), &generated("a")).expect("the file can be written");
    assert_eq!(fs::read_to_string(&path).expect("the file was written"), generated("a"));
    let stranger = fs::read_to_string(fixture.root.path().join("stranger.yaml")).expect("the file is kept");
    assert_eq!(stranger, "of someone else");
}

#[test]
fn single_file_that_is_a_link_is_rejected() {
    let fixture = Fixture::written();
    let ledger = fixture.root.path().join("ledger.yaml");
    symlink("stranger.yaml", &ledger).expect("the link can be made");
    for text in [None, Some(generated("of someone else"))] {
        if let Some(text) = &text {
            put(fixture.root.path(), "stranger.yaml", text);
        }
        let error = fixture.write_both(&ledger, &pets_later(), &generated("a")).expect_err("the link is rejected");
        assert_eq!(error.message, "pets.inferred.yaml is a symbolic link, which is never followed for writing");
        assert!(error.help.is_some_and(|help| help.contains("delete the link")));
        assert_eq!(fs::read_to_string(fixture.root.path().join("stranger.yaml")).ok(), text);
        assert!(ledger.is_symlink());
        assert_eq!(fixture.library(), generated("a"));
    }
}

#[test]
fn out_directory_that_is_a_link_is_rejected() {
    let fixture = Fixture::written();
    let link = fixture.root.path().join("link");
    symlink("pets", &link).expect("the link can be made");
    for out in [link.clone(), fixture.root.path().join("link/"), fixture.root.path().join("link/.")] {
        let error = write(&out, "link/", &pets_later(), &[]).expect_err("the link is rejected");
        assert_eq!(error.message, "link is a symbolic link, which is never followed for writing");
        let real = fs::canonicalize(&fixture.out).expect("the crate exists");
        assert_eq!(
            error.help,
            Some(format!("name the path that it points to, {}, or delete the link", real.display()))
        );
        assert!(compare(&out, "link", &pets_later(), &[]).is_err());
    }
    assert_eq!(fixture.library(), generated("a"));
    fs::remove_dir_all(&fixture.out).expect("the crate can be removed");
    let error = write(&link, "link", &pets(), &[]).expect_err("the link is rejected");
    assert!(error.help.is_some_and(|help| help.contains("points to nothing")));
    assert!(!fixture.out.exists());
}

#[test]
fn links_above_the_out_directory_are_followed() {
    let fixture = Fixture::written();
    let link = fixture.root.path().join("link");
    symlink(".", &link).expect("the link can be made");
    write(&link.join("pets"), "link/pets", &pets_later(), &[]).expect("the directory can be written");
    assert!(link.is_symlink());
    assert_eq!(fixture.library(), generated("b"));
}

#[test]
fn link_at_a_generated_path_is_rejected() {
    let fixture = Fixture::written();
    let stranger = Stranger::new(&fixture);
    fs::remove_dir_all(fixture.out.join("src")).expect("the directory can be removed");
    symlink(&stranger.0, fixture.out.join("src")).expect("the link can be made");
    assert!(fixture.error(&pets()).starts_with("pets/src is a symbolic link"));
    stranger.assert_unchanged();
}

#[test]
fn link_that_replaces_the_crate_during_the_swap_is_not_followed() {
    use super::super::{Plan, atomic_swap};
    let fixture = Fixture::written();
    let stranger = Stranger::new(&fixture);
    let (target, files) = (fixture.target(), pets_later());
    let plan = Plan::new(&target, &files).expect("the plan is sound");
    let draft = atomic_swap::build(&target, &plan).expect("the draft can be made");
    let moved = fixture.root.path().join("moved");
    fs::rename(&fixture.out, &moved).expect("the directory can be renamed");
    symlink(&stranger.0, &fixture.out).expect("the link can be made");
    let error = atomic_swap::swap(&target, draft).expect_err("the link is rejected");
    assert!(error.message.contains("was replaced by another program"), "{}", error.message);
    stranger.assert_unchanged();
    assert!(moved.join("tests/behaviour.rs").is_file());
}
