//! What the tests of the input stages share: reading fixtures, dumping findings, finding the optional corpus.

use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostic::Diagnostics;
use generator::document::Text;

/// A text of the given name.
pub(crate) fn text(name: &str, bytes: impl AsRef<[u8]>) -> Text {
    Text { name: name.to_owned(), bytes: bytes.as_ref().to_vec() }
}

/// A fixture, called by its file name alone so that snapshots are the same everywhere.
pub(crate) fn fixture(path: &Path) -> Text {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    text(&name, fs::read(path).expect("a fixture is readable"))
}

/// A fixture by its path under `tests/fixtures`.
pub(crate) fn fixture_at(path: &str) -> Text {
    fixture(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path))
}

/// Findings as they are printed, or a word that there were none.
pub(crate) fn rendered(diagnostics: &Diagnostics) -> String {
    let list = diagnostics.iter().map(ToString::to_string).collect::<Vec<_>>();
    if list.is_empty() { "no findings".to_owned() } else { list.join("\n") }
}

/// Where the corpus is, beside the workspace; the variable `CORPUS` names another folder.
const CORPUS: &str = "../../shared/corpus";

/// The files of a folder of the corpus, in order. Says so and gives none where the corpus is absent.
pub(crate) fn corpus(folder: &str) -> Vec<PathBuf> {
    let root =
        std::env::var_os("CORPUS").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS), PathBuf::from);
    let root = root.join(folder);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("skipped: no corpus at {}", root.display());
        return Vec::new();
    };
    let mut files = entries.filter_map(|entry| Some(entry.ok()?.path())).collect::<Vec<_>>();
    files.sort();
    files
}

/// The workspace's own documents.
pub(crate) fn spec(name: &str) -> Text {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs").join(name);
    text(&format!("specs/{name}"), fs::read(path).expect("the workspace's own documents are readable"))
}
