//! One generated file that stands among files of others, such as the ledger.
//!
//! Comes in: its path and text. Goes out: the change, made or only found. It is replaced in one step, by renaming.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::{Change, standing};
use crate::fault::Fault;

/// Tells what writing `text` to `path` would change, and changes nothing.
pub(crate) fn compare_one(path: &Path, shown: &str, text: &str) -> Result<Option<Change>, Fault> {
    if !standing::is_marked(text.as_bytes()) {
        return Err(super::generator_fault(format!("the generator made {shown} without its mark in the first line")));
    }
    let before = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(_) if path.is_dir() => {
            return Err(Fault::new(format!("{shown} is a folder")).help("name the file to write"));
        }
        Err(error) => return Err(Fault::io("read", path, &error)),
    };
    if before.as_deref() == Some(text.as_bytes()) {
        return Ok(None);
    }
    if before.as_deref().is_some_and(|bytes| !standing::is_marked(bytes)) {
        return Err(Fault::new(format!("{shown} is a file that is not generated, where a generated file belongs"))
            .help("move or rename it, or choose another name for the generated file"));
    }
    Ok(Some(Change { path: shown.to_owned(), before, after: Some(text.to_owned()) }))
}

/// Makes the file at `path` hold `text`. Nothing is touched where nothing changes.
pub(crate) fn write_one(path: &Path, shown: &str, text: &str) -> Result<Option<Change>, Fault> {
    let change = compare_one(path, shown, text)?;
    if change.is_some() {
        // A link stays a link: what it points to is replaced.
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let draft = draft_of(&real);
        let refuse = |verb| move |error| Fault::io(verb, path, &error);
        if let Some(folder) = real.parent() {
            fs::create_dir_all(folder).map_err(refuse("create the folder of"))?;
        }
        let mut file = File::create(&draft).map_err(refuse("create"))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(refuse("write"))?;
        fs::rename(&draft, &real).map_err(refuse("replace"))?;
    }
    Ok(change)
}

fn draft_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.codegen-draft"))
}
