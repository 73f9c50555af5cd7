//! Names and descriptions of listed values next to a reference: they describe the values of the referenced schema.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::pointer::{PathStack, Pointer};
use crate::upgrade::context::Context;
use crate::upgrade::object_model::{ENUM_TEXTS, ObjectKind, visit};
use crate::upgrade::references::target::{ReferenceTarget, parse};

/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 16;

/// An extension next to a reference.
struct Sibling {
    key: String,
    value: Value,
    at: Pointer,
    target: Pointer,
}

/// Moves the extensions with names and descriptions of values from references to the schemas that list the values. A
/// schema keeps its own extension, and otherwise has that of the first reference.
pub(in crate::upgrade) fn move_to_enums(root: &mut Value, context: &mut Context<'_>) {
    let siblings = collect(root);
    for Sibling { key, value, at, target } in siblings {
        let Some(target) = enum_at(root, target) else { continue };
        let Some(Value::Object(schema)) = target.find_mut(root) else { continue };
        match schema.get(&key) {
            None => {
                schema.insert(key.clone(), value);
                context.copied(target.child(&key), at.child(&key));
            }
            Some(known) if *known == value => {}
            Some(_) => {
                let message = format!("`{key}` next to `$ref` is ignored: the referenced schema has another");
                let help = "declare the names and descriptions of values next to `enum`";
                context.report_once(Code::BesideReference, message, &at, help);
            }
        }
        if let Some(Value::Object(reference)) = at.find_mut(root) {
            reference.shift_remove(&key);
        }
    }
}

fn collect(root: &mut Value) -> Vec<Sibling> {
    let mut siblings = Vec::new();
    visit(root, ObjectKind::Root, &PathStack::root(), &mut |map, kind, path| {
        if kind != ObjectKind::Schema {
            return;
        }
        let Some(target) = target(map) else { return };
        for key in ENUM_TEXTS.iter().copied().chain(["x-ms-enum"]) {
            if let Some(value) = map.get(key).cloned() {
                siblings.push(Sibling { key: key.to_owned(), value, at: path.pointer(), target: target.clone() });
            }
        }
    });
    siblings
}

fn target(schema: &Map<String, Value>) -> Option<Pointer> {
    match parse(schema.get("$ref")?.as_str()?) {
        ReferenceTarget::Local(candidates) => candidates.into_iter().next(),
        ReferenceTarget::Name(_) | ReferenceTarget::External => None,
    }
}

/// Returns the location of the schema that a chain of references leads to, if it lists values.
fn enum_at(root: &Value, mut at: Pointer) -> Option<Pointer> {
    for _ in 0..MAX_CHAIN {
        let schema = at.find(root)?.as_object()?;
        match target(schema) {
            Some(next) => at = next,
            None => return (schema.contains_key("enum") || schema.contains_key("const")).then_some(at),
        }
    }
    None
}
