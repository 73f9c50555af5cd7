//! Reads the input documents of a command, and the files that they refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clientsmith::Input;
use clientsmith::bundle::{self, FileReference};
use clientsmith::document::Text;
use clientsmith::infer::Certainty;

use crate::error::CliError;

/// Reads the file at `path`; `name` is its name in messages and file headers.
pub(crate) fn read_text(path: &Path, name: String) -> Result<Text, CliError> {
    if name.contains(char::is_control) {
        return Err(CliError::new(format!("{name:?} has a control character in its name"))
            .help("rename the file: its name appears in the first line of every generated file"));
    }
    if path.is_dir() {
        return Err(CliError::new(format!("{} is a directory", path.display())).help("name a file in it"));
    }
    let bytes = fs::read(path).map_err(|error| CliError::io("read", path, &error))?;
    Ok(Text { name, bytes })
}

/// Reads a file of the command line; its name is the path as the user wrote it.
pub(crate) fn read_named(path: &Path) -> Result<Text, CliError> {
    read_text(path, slashed(path))
}

/// Command-line options for inputs other than the documents.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct InputArgs {
    /// Overlays to apply, in this order
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) overlay: Vec<PathBuf>,
    /// Pages of the API's documentation: HTML, Markdown or text
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) docs: Vec<PathBuf>,
    /// APIs.json catalog that lists the API
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Keep only inferences with at least 95 % confidence
    #[arg(long)]
    pub(crate) strict_inference: bool,
}

/// Reads the documents of a command line as one API, with the other inputs.
pub(crate) fn read_input<'p>(
    documents: impl IntoIterator<Item = &'p Path>,
    args: &InputArgs,
) -> Result<Input, CliError> {
    let paths: Vec<&Path> = documents.into_iter().collect();
    let documents: Vec<_> = paths.iter().map(|path| read_named(path)).collect::<Result<_, _>>()?;
    let referenced = read_referenced(paths.into_iter().zip(&documents));
    Ok(Input {
        documents,
        files: referenced.files,
        unreadable: referenced.unreadable,
        catalog: args.catalog.as_deref().map(read_named).transpose()?,
        overlays: args.overlay.iter().map(|path| read_named(path)).collect::<Result<_, _>>()?,
        docs: args.docs.iter().map(|path| read_named(path)).collect::<Result<_, _>>()?,
        certainty: certainty(args.strict_inference),
        ..Input::default()
    })
}

/// Returns the certainty that `--strict-inference` requests.
pub(crate) fn certainty(strict: bool) -> Certainty {
    if strict { Certainty::Certain } else { Certainty::Likely }
}

/// Returns the path with `/` as the separator on every system.
pub(crate) fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The files that documents refer to.
#[derive(Debug, Default)]
pub(crate) struct ReferencedFiles {
    /// The texts, by name.
    pub(crate) files: Vec<Text>,
    /// The reasons of files that could not be read, by name.
    pub(crate) unreadable: BTreeMap<String, String>,
}

/// Reads the files that documents refer to by relative paths, directly or indirectly, below each document's directory.
///
/// Each document is given with its path on the disk.
pub(crate) fn read_referenced<'t>(documents: impl IntoIterator<Item = (&'t Path, &'t Text)>) -> ReferencedFiles {
    let documents: Vec<(&Path, &Text)> = documents.into_iter().collect();
    let mut seen: BTreeSet<String> = documents.iter().map(|(_, text)| text.name.clone()).collect();
    let mut referenced = ReferencedFiles::default();
    for (path, document) in documents {
        let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut paths = references_inside(document, bundle::file_name(&document.name));
        while let Some(relative) = paths.pop() {
            let name = bundle::resolve_name(&document.name, &relative);
            if !seen.insert(name.clone()) {
                continue;
            }
            match read_below(directory, &relative) {
                Ok(bytes) => {
                    let text = Text { name, bytes };
                    paths.extend(references_inside(&text, &relative));
                    referenced.files.push(text);
                }
                Err(reason) => _ = referenced.unreadable.insert(name, reason),
            }
        }
    }
    referenced.files.sort_by(|a, b| a.name.cmp(&b.name));
    referenced
}

/// Returns the references of a text to files in the document's directory; others are never read.
fn references_inside(text: &Text, path: &str) -> Vec<String> {
    let references = bundle::references(text, path).into_iter();
    let paths = references.filter_map(|reach| match reach {
        FileReference::Inside(path) => Some(path),
        FileReference::Outside(_) => None,
    });
    paths.collect()
}

/// Reads a file in a directory, with links resolved; the error is the reason it cannot be read.
fn read_below(directory: &Path, relative: &str) -> Result<Vec<u8>, String> {
    let reason = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "the file does not exist".to_owned(),
        _ => CliError::io("read", Path::new(relative), &error).message,
    };
    let real = fs::canonicalize(directory.join(relative)).map_err(reason)?;
    let directory = fs::canonicalize(directory).map_err(reason)?;
    if !real.starts_with(&directory) {
        return Err("a link points outside of the document's directory".to_owned());
    }
    if !real.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    fs::read(&real).map_err(reason)
}

#[cfg(test)]
mod tests;
