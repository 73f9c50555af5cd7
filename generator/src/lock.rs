//! The lock of a client: the names that it has and the sources of its documents, as a file that later generations read.

mod collect;
mod file;
mod release;
mod source;

use std::collections::BTreeMap;

use crate::names::lock::NameLock;

pub use collect::collect;
pub use file::{read, write};
pub use release::LockedRelease;
pub use source::LockedSource;

/// The contents of a lock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The names of the client.
    pub names: NameLock,
    /// The sources of fetched documents, by the name of the document.
    pub sources: BTreeMap<String, LockedSource>,
    /// The release, for a client with a configured version.
    pub release: Option<LockedRelease>,
}
