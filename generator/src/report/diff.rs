//! Compares the clients of two versions of an API: the changed Rust items, with a verdict for calling code and one for
//! deployed clients.
//!
//! `source` compares the outlines, `wire` compares the intermediate representations, and `places` finds the items in the
//! documents.

mod advice;
mod cause;
mod declaration;
mod new_names;
mod places;
mod source;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::{ItemCause, OutlineItem};
use crate::ir::Api;
use crate::pointer::Place;
use crate::spec::Spec;

pub use cause::{ChangeCause, InputChanges};

/// The effect of a change, from none to breaking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing changes.
    #[default]
    None,
    /// Calling code compiles, and no item is new.
    Patch,
    /// Calling code compiles, and items are new; or deployed clients miss something new.
    Minor,
    /// Calling code does not compile, or deployed clients fail.
    Major,
}

impl Level {
    /// Returns the name of the level.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A changed item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// The path of the Rust item.
    pub item: String,
    /// The declaration in the old client; `None` for a new item.
    pub before: Option<String>,
    /// The declaration in the new client; `None` for a removed item.
    pub after: Option<String>,
    /// The location in the old documents.
    pub old_place: Option<Place>,
    /// The location in the new documents.
    pub new_place: Option<Place>,
    /// The origin of the change.
    pub cause: ChangeCause,
    /// The effect on calling code.
    pub source: Level,
    /// The effect on deployed clients.
    pub wire: Level,
    /// The reasons for the verdicts: lower case, no full stop.
    pub reasons: Vec<String>,
    /// The code to write instead, for a change that breaks calling code.
    pub replacement: Option<String>,
}

/// The changes between two clients, by item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The changed items, sorted by path.
    pub changes: Vec<ItemChange>,
    /// True if the clients also differ in something that is not an item, such as documentation.
    pub has_other_changes: bool,
}

impl Comparison {
    /// Returns the effect on calling code.
    #[must_use]
    pub fn source(&self) -> Level {
        let least = if self.has_other_changes || !self.changes.is_empty() { Level::Patch } else { Level::None };
        self.changes.iter().map(|change| change.source).fold(least, Level::max)
    }

    /// Returns the effect on deployed clients.
    #[must_use]
    pub fn wire(&self) -> Level {
        self.changes.iter().map(|change| change.wire).max().unwrap_or_default()
    }
}

/// One of the compared clients.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ComparedClient<'v> {
    pub(crate) api: &'v Api,
    pub(crate) spec: &'v Spec,
    pub(crate) outline: &'v [OutlineItem],
}

/// Compares two clients.
pub(crate) fn compare(old: ComparedClient<'_>, new: ComparedClient<'_>, inputs: &InputChanges) -> Comparison {
    let mut comparison = compare_outlines(old.outline, new.outline);
    add_wire_effects(&mut comparison, old, new);
    let (old_places, new_places) = (places::PlaceIndex::new(old), places::PlaceIndex::new(new));
    let (old_items, new_items) = (by_path(old.outline), by_path(new.outline));
    for change in &mut comparison.changes {
        change.old_place = old_places.find(&change.item);
        change.new_place = new_places.find(&change.item);
        let causes = [&old_items, &new_items].map(|items| items.get(change.item.as_str()).map(|item| &item.cause));
        change.cause = inputs.cause(change, causes);
    }
    // The names of the documents are not part of the client.
    comparison.has_other_changes = *old.api != Api { sources: old.api.sources.clone(), ..new.api.clone() };
    comparison
}

/// Compares the public items of two clients. The changes have no places, and no effect on deployed clients.
#[must_use]
pub fn compare_outlines(old: &[OutlineItem], new: &[OutlineItem]) -> Comparison {
    let (before, after) = (by_path(old), by_path(new));
    let names = new_names::NewNames::new(old, new);
    let mut changes = Vec::new();
    for (path, item) in &before {
        let successor = names.successor(path);
        let is_kept = successor.is_some_and(|successor| successor.declaration == item.declaration);
        if is_kept || successor.is_none() && names.has_conversion(item) {
            continue;
        }
        let (source, reason) = source::effect(item, successor, &names);
        let mut change = ItemChange::new(path, Some(item), successor);
        change.source = source;
        change.reasons.extend(reason);
        change.replacement = advice::replacement(&change, item, new);
        changes.push(change);
    }
    for (path, item) in after.iter().filter(|(path, _)| !before.contains_key(*path)) {
        let source = if source::is_internal(item) { Level::Patch } else { Level::Minor };
        changes.push(ItemChange { source, ..ItemChange::new(path, None, Some(item)) });
    }
    changes.sort_by(|one, other| one.item.cmp(&other.item));
    Comparison { changes, has_other_changes: false }
}

impl ItemChange {
    fn new(path: &str, before: Option<&OutlineItem>, after: Option<&OutlineItem>) -> Self {
        let declaration = |item: &OutlineItem| item.declaration.clone();
        Self {
            item: path.to_owned(),
            before: before.map(declaration),
            after: after.map(declaration),
            old_place: None,
            new_place: None,
            cause: ChangeCause::Document,
            source: Level::None,
            wire: Level::None,
            reasons: Vec::new(),
            replacement: None,
        }
    }
}

fn by_path(items: &[OutlineItem]) -> BTreeMap<&str, &OutlineItem> {
    items.iter().map(|item| (item.path.as_str(), item)).collect()
}

/// Adds the effects on deployed clients to the changes of their items.
fn add_wire_effects(comparison: &mut Comparison, old: ComparedClient<'_>, new: ComparedClient<'_>) {
    let (before, after) = (by_path(old.outline), by_path(new.outline));
    let mut changes: BTreeMap<String, ItemChange> =
        std::mem::take(&mut comparison.changes).into_iter().map(|change| (change.item.clone(), change)).collect();
    for effect in wire::effects(old.api, new.api) {
        let path = effect.item.as_str();
        let change = changes
            .entry(effect.item.clone())
            .or_insert_with(|| ItemChange::new(path, before.get(path).copied(), after.get(path).copied()));
        change.wire = change.wire.max(effect.level);
        if !change.reasons.contains(&effect.reason) {
            change.reasons.push(effect.reason);
        }
    }
    comparison.changes = changes.into_values().collect();
}

/// Returns the paths of the items that differ between two outlines.
pub(crate) fn changed_items(old: &[OutlineItem], new: &[OutlineItem]) -> BTreeSet<String> {
    compare_outlines(old, new).changes.into_iter().map(|change| change.item).collect()
}

/// The causes of the forms of an item in the old and in the new client.
type ItemCauses<'c> = [Option<&'c ItemCause>; 2];
