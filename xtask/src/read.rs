//! Input files from disk.
//!
//! Comes in: paths, and what messages call them. Goes out: [`Text`]s, bytes as they are, and the files that documents
//! refer to, as far as they are in the folders of those. What the bytes mean is the generator's business.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use generator::Input;
use generator::bundle::{self, Reach};
use generator::document::Text;
use generator::infer::Certainty;

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

/// What a command line gives beside documents.
#[derive(Debug, clap::Args)]
pub(crate) struct Beside {
    /// Overlays to apply, in this order
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) overlay: Vec<PathBuf>,
    /// APIs.json catalogue that lists the API
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Infer only what is certain; the rest stands among the runners-up
    #[arg(long)]
    pub(crate) strict_inference: bool,
}

/// The documents that a command line names, and what it gives beside them, as one API.
pub(crate) fn input<'p>(documents: impl IntoIterator<Item = &'p Path>, beside: &Beside) -> Result<Input, Fault> {
    let paths: Vec<&Path> = documents.into_iter().collect();
    let documents: Vec<_> = paths.iter().map(|path| named(path)).collect::<Result<_, _>>()?;
    let neighbours = neighbours(paths.into_iter().zip(&documents));
    Ok(Input {
        documents,
        files: neighbours.files,
        unread: neighbours.unread,
        catalog: beside.catalog.as_deref().map(named).transpose()?,
        overlays: beside.overlay.iter().map(|path| named(path)).collect::<Result<_, _>>()?,
        certainty: certainty(beside.strict_inference),
        ..Input::default()
    })
}

/// What `--strict-inference` asks for.
pub(crate) fn certainty(strict: bool) -> Certainty {
    if strict { Certainty::Certain } else { Certainty::Likely }
}

/// The path with `/` between its parts, on every system.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The files that documents refer to, and those of them that were not read, with the reason.
#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    /// What was read.
    pub(crate) files: Vec<Text>,
    /// What was not, by name.
    pub(crate) unread: BTreeMap<String, String>,
}

/// Reads what documents refer to by relative paths, at first or second hand, each below its document's folder.
/// Documents are given with their paths on the disk.
pub(crate) fn neighbours<'t>(documents: impl IntoIterator<Item = (&'t Path, &'t Text)>) -> Neighbours {
    let documents: Vec<(&Path, &Text)> = documents.into_iter().collect();
    let mut seen: BTreeSet<String> = documents.iter().map(|(_, text)| text.name.clone()).collect();
    let mut neighbours = Neighbours::default();
    for (path, document) in documents {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut paths = inside(document, bundle::own_path(&document.name));
        while let Some(relative) = paths.pop() {
            let name = bundle::name_of(&document.name, &relative);
            if !seen.insert(name.clone()) {
                continue;
            }
            match below(folder, &relative) {
                Ok(bytes) => {
                    let text = Text { name, bytes };
                    paths.extend(inside(&text, &relative));
                    neighbours.files.push(text);
                }
                Err(reason) => _ = neighbours.unread.insert(name, reason),
            }
        }
    }
    neighbours.files.sort_by(|a, b| a.name.cmp(&b.name));
    neighbours
}

/// The files in the document's folder that a text refers to. What leads out of it is never looked for.
fn inside(text: &Text, path: &str) -> Vec<String> {
    let reaches = bundle::references(text, path).into_iter();
    let paths = reaches.filter_map(|reach| match reach {
        Reach::Inside(path) => Some(path),
        Reach::Outside(_) => None,
    });
    paths.collect()
}

/// Reads a file in a folder, wherever links lead; the reason where it is not one to be read.
fn below(folder: &Path, relative: &str) -> Result<Vec<u8>, String> {
    let reason = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => Fault::io("read", Path::new(relative), &error).what,
    };
    let real = fs::canonicalize(folder.join(relative)).map_err(reason)?;
    let folder = fs::canonicalize(folder).map_err(reason)?;
    if !real.starts_with(&folder) {
        return Err("a link leads out of the document's folder".to_owned());
    }
    if !real.is_file() {
        return Err("it is no plain file".to_owned());
    }
    fs::read(&real).map_err(reason)
}

#[cfg(test)]
mod tests;
