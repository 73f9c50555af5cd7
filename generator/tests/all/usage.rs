//! Programs that use every public item of a client: those made for one version of a document, checked against the client
//! of the next version.

#[path = "usage/checked.rs"]
mod checked;
#[path = "usage/outline_text.rs"]
mod outline_text;
#[path = "usage/program.rs"]
mod program;
#[path = "usage/rust_text.rs"]
mod rust_text;

use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::{Input, Output, generate};

use self::checked::{Check, check};
pub(crate) use self::outline_text::listed;
pub(crate) use self::program::UsageProgram;
use crate::support;

/// Two versions of a document.
struct VersionPair {
    name: String,
    old: PathBuf,
}

/// Lists the pairs of consecutive versions: each directory has the versions of one document, in the order of their names.
fn version_pairs(directory: &Path) -> Vec<VersionPair> {
    let mut pairs = Vec::new();
    for documents in sorted(directory) {
        let versions = sorted(&documents);
        let name = documents.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for (number, pair) in versions.windows(2).enumerate() {
            let [old, _] = pair else { continue };
            let name = if number == 0 { name.clone() } else { format!("{name}-{}", number + 1) };
            pairs.push(VersionPair { name, old: old.clone() });
        }
    }
    pairs
}

fn sorted(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn client(package: &str, path: &Path) -> Output {
    generate(&Input { package: package.to_owned(), documents: vec![support::fixture(path)], ..Input::default() })
}

/// Checks the earlier version of each pair in the directory in `CLIENTSMITH_VERSIONS`.
#[test]
#[ignore = "needs a directory of versions of API descriptions in CLIENTSMITH_VERSIONS"]
fn items_of_real_clients_are_usable() {
    let Ok(directory) = std::env::var("CLIENTSMITH_VERSIONS") else {
        return eprintln!("skipped: CLIENTSMITH_VERSIONS is not set");
    };
    let pairs = version_pairs(Path::new(&directory));
    let checks = pairs.iter().enumerate().map(|(number, pair)| {
        let package = format!("pair-{number}");
        let files = client(&package, &pair.old).files;
        Check { program: UsageProgram::new(&package, &listed(&files)), package, files }
    });
    let results = check(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("usage"), &checks.collect::<Vec<_>>());
    for (pair, result) in pairs.iter().zip(results) {
        assert!(result.failed.is_empty(), "{}: {:#?} {}", pair.name, result.failed, result.errors.join("\n"));
    }
}
