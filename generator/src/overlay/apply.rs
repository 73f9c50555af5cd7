//! Applies actions, in order, and keeps the origins of what moves and what is new.

use serde_json::Value;

use super::hint::{hint, kind};
use super::target::{Step, Target, pointer};
use super::{Action, Change, Overlay, standing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Document;
use crate::pointer::{Origins, Place, Pointer};

/// Applies overlays to a document, each to what the one before left.
pub fn apply(document: &mut Document, overlays: &[Overlay], diagnostics: &mut Diagnostics) {
    for overlay in overlays {
        note_extends(document, overlay, diagnostics);
        for action in &overlay.actions {
            match apply_action(document, action) {
                Ok(None) => {}
                Ok(Some(finding)) | Err(finding) => diagnostics.push(*finding),
            }
        }
    }
}

/// An action that fits may still be worth a word.
type Applied = Result<Option<Box<Diagnostic>>, Box<Diagnostic>>;

/// An overlay may say which document it is made for; another is not refused, since files are renamed and copied.
fn note_extends(document: &Document, overlay: &Overlay, diagnostics: &mut Diagnostics) {
    let Some(extends) = &overlay.extends else { return };
    let last = |path: &str| path.trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    if last(extends) != last(document.source.as_str()) {
        let place = Place { source: overlay.source.clone(), pointer: Pointer::of(["extends"]) };
        let message = format!("the overlay is made for `{extends}` and applied to `{}`", document.source);
        diagnostics.push(Diagnostic::new(Code::OverlayExtends, place, message).help("check that it belongs here"));
    }
}

fn apply_action(document: &mut Document, action: &Action) -> Applied {
    let targets = matches(document, action, &action.target, "target")?;
    match &action.change {
        Change::Remove => remove(document, action, targets),
        Change::Update(value) => {
            let place = Place { source: action.place.source.clone(), pointer: action.place.pointer.child("update") };
            let update = Update { value, provenance: Provenance::Overlay(place) };
            update_all(document, action, &targets, &update)
        }
        Change::Copy(from) => {
            let found = matches(document, action, from, "copy")?;
            let [from] = found.as_slice() else {
                let message = format!("`copy` selects {} values; one can be copied", found.len());
                return Err(fault(action, "copy", Code::OverlayMismatch, &message, "select one".to_owned()));
            };
            let from = pointer(from);
            let value = from.find(&document.root).cloned().unwrap_or_default();
            let provenance = Provenance::Document(from, document.origins.clone());
            update_all(document, action, &targets, &Update { value: &value, provenance })
        }
    }
}

fn matches(
    document: &Document,
    action: &Action,
    target: &Target,
    key: &str,
) -> Result<Vec<Vec<Step>>, Box<Diagnostic>> {
    let found = target.matches(&document.root);
    if found.is_empty() {
        let message = format!("`{key}` matches nothing in {}: `{}`", document.source, target.text);
        return Err(fault(action, key, Code::OverlayNoMatch, &message, hint(target, &document.root)));
    }
    Ok(found)
}

fn fault(action: &Action, key: &str, code: Code, message: &str, help: String) -> Box<Diagnostic> {
    let place = Place { source: action.place.source.clone(), pointer: action.place.pointer.child(key) };
    Box::new(Diagnostic::new(code, place, format!("action {}: {message}", action.number)).help(help))
}

/// Removes from the end, so that the places of what is still to be removed stay what they are.
fn remove(document: &mut Document, action: &Action, mut targets: Vec<Vec<Step>>) -> Applied {
    targets.sort_by(|a, b| b.cmp(a));
    for target in targets {
        let Some((last, parent)) = target.split_last() else {
            let message = "the whole document cannot be removed";
            return Err(fault(action, "target", Code::OverlayMismatch, message, "select a part of it".to_owned()));
        };
        let at = pointer(parent);
        match (last, at.find_mut(&mut document.root)) {
            (Step::Key(key), Some(Value::Object(map))) => {
                map.shift_remove(key);
                document.origins.forget(&at.child(key));
            }
            (Step::Index(index), Some(Value::Array(list))) if *index < list.len() => {
                document.origins.remove_item(&at, *index, list.len());
                list.remove(*index);
            }
            _ => {}
        }
    }
    Ok(None)
}

/// A value that goes into others, and where it comes from.
struct Update<'u> {
    value: &'u Value,
    provenance: Provenance,
}

enum Provenance {
    /// Written in the overlay, at this place.
    Overlay(Place),
    /// Copied from this place of the document, as its origins were then.
    Document(Pointer, Origins),
}

