//! Documents that are written with a crate, byte for byte.

use std::fs;
use std::path::Path;

use super::super::{Change, Contents, SingleFile, write};
use super::{Fixture, changed, generated, pets, pets_later};
use crate::error::CliError;

/// Writes the next version of the crate, a document, and a lock with the mark.
fn write_document(
    fixture: &Fixture,
    path: &Path,
    bytes: &[u8],
    replaced: Option<&[u8]>,
) -> Result<Vec<Change>, CliError> {
    let lock = generated("lock");
    let files = [
        SingleFile { path, display: "pets.yaml", contents: Contents::Fetched { bytes, replaced } },
        SingleFile {
            path: &fixture.root.path().join("pets.lock.yaml"),
            display: "pets.lock.yaml",
            contents: Contents::Generated(&lock),
        },
    ];
    write(&fixture.out, "pets", &pets_later(), &files)
}

#[test]
fn document_is_written_byte_for_byte() {
    let fixture = Fixture::new();
    fixture.write(&pets());
    let path = fixture.root.path().join("pets.yaml");
    let first = b"swagger: '2.0'\r\n\xff";
    let changes = write_document(&fixture, &path, first, None);
    assert!(changed(&changes).ends_with(&["pets.yaml", "pets.lock.yaml"]), "{:?}", changed(&changes));
    assert_eq!(fs::read(&path).expect("the document exists"), first);
    assert_eq!(write_document(&fixture, &path, first, Some(first)), Ok(Vec::new()));
    assert_eq!(changed(&write_document(&fixture, &path, b"{}", Some(first))), ["pets.yaml"]);
    assert_eq!(fs::read(&path).expect("the document exists"), b"{}");
    assert_eq!(fixture.leftovers().len(), 2);
}

#[test]
fn document_that_changed_during_the_run_keeps_everything() {
    let fixture = Fixture::new();
    fixture.write(&pets());
    let path = fixture.root.path().join("pets.yaml");
    fs::write(&path, "edited").expect("the file can be written");
    for replaced in [None, Some(&b"earlier"[..])] {
        let error = write_document(&fixture, &path, b"fetched", replaced).expect_err("the document is not the earlier");
        assert_eq!(error.message, "pets.yaml was changed by another program during this run");
    }
    assert_eq!(fs::read(&path).expect("the document exists"), b"edited");
    assert_eq!(fixture.library(), generated("a"));
    assert_eq!(fixture.leftovers(), ["pets.yaml"]);
}

#[test]
fn document_in_the_directory_is_rejected() {
    let fixture = Fixture::new();
    fixture.write(&pets());
    let path = fixture.out.join("pets.yaml");
    let error = write_document(&fixture, &path, b"fetched", None).expect_err("the directory is the crate's");
    assert_eq!(error.message, "pets.yaml is in the crate's directory");
    assert!(!path.exists() && fixture.leftovers().is_empty());
}

#[test]
fn draft_of_a_killed_run_is_removed() {
    let fixture = Fixture::new();
    let draft = |name: &str| {
        fs::write(fixture.root.path().join(name), "swagger: '2.").expect("the file can be written");
    };
    draft(".pets.yaml.update-new-aaaaaaaaaaaa");
    draft(".pets.yaml.update-new-aaaa");
    let path = fixture.root.path().join("pets.yaml");
    assert!(write_document(&fixture, &path, b"fetched", None).is_ok());
    let mut names = fixture.leftovers();
    names.sort();
    assert_eq!(names, [".pets.yaml.update-new-aaaa", "pets.lock.yaml", "pets.yaml"]);
}
