//! What keeps a command from doing its work: a message in terms of what the user typed, and the remedy.
//!
//! Comes in: what was tried, and the system's error. Goes out: a [`Fault`], which `main` draws. Findings in a document
//! are the generator's diagnostics, not faults.

use std::io;
use std::path::Path;

/// Bad usage, bad input, or a disk that would not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where and what: lower case, no full stop.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Fault {
    /// A fault without a remedy.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None }
    }

    /// Adds the remedy.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The system refused `verb` ("read", "create", ...) on `path`.
    pub(crate) fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        let fault = Self::new(format!("cannot {verb} {}: {}", path.display(), reason(error)));
        match remedy(error.kind()) {
            Some(help) => fault.help(help),
            None => fault,
        }
    }
}

/// The system's words in our style: "Permission denied (os error 13)" becomes "permission denied".
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn remedy(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::NotFound => Some("check the spelling; relative paths start at the current folder"),
        io::ErrorKind::PermissionDenied => Some("check who owns it and what its mode allows"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("make room on the disk and run again"),
        io::ErrorKind::ReadOnlyFilesystem => Some("choose a place that can be written to"),
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => {
            Some("the folder is swapped in whole, so it cannot be a mount point: name a folder inside it")
        }
        _ => None,
    }
}
