//! Readers of recordings: HAR 1.2, Postman collections 2.0 and 2.1, VCR cassettes, and sample files.
//!
//! The name of a sample file has its request. The format of other files is found from their contents. JSON is read entry
//! by entry, and entries above a limit are left out, so that a recording of any size needs bounded memory. YAML is limited
//! to [`YAML`] bytes.
//! No message contains a value of a recording.

mod body;
mod cassette;
mod har;
mod json;
mod limit;
mod postman;
mod sample;
mod url;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use super::exchange::{Exchange, Origin};

/// The maximum size of a cassette in YAML, in bytes: 64 MiB.
pub const YAML: usize = 64 << 20;

/// The format of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingFormat {
    /// HTTP Archive 1.2.
    Har,
    /// A Postman collection.
    Postman,
    /// A cassette of VCR or vcrpy.
    Cassette,
    /// A file with one response.
    Sample,
}

/// A recording that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The format.
    pub format: RecordingFormat,
    /// The number of exchanges.
    pub exchanges: usize,
    /// The entries that were left out, or are incomplete.
    pub notes: Vec<RecordingNote>,
}

/// Entries of a recording that were left out, or are incomplete, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingNote {
    /// The reason.
    pub reason: &'static str,
    /// The number of entries.
    pub entries: usize,
    /// The first entry.
    pub first: usize,
}

/// The error of a file that cannot be read as a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingError {
    /// The file.
    pub file: String,
    /// The line and column, from 1, if the error has a position.
    pub position: Option<(usize, usize)>,
    /// The problem: lower case, no full stop.
    pub message: String,
    /// The fix.
    pub help: &'static str,
}

impl fmt::Display for RecordingNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reason, entries, first } = self;
        let noun = if *entries == 1 { "entry" } else { "entries" };
        write!(f, "{entries} {noun} {reason} (first: entry {first})")
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for RecordingError {}

/// Reads the exchanges of a recording, in order. `file` is the path in messages and origins.
///
/// # Errors
///
/// Returns an error if the file cannot be read, is incomplete, or is no recording. Exchanges before the position of the
/// error have been passed on.
pub fn read(file: &str, input: &mut dyn Read, each: &mut dyn FnMut(Exchange)) -> Result<Recording, RecordingError> {
    let mut sink = Sink { file, each, entries: 0, exchanges: 0, notes: BTreeMap::new() };
    let format = read_format(&mut sink, input)?;
    let notes =
        sink.notes.iter().map(|(reason, note)| RecordingNote { reason, entries: note.entries, first: note.first });
    Ok(Recording { format, exchanges: sink.exchanges, notes: notes.collect() })
}

fn read_format(sink: &mut Sink, input: &mut dyn Read) -> Result<RecordingFormat, RecordingError> {
    if let Some(request) = sample::request(sink.file) {
        sample::read(sink, request, input)?;
        return Ok(RecordingFormat::Sample);
    }
    let mut input = BufReader::with_capacity(1 << 16, input);
    let start = input.fill_buf().map_err(|error| sink.unreadable(&error))?;
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let first = start.get(mark..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    input.consume(mark);
    match first {
        Some(b'{' | b'[') => json::read(sink, input),
        Some(_) => cassette::read_yaml(sink, input).map(|()| RecordingFormat::Cassette),
        None => Err(sink.error("the file is empty".to_owned())),
    }
}

/// The receiver of exchanges, with counts.
struct Sink<'s> {
    file: &'s str,
    each: &'s mut dyn FnMut(Exchange),
    /// The number of entries so far.
    entries: usize,
    exchanges: usize,
    /// The entries, by reason.
    notes: BTreeMap<&'static str, Noted>,
}

/// The entries with a note.
struct Noted {
    entries: usize,
    first: usize,
    last: usize,
}

impl Sink<'_> {
    /// Begins the next entry.
    fn next_entry(&mut self) {
        self.entries += 1;
    }

    /// Passes on the exchange of the current entry.
    fn emit(&mut self, mut exchange: Exchange) {
        exchange.origin = Origin { file: self.file.to_owned(), entry: self.entries };
        self.exchanges += 1;
        (self.each)(exchange);
    }

    /// Notes the current entry.
    fn note(&mut self, reason: &'static str) {
        let entry = self.entries.max(1);
        let note = self.notes.entry(reason).or_insert(Noted { entries: 0, first: entry, last: 0 });
        note.entries += usize::from(note.last != entry);
        note.last = entry;
    }

    fn error(&self, message: String) -> RecordingError {
        let help = "recordings are HAR 1.2, Postman collections 2.x, VCR cassettes, and samples named like `GET users,{id} 200.json`";
        RecordingError { file: self.file.to_owned(), position: None, message, help }
    }

    fn unreadable(&self, error: &io::Error) -> RecordingError {
        let help = "check that the file is complete and can be read";
        let message = format!("cannot read the file: {}", error.kind());
        RecordingError { file: self.file.to_owned(), position: None, message, help }
    }
}
