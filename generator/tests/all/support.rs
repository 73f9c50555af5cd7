//! Helpers of all tests: fixtures, diagnostics as text, and the optional corpus.

use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::diagnostic::Diagnostics;
use clientsmith::document::Text;

/// Creates a text with the given name.
pub(crate) fn text(name: &str, bytes: impl AsRef<[u8]>) -> Text {
    Text { name: name.to_owned(), bytes: bytes.as_ref().to_vec() }
}

/// Reads a fixture. Its name is the file name only, so that snapshots do not depend on the directory.
pub(crate) fn fixture(path: &Path) -> Text {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    text(&name, fs::read(path).expect("a fixture is readable"))
}

/// Reads a fixture by its path below `tests/fixtures`.
pub(crate) fn fixture_at(path: &str) -> Text {
    fixture(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path))
}

/// Formats diagnostics as the command line does; `no findings` if there are none.
pub(crate) fn rendered(diagnostics: &Diagnostics) -> String {
    let list = diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>();
    if list.is_empty() { "no findings".to_owned() } else { list.join("\n") }
}

/// The default directory of the corpus; the environment variable `CORPUS` overrides it.
const CORPUS: &str = "../../shared/corpus";

/// Lists the files of a directory of the corpus in order. If the corpus is not available, prints a note and returns none.
pub(crate) fn corpus(directory: &str) -> Vec<PathBuf> {
    let root =
        std::env::var_os("CORPUS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS), PathBuf::from);
    let root = root.join(directory);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("skipped: no corpus at {}", root.display());
        return Vec::new();
    };
    let mut files = entries.filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>();
    files.sort();
    files
}

/// Reads a document of `specs`.
pub(crate) fn spec(name: &str) -> Text {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(name);
    text(&format!("specs/{name}"), fs::read(path).expect("documents of the workspace are readable"))
}
