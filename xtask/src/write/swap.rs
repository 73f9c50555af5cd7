//! A whole crate at once: whenever the run is killed, the folder holds the old crate or the new one, complete.
//!
//! Comes in: a target and a plan. The new crate is built beside the old one (`draft`), files that stay as they are and
//! files of others as hard links, so that times are kept and nothing exists only in the draft. Complete and on the
//! disk, it is renamed (`ready`) and exchanged with the old one in one step of the system. What is then `ready` is the
//! old crate, which is taken apart: a file goes only if the new crate has it. Where the system cannot exchange two
//! folders, the old one is renamed away first (`old`). The names tell the next run how far a killed one came.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::Plan;
use super::standing::{Kind, Standing};
use super::target::Target;
use crate::fault::Fault;

/// Brings what a killed run left behind to the old or the new crate, whichever is complete.
pub(super) fn recover(target: &Target) -> Result<(), Fault> {
    let (draft, ready, old, out) = (target.draft(), target.ready(), target.old(), &target.out);
    if draft.exists() {
        remove_all(&draft)?;
    }
    if !out.exists() {
        // Killed between two renames: the old crate goes back; where there was none, the new one is complete.
        if let Some(whole) = [&old, &ready].into_iter().find(|folder| folder.exists()) {
            rename(whole, out)?;
        }
    }
    for rest in [&old, &ready] {
        if rest.exists() {
            take_apart(rest, out)?;
        }
    }
    Ok(())
}

/// Builds the new crate beside the old one.
pub(super) fn build(target: &Target, plan: &Plan<'_>) -> Result<(), Fault> {
    check_writable(target, &plan.standing)?;
    let draft = target.draft();
    let built = fill(target, plan, &draft);
    if built.is_err() {
        // The fault at hand matters more than one in cleaning up; the next run removes the draft as well.
        let _ = fs::remove_dir_all(&draft);
    }
    built
}

/// Puts the new crate where the old one is, and takes the old one apart.
pub(super) fn swap(target: &Target) -> Result<(), Fault> {
    swap_by(target, exchange)
}

/// As [`swap`], with the system's exchange of two folders given: not every system has it.
pub(super) fn swap_by(target: &Target, exchange: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<(), Fault> {
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
            if let Err(fault) = rename(&ready, out) {
                rename(&old, out)?;
                return Err(fault);
            }
            old
        }
        Err(error) => {
            let _ = fs::remove_dir_all(&ready);
            return Err(Fault::io("swap", out, &error));
        }
    };
    sync(&target.parent)?;
    take_apart(&rest, out)
}

fn fill(target: &Target, plan: &Plan<'_>, draft: &Path) -> Result<(), Fault> {
    create_folder(draft)?;
    for name in plan.files.keys() {
        create_above(draft, Path::new(name))?;
    }
    for (name, text) in plan.files {
        if plan.keeps(target, name) {
            link(&target.out.join(name), &draft.join(name))?;
        } else {
            write_new(&draft.join(name), text)?;
        }
    }
    for (path, kind) in plan.standing.foreign() {
        create_above(draft, path)?;
        let (from, to) = (target.out.join(path), draft.join(path));
        match kind {
            Kind::Link => copy_link(&from, &to)?,
            Kind::Folder => create_folder(&to)?,
            Kind::Foreign | Kind::Generated => link(&from, &to)?,
        }
    }
    let mut folders: BTreeSet<&Path> = BTreeSet::from([Path::new("")]);
    folders.extend(plan.files.keys().flat_map(|name| Path::new(name).ancestors().skip(1)));
    folders.extend(plan.standing.entries.iter().filter(|(_, kind)| **kind == Kind::Folder).map(|(path, _)| &**path));
    for folder in folders.into_iter().filter(|folder| draft.join(folder).is_dir()) {
        if let Ok(metadata) = fs::metadata(target.out.join(folder)) {
            let at = draft.join(folder);
            fs::set_permissions(&at, metadata.permissions())
                .map_err(|error| Fault::io("set the mode of", &at, &error))?;
        }
        sync(&draft.join(folder))?;
    }
    Ok(())
}

