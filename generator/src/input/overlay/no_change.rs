//! Detects update actions without effect, which are probably obsolete.

use serde_json::Value;

use super::Action;
use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Place;

/// Returns the diagnostic for an update that changes none of its targets.
pub(super) fn find_no_change(action: &Action, targets: &[&Value], new: &Value) -> Option<Diagnostic> {
    let place = Place::new(action.place.source.clone(), action.place.pointer.child("target"));
    let number = action.number;
    if targets.iter().all(|target| contains(target, new)) {
        let message = format!("action {number} changes nothing: the document already contains the update");
        let help = "remove the action, or correct its update";
        return Some(Diagnostic::new(Code::OverlayNoChange, place, message).help(help));
    }
    if targets.iter().all(|target| only_repeats(target, new)) {
        let message = format!("action {number} only adds items that the lists already contain");
        let help = "remove the action; the document already contains the items";
        return Some(Diagnostic::new(Code::OverlayRepeats, place, message).help(help));
    }
    None
}

/// Returns `true` if merging `new` into `target` leaves it unchanged.
fn contains(target: &Value, new: &Value) -> bool {
    match (target, new) {
        (Value::Object(target), Value::Object(new)) => {
            new.iter().all(|(key, new)| target.get(key).is_some_and(|target| contains(target, new)))
        }
        (Value::Array(_), Value::Array(new)) => new.is_empty(),
        (Value::Array(_), _) => false,
        (target, new) => target == new,
    }
}

/// Maximum number of pairs of items that are compared.
const MAX_PAIRS: usize = 100_000;

/// Returns `true` if merging `new` into `target` only duplicates items of lists. Long lists are not compared.
fn only_repeats(target: &Value, new: &Value) -> bool {
    let is_item = |list: &[Value], new: &Value| list.iter().any(|item| contains(item, new));
    match (target, new) {
        (Value::Object(target), Value::Object(new)) => {
            new.iter().all(|(key, new)| target.get(key).is_some_and(|target| only_repeats(target, new)))
        }
        (Value::Array(target), Value::Array(new)) => {
            target.len().saturating_mul(new.len()) <= MAX_PAIRS && new.iter().all(|new| is_item(target, new))
        }
        (Value::Array(target), new) => is_item(target, new),
        (target, new) => target == new,
    }
}
