//! Path items that refer to another: they become what they refer to.
//!
//! `paths` comes in whole, before anything in it moves. It must not know what is in a path item.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::references::{Target, parse};
use crate::upgrade::stage::Stage;

/// Puts what a path item refers to in its place; what stands beside the reference goes before it.
pub(super) fn resolve(root: &mut Value, stage: &mut Stage<'_>) {
    let items = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let aliases: Vec<(String, String)> =
        items.filter_map(|(path, item)| Some((path.clone(), reference_of(item)?.to_owned()))).collect();
    let found: Vec<_> = aliases
        .into_iter()
        .map(|(path, reference)| {
            let target = find(&reference, root).map(|(pointer, item)| (pointer, item.clone()));
            (path, reference, target)
        })
        .collect();
    for (path, reference, target) in found {
        let at = Pointer::of(["paths", &path]);
        let Some(Value::Object(item)) = at.find_mut(root) else { continue };
        item.shift_remove("$ref");
        let Some((target, members)) = target else {
            let message =
                format!("the path item's reference `{reference}` leads to nothing that is read; it is left out");
            let help = "write the path item here, or bundle the files into one document first";
            let code =
                if parse(&reference) == Target::Elsewhere { Code::ExternalReference } else { Code::DanglingReference };
            stage.report(code, &at, message, help);
            continue;
        };
        for (key, member) in members {
            if !item.contains_key(&key) {
                let was = target.child(&key);
                // Another path stays, and what refers into it means that one.
                let stays = target.tokens().next().as_deref() == Some("paths");
                let record = if stays { Stage::copied } else { Stage::moved };
                record(stage, at.child(&key), was);
                item.insert(key, member);
            }
        }
    }
}

fn reference_of(item: &Value) -> Option<&str> {
    item.get("$ref").and_then(Value::as_str)
}

/// The path item at the end of a chain of references.
fn find<'v>(reference: &str, root: &'v Value) -> Option<(Pointer, &'v Map<String, Value>)> {
    let mut reference = reference;
    // A chain of references is no longer than a few links, unless it is a circle.
    for _ in 0..8 {
        let Target::Local(candidates) = parse(reference) else { return None };
        let (pointer, item) = candidates.into_iter().find_map(|pointer| {
            let item = pointer.find(root)?;
            Some((pointer, item))
        })?;
        match reference_of(item) {
            Some(next) => reference = next,
            None => return Some((pointer, item.as_object()?)),
        }
    }
    None
}
