//! Pairs of versions of a document, whose verdicts are compared with the errors of rustc.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::diff::{Comparison, ItemChange, Level};
use clientsmith::document::Text;
use clientsmith::{Input, Output, diff, generate};

use super::checked::{Check, CheckResult};
use super::program::UsageProgram;
use crate::support;

/// Two versions of a document.
pub(super) struct VersionPair {
    pub(super) name: String,
    pub(super) old: Text,
    pub(super) new: Text,
    /// True if the new client has the new names of operations, and aliases for their old names.
    pub(super) accept_renames: bool,
}

/// Lists the pairs of consecutive versions: each directory has the versions of one document, in the order of their names.
pub(super) fn version_pairs(directory: &Path) -> Vec<VersionPair> {
    let mut pairs = Vec::new();
    for documents in sorted(directory) {
        let versions = sorted(&documents);
        let name = documents.file_name().unwrap_or_default().to_string_lossy();
        for pair in versions.windows(2) {
            let [old, new] = pair else { continue };
            let version = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            pairs.push(VersionPair {
                name: format!("{name} {} to {}", version(old), version(new)),
                old: support::fixture(old),
                new: support::fixture(new),
                accept_renames: false,
            });
        }
    }
    pairs
}

/// Lists a directory in the order of the names.
pub(super) fn sorted(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

impl VersionPair {
    fn inputs(&self, package: &str) -> [Input; 2] {
        let input = |document: &Text| Input {
            package: package.to_owned(),
            documents: vec![document.clone()],
            ..Input::default()
        };
        [input(&self.old), Input { accept_renames: self.accept_renames, ..input(&self.new) }]
    }

    fn generated(&self, input: &Input) -> Output {
        let output = generate(input);
        assert!(!output.files.is_empty(), "{}: {}", self.name, support::rendered(&output.diagnostics));
        output
    }

    /// Returns the check of the old client against its own outline.
    pub(super) fn old_check(&self, package: &str) -> Check {
        let [old, _] = self.inputs(package);
        let files = self.generated(&old).files;
        Check { package: package.to_owned(), program: UsageProgram::new(package, &files), files }
    }

    /// Returns the check of the new client, which has the names of the old one, against the outline of the old client.
    pub(super) fn new_check(&self, package: &str) -> Check {
        let [old, new] = self.inputs(package);
        let old = self.generated(&old);
        let lock = Some(support::text("clientsmith.lock", &old.lock));
        let files = self.generated(&Input { lock, ..new }).files;
        Check { package: package.to_owned(), program: UsageProgram::new(package, &old.files), files }
    }

    /// Returns true if both documents have no errors.
    pub(super) fn is_valid(&self) -> bool {
        let [old, new] = self.inputs("pair");
        diff(&old, &new, None).comparison.is_some()
    }

    /// Compares both clients.
    pub(super) fn comparison(&self) -> Comparison {
        let [old, new] = self.inputs("pair");
        diff(&old, &new, None).comparison.unwrap_or_else(|| panic!("{} has errors", self.name))
    }
}

/// Returns the differences between the verdicts and the errors of rustc.
pub(super) fn disagreements(pair: &VersionPair, comparison: &Comparison, result: &CheckResult) -> Vec<String> {
    let changes: BTreeMap<&str, &ItemChange> =
        comparison.changes.iter().map(|change| (change.item.as_str(), change)).collect();
    let major = changes.values().filter(|change| change.source == Level::Major).map(|change| change.item.as_str());
    let major: BTreeSet<&str> = major.collect();
    let failed: BTreeSet<&str> = result.failed.iter().map(String::as_str).collect();
    let lines = major.symmetric_difference(&failed).map(|item| {
        let rustc = if failed.contains(item) { "does not compile" } else { "compiles" };
        match changes.get(item) {
            Some(change) => format!(
                "{}: `{item}` {rustc}, and its change is {}: {} -> {} ({})",
                pair.name,
                change.source.as_str(),
                change.before.as_deref().unwrap_or("nothing"),
                change.after.as_deref().unwrap_or("nothing"),
                change.reasons.join("; "),
            ),
            None => format!("{}: `{item}` {rustc}, and is unchanged", pair.name),
        }
    });
    lines.collect()
}
