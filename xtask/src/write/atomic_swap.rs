//! Replaces a crate atomically: if the run is killed, the directory contains the complete old or the complete new
//! crate.
//!
//! The new crate is built in a new sibling directory with a random name, with hard links to unchanged and foreign files,
//! so that their times are kept and no file exists only there. When complete and synced, it is exchanged with the old
//! crate in one system call. Then the sibling is the old crate, which is removed: a file is deleted only if the new crate
//! has it. If the system cannot exchange two directories, the old crate is first renamed to another sibling, from which
//! the next run restores it if this one is killed before the second rename.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Plan;
use super::existing::{EntryKind, ExistingFiles};
use super::siblings::{self, Purpose};
use super::target::Target;
use crate::error::CliError;

/// Builds the new crate in a sibling directory, which is removed when dropped.
pub(super) fn build(target: &Target, plan: &Plan<'_>) -> Result<TempDir, CliError> {
    check_writable(target, &plan.existing)?;
    let draft = siblings::create(target, Purpose::New)?;
    fill(target, plan, draft.path())?;
    Ok(draft)
}

/// Replaces the old crate with the new one, and removes the old one.
pub(super) fn swap(target: &Target, draft: TempDir) -> Result<(), CliError> {
    swap_with(target, draft, exchange)
}

/// Swaps like [`swap`], with a function that exchanges two directories; not every system has one.
pub(super) fn swap_with(
    target: &Target,
    draft: TempDir,
    exchange: impl Fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), CliError> {
    let out = &target.out;
    if fs::symlink_metadata(out).is_err() {
        rename(draft.path(), out)?;
        _ = draft.keep();
        return sync(&target.parent);
    }
    // From here on, the directories contain the old crate and are not removed when dropped.
    let rest = match exchange(draft.path(), out) {
        Ok(()) => draft.keep(),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => rename_both(target, draft)?,
        Err(error) => return Err(CliError::io("swap", out, &error)),
    };
    sync(&target.parent)?;
    remove_replaced(&rest, out)
}

/// Renames the old crate to a sibling and then the new one to its path, and returns the path of the old crate.
fn rename_both(target: &Target, draft: TempDir) -> Result<PathBuf, CliError> {
    let old = siblings::create(target, Purpose::Old)?;
    if cfg!(not(unix)) {
        fs::remove_dir(old.path()).map_err(|error| CliError::io("remove", old.path(), &error))?;
    }
    // On Unix, this replaces the empty directory, and fails if it is a link or has contents.
    rename(&target.out, old.path())?;
    let old = old.keep();
    if let Err(error) = rename(draft.path(), &target.out) {
        rename(&old, &target.out)?;
        return Err(error);
    }
    _ = draft.keep();
    Ok(old)
}

fn fill(target: &Target, plan: &Plan<'_>, draft: &Path) -> Result<(), CliError> {
    for name in plan.files.keys() {
        create_above(draft, Path::new(name))?;
    }
    for (name, text) in plan.files {
        if plan.is_unchanged(target, name) {
            link(&target.out.join(name), &draft.join(name))?;
        } else {
            write_new(&draft.join(name), text)?;
        }
    }
    for (path, kind) in plan.existing.foreign() {
        create_above(draft, path)?;
        let (from, to) = (target.out.join(path), draft.join(path));
        match kind {
            EntryKind::Link => copy_link(&from, &to)?,
            EntryKind::Directory => create_directory(&to)?,
            EntryKind::Foreign | EntryKind::Generated => link(&from, &to)?,
        }
    }
    let mut directories: BTreeSet<&Path> = BTreeSet::from([Path::new("")]);
    directories.extend(plan.files.keys().flat_map(|name| Path::new(name).ancestors().skip(1)));
    directories.extend(
        plan.existing.entries.iter().filter(|(_, kind)| **kind == EntryKind::Directory).map(|(path, _)| &**path),
    );
    for directory in directories.into_iter().filter(|directory| draft.join(directory).is_dir()) {
        if let Ok(metadata) = fs::metadata(target.out.join(directory)) {
            let at = draft.join(directory);
            fs::set_permissions(&at, metadata.permissions())
                .map_err(|error| CliError::io("set the mode of", &at, &error))?;
        }
        sync(&draft.join(directory))?;
    }
    Ok(())
}