impl Update<'_> {
    /// Records the origin of what now stands at `now`: the part at `steps` of the update.
    fn settle(&self, origins: &mut Origins, steps: &[Step], now: &Pointer) {
        origins.forget(now);
        match &self.provenance {
            Provenance::Overlay(place) => {
                let below = join(&place.pointer, steps);
                origins.record(now.clone(), Place { source: place.source.clone(), pointer: below });
            }
            Provenance::Document(from, then) => origins.copy(then, &join(from, steps), now),
        }
    }
}

fn join(pointer: &Pointer, steps: &[Step]) -> Pointer {
    steps.iter().fold(pointer.clone(), |pointer, step| match step {
        Step::Key(key) => pointer.child(key),
        Step::Index(index) => pointer.index(*index),
    })
}

/// The format's three kinds of targets; those of one action must be of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Map,
    List,
    Primitive,
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Object(_) => Kind::Map,
        Value::Array(_) => Kind::List,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Kind::Primitive,
    }
}

fn update_all(document: &mut Document, action: &Action, targets: &[Vec<Step>], update: &Update<'_>) -> Applied {
    let pointers = targets.iter().map(|steps| pointer(steps)).collect::<Vec<_>>();
    // Everything is checked before anything is changed.
    let mut kinds = pointers.iter().filter_map(|at| Some((at, kind_of(at.find(&document.root)?))));
    if let Some((first, of)) = kinds.next()
        && let Some((other, _)) = kinds.find(|(_, other)| *other != of)
    {
        let message = format!("`{}` selects values of different kinds: {first} and {other}", action.target.text);
        let help = "make one action for each kind".to_owned();
        return Err(fault(action, "target", Code::OverlayMismatch, &message, help));
    }
    for at in &pointers {
        if let Some(value) = at.find(&document.root)
            && let Some((at, there, new)) = incompatible(at, value, update.value, true)
        {
            let message = format!("{} does not go into {}, which stands at {at}", kind(new), kind(there));
            let help = "remove what is there by an action of its own first, or mend the update".to_owned();
            return Err(fault(action, "target", Code::OverlayMismatch, &message, help));
        }
    }
    let there: Vec<&Value> = pointers.iter().filter_map(|at| at.find(&document.root)).collect();
    let idle = standing::idle(action, &there, update.value).map(Box::new);
    let Document { root, origins, .. } = document;
    for at in &pointers {
        if let Some(value) = at.find_mut(root) {
            merge(value, at, update.value, &mut Vec::new(), update, origins);
        }
    }
    Ok(idle)
}

/// Where an update cannot be merged: the place, what is there and what was to go in. Only a target itself may be a
/// list that takes an item; inside an update, lists go into lists.
fn incompatible<'v>(
    at: &Pointer,
    there: &'v Value,
    new: &'v Value,
    is_target: bool,
) -> Option<(Pointer, &'v Value, &'v Value)> {
    match (there, new) {
        (Value::Object(there), Value::Object(new)) => new.iter().find_map(|(key, new)| {
            let there = there.get(key)?;
            incompatible(&at.child(key), there, new, false)
        }),
        (Value::Array(_), Value::Array(_)) => None,
        (Value::Array(_), _) if is_target => None,
        _ if kind_of(there) == Kind::Primitive && kind_of(new) == Kind::Primitive => None,
        _ => Some((at.clone(), there, new)),
    }
}

/// Merges the part at `steps` of an update into the value at `at`.
fn merge(
    there: &mut Value,
    at: &Pointer,
    new: &Value,
    steps: &mut Vec<Step>,
    update: &Update<'_>,
    origins: &mut Origins,
) {
    match (there, new) {
        (Value::Object(there), Value::Object(new)) => {
            for (key, new) in new {
                steps.push(Step::Key(key.clone()));
                match there.get_mut(key) {
                    Some(value) => merge(value, &at.child(key), new, steps, update, origins),
                    None => {
                        there.insert(key.clone(), new.clone());
                        update.settle(origins, steps, &at.child(key));
                    }
                }
                steps.pop();
            }
        }
        (Value::Array(there), Value::Array(new)) => {
            for (index, item) in new.iter().enumerate() {
                steps.push(Step::Index(index));
                update.settle(origins, steps, &at.index(there.len()));
                there.push(item.clone());
                steps.pop();
            }
        }
        (Value::Array(there), new) => {
            update.settle(origins, steps, &at.index(there.len()));
            there.push(new.clone());
        }
        (there, new) => {
            *there = new.clone();
            update.settle(origins, steps, at);
        }
    }
}
