//! The directory of a crate.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::CliError;

/// A crate's directory.
#[derive(Debug)]
pub(super) struct Target {
    /// The directory with links in its parent resolved; it may not exist.
    pub(super) out: PathBuf,
    /// The parent directory.
    pub(super) parent: PathBuf,
    /// The path in messages.
    pub(super) display: String,
    /// The name in the parent directory.
    pub(super) name: OsString,
}

impl Target {
    /// Finds the directory, which may be missing but must not be a file.
    pub(super) fn find(out: &Path, display: &str) -> Result<Self, CliError> {
        let display = display.trim_end_matches('/').to_owned();
        reject_link(out, &display)?;
        let real = absolute(out)?;
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
}

/// Rejects a symbolic link, as neither the link may be replaced nor the directory or file that it points to.
pub(super) fn reject_link(path: &Path, display: &str) -> Result<(), CliError> {
    // Without a final slash, which would follow the link.
    let path: PathBuf = path.components().collect();
    if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
        return Ok(());
    }
    let help = match fs::canonicalize(&path) {
        Ok(real) => format!("name the path that it points to, {}, or delete the link", real.display()),
        Err(_) => "it points to nothing; delete the link, or choose another path".to_owned(),
    };
    Err(CliError::new(format!("{display} is a symbolic link, which is never followed for writing")).help(help))
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|error| CliError::io("read", path, &error))
}

/// Returns the absolute path with links resolved in its existing ancestors; a link at the path itself is not followed.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    let path = std::path::absolute(path).map_err(|error| CliError::io("find", path, &error))?;
    let (mut above, mut missing) = (path.as_path(), Vec::new());
    while let (Some(parent), Some(name)) = (above.parent(), above.file_name())
        && (missing.is_empty() || !above.exists())
    {
        missing.push(name);
        above = parent;
    }
    let above = fs::canonicalize(above).map_err(|error| CliError::io("find", above, &error))?;
    Ok(missing.iter().rev().fold(above, |path, name| path.join(name)))
}
