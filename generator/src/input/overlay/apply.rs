//! Applies actions in order and updates the origins of moved and added values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::cost::{MAX_VISITS, visits};
use super::growth::Growth;
use super::hint::{hint, kind};
use super::target::Target;
use super::{Action, Change, Overlay, no_change};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::pointer::{Origins, Place, Pointer, Step};

/// Applies overlays to a document, one after the other.
pub fn apply(document: &mut Document, overlays: &[Overlay], diagnostics: &mut Diagnostics) {
    let mut growth = Growth::new(&document.root, overlays);
    for overlay in overlays {
        check_extends(document, overlay, diagnostics);
        document.origins.add_spellings(&overlay.source, overlay.spellings.iter().cloned());
        for action in &overlay.actions {
            match apply_action(document, action, &mut growth) {
                Ok(None) => {}
                Ok(Some(finding)) | Err(finding) => {
                    let is_limit = finding.code == Code::OverlayTooLarge;
                    diagnostics.push(*finding);
                    if is_limit {
                        return;
                    }
                }
            }
        }
    }
}

/// The result of an action: an optional warning, or an error.
type ActionResult = Result<Option<Box<Diagnostic>>, Box<Diagnostic>>;

/// Reports an overlay that extends another document. This is not an error, because files can be renamed and copied.
fn check_extends(document: &Document, overlay: &Overlay, diagnostics: &mut Diagnostics) {
    let Some(extends) = &overlay.extends else { return };
    let last = |path: &str| path.trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    if last(extends) != last(document.source.as_str()) {
        let place = Place::new(overlay.source.clone(), Pointer::from_tokens(["extends"]));
        let message = format!("the overlay extends `{extends}` and is applied to `{}`", document.source);
        diagnostics.push(
            Diagnostic::new(Code::OverlayExtends, place, message).help("check that the overlay is for this document"),
        );
    }
}

fn apply_action(document: &mut Document, action: &Action, growth: &mut Growth) -> ActionResult {
    let targets = matches(document, action, &action.target, "target")?;
    match &action.change {
        Change::Remove => remove(document, action, &targets),
        Change::Update(value) => {
            let place = Place::new(action.place.source.clone(), action.place.pointer.child("update"));
            let update = Update { value, provenance: Provenance::Overlay(place) };
            grow(action, "update", growth, value, targets.len())?;
            update_all(document, action, &targets, &update)
        }
        Change::Copy(from) => {
            let found = matches(document, action, from, "copy")?;
            let [from] = found.as_slice() else {
                let message = format!("`copy` matches {} values instead of one", found.len());
                return Err(action_error(
                    action,
                    "copy",
                    Code::OverlayMismatch,
                    &message,
                    "select a single value".to_owned(),
                ));
            };
            let from = Pointer::root().join(from);
            let value = from.find(&document.root).cloned().unwrap_or_default();
            grow(action, "copy", growth, &value, targets.len())?;
            let provenance = Provenance::Document(from, document.origins.clone());
            update_all(document, action, &targets, &Update { value: &value, provenance })
        }
    }
}

/// Returns an error if an action adds more to the document than overlays may add.
fn grow(action: &Action, key: &str, growth: &mut Growth, value: &Value, targets: usize) -> Result<(), Box<Diagnostic>> {
    if growth.add(value, targets) {
        return Ok(());
    }
    let message = format!("`{key}` and the actions before it add too much to the document");
    let help = "select fewer targets, and do not copy a value into itself repeatedly".to_owned();
    Err(action_error(action, key, Code::OverlayTooLarge, &message, help))
}

fn matches(
    document: &Document,
    action: &Action,
    target: &Target,
    key: &str,
) -> Result<Vec<Vec<Step>>, Box<Diagnostic>> {
    if visits(&target.text, &document.root) > MAX_VISITS {
        let message =
            format!("`{key}` can visit more than {MAX_VISITS} values of {}: `{}`", document.source, target.text);
        let help = "replace `..` by the keys on the path".to_owned();
        return Err(action_error(action, key, Code::OverlayTooLarge, &message, help));
    }
    let found = target.matches(&document.root);
    if found.is_empty() {
        let message = format!("`{key}` matches nothing in {}: `{}`", document.source, target.text);
        return Err(action_error(action, key, Code::OverlayNoMatch, &message, hint(target, &document.root)));
    }
    Ok(found)
}

fn action_error(action: &Action, key: &str, code: Code, message: &str, help: String) -> Box<Diagnostic> {
    let place = Place::new(action.place.source.clone(), action.place.pointer.child(key));
    Box::new(Diagnostic::new(code, place, format!("action {}: {message}", action.number)).help(help))
}

