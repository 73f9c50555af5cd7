//! Locks the parent directory of a crate, so that only one run writes at a time.
//!
//! The directory itself is locked, which leaves no lock file. The crate's directory cannot be locked, as it is
//! replaced.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::CliError;

/// A lock that is released when dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    /// The locked directory; `None` if the system cannot lock directories.
    directory: Option<File>,
}

impl Lock {
    /// Returns true if the system has locked the directory.
    pub(crate) fn is_exclusive(&self) -> bool {
        self.directory.is_some()
    }
}

/// Waits until no other run writes below `parent`.
pub(crate) fn acquire(parent: &Path) -> Result<Lock, CliError> {
    let Ok(directory) = File::open(parent) else { return Ok(Lock { directory: None }) };
    let locked = match directory.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => {
            crate::report::note(&format!("waiting for another run that writes below {}", parent.display()));
            directory.lock().map_err(|error| CliError::io("lock", parent, &error))?;
            true
        }
        Err(TryLockError::Error(_)) => false,
    };
    Ok(Lock { directory: locked.then_some(directory) })
}
