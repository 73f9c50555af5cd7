//! What a document's own answers teach about those that it leaves out: where prose speaks of `orders` and the declared
//! schema is `OrderList`, time after time, the next list of something is a list schema of its name too.
//!
//! Comes in: what prose names, and what is declared where something is. Goes out: how often each way of naming schemas
//! was right. Knows neither prose nor rules.

use std::collections::BTreeMap;

use super::catalogue::Form;

/// The circumstances in which a document names answers alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Setting {
    /// Which text speaks.
    pub(super) text: &'static str,
    pub(super) method: &'static str,
    /// Whether prose speaks of several.
    pub(super) many: bool,
    /// Whether the path ends with a placeholder.
    pub(super) single: bool,
    /// Whether the last named part of the path names the thing.
    pub(super) last: bool,
}

/// How an answer's schema follows from its name in prose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) form: Form,
    /// Whether it is a list of that schema.
    pub(super) listed: bool,
}

/// How often a way was right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) right: u32,
    pub(super) of: u32,
}

/// The ways of a document, by setting.
#[derive(Debug, Default)]
pub(super) struct Habits {
    records: BTreeMap<(Setting, Way), Record>,
    /// How many answers are declared at all.
    pub(super) answers: usize,
}

impl Habits {
    /// Adds one case.
    pub(super) fn add(&mut self, setting: &Setting, way: &Way, is_right: bool) {
        let record = self.records.entry((setting.clone(), way.clone())).or_default();
        record.right += u32::from(is_right);
        record.of += 1;
    }

    /// Takes back one case.
    pub(super) fn remove(&mut self, setting: &Setting, way: &Way, is_right: bool) {
        if let Some(record) = self.records.get_mut(&(setting.clone(), way.clone())) {
            record.right = record.right.saturating_sub(u32::from(is_right));
            record.of = record.of.saturating_sub(1);
        }
    }

    /// How often a way was right in a setting.
    pub(super) fn record(&self, setting: &Setting, way: &Way) -> Record {
        self.records.get(&(setting.clone(), way.clone())).copied().unwrap_or_default()
    }
}

impl Record {
    /// Whether it was right often enough to be relied on.
    pub(super) fn is_habit(self) -> bool {
        self.of >= 4 && self.right * 100 >= self.of * 93
    }
}
