//! One run at a time.
//!
//! Comes in: the folder that holds the crate's folder. Goes out: a lock that lasts as long as the value. The folder
//! itself is locked, so that no lock file is left behind; it is not the crate's own, as that one is swapped.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::fault::Fault;

/// Held while a folder's neighbours may be renamed.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Released by closing. `None` where the system has no locks on folders: there, care is the user's.
    _folder: Option<File>,
}

/// Waits until no other run works below `parent`.
pub(crate) fn take(parent: &Path) -> Result<Lock, Fault> {
    let Ok(folder) = File::open(parent) else { return Ok(Lock { _folder: None }) };
    let locked = match folder.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => {
            crate::report::note(&format!("waiting for another run that writes below {}", parent.display()));
            folder.lock().map_err(|error| Fault::io("lock", parent, &error))?;
            true
        }
        Err(TryLockError::Error(_)) => false,
    };
    Ok(Lock { _folder: locked.then_some(folder) })
}
