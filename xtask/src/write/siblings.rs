//! The directories next to a crate's that are used to replace it.
//!
//! Their names are random, and each is created by the run that uses it. Those of a killed run are recognized by name,
//! owner and contents; links and directories of others are never used.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir};

use super::existing;
use super::target::Target;
use crate::error::CliError;

/// The number of random characters in a name.
const RANDOM: usize = 12;

/// The purpose of a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Purpose {
    /// The new crate; after the exchange, the old one.
    New,
    /// The old crate, if the system cannot exchange two directories.
    Old,
}

impl Purpose {
    /// Returns the beginning of the names of such directories: hidden and next to the crate, so that they are on the
    /// same disk and relative links in them have the same target.
    fn prefix(self, target: &Target) -> OsString {
        let mut prefix = OsString::from(".");
        prefix.push(&target.name);
        prefix.push(match self {
            Self::New => ".codegen-new-",
            Self::Old => ".codegen-old-",
        });
        prefix
    }
}

/// Creates a directory with a random name, which is removed when dropped.
pub(super) fn create(target: &Target, purpose: Purpose) -> Result<TempDir, CliError> {
    let prefix = purpose.prefix(target);
    let mut builder = Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM);
    // It becomes the crate's directory, so it has the usual permissions.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(&target.parent).map_err(|error| CliError::io("create a directory in", &target.parent, &error))
}

/// Returns the directories that killed runs left, sorted by name.
pub(super) fn leftovers(target: &Target, purpose: Purpose) -> Vec<PathBuf> {
    let prefix = purpose.prefix(target);
    let entries = fs::read_dir(&target.parent).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| is_random_name(&entry.file_name(), &prefix))
        .map(|entry| entry.path())
        .filter(|path| is_directory(path) && is_owned(path))
        .collect();
    found.sort();
    found
}

/// Returns true if a name is `prefix` with the random characters of this program.
pub(super) fn is_random_name(name: &OsStr, prefix: &OsStr) -> bool {
    let random = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric))
}

/// Returns a builder of files with a random name that [`is_random_name`] recognizes.
pub(super) fn file_builder(prefix: &OsStr) -> Builder<'_, '_> {
    let mut builder = Builder::new();
    builder.prefix(prefix).rand_bytes(RANDOM);
    builder
}

/// Returns true if a directory contains a complete crate.
pub(super) fn is_crate(directory: &Path) -> bool {
    let manifest = directory.join("Cargo.toml");
    fs::symlink_metadata(&manifest).is_ok_and(|manifest| manifest.is_file())
        && existing::is_generated_file(&manifest).unwrap_or_default()
}

/// Returns true if the path is a directory, and not a link to one.
pub(super) fn is_directory(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Returns true if the current user created the file or directory.
#[cfg(unix)]
pub(super) fn is_owned(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.uid() == rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
pub(super) fn is_owned(_path: &Path) -> bool {
    true
}
