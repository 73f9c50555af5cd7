//! What stands in a folder, sorted by who owns it.
//!
//! Comes in: a folder. Goes out: its entries, each generated, foreign, a link or a folder. Links are never followed.
//! It reads the first bytes of files and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::MARK;
use crate::fault::Fault;

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file with our mark in its first line.
    Generated,
    /// Another's file.
    Foreign,
    /// A symbolic link: always another's, as we make none.
    Link,
    /// A folder; what it holds has entries of its own.
    Folder,
}

/// The entries of a folder, by path relative to it.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Everything but caches, at every depth.
    pub(super) entries: BTreeMap<PathBuf, Kind>,
    /// Top-level folders that call themselves a cache, such as `target`: they are moved as a whole, unread.
    pub(super) caches: BTreeSet<PathBuf>,
}

impl Standing {
    /// Reads the folder at `root`; a missing one is empty.
    pub(super) fn read(root: &Path) -> Result<Self, Fault> {
        let mut standing = Self::default();
        if root.exists() {
            standing.add_folder(root, Path::new(""), false)?;
        }
        Ok(standing)
    }

    /// Whether the folder holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.caches.is_empty()
    }

    /// An entry to name when the folder is not ours.
    pub(super) fn first(&self) -> &Path {
        self.entries.keys().chain(&self.caches).next().map_or(Path::new(""), PathBuf::as_path)
    }

    /// The entries that are to be carried over into a new crate: another's files and links, and empty folders.
    pub(super) fn foreign(&self) -> impl Iterator<Item = (&Path, Kind)> {
        self.entries.iter().filter_map(|(path, kind)| match kind {
            Kind::Generated => None,
            Kind::Foreign | Kind::Link => Some((path.as_path(), *kind)),
            Kind::Folder => self.is_leaf(path).then_some((path.as_path(), *kind)),
        })
    }

    fn is_leaf(&self, folder: &Path) -> bool {
        // Paths sort by their parts, so what a folder holds comes right after it.
        self.entries.range(folder.to_owned()..).nth(1).is_none_or(|(path, _)| !path.starts_with(folder))
    }

    fn add_folder(&mut self, root: &Path, folder: &Path, hidden: bool) -> Result<(), Fault> {
        let at = root.join(folder);
        let refuse = |error: std::io::Error| Fault::io("list", &at, &error);
        for entry in fs::read_dir(&at).map_err(refuse)? {
            let entry = entry.map_err(refuse)?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().map_err(refuse)?;
            if kind.is_symlink() {
                self.entries.insert(path, Kind::Link);
            } else if kind.is_dir() {
                if folder == Path::new("") && entry.path().join("CACHEDIR.TAG").is_file() {
                    self.caches.insert(path);
                    continue;
                }
                let hidden = hidden || is_hidden(&entry.file_name());
                self.add_folder(root, &path, hidden)?;
                self.entries.insert(path, Kind::Folder);
            } else if kind.is_file() {
                let ours = !hidden && starts_marked(&entry.path())?;
                self.entries.insert(path, if ours { Kind::Generated } else { Kind::Foreign });
            } else {
                return Err(Fault::new(format!("{} is neither a file nor a folder", entry.path().display()))
                    .help("remove it: a socket, pipe or device cannot be carried over into the new crate"));
            }
        }
        Ok(())
    }
}

/// Whether a text's first line carries our mark.
pub(super) fn is_marked(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.windows(MARK.len()).any(|window| window == MARK.as_bytes())
}

/// Whether a name starts with a dot. No file of ours is in a hidden folder: those belong to tools such as git.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether the file at `path` is ours. One that cannot be read is not.
pub(super) fn starts_marked(path: &Path) -> Result<bool, Fault> {
    let mut start = Vec::new();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(false),
        Err(error) => return Err(Fault::io("read", path, &error)),
    };
    file.take(1024).read_to_end(&mut start).map_err(|error| Fault::io("read", path, &error))?;
    Ok(is_marked(&start))
}
