//! The scratch workspace that the crates of a command are compiled in, such as `target/corpus`: kept from run to run so
//! that what they depend on is built once.

use std::fs;
use std::path::{Path, PathBuf};

use generator::Files;

use crate::fault::Fault;
use crate::write::lock::{self, Lock};

/// The folder of the scratch workspace.
pub(crate) struct Scratch {
    folder: PathBuf,
    _lock: Lock,
}

impl Scratch {
    /// Makes the folder of a command, empties it of the crates of an earlier run, and gives it the versions that `root` is
    /// locked to.
    pub(crate) fn make(root: &Path, command: &str) -> Result<Self, Fault> {
        let folder = root.join("target").join(command);
        fs::create_dir_all(&folder).map_err(|error| Fault::io("create", &folder, &error))?;
        let lock = lock::take(&folder)?;
        let crates = folder.join("crates");
        if crates.exists() {
            fs::remove_dir_all(&crates).map_err(|error| Fault::io("remove", &crates, &error))?;
        }
        fs::create_dir_all(&crates).map_err(|error| Fault::io("create", &crates, &error))?;
        let versions = root.join("Cargo.lock");
        fs::copy(&versions, folder.join("Cargo.lock")).map_err(|error| Fault::io("copy", &versions, &error))?;
        Ok(Self { folder, _lock: lock })
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes one crate.
    pub(crate) fn write(&self, package: &str, files: &Files) -> Result<(), Fault> {
        let folder = self.folder.join("crates").join(package);
        for (name, text) in files {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(|error| Fault::io("create", parent, &error))?;
            }
            fs::write(&path, text).map_err(|error| Fault::io("write", &path, &error))?;
        }
        Ok(())
    }

    /// Writes the manifest of the workspace, of these packages.
    pub(crate) fn finish<'p>(&self, packages: impl Iterator<Item = &'p str>) -> Result<(), Fault> {
        let members: String = packages.map(|package| format!("    \"crates/{package}\",\n")).collect();
        // What is checked is thrown away: debug information and incremental state would only fill the disk.
        let text = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = false\nincremental = false\n"
        );
        let path = self.folder.join("Cargo.toml");
        fs::write(&path, text).map_err(|error| Fault::io("write", &path, &error))
    }
}

/// The package of a document: what cargo allows of its name, and its number, so that no two are the same.
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
    fn a_package_is_what_cargo_allows() {
        assert_eq!(package(7, "apis/Shop & Bank.yaml"), "c7-apis-shop-bank-yaml");
        assert_eq!(package(8, "ü"), "c8");
        assert!(package(9, &"x".repeat(300)).len() < 60);
    }
}
