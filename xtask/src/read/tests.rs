//! What is read beside a document, and what is refused.

use std::fs;
use std::path::Path;

use generator::document::Text;
use tempfile::TempDir;

use super::{Neighbours, neighbours};

/// Reads beside `api/pets.yaml`, which stands in a folder with the given files.
fn read(files: &[(&str, &str)], prepare: impl Fn(&Path)) -> Neighbours {
    let folder = TempDir::new().expect("the system gives a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    prepare(folder.path());
    let path = folder.path().join("api/pets.yaml");
    let document = Text { name: "api/pets.yaml".to_owned(), bytes: fs::read(&path).expect("it can be read") };
    neighbours([(path.as_path(), &document)])
}

fn names(beside: &Neighbours) -> Vec<&str> {
    beside.files.iter().map(|text| text.name.as_str()).collect()
}

#[test]
fn files_are_found_at_first_and_second_hand() {
    let files = [
        ("api/pets.yaml", "a: {$ref: models/pet.yaml}\nb: {$ref: '#/a'}"),
        ("api/models/pet.yaml", "tag: {$ref: '../tag.json#/x'}\nself: {$ref: pet.yaml}"),
        ("api/tag.json", "{\"x\": {\"$ref\": \"pets.yaml#/a\"}}"),
    ];
    let beside = read(&files, |_| {});
    assert_eq!(names(&beside), ["api/models/pet.yaml", "api/tag.json"]);
    assert!(beside.unread.is_empty(), "{:?}", beside.unread);
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    let files = [
        (
            "api/pets.yaml",
            "- $ref: ../secret.yaml\n- $ref: /etc/hostname\n- $ref: link.yaml\n- $ref: gone.yaml\n- $ref: sub/.",
        ),
        ("secret.yaml", "secret: true"),
        ("api/sub/a.yaml", "a: 1"),
    ];
    let link = |folder: &Path| {
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.join("secret.yaml"), folder.join("api/link.yaml")).expect("it can be linked");
    };
    let beside = read(&files, link);
    assert_eq!(names(&beside), [""; 0]);
    let reason = |name: &str| beside.unread.get(name).map(String::as_str);
    #[cfg(unix)]
    assert_eq!(reason("api/link.yaml"), Some("a link leads out of the document's folder"));
    assert_eq!(reason("api/gone.yaml"), Some("there is no such file"));
    assert_eq!(reason("api/sub"), Some("it is no plain file"));
    assert!(!beside.unread.keys().any(|name| name.contains("..") || name.contains("etc")), "{:?}", beside.unread);
}
