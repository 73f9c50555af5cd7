//! The error of a command: a message in terms of the command line, and the fix.
//!
//! Findings in a document are diagnostics of the generator.

use std::io;
use std::path::Path;

/// Bad usage, bad input, or a failed access to the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CliError {
    /// The message: lower case, no full stop.
    pub(crate) message: String,
    /// The fix.
    pub(crate) help: Option<String>,
}

impl CliError {
    /// Creates an error without help.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Sets the help.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Creates the error of a failed `operation` ("read", "create", ...) on `path`.
    pub(crate) fn io(operation: &str, path: &Path, error: &io::Error) -> Self {
        let cli_error = Self::new(format!("cannot {operation} {}: {}", path.display(), reason(error)));
        match help_for(error.kind()) {
            Some(help) => cli_error.help(help),
            None => cli_error,
        }
    }
}

/// Returns the system's message in our style: "Permission denied (os error 13)" becomes "permission denied".
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn help_for(kind: io::ErrorKind) -> Option<&'static str> {
    match kind {
        io::ErrorKind::NotFound => Some("check the spelling; relative paths start at the current directory"),
        io::ErrorKind::PermissionDenied => Some("check its owner and permissions"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some("free space on the disk and run again"),
        io::ErrorKind::ReadOnlyFilesystem => Some("choose a path on a writable file system"),
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => {
            Some("the directory is replaced as a unit, so it cannot be a mount point: name a directory inside it")
        }
        _ => None,
    }
}
