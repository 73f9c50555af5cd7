//! Whether an update says anything that the document does not say already.
//!
//! Comes in: what stands at the targets of an action, and what is to go in. Goes out: a word about an action that has
//! become idle. Changes nothing.

use serde_json::Value;

use super::Action;
use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Place;

/// The finding about an update that changes nothing at any of its targets.
pub(super) fn idle(action: &Action, targets: &[&Value], new: &Value) -> Option<Diagnostic> {
    let place = Place { source: action.place.source.clone(), pointer: action.place.pointer.child("target") };
    let number = action.number;
    if targets.iter().all(|there| stands(there, new)) {
        let message = format!("action {number} changes nothing: all that it says stands there already");
        let help = "take the action out, or make it say what it was meant to correct";
        return Some(Diagnostic::new(Code::OverlayNoChange, place, message).help(help));
    }
    if targets.iter().all(|there| repeats(there, new)) {
        let message = format!("action {number} only adds to lists what they have already, and overrules nothing");
        let help = "take the action out: the document says the same by itself";
        return Some(Diagnostic::new(Code::OverlayRepeats, place, message).help(help));
    }
    None
}

/// Whether merging `new` into `there` leaves it as it is, value for value.
fn stands(there: &Value, new: &Value) -> bool {
    match (there, new) {
        (Value::Object(there), Value::Object(new)) => {
            new.iter().all(|(key, new)| there.get(key).is_some_and(|there| stands(there, new)))
        }
        (Value::Array(_), Value::Array(new)) => new.is_empty(),
        (Value::Array(_), _) => false,
        (there, new) => there == new,
    }
}

/// Whether merging `new` into `there` changes no more than that lists have some of their items twice.
fn repeats(there: &Value, new: &Value) -> bool {
    let is_in = |list: &[Value], new: &Value| list.iter().any(|item| stands(item, new));
    match (there, new) {
        (Value::Object(there), Value::Object(new)) => {
            new.iter().all(|(key, new)| there.get(key).is_some_and(|there| repeats(there, new)))
        }
        (Value::Array(there), Value::Array(new)) => new.iter().all(|new| is_in(there, new)),
        (Value::Array(there), new) => is_in(there, new),
        (there, new) => there == new,
    }
}
