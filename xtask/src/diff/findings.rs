//! The changes between two clients with their lines and fingerprints.

use std::collections::BTreeMap;

use clientsmith::Input;
use clientsmith::diff::{Comparison, ItemChange, Level};
use sha2::{Digest, Sha256};

use crate::source_lines::SourceLines;

/// The number of hexadecimal digits of a fingerprint.
const FINGERPRINT_LEN: usize = 12;

/// The changes between two clients, from the most severe.
pub(crate) struct Findings {
    pub(super) findings: Vec<LocatedChange>,
    has_other_changes: bool,
    /// The fingerprints of accepted changes that do not exist.
    pub(super) unused: Vec<String>,
}

/// A changed item.
pub(super) struct LocatedChange {
    pub(super) change: ItemChange,
    pub(super) fingerprint: String,
    pub(super) old: Option<SourcePosition>,
    pub(super) new: Option<SourcePosition>,
    /// The reason for which the change is accepted.
    pub(super) ignored: Option<String>,
}

/// A location in a document.
pub(super) struct SourcePosition {
    pub(super) file: String,
    pub(super) pointer: String,
    /// Line and column, from 1.
    pub(super) position: Option<(usize, usize)>,
}

impl LocatedChange {
    /// Returns the higher of both levels.
    pub(super) fn level(&self) -> Level {
        self.change.source.max(self.change.wire)
    }

    fn is_one_sided(&self) -> bool {
        self.change.before.is_none() != self.change.after.is_none()
    }

    /// Returns true if a part of this item is new or removed with it.
    fn includes(&self, part: &Self) -> bool {
        part.is_one_sided()
            && self.change.before.is_some() == part.change.before.is_some()
            && self.level() >= part.level()
            && self.ignored.is_some() == part.ignored.is_some()
    }
}

impl Findings {
    /// Adds lines and fingerprints to the changes.
    pub(super) fn new(comparison: Comparison, old: &Input, new: &Input) -> Self {
        let (old_lines, new_lines) = (SourceLines::new(old), SourceLines::new(new));
        let position = |lines: &SourceLines<'_>, place: &clientsmith::pointer::Place| SourcePosition {
            file: place.source.to_string(),
            pointer: place.pointer.as_str().to_owned(),
            position: lines.find(place),
        };
        let finding = |change: ItemChange| LocatedChange {
            fingerprint: fingerprint(&change),
            old: change.old_place.as_ref().map(|place| position(&old_lines, place)),
            new: change.new_place.as_ref().map(|place| position(&new_lines, place)),
            ignored: None,
            change,
        };
        let has_other_changes = comparison.has_other_changes;
        let mut findings: Vec<LocatedChange> = comparison.changes.into_iter().map(finding).collect();
        findings.sort_by(|one, other| {
            other.level().cmp(&one.level()).then_with(|| one.change.item.cmp(&other.change.item))
        });
        Self { findings, has_other_changes, unused: Vec::new() }
    }

    /// Creates the changes between two outlines, whose documents are not known.
    pub(crate) fn without_places(comparison: Comparison) -> Self {
        Self::new(comparison, &Input::default(), &Input::default())
    }

    /// Returns the items of breaking changes, without the parts of removed items.
    pub(crate) fn breaking(&self) -> Vec<&str> {
        let groups = self.groups(false).into_iter();
        let open = groups.filter(|(finding, _)| finding.ignored.is_none() && finding.level() == Level::Major);
        open.map(|(finding, _)| finding.change.item.as_str()).collect()
    }

    /// Marks the changes with these fingerprints as accepted, with the reasons.
    pub(super) fn ignoring(mut self, mut reasons: BTreeMap<String, String>) -> Self {
        for finding in &mut self.findings {
            finding.ignored = reasons.remove(&finding.fingerprint);
        }
        self.unused = reasons.into_keys().collect();
        self
    }

    /// Iterates over the changes that are not accepted.
    pub(super) fn open(&self) -> impl Iterator<Item = &LocatedChange> {
        self.findings.iter().filter(|finding| finding.ignored.is_none())
    }

    /// Returns the effect on calling code.
    pub(crate) fn source(&self) -> Level {
        let is_unchanged = self.findings.is_empty() && !self.has_other_changes;
        let least = if is_unchanged { Level::None } else { Level::Patch };
        self.open().map(|finding| finding.change.source).fold(least, Level::max)
    }

    /// Returns the effect on deployed clients.
    pub(crate) fn wire(&self) -> Level {
        self.open().map(|finding| finding.change.wire).max().unwrap_or(Level::None)
    }

    /// Returns the numbers of new, changed and removed items.
    pub(crate) fn counts(&self) -> [usize; 3] {
        let count = |is: fn(&ItemChange) -> bool| self.open().filter(|finding| is(&finding.change)).count();
        [
            count(|change| change.before.is_none() && change.after.is_some()),
            count(|change| change.before.is_some() == change.after.is_some()),
            count(|change| change.before.is_some() && change.after.is_none()),
        ]
    }
}

impl Findings {
    /// Returns the changes, each with the number of its parts that are not in the list: the parts of new and of removed
    /// items, unless `all` are listed.
    pub(super) fn groups(&self, all: bool) -> Vec<(&LocatedChange, usize)> {
        let one_sided = self.findings.iter().filter(|finding| finding.is_one_sided());
        let owners: BTreeMap<&str, &LocatedChange> =
            one_sided.map(|finding| (finding.change.item.as_str(), finding)).collect();
        let mut parts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut listed = Vec::new();
        for finding in &self.findings {
            let owner = finding.change.item.rsplit_once("::").and_then(|(owner, _)| owners.get(owner));
            match owner.filter(|owner| !all && owner.includes(finding)) {
                Some(owner) => *parts.entry(owner.change.item.as_str()).or_default() += 1,
                None => listed.push(finding),
            }
        }
        let count = |finding: &LocatedChange| parts.get(finding.change.item.as_str()).copied().unwrap_or(0);
        listed.into_iter().map(|finding| (finding, count(finding))).collect()
    }
}

/// Returns a text that identifies a change. It does not depend on locations, nor on other changes.
fn fingerprint(change: &ItemChange) -> String {
    let mut hash = Sha256::new();
    let parts = [Some(&change.item), change.before.as_ref(), change.after.as_ref()];
    for part in
        parts.into_iter().map(|part| part.map_or("", String::as_str)).chain(change.reasons.iter().map(String::as_str))
    {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.chars().take(FINGERPRINT_LEN).collect()
}
