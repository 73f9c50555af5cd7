//! The directory of a crate, and the sibling directories that are used to replace it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::CliError;

/// A crate's directory.
#[derive(Debug)]
pub(super) struct Target {
    /// The directory with links resolved; it may not exist.
    pub(super) out: PathBuf,
    /// The parent directory.
    pub(super) parent: PathBuf,
    /// The path in messages.
    pub(super) display: String,
    name: OsString,
}

impl Target {
    /// Finds the directory, which may be missing but must not be a file.
    pub(super) fn find(out: &Path, display: &str) -> Result<Self, CliError> {
        let display = display.trim_end_matches('/').to_owned();
        let real = match fs::symlink_metadata(out) {
            Ok(_) => fs::canonicalize(out).map_err(|error| CliError::io("follow", out, &error))?,
            Err(_) => absolute(out)?,
        };
        if real.exists() && !real.is_dir() {
            return Err(CliError::new(format!("{display} is a file, not a directory"))
                .help("name a directory with --out; it is created if it does not exist"));
        }
        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
            return Err(CliError::new(format!("{} cannot be a crate's directory", out.display()))
                .help("name a directory with --out; it is created if it does not exist"));
        };
        Ok(Self { parent: parent.to_owned(), name: name.to_owned(), display, out: real })
    }

    /// Finds the directory, and creates its missing parents.
    pub(super) fn create(out: &Path, display: &str) -> Result<Self, CliError> {
        let target = Self::find(out, display)?;
        fs::create_dir_all(&target.parent).map_err(|error| CliError::io("create", &target.parent, &error))?;
        Ok(target)
    }

    /// Returns the path of a file in messages.
    pub(super) fn display_path(&self, name: &str) -> String {
        format!("{}/{name}", self.display)
    }

    /// Returns the directory of the incomplete new crate.
    pub(super) fn draft(&self) -> PathBuf {
        self.sibling("draft")
    }

    /// Returns the directory of the complete new crate; after the exchange, of the old one.
    pub(super) fn ready(&self) -> PathBuf {
        self.sibling("ready")
    }

    /// Returns the directory of the old crate, if the system cannot exchange two directories.
    pub(super) fn old(&self) -> PathBuf {
        self.sibling("old")
    }

    /// Returns a hidden sibling directory: it is on the same disk, and relative links in it have the same target.
    fn sibling(&self, state: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".codegen-");
        name.push(state);
        self.parent.join(name)
    }
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|error| CliError::io("read", path, &error))
}

/// Returns the path of a missing directory, with links in its existing ancestors resolved.
fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    let path = std::path::absolute(path).map_err(|error| CliError::io("find", path, &error))?;
    let mut missing = Vec::new();
    let mut above = path.as_path();
    while !above.exists() {
        let (Some(parent), Some(name)) = (above.parent(), above.file_name()) else { break };
        missing.push(name);
        above = parent;
    }
    let above = fs::canonicalize(above).map_err(|error| CliError::io("find", above, &error))?;
    Ok(missing.iter().rev().fold(above, |path, name| path.join(name)))
}
