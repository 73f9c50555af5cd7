//! Where a crate goes: its folder, and the names that its folder has while it is being swapped.
//!
//! Comes in: the path the user gave. Goes out: the real folder behind it (symbolic links followed, so that a link stays
//! a link), and the neighbours' names. It knows nothing of what is in the folder.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fault::Fault;

/// A crate's folder.
#[derive(Debug)]
pub(super) struct Target {
    /// The folder, which may not exist yet.
    pub(super) out: PathBuf,
    /// The folder that holds it.
    pub(super) parent: PathBuf,
    /// What the user called it.
    pub(super) shown: String,
    name: OsString,
}

impl Target {
    /// Finds the folder; a missing one is fine, what is no folder is not.
    pub(super) fn find(out: &Path, shown: &str) -> Result<Self, Fault> {
        let shown = shown.trim_end_matches('/').to_owned();
        let real = match fs::symlink_metadata(out) {
            Ok(_) => fs::canonicalize(out).map_err(|error| Fault::io("follow", out, &error))?,
            Err(_) => absolute(out)?,
        };
        if real.exists() && !real.is_dir() {
            return Err(Fault::new(format!("{shown} is a file, and a crate needs a folder"))
                .help("name a folder with --out; it is made if it does not exist"));
        }
        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
            return Err(Fault::new(format!("{} cannot be a crate's folder", out.display()))
                .help("name a folder with --out; it is made if it does not exist"));
        };
        Ok(Self { parent: parent.to_owned(), name: name.to_owned(), shown, out: real })
    }

    /// Finds the folder, and makes those above it where they are missing.
    pub(super) fn make(out: &Path, shown: &str) -> Result<Self, Fault> {
        let target = Self::find(out, shown)?;
        fs::create_dir_all(&target.parent).map_err(|error| Fault::io("create", &target.parent, &error))?;
        Ok(target)
    }

    /// What messages call a file of the crate.
    pub(super) fn call(&self, name: &str) -> String {
        format!("{}/{name}", self.shown)
    }

    /// The new crate while it is incomplete: nothing in it exists only here.
    pub(super) fn draft(&self) -> PathBuf {
        self.neighbour("draft")
    }

    /// The new crate, complete; after an exchange, the old one.
    pub(super) fn ready(&self) -> PathBuf {
        self.neighbour("ready")
    }

    /// The old crate, where the system cannot exchange two folders in one step.
    pub(super) fn old(&self) -> PathBuf {
        self.neighbour("old")
    }

    /// A dot-name beside the crate, so that it is on the same disk and relative links in it lead to the same place.
    fn neighbour(&self, state: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(".codegen-");
        name.push(state);
        self.parent.join(name)
    }
}

/// The bytes of a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|error| Fault::io("read", path, &error))
}

/// The real path of a folder that does not exist, whose closest existing ancestor may be behind a link.
fn absolute(path: &Path) -> Result<PathBuf, Fault> {
    let path = std::path::absolute(path).map_err(|error| Fault::io("find", path, &error))?;
    let mut missing = Vec::new();
    let mut above = path.as_path();
    while !above.exists() {
        let (Some(parent), Some(name)) = (above.parent(), above.file_name()) else { break };
        missing.push(name);
        above = parent;
    }
    let above = fs::canonicalize(above).map_err(|error| Fault::io("find", above, &error))?;
    Ok(missing.iter().rev().fold(above, |path, name| path.join(name)))
}
