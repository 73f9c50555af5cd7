//! Writes a single file among other files: a generated one such as the ledger, or a fetched document.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Change, existing, siblings, target};
use crate::error::CliError;

/// A file that is not part of a crate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SingleFile<'t> {
    /// The path.
    pub(crate) path: &'t Path,
    /// The path in messages.
    pub(crate) display: &'t str,
    /// The new contents.
    pub(crate) contents: Contents<'t>,
}

/// The new contents of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Contents<'t> {
    /// A text with the mark in the first line.
    Generated(&'t str),
    /// A text for review, which people edit. It replaces any file.
    ForReview(&'t str),
    /// A document in the bytes of its source. The bytes that it replaces must still be on the disk.
    Fetched { bytes: &'t [u8], replaced: Option<&'t [u8]> },
}

impl Contents<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Generated(text) | Self::ForReview(text) => text.as_bytes(),
            Self::Fetched { bytes, .. } => bytes,
        }
    }

    /// Returns the end of the prefix of drafts.
    fn draft_prefix(&self) -> &'static str {
        match self {
            Self::Generated(_) => ".codegen-new-",
            Self::ForReview(_) => ".learn-new-",
            Self::Fetched { .. } => ".update-new-",
        }
    }
}

/// The complete contents in a new file next to the old one, which is removed when dropped.
#[derive(Debug)]
pub(super) struct Draft {
    file: NamedTempFile,
    path: PathBuf,
    change: Change,
}

/// Returns the change of writing the file, without writing.
pub(super) fn compare(file: &SingleFile<'_>) -> Result<Option<Change>, CliError> {
    let SingleFile { path, display, contents } = *file;
    if matches!(contents, Contents::Generated(text) if !existing::is_marked(text.as_bytes())) {
        return Err(super::generator_error(format!(
            "the generator returned {display} without its mark in the first line"
        )));
    }
    target::reject_link(path, display)?;
    let before = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(CliError::io("read", path, &error)),
        Ok(metadata) if metadata.is_dir() => {
            return Err(CliError::new(format!("{display} is a directory")).help("name the file to write"));
        }
        Ok(metadata) if !metadata.is_file() => {
            return Err(CliError::new(format!("{display} is not a regular file")).help("name another file to write"));
        }
        Ok(_) => Some(target::read(path)?),
    };
    if before.as_deref() == Some(contents.bytes()) {
        return Ok(None);
    }
    check_replaced(display, before.as_deref(), contents)?;
    Ok(Some(Change { path: display.to_owned(), before, after: Some(contents.bytes().to_owned()) }))
}

/// Rejects contents on the disk that must not be replaced.
fn check_replaced(display: &str, before: Option<&[u8]>, contents: Contents<'_>) -> Result<(), CliError> {
    match contents {
        Contents::Generated(_) if before.is_some_and(|bytes| !existing::is_marked(bytes)) => {
            Err(CliError::new(format!("{display} is a file that is not generated"))
                .help("move or rename it, or choose another name for the generated file"))
        }
        Contents::Fetched { replaced, .. } if replaced != before => {
            Err(CliError::new(format!("{display} was changed by another program during this run"))
                .help("run the command again"))
        }
        Contents::Generated(_) | Contents::ForReview(_) | Contents::Fetched { .. } => Ok(()),
    }
}

/// Writes the contents to a new file in the same directory, if they change. Removes the drafts of killed runs.
pub(super) fn draft(file: &SingleFile<'_>) -> Result<Option<Draft>, CliError> {
    let change = compare(file)?;
    let io_error = |verb| move |error| CliError::io(verb, file.path, &error);
    let path = target::absolute(file.path)?;
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(CliError::new(format!("{} is not a file", file.display)).help("name the file to write"));
    };
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(file.contents.draft_prefix());
    remove_leftovers(directory, &prefix, file.contents);
    let Some(change) = change else { return Ok(None) };
    fs::create_dir_all(directory).map_err(io_error("create the directory of"))?;
    let mut draft = create(directory, &prefix).map_err(io_error("create a file next to"))?;
    draft.write_all(file.contents.bytes()).map_err(io_error("write"))?;
    draft.as_file().sync_all().map_err(io_error("write"))?;
    Ok(Some(Draft { file: draft, path, change }))
}

/// Creates a new file with a random name, and locks it, so that other runs do not remove it.
fn create(directory: &Path, prefix: &OsStr) -> io::Result<NamedTempFile> {
    let mut builder = siblings::file_builder(prefix);
    // The usual permissions of a new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let draft = builder.tempfile_in(directory)?;
        // A file system without locks fails for other runs, too.
        _ = draft.as_file().lock();
        // Another run may have removed it before it was locked.
        if draft.path().exists() {
            return Ok(draft);
        }
    }
}

impl Draft {
    /// Replaces the file atomically. A link is replaced and not followed.
    pub(super) fn persist(self) -> Result<Change, CliError> {
        self.file.persist(&self.path).map_err(|error| CliError::io("replace", &self.path, &error.error))?;
        Ok(self.change)
    }
}

/// Removes the drafts of killed runs: not locked, and empty, generated, or with the name of the draft of a document. One
/// that cannot be removed is ignored, as its name is not used again.
fn remove_leftovers(directory: &Path, prefix: &OsStr, contents: Contents<'_>) {
    let is_draft = |path: &Path| match contents {
        Contents::Generated(_) => existing::is_generated_file(path).unwrap_or_default(),
        Contents::ForReview(_) | Contents::Fetched { .. } => true,
    };
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !siblings::is_random_name(&entry.file_name(), prefix) || !siblings::is_owned(&path) {
            continue;
        }
        // The lock is released after the file is removed.
        let Ok(file) = File::open(&path) else { continue };
        let is_empty = file.metadata().is_ok_and(|metadata| metadata.len() == 0);
        if file.try_lock().is_ok() && (is_empty || is_draft(&path)) {
            _ = fs::remove_file(&path);
        }
    }
}
