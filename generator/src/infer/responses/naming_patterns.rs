//! Naming patterns of a document's declared responses.
//!
//! If prose says `orders` and the declared schema is `OrderList` time after time, the next list of something has a
//! schema with that pattern too.

use std::collections::BTreeMap;

use super::schema_index::NameForm;

/// The context in which a document uses the same pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Setting {
    /// The kind of text.
    pub(super) text: &'static str,
    pub(super) method: &'static str,
    /// True if the text uses the plural.
    pub(super) many: bool,
    /// True if the path ends with a placeholder.
    pub(super) single: bool,
    /// True if the last named segment of the path is the noun.
    pub(super) last: bool,
}

/// The relation of a response schema to the noun in prose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamingPattern {
    pub(super) form: NameForm,
    /// True if the response is a list of that schema.
    pub(super) listed: bool,
}

/// The number of responses that a pattern predicts correctly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct PatternCounts {
    pub(super) right: u32,
    pub(super) of: u32,
}

/// The patterns of a document by context.
#[derive(Debug, Default)]
pub(super) struct NamingPatterns {
    counts: BTreeMap<(Setting, NamingPattern), PatternCounts>,
    /// The number of responses that declare a schema.
    pub(super) responses: usize,
}

impl NamingPatterns {
    /// Adds one response.
    pub(super) fn add(&mut self, setting: &Setting, pattern: &NamingPattern, is_correct: bool) {
        let counts = self.counts.entry((setting.clone(), pattern.clone())).or_default();
        counts.right += u32::from(is_correct);
        counts.of += 1;
    }

    /// Removes one response.
    pub(super) fn remove(&mut self, setting: &Setting, pattern: &NamingPattern, is_correct: bool) {
        if let Some(counts) = self.counts.get_mut(&(setting.clone(), pattern.clone())) {
            counts.right = counts.right.saturating_sub(u32::from(is_correct));
            counts.of = counts.of.saturating_sub(1);
        }
    }

    /// Returns the counts of a pattern in a context.
    pub(super) fn counts(&self, setting: &Setting, pattern: &NamingPattern) -> PatternCounts {
        self.counts.get(&(setting.clone(), pattern.clone())).copied().unwrap_or_default()
    }
}

impl PatternCounts {
    /// Returns true if the pattern is reliable: at least 4 responses, 93 % of them correct.
    pub(super) fn is_reliable(self) -> bool {
        self.of >= 4 && self.right * 100 >= self.of * 93
    }
}
