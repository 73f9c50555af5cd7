//! Writes a single generated file among other files, such as the ledger.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Change, existing};
use crate::error::CliError;

/// Returns the change of writing `text` to `path`, without writing.
pub(crate) fn compare_one(path: &Path, display: &str, text: &str) -> Result<Option<Change>, CliError> {
    if !existing::is_marked(text.as_bytes()) {
        return Err(super::generator_error(format!(
            "the generator returned {display} without its mark in the first line"
        )));
    }
    let before = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(_) if path.is_dir() => {
            return Err(CliError::new(format!("{display} is a directory")).help("name the file to write"));
        }
        Err(error) => return Err(CliError::io("read", path, &error)),
    };
    if before.as_deref() == Some(text.as_bytes()) {
        return Ok(None);
    }
    if before.as_deref().is_some_and(|bytes| !existing::is_marked(bytes)) {
        return Err(CliError::new(format!("{display} is a file that is not generated"))
            .help("move or rename it, or choose another name for the generated file"));
    }
    Ok(Some(Change { path: display.to_owned(), before, after: Some(text.to_owned()) }))
}

/// Writes `text` to `path` atomically, if it changes.
pub(crate) fn write_one(path: &Path, display: &str, text: &str) -> Result<Option<Change>, CliError> {
    let change = compare_one(path, display, text)?;
    if change.is_some() {
        // The target of a link is replaced, and the link remains.
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let draft = draft_of(&real);
        let io_error = |verb| move |error| CliError::io(verb, path, &error);
        if let Some(directory) = real.parent() {
            fs::create_dir_all(directory).map_err(io_error("create the directory of"))?;
        }
        let mut file = File::create(&draft).map_err(io_error("create"))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io_error("write"))?;
        fs::rename(&draft, &real).map_err(io_error("replace"))?;
    }
    Ok(change)
}

fn draft_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.codegen-draft"))
}
