//! Programs that use every public item of a client: those made for one version of a document, checked against the client
//! of the next version.

#[path = "usage/checked.rs"]
mod checked;
#[path = "usage/edits.rs"]
mod edits;
#[path = "usage/module_names.rs"]
mod module_names;
#[path = "usage/program.rs"]
mod program;
#[path = "usage/rust_text.rs"]
mod rust_text;
#[path = "usage/versions.rs"]
mod versions;

use std::path::{Path, PathBuf};

use clientsmith::diagnostic::Diagnostics;
use clientsmith::diff::Level;
use clientsmith::load;
use fastrand::Rng;

use self::checked::check;
pub(crate) use self::program::UsageProgram;
use self::versions::{VersionPair, disagreements, sorted, version_pairs};
use crate::support;

/// Returns the directory of a test's workspace. Packages of different workspaces have different names, as they have the
/// same target directory.
fn workspace(test: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("usage").join(test)
}

/// Checks that the items whose changes are major are those that do not compile with the new client.
fn assert_verdicts_agree_with_rustc(test: &str, pairs: &[VersionPair]) {
    let checks: Vec<_> = pairs.iter().enumerate().map(|(at, pair)| pair.new_check(&format!("{test}-{at}"))).collect();
    let results = check(&workspace(test), &checks);
    let mut found = Vec::new();
    for (pair, result) in pairs.iter().zip(&results) {
        let comparison = pair.comparison();
        found.extend(disagreements(pair, &comparison, result));
        if comparison.source() < Level::Major && !result.failed.is_empty() {
            found.push(format!("{}: the verdict is {}", pair.name, comparison.source().as_str()));
        }
        eprintln!("{}: {} items do not compile, {}", pair.name, result.failed.len(), comparison.source().as_str());
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn verdicts_agree_with_rustc() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/versions");
    let mut pairs = version_pairs(&fixtures);
    let renamed = version_pairs(&fixtures).into_iter().find(|pair| pair.name.starts_with("compatible"));
    pairs.extend(renamed.map(|pair| VersionPair {
        accept_renames: true,
        name: format!("renamed {}", pair.name),
        ..pair
    }));
    assert_verdicts_agree_with_rustc("fixtures", &pairs);
    for pair in &pairs {
        let level = if pair.name.starts_with("breaking") { Level::Major } else { Level::Minor };
        assert_eq!(pair.comparison().source(), level, "{}", pair.name);
    }
}

/// Checks the documents of `emit` and random edits of them.
#[test]
#[ignore = "compiles a client for each fixture, in some minutes"]
fn verdicts_about_random_edits_agree_with_rustc() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/emit");
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_default();
    let pairs: Vec<VersionPair> =
        sorted(&fixtures).iter().filter_map(|path| edited(path, &mut Rng::with_seed(seed))).collect();
    assert!(!pairs.is_empty());
    assert_verdicts_agree_with_rustc("edits", &pairs);
}

/// Returns a document and an edit of it; `None` if the edited document is invalid.
fn edited(path: &Path, random: &mut Rng) -> Option<VersionPair> {
    let old = support::fixture(path);
    let mut document = load::read(&old, &mut Diagnostics::default()).into_iter().next()?;
    edits::edit(&mut document, random, 6);
    let new = support::text("edited.json", document.to_string());
    let pair = VersionPair { name: path.display().to_string(), old, new, accept_renames: false };
    pair.is_valid().then_some(pair)
}

/// Checks the pairs of the directory in `CLIENTSMITH_VERSIONS`.
#[test]
#[ignore = "needs a directory of versions of API descriptions in CLIENTSMITH_VERSIONS"]
fn verdicts_about_real_versions_agree_with_rustc() {
    assert_verdicts_agree_with_rustc("real", &real_pairs());
}

/// Checks the earlier version of each pair in the directory in `CLIENTSMITH_VERSIONS`.
#[test]
#[ignore = "needs a directory of versions of API descriptions in CLIENTSMITH_VERSIONS"]
fn items_of_real_clients_are_usable() {
    let pairs = real_pairs();
    let checks: Vec<_> = pairs.iter().enumerate().map(|(at, pair)| pair.old_check(&format!("old-{at}"))).collect();
    for (pair, result) in pairs.iter().zip(check(&workspace("old"), &checks)) {
        assert!(result.failed.is_empty(), "{}: {:#?} {}", pair.name, result.failed, result.errors.join("\n"));
    }
}

fn real_pairs() -> Vec<VersionPair> {
    let Ok(directory) = std::env::var("CLIENTSMITH_VERSIONS") else {
        eprintln!("skipped: CLIENTSMITH_VERSIONS is not set");
        return Vec::new();
    };
    let pairs = version_pairs(Path::new(&directory));
    assert!(!pairs.is_empty(), "{directory} has no versions");
    pairs
}
