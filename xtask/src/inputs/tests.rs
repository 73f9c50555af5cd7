//! Files that documents refer to: those that are read, and those that are rejected.

use std::fs;
use std::path::Path;

use clientsmith::document::Text;
use tempfile::TempDir;

use super::{ReferencedFiles, read_referenced};

/// Reads the files that `api/pets.yaml` refers to, in a directory with the given files.
fn read(files: &[(&str, &str)], prepare: impl Fn(&Path)) -> ReferencedFiles {
    let directory = TempDir::new().expect("a temporary directory can be created");
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory above")).expect("the directory can be created");
        fs::write(path, text).expect("the file can be written");
    }
    prepare(directory.path());
    let path = directory.path().join("api/pets.yaml");
    let document = Text { name: "api/pets.yaml".to_owned(), bytes: fs::read(&path).expect("the file can be read") };
    read_referenced([(path.as_path(), &document)])
}

fn names(referenced: &ReferencedFiles) -> Vec<&str> {
    referenced.files.iter().map(|text| text.name.as_str()).collect()
}

#[test]
fn direct_and_indirect_references_are_read() {
    let files = [
        ("api/pets.yaml", "a: {$ref: models/pet.yaml}\nb: {$ref: '#/a'}"),
        ("api/models/pet.yaml", "tag: {$ref: '../tag.json#/x'}\nself: {$ref: pet.yaml}"),
        ("api/tag.json", "{\"x\": {\"$ref\": \"pets.yaml#/a\"}}"),
    ];
    let referenced = read(&files, |_| {});
    assert_eq!(names(&referenced), ["api/models/pet.yaml", "api/tag.json"]);
    assert!(referenced.unreadable.is_empty(), "{:?}", referenced.unreadable);
}

#[test]
fn file_outside_of_the_directory_is_not_read() {
    let files = [
        (
            "api/pets.yaml",
            "- $ref: ../secret.yaml\n- $ref: /etc/hostname\n- $ref: link.yaml\n- $ref: gone.yaml\n- $ref: sub/.",
        ),
        ("secret.yaml", "secret: true"),
        ("api/sub/a.yaml", "a: 1"),
    ];
    let link = |directory: &Path| {
        #[cfg(unix)]
        std::os::unix::fs::symlink(directory.join("secret.yaml"), directory.join("api/link.yaml"))
            .expect("the link can be created");
    };
    let referenced = read(&files, link);
    assert_eq!(names(&referenced), [""; 0]);
    let reason = |name: &str| referenced.unreadable.get(name).map(String::as_str);
    #[cfg(unix)]
    assert_eq!(reason("api/link.yaml"), Some("a link points outside of the document's directory"));
    assert_eq!(reason("api/gone.yaml"), Some("the file does not exist"));
    assert_eq!(reason("api/sub"), Some("it is not a regular file"));
    assert!(
        !referenced.unreadable.keys().any(|name| name.contains("..") || name.contains("etc")),
        "{:?}",
        referenced.unreadable
    );
}
