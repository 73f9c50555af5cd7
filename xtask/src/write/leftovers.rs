//! Recovers from killed runs: restores a crate, and removes the directories that they left.
//!
//! Only what is generated or also in the crate is deleted. Everything else remains where it is, with a note.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::atomic_swap::rename;
use super::existing::{EntryKind, ExistingFiles};
use super::siblings::{self, Purpose};
use super::target::Target;
use crate::error::CliError;
use crate::report;

/// Restores the old crate if a run was killed when there was none, and removes leftover directories.
pub(super) fn recover(target: &Target) -> Result<(), CliError> {
    let old = siblings::leftovers(target, Purpose::Old);
    if fs::symlink_metadata(&target.out).is_err()
        && let Some(complete) = old.iter().find(|directory| siblings::is_crate(directory))
    {
        rename(complete, &target.out)?;
    }
    for leftover in siblings::leftovers(target, Purpose::New).iter().chain(&old) {
        // An error does not disturb this run, which does not use the directory.
        if siblings::is_directory(leftover) && !remove(leftover, &target.out).unwrap_or_default() {
            report::note(&format!(
                "note: {} is left of an interrupted run and has files that are not in {}; move them or delete it",
                leftover.display(),
                target.display
            ));
        }
    }
    Ok(())
}

/// Removes a directory but the files that are only there, and returns true if there are none.
fn remove(leftover: &Path, out: &Path) -> Result<bool, CliError> {
    let existing = ExistingFiles::read(leftover)?;
    for cache in &existing.caches {
        let (from, to) = (leftover.join(cache), out.join(cache));
        if siblings::is_directory(out) && fs::symlink_metadata(&to).is_err() {
            rename(&from, &to)?;
        } else {
            fs::remove_dir_all(&from).map_err(|error| CliError::io("remove", &from, &error))?;
        }
    }
    // In reverse order, the contents of a directory precede it.
    for (path, kind) in existing.entries.iter().rev() {
        let (leftover, current) = (leftover.join(path), out.join(path));
        let removed = match kind {
            EntryKind::Directory => remove_empty(&leftover),
            EntryKind::Generated => fs::remove_file(&leftover),
            EntryKind::Foreign if is_empty(&leftover) || has_same_contents(&leftover, &current) => {
                fs::remove_file(&leftover)
            }
            EntryKind::Link if is_same_link(&leftover, &current) => fs::remove_file(&leftover),
            EntryKind::Foreign | EntryKind::Link => Ok(()),
        };
        removed.map_err(|error| CliError::io("remove", &leftover, &error))?;
    }
    remove_empty(leftover).map_err(|error| CliError::io("remove", leftover, &error))?;
    Ok(!leftover.exists())
}

fn remove_empty(directory: &Path) -> std::io::Result<()> {
    match fs::remove_dir(directory) {
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Ok(()),
        removed => removed,
    }
}

/// Returns true if a file is empty: the run was killed before it wrote the text.
fn is_empty(file: &Path) -> bool {
    fs::symlink_metadata(file).is_ok_and(|metadata| metadata.len() == 0)
}

fn has_same_contents(file: &Path, other: &Path) -> bool {
    let is_file = fs::symlink_metadata(other).is_ok_and(|metadata| metadata.is_file());
    is_file && matches!((fs::read(file), fs::read(other)), (Ok(file), Ok(other)) if file == other)
}

fn is_same_link(link: &Path, other: &Path) -> bool {
    matches!((fs::read_link(link), fs::read_link(other)), (Ok(link), Ok(other)) if link == other)
}
