//! Replaces a crate atomically: if the run is killed, the directory contains the complete old or the complete new
//! crate.
//!
//! The new crate is built in a sibling directory (`draft`), with hard links to unchanged and foreign files, so that
//! their times are kept and no file exists only in the draft. When complete and synced, it is renamed (`ready`) and
//! exchanged with the old crate in one system call. Then `ready` is the old crate, which is removed: a file is
//! deleted only if the new crate has it. If the system cannot exchange two directories, the old crate is first renamed
//! (`old`). The names show the next run at which step a run was killed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::Plan;
use super::existing::{EntryKind, ExistingFiles};
use super::target::Target;
use crate::error::CliError;

/// Recovers from a killed run: restores the old or the new crate, whichever is complete.
pub(super) fn recover(target: &Target) -> Result<(), CliError> {
    let (draft, ready, old, out) = (target.draft(), target.ready(), target.old(), &target.out);
    if draft.exists() {
        remove_all(&draft)?;
    }
    if !out.exists() {
        // Killed between two renames: the old crate is restored, or without one the complete new crate is used.
        if let Some(complete) = [&old, &ready].into_iter().find(|directory| directory.exists()) {
            rename(complete, out)?;
        }
    }
    for rest in [&old, &ready] {
        if rest.exists() {
            remove_replaced(rest, out)?;
        }
    }
    Ok(())
}

/// Builds the new crate in a sibling directory.
pub(super) fn build(target: &Target, plan: &Plan<'_>) -> Result<(), CliError> {
    check_writable(target, &plan.existing)?;
    let draft = target.draft();
    let built = fill(target, plan, &draft);
    if built.is_err() {
        // An error of the cleanup is ignored; the next run removes the draft, too.
        let _ = fs::remove_dir_all(&draft);
    }
    built
}

/// Replaces the old crate with the new one, and removes the old one.
pub(super) fn swap(target: &Target) -> Result<(), CliError> {
    swap_with(target, exchange)
}

/// Swaps like [`swap`], with a function that exchanges two directories; not every system has one.
pub(super) fn swap_with(target: &Target, exchange: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<(), CliError> {
    let (ready, old, out) = (target.ready(), target.old(), &target.out);
    rename(&target.draft(), &ready)?;
    if !out.exists() {
        rename(&ready, out)?;
        return sync(&target.parent);
    }
    let rest = match exchange(&ready, out) {
        Ok(()) => ready,
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            rename(out, &old)?;
            if let Err(error) = rename(&ready, out) {
                rename(&old, out)?;
                return Err(error);
            }
            old
        }
        Err(error) => {
            let _ = fs::remove_dir_all(&ready);
            return Err(CliError::io("swap", out, &error));
        }
    };
    sync(&target.parent)?;
    remove_replaced(&rest, out)
}

fn fill(target: &Target, plan: &Plan<'_>, draft: &Path) -> Result<(), CliError> {
    create_directory(draft)?;
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
fn remove_replaced(rest: &Path, out: &Path) -> Result<(), CliError> {
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

fn rename(from: &Path, to: &Path) -> Result<(), CliError> {
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