/// Removes a crate that another has taken the place of. What only this one has is moved, and so are newer files: they
/// were made or changed while the other was being built. Caches are always moved, as one rename is cheaper than links.
fn take_apart(rest: &Path, out: &Path) -> Result<(), Fault> {
    let standing = Standing::read(rest)?;
    for cache in &standing.caches {
        if !out.join(cache).exists() {
            rename(&rest.join(cache), &out.join(cache))?;
        }
    }
    for (path, kind) in standing.foreign() {
        let (from, to) = (rest.join(path), out.join(path));
        let missing = fs::symlink_metadata(&to).is_err();
        if missing || (kind == Kind::Foreign && is_newer(&from, &to)) {
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

/// A folder made read-only on purpose could not be removed after the swap, so it is refused before.
fn check_writable(target: &Target, standing: &Standing) -> Result<(), Fault> {
    let folders = standing.entries.iter().filter(|(_, kind)| **kind == Kind::Folder).map(|(path, _)| &**path);
    for folder in std::iter::once(Path::new("")).chain(folders) {
        if fs::metadata(target.out.join(folder)).is_ok_and(|metadata| metadata.permissions().readonly()) {
            let shown = target.call(&crate::read::slashed(folder));
            return Err(Fault::new(format!("{} is read-only", shown.trim_end_matches('/')))
                .help("make the folder writable, or choose another place with --out"));
        }
    }
    Ok(())
}

fn write_new(path: &Path, text: &str) -> Result<(), Fault> {
    let refuse = |error| Fault::io("write", path, &error);
    let mut file = File::create_new(path).map_err(refuse)?;
    file.write_all(text.as_bytes()).map_err(refuse)?;
    file.sync_all().map_err(refuse)
}

/// A second name for a file; a copy with the same times where the disk knows no second names.
fn link(from: &Path, to: &Path) -> Result<(), Fault> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let refuse = |error| Fault::io("carry over", from, &error);
    let modified = fs::metadata(from).and_then(|metadata| metadata.modified()).map_err(refuse)?;
    fs::copy(from, to).map_err(refuse)?;
    let copy = File::options().append(true).open(to);
    // A read-only copy cannot be opened to set its time; the copy itself is what matters.
    copy.map_or(Ok(()), |copy| copy.set_modified(modified).and_then(|()| copy.sync_all())).map_err(refuse)
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> Result<(), Fault> {
    let refuse = |error| Fault::io("carry over", from, &error);
    std::os::unix::fs::symlink(fs::read_link(from).map_err(refuse)?, to).map_err(refuse)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, _to: &Path) -> Result<(), Fault> {
    Err(Fault::new(format!("{} is a symbolic link, which cannot be carried over here", from.display()))
        .help("replace it by what it points to"))
}

/// Exchanges two folders in one step.
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

fn rename(from: &Path, to: &Path) -> Result<(), Fault> {
    fs::rename(from, to).map_err(|error| Fault::io(&format!("rename {} to", from.display()), to, &error))
}

fn create_folder(path: &Path) -> Result<(), Fault> {
    fs::create_dir(path).map_err(|error| Fault::io("create", path, &error))
}

fn create_above(root: &Path, path: &Path) -> Result<(), Fault> {
    let folder = path.parent().map_or_else(|| root.to_owned(), |parent| root.join(parent));
    fs::create_dir_all(&folder).map_err(|error| Fault::io("create", &folder, &error))
}

fn remove_all(path: &Path) -> Result<(), Fault> {
    fs::remove_dir_all(path).map_err(|error| {
        Fault::io("remove", path, &error).help("the crate itself is complete; remove this folder by hand")
    })
}

/// Has the system put a folder's names on the disk, where it lets folders be opened at all.
fn sync(folder: &Path) -> Result<(), Fault> {
    match File::open(folder) {
        Ok(open) if cfg!(unix) => open.sync_all().map_err(|error| Fault::io("sync", folder, &error)),
        _ => Ok(()),
    }
}
