//! The scratch workspace in which a command compiles generated crates, such as `target/corpus`.
//!
//! It persists between runs, so that dependencies are built once.

use std::fs;
use std::path::{Path, PathBuf};

use clientsmith::Files;

use crate::error::CliError;
use crate::write::lock::{self, Lock};

/// A scratch workspace.
pub(crate) struct Scratch {
    directory: PathBuf,
    _lock: Lock,
}

impl Scratch {
    /// Creates the workspace of a command: removes the crates of an earlier run, and copies the lock file of `root`.
    pub(crate) fn new(root: &Path, command: &str) -> Result<Self, CliError> {
        let directory = root.join("target").join(command);
        fs::create_dir_all(&directory).map_err(|error| CliError::io("create", &directory, &error))?;
        let lock = lock::acquire(&directory)?;
        let crates = directory.join("crates");
        if crates.exists() {
            fs::remove_dir_all(&crates).map_err(|error| CliError::io("remove", &crates, &error))?;
        }
        fs::create_dir_all(&crates).map_err(|error| CliError::io("create", &crates, &error))?;
        let versions = root.join("Cargo.lock");
        fs::copy(&versions, directory.join("Cargo.lock")).map_err(|error| CliError::io("copy", &versions, &error))?;
        Ok(Self { directory, _lock: lock })
    }

    /// Returns the directory.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns the directory of the crates.
    pub(crate) fn crates(&self) -> PathBuf {
        self.directory.join("crates")
    }

    /// Writes one crate.
    pub(crate) fn write(&self, package: &str, files: &Files) -> Result<(), CliError> {
        write_crate(&self.crates(), package, files)
    }

    /// Writes the workspace's manifest with these packages.
    pub(crate) fn finish<'p>(&self, packages: impl Iterator<Item = &'p str>) -> Result<(), CliError> {
        let members: String = packages.map(|package| format!("    \"crates/{package}\",\n")).collect();
        // Debug information and incremental state would only use disk space.
        let text = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = false\nincremental = false\n"
        );
        let path = self.directory.join("Cargo.toml");
        fs::write(&path, text).map_err(|error| CliError::io("write", &path, &error))
    }
}

/// Writes one crate to the directory of the crates.
pub(super) fn write_crate(crates: &Path, package: &str, files: &Files) -> Result<(), CliError> {
    let directory = crates.join(package);
    for (name, text) in files {
        let path = directory.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| CliError::io("create", parent, &error))?;
        }
        fs::write(&path, text).map_err(|error| CliError::io("write", &path, &error))?;
    }
    Ok(())
}

/// Returns a unique package name for a document: its number, and the characters of its name that Cargo allows.
pub(crate) fn package(number: usize, name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if !words.ends_with('-') {
            words.push('-');
        }
        if words.len() >= 40 {
            break;
        }
    }
    format!("c{number}-{}", words.trim_matches('-')).trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::package;

    #[test]
    fn package_has_only_allowed_characters() {
        assert_eq!(package(7, "apis/Shop & Bank.yaml"), "c7-apis-shop-bank-yaml");
        assert_eq!(package(8, "ü"), "c8");
        assert!(package(9, &"x".repeat(300)).len() < 60);
    }
}
