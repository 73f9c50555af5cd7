//! The lock of a client: its names, the conclusions that shape it, its release and the sources of its documents, as a file
//! that later generations read.

mod collect;
mod file;
mod inferences;
mod reader;
mod release;
mod source;

use std::collections::BTreeMap;

use crate::infer::locked::{LockedFacts, LockedInferences};
use crate::names::lock::NameLock;

pub use collect::collect;
pub use file::{read, write};
pub use inferences::report_changes;
pub use release::LockedRelease;
pub use source::LockedSource;

/// A lock that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lock {
    /// The names of the client.
    pub names: NameLock,
    /// The conclusions that shape it; `None` if the lock has no such section.
    pub inferences: Option<LockedInferences>,
    /// The other sections.
    pub kept: KeptSections,
}

/// The sections that generations keep as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptSections {
    /// The sources of fetched documents, by the name of the document.
    pub sources: BTreeMap<String, LockedSource>,
    /// The release, for a client with a configured version.
    pub release: Option<LockedRelease>,
}

/// Conclusions by scope and item, as the lock contains them.
pub type InferenceSection = BTreeMap<String, BTreeMap<String, LockedFacts>>;
