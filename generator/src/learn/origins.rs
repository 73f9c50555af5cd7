//! The numbers of exchanges by recording.

use std::collections::BTreeMap;

use super::exchange::Origin;

/// The numbers of exchanges by recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedOrigins {
    /// The number of exchanges.
    pub count: usize,
    /// The number of exchanges and the first entry, by file.
    pub files: BTreeMap<String, (usize, usize)>,
}

impl RecordedOrigins {
    /// Counts an exchange.
    pub fn add(&mut self, origin: &Origin) {
        self.count += 1;
        match self.files.get_mut(&origin.file) {
            Some((count, _)) => *count += 1,
            None => _ = self.files.insert(origin.file.clone(), (1, origin.entry)),
        }
    }
}
