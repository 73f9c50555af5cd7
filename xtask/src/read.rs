//! Input files from disk.
//!
//! Comes in: paths, and what messages call them. Goes out: [`Text`]s, bytes as they are. What the bytes mean is the
//! generator's business.

use std::fs;
use std::path::Path;

use generator::document::Text;

use crate::fault::Fault;

/// Reads `path`; messages and headers call it `name`.
pub(crate) fn text(path: &Path, name: String) -> Result<Text, Fault> {
    if name.contains(char::is_control) {
        return Err(Fault::new(format!("{name:?} has a control character in its name"))
            .help("rename the file: its name goes into the first line of every generated file"));
    }
    if path.is_dir() {
        return Err(Fault::new(format!("{} is a folder", path.display())).help("name a file in it"));
    }
    let bytes = fs::read(path).map_err(|error| Fault::io("read", path, &error))?;
    Ok(Text { name, bytes })
}

/// Reads files named on the command line; they are called what the user called them.
pub(crate) fn named(path: &Path) -> Result<Text, Fault> {
    text(path, slashed(path))
}

/// The path with `/` between its parts, on every system.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}