/// Removes values, the inner ones first, so that the paths of the others remain valid.
fn remove(document: &mut Document, action: &Action, targets: &[Vec<Step>]) -> ActionResult {
    let mut removals: BTreeMap<&[Step], BTreeSet<&Step>> = BTreeMap::new();
    for target in targets {
        let Some((last, parent)) = target.split_last() else {
            let message = "the document itself cannot be removed";
            let help = "select a part of it".to_owned();
            return Err(action_error(action, "target", Code::OverlayMismatch, message, help));
        };
        removals.entry(parent).or_default().insert(last);
    }
    for (parent, removed) in removals.iter().rev() {
        let at = Pointer::root().join(parent);
        match at.find_mut(&mut document.root) {
            Some(Value::Object(map)) => {
                let keys: BTreeSet<&str> = removed.iter().filter_map(|step| step.as_key()).collect();
                map.retain(|key, _| !keys.contains(key.as_str()));
                keys.iter().for_each(|key| document.origins.forget(&at.child(key)));
            }
            Some(Value::Array(list)) => {
                let indices: BTreeSet<usize> = removed.iter().filter_map(|step| step.as_index()).collect();
                document.origins.remove_items(&at, &indices, list.len());
                let mut index = 0..;
                list.retain(|_| index.next().is_none_or(|index| !indices.contains(&index)));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// A value to merge into others, with its origin.
struct Update<'u> {
    value: &'u Value,
    provenance: Provenance,
}

enum Provenance {
    /// A value of the overlay at this place.
    Overlay(Place),
    /// A copy of the value at this pointer, with the origins before the action.
    Document(Pointer, Origins),
}

impl Update<'_> {
    /// Records the origin of the value at `pointer`, which is the part of the update at `steps`.
    fn record_origin(&self, origins: &mut Origins, steps: &[Step], pointer: &Pointer) {
        origins.forget(pointer);
        match &self.provenance {
            Provenance::Overlay(place) => {
                let inner = place.pointer.join(steps);
                origins.record(pointer.clone(), Place::new(place.source.clone(), inner));
            }
            Provenance::Document(from, before) => origins.copy(before, &from.join(steps), pointer),
        }
    }
}

/// The three kinds of targets in the overlay specification; all targets of an action must have the same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TargetKind {
    Object,
    Array,
    Primitive,
}

fn kind_of(value: &Value) -> TargetKind {
    match value {
        Value::Object(_) => TargetKind::Object,
        Value::Array(_) => TargetKind::Array,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => TargetKind::Primitive,
    }
}

fn update_all(document: &mut Document, action: &Action, targets: &[Vec<Step>], update: &Update<'_>) -> ActionResult {
    let pointers = targets.iter().map(|steps| Pointer::root().join(steps)).collect::<Vec<_>>();
    // All targets are checked before one is changed.
    let mut kinds = pointers.iter().filter_map(|at| Some((at, kind_of(at.find(&document.root)?))));
    if let Some((first, expected)) = kinds.next()
        && let Some((other, _)) = kinds.find(|(_, kind)| *kind != expected)
    {
        let message = format!("`{}` matches values of different types: {first} and {other}", action.target.text);
        let help = "write a separate action for each type".to_owned();
        return Err(action_error(action, "target", Code::OverlayMismatch, &message, help));
    }
    for at in &pointers {
        if let Some(value) = at.find(&document.root)
            && let Some((at, target, new)) = find_conflict(at, value, update.value, true)
        {
            let message = format!("{} cannot be merged into {} at {at}", kind(new), kind(target));
            let help = "remove the existing value with a separate action first, or correct the update".to_owned();
            return Err(action_error(action, "target", Code::OverlayMismatch, &message, help));
        }
    }
    let values: Vec<&Value> = pointers.iter().filter_map(|at| at.find(&document.root)).collect();
    let warning = no_change::find_no_change(action, &values, update.value).map(Box::new);
    let Document { root, origins, .. } = document;
    for at in &pointers {
        if let Some(value) = at.find_mut(root) {
            merge(value, at, update.value, &mut Vec::new(), update, origins);
        }
    }
    Ok(warning)
}

/// Returns the pointer, the target and the new value of the first part that cannot be merged.
///
/// A single item can only be appended to a list that is itself a target; inside an update, lists are merged with lists.
fn find_conflict<'v>(
    at: &Pointer,
    target: &'v Value,
    new: &'v Value,
    is_target: bool,
) -> Option<(Pointer, &'v Value, &'v Value)> {
    match (target, new) {
        (Value::Object(target), Value::Object(new)) => {
            new.iter().find_map(|(key, new)| find_conflict(&at.child(key), target.get(key)?, new, false))
        }
        (Value::Array(_), Value::Array(_)) => None,
        (Value::Array(_), _) if is_target => None,
        _ if kind_of(target) == TargetKind::Primitive && kind_of(new) == TargetKind::Primitive => None,
        _ => Some((at.clone(), target, new)),
    }
}

/// Merges the part of an update at `steps` into the target at `at`.
fn merge(
    target: &mut Value,
    at: &Pointer,
    new: &Value,
    steps: &mut Vec<Step>,
    update: &Update<'_>,
    origins: &mut Origins,
) {
    match (target, new) {
        (Value::Object(target), Value::Object(new)) => {
            for (key, new) in new {
                steps.push(Step::Key(key.clone()));
                match target.get_mut(key) {
                    Some(value) => merge(value, &at.child(key), new, steps, update, origins),
                    None => {
                        target.insert(key.clone(), new.clone());
                        update.record_origin(origins, steps, &at.child(key));
                    }
                }
                steps.pop();
            }
        }
        (Value::Array(target), Value::Array(new)) => {
            for (index, item) in new.iter().enumerate() {
                steps.push(Step::Index(index));
                update.record_origin(origins, steps, &at.index(target.len()));
                target.push(item.clone());
                steps.pop();
            }
        }
        (Value::Array(target), new) => {
            update.record_origin(origins, steps, &at.index(target.len()));
            target.push(new.clone());
        }
        (target, new) => {
            *target = new.clone();
            update.record_origin(origins, steps, at);
        }
    }
}
