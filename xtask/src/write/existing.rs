//! Lists the existing entries of a directory: generated files, foreign files, links and directories. Links are not
//! followed.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::MARK;
use crate::error::CliError;

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A file with the mark in its first line.
    Generated,
    /// A file without the mark.
    Foreign,
    /// A symbolic link, which is never generated.
    Link,
    /// A directory; its contents are separate entries.
    Directory,
}

/// The entries of a directory, by path relative to it.
#[derive(Debug, Default)]
pub(super) struct ExistingFiles {
    /// All entries but caches, at every depth.
    pub(super) entries: BTreeMap<PathBuf, EntryKind>,
    /// Top-level directories with a cache tag, such as `target`; they are moved without being read.
    pub(super) caches: BTreeSet<PathBuf>,
}

impl ExistingFiles {
    /// Reads the directory at `root`; a missing one is empty.
    pub(super) fn read(root: &Path) -> Result<Self, CliError> {
        let mut existing = Self::default();
        if root.exists() {
            existing.add_directory(root, Path::new(""), false)?;
        }
        Ok(existing)
    }

    /// Returns true if the directory is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.caches.is_empty()
    }

    /// Returns an entry for the message about a foreign directory.
    pub(super) fn first(&self) -> &Path {
        self.entries.keys().chain(&self.caches).next().map_or(Path::new(""), PathBuf::as_path)
    }

    /// Returns the entries that a new crate keeps: foreign files, links and empty directories.
    pub(super) fn foreign(&self) -> impl Iterator<Item = (&Path, EntryKind)> {
        self.entries.iter().filter_map(|(path, kind)| match kind {
            EntryKind::Generated => None,
            EntryKind::Foreign | EntryKind::Link => Some((path.as_path(), *kind)),
            EntryKind::Directory => self.is_leaf(path).then_some((path.as_path(), *kind)),
        })
    }

    fn is_leaf(&self, directory: &Path) -> bool {
        // Paths are sorted by component, so the contents of a directory follow it.
        self.entries.range(directory.to_owned()..).nth(1).is_none_or(|(path, _)| !path.starts_with(directory))
    }

    fn add_directory(&mut self, root: &Path, directory: &Path, hidden: bool) -> Result<(), CliError> {
        let at = root.join(directory);
        let io_error = |error: std::io::Error| CliError::io("list", &at, &error);
        for entry in fs::read_dir(&at).map_err(io_error)? {
            let entry = entry.map_err(io_error)?;
            let path = directory.join(entry.file_name());
            let kind = entry.file_type().map_err(io_error)?;
            if kind.is_symlink() {
                self.entries.insert(path, EntryKind::Link);
            } else if kind.is_dir() {
                if directory == Path::new("") && entry.path().join("CACHEDIR.TAG").is_file() {
                    self.caches.insert(path);
                    continue;
                }
                let hidden = hidden || is_hidden(&entry.file_name());
                self.add_directory(root, &path, hidden)?;
                self.entries.insert(path, EntryKind::Directory);
            } else if kind.is_file() {
                let is_generated = !hidden && is_generated_file(&entry.path())?;
                self.entries.insert(path, if is_generated { EntryKind::Generated } else { EntryKind::Foreign });
            } else {
                return Err(CliError::new(format!("{} is neither a file nor a directory", entry.path().display()))
                    .help("remove it: a socket, pipe or device cannot be moved to the new crate"));
            }
        }
        Ok(())
    }
}

/// Returns true if the first line of a text contains the mark.
pub(super) fn is_marked(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.windows(MARK.len()).any(|window| window == MARK.as_bytes())
}

/// Returns true if a name starts with a dot. Hidden directories belong to tools such as git and contain no generated
/// files.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Returns true if the file at `path` is generated; an unreadable file is not.
pub(super) fn is_generated_file(path: &Path) -> Result<bool, CliError> {
    let mut start = Vec::new();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(false),
        Err(error) => return Err(CliError::io("read", path, &error)),
    };
    file.take(1024).read_to_end(&mut start).map_err(|error| CliError::io("read", path, &error))?;
    Ok(is_marked(&start))
}
