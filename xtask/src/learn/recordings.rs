//! Reads recordings from files and directories.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clientsmith::learn::{Exchange, Learner, invented, sources};

use crate::error::CliError;
use crate::inputs;

/// The recordings that were read.
#[derive(Debug, Default)]
pub(crate) struct Recordings {
    /// The number of recordings with exchanges.
    pub(crate) read: usize,
    /// The notes about entries and files that were left out.
    pub(crate) notes: Vec<String>,
}

/// Reads all recordings, in the order of their paths, and passes their exchanges to a learner.
///
/// A file that the user named must be a recording. A file of a directory that is none is noted.
pub(crate) fn read(paths: &[PathBuf], learner: &mut Learner) -> Result<Recordings, CliError> {
    let mut recordings = Recordings::default();
    for path in paths {
        if !path.is_dir() {
            read_file(path, learner, &mut recordings)?;
            continue;
        }
        for file in files(path)? {
            if let Err(error) = read_file(&file, learner, &mut recordings) {
                recordings.notes.push(error.message);
            }
        }
    }
    Ok(recordings)
}

/// Returns the files of a directory and of those below it, without hidden ones, in the order of their paths.
fn files(directory: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |error| CliError::io("read", directory, &error);
    let mut entries = fs::read_dir(directory).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.retain(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut found = Vec::new();
    for entry in entries {
        // Links are not followed: they can lead to a directory above.
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            found.extend(files(&entry.path())?);
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Reads one recording twice: first to find out whether its bodies are invented.
fn read_file(path: &Path, learner: &mut Learner, recordings: &mut Recordings) -> Result<(), CliError> {
    let name = inputs::slashed(path);
    let mut invented = invented::Invented::default();
    scan(path, &name, &mut |exchange| invented.add(&exchange))?;
    if let Some(reason) = invented.finish() {
        recordings.notes.push(format!("{name} is not learned from: {reason}"));
        return Ok(());
    }
    let recording = scan(path, &name, &mut |exchange| learner.add(&exchange))?;
    recordings.read += 1;
    recordings.notes.extend(recording.notes.iter().map(|note| format!("{name}: {note}")));
    Ok(())
}

fn scan(path: &Path, name: &str, each: &mut dyn FnMut(Exchange)) -> Result<sources::Recording, CliError> {
    let file = File::open(path).map_err(|error| CliError::io("read", path, &error))?;
    sources::read(name, &mut BufReader::new(file), each)
        .map_err(|error| CliError::new(error.to_string()).help(error.help))
}
