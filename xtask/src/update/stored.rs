//! The stored copy of a fetched document, compared with the lock and with the source.

use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clientsmith::lock::LockedSource;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::fetch::{DownloadedDocument, Validators};
use crate::error::CliError;
use crate::job::FetchedDocument;
use crate::source_url::SourceUrl;

/// A document of a client as it is on the disk, with its entry in the lock.
pub(super) struct StoredDocument<'l> {
    name: String,
    path: PathBuf,
    url: SourceUrl,
    bytes: Option<Vec<u8>>,
    locked: Option<&'l LockedSource>,
}

/// A stored document compared with its source.
pub(super) enum Comparison {
    /// The stored document is that of the source, and the lock records it.
    Current,
    /// The bytes are those of the source; the lock does not record it.
    Unrecorded(FetchedDocument),
    /// The source has other bytes than the stored document.
    Changed(FetchedDocument),
}

impl<'l> StoredDocument<'l> {
    /// Reads the document at `path`, which can be missing; `name` is its path in the workspace.
    pub(super) fn read(
        name: String,
        path: &Path,
        url: &SourceUrl,
        locked: Option<&'l LockedSource>,
    ) -> Result<Self, CliError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(CliError::io("read", path, &error)),
        };
        Ok(Self { name, path: path.to_owned(), url: url.clone(), bytes, locked })
    }

    /// Returns the validators of a conditional request, if the stored document is the one that they are of.
    pub(super) fn validators(&self) -> Option<Validators<'l>> {
        let locked = self.locked.filter(|locked| self.is_recorded_as(locked))?;
        let (etag, last_modified) = (locked.etag.as_deref(), locked.last_modified.as_deref());
        (etag.is_some() || last_modified.is_some()).then_some(Validators { etag, last_modified })
    }

    /// Compares the document with its source. One with edits is replaced only with `force`.
    pub(super) fn compare(self, downloaded: DownloadedDocument, force: bool) -> Result<Comparison, CliError> {
        let is_recorded = self.locked.is_some_and(|locked| self.has_hash(locked));
        let is_same = self.bytes.as_ref() == Some(&downloaded.bytes);
        if is_same && self.locked.is_some_and(|locked| self.is_recorded_as(locked)) {
            return Ok(Comparison::Current);
        }
        if !is_same && !is_recorded && !force && self.bytes.is_some() {
            return Err(self.has_edits());
        }
        // The date is that of the fetch that changed the bytes.
        let earlier_date = self.locked.filter(|_| is_same && is_recorded).map(|locked| locked.date.clone());
        let source = LockedSource {
            url: self.url.as_str().to_owned(),
            sha256: sha256(&downloaded.bytes),
            date: earlier_date.unwrap_or_else(now),
            etag: downloaded.etag,
            last_modified: downloaded.last_modified,
        };
        let Self { name, path, bytes: replaced, .. } = self;
        let document = FetchedDocument { name, path, bytes: downloaded.bytes, replaced, source };
        Ok(if is_same { Comparison::Unrecorded(document) } else { Comparison::Changed(document) })
    }

    /// Returns true if an entry of the lock has the URL and the hash of the document.
    fn is_recorded_as(&self, locked: &LockedSource) -> bool {
        locked.url == self.url.as_str() && self.has_hash(locked)
    }

    fn has_hash(&self, locked: &LockedSource) -> bool {
        self.bytes.as_ref().is_some_and(|bytes| sha256(bytes) == locked.sha256)
    }

    fn has_edits(&self) -> CliError {
        let name = &self.name;
        let message = match self.locked {
            Some(_) => format!("{name} was edited after it was fetched; an update would lose the edits"),
            None => format!("{name} differs from its source and is not in the lock; an update would lose its edits"),
        };
        CliError::new(message).help(
            "move the edits to an overlay (`overlays` in specs/clients.toml), then replace the document with --force",
        )
    }
}

/// Returns the hash of a document in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Returns the current time in seconds.
fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}