/// Removes a replaced crate. Files that only this crate has are moved to the new one, and so are newer files, which
/// changed during the build. Caches are always moved, as one rename is cheaper than links.
pub(super) fn remove_replaced(rest: &Path, out: &Path) -> Result<(), CliError> {
    if !siblings::is_directory(rest) {
        return Err(CliError::new(format!(
            "{} was replaced by another program; it is now {}",
            out.display(),
            rest.display()
        ))
        .help("the crate itself is complete; move the file back or delete it"));
    }
    let existing = ExistingFiles::read(rest)?;
    for cache in &existing.caches {
        if !out.join(cache).exists() {
            rename(&rest.join(cache), &out.join(cache))?;
        }
    }
    for (path, kind) in existing.foreign() {
        let (from, to) = (rest.join(path), out.join(path));
        let missing = fs::symlink_metadata(&to).is_err();
        if missing || (kind == EntryKind::Foreign && is_newer(&from, &to)) {
            create_above(out, path)?;
            rename(&from, &to)?;
        }
    }
    remove_all(rest)
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    matches!((time(file), time(than)), (Ok(file), Ok(than)) if file > than)
}

/// Rejects read-only directories, which could not be removed after the swap.
fn check_writable(target: &Target, existing: &ExistingFiles) -> Result<(), CliError> {
    let directories =
        existing.entries.iter().filter(|(_, kind)| **kind == EntryKind::Directory).map(|(path, _)| &**path);
    for directory in std::iter::once(Path::new("")).chain(directories) {
        if fs::metadata(target.out.join(directory)).is_ok_and(|metadata| metadata.permissions().readonly()) {
            let display = target.display_path(&crate::inputs::slashed(directory));
            return Err(CliError::new(format!("{} is read-only", display.trim_end_matches('/')))
                .help("make the directory writable, or choose another place with --out"));
        }
    }
    Ok(())
}

fn write_new(path: &Path, text: &str) -> Result<(), CliError> {
    let io_error = |error| CliError::io("write", path, &error);
    let mut file = File::create_new(path).map_err(io_error)?;
    file.write_all(text.as_bytes()).map_err(io_error)?;
    file.sync_all().map_err(io_error)
}

/// Creates a hard link, or a copy with the same time if the file system has no hard links.
fn link(from: &Path, to: &Path) -> Result<(), CliError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let io_error = |error| CliError::io("copy", from, &error);
    let modified = fs::metadata(from).and_then(|metadata| metadata.modified()).map_err(io_error)?;
    fs::copy(from, to).map_err(io_error)?;
    let copy = File::options().append(true).open(to);
    // A read-only copy cannot be opened to set its time.
    copy.map_or(Ok(()), |copy| copy.set_modified(modified).and_then(|()| copy.sync_all())).map_err(io_error)
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> Result<(), CliError> {
    let io_error = |error| CliError::io("copy", from, &error);
    std::os::unix::fs::symlink(fs::read_link(from).map_err(io_error)?, to).map_err(io_error)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, _to: &Path) -> Result<(), CliError> {
    Err(CliError::new(format!("{} is a symbolic link, which cannot be copied on this system", from.display()))
        .help("replace it with its target"))
}

/// Exchanges two directories atomically.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::NOSYS | Errno::INVAL | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<(), CliError> {
    fs::rename(from, to).map_err(|error| CliError::io(&format!("rename {} to", from.display()), to, &error))
}

fn create_directory(path: &Path) -> Result<(), CliError> {
    fs::create_dir(path).map_err(|error| CliError::io("create", path, &error))
}

fn create_above(root: &Path, path: &Path) -> Result<(), CliError> {
    let directory = path.parent().map_or_else(|| root.to_owned(), |parent| root.join(parent));
    fs::create_dir_all(&directory).map_err(|error| CliError::io("create", &directory, &error))
}

fn remove_all(path: &Path) -> Result<(), CliError> {
    fs::remove_dir_all(path).map_err(|error| {
        CliError::io("remove", path, &error).help("the crate itself is complete; remove this directory by hand")
    })
}

/// Syncs the entries of a directory to the disk, if the system can open directories.
fn sync(directory: &Path) -> Result<(), CliError> {
    match File::open(directory) {
        Ok(open) if cfg!(unix) => open.sync_all().map_err(|error| CliError::io("sync", directory, &error)),
        _ => Ok(()),
    }
}
