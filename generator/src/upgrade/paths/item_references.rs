//! Resolution of path items that are references.

use serde_json::{Map, Value};

use crate::diagnostic::Code;
use crate::pointer::Pointer;
use crate::upgrade::context::Context;
use crate::upgrade::references::{ReferenceTarget, parse};

/// Replaces each reference by the path item that it refers to; siblings of the `$ref` take precedence.
pub(super) fn resolve(root: &mut Value, context: &mut Context<'_>) {
    let items = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    let references: Vec<(String, String)> =
        items.filter_map(|(path, item)| Some((path.clone(), reference_of(item)?.to_owned()))).collect();
    let resolved: Vec<_> = references
        .into_iter()
        .map(|(path, reference)| {
            let target = find(&reference, root).map(|(pointer, item)| (pointer, item.clone()));
            (path, reference, target)
        })
        .collect();
    for (path, reference, target) in resolved {
        let at = Pointer::from_tokens(["paths", &path]);
        let Some(Value::Object(item)) = at.find_mut(root) else { continue };
        item.shift_remove("$ref");
        let Some((target, members)) = target else {
            let message = format!("unresolved reference `{reference}` of a path item; ignored");
            let help = "write the path item here, or bundle the files into one document";
            let code = if parse(&reference) == ReferenceTarget::External {
                Code::ExternalReference
            } else {
                Code::DanglingReference
            };
            context.report(code, &at, message, help);
            continue;
        };
        for (key, member) in members {
            if !item.contains_key(&key) {
                let was = target.child(&key);
                // References into another path of the document keep pointing to that path.
                let stays = target.tokens().next().as_deref() == Some("paths");
                let record = if stays { Context::copied } else { Context::moved };
                record(context, at.child(&key), was);
                item.insert(key, member);
            }
        }
    }
}

fn reference_of(item: &Value) -> Option<&str> {
    item.get("$ref").and_then(Value::as_str)
}

/// Returns the path item at the end of a chain of references.
fn find<'v>(reference: &str, root: &'v Value) -> Option<(Pointer, &'v Map<String, Value>)> {
    let mut reference = reference;
    // Longer chains are cycles.
    for _ in 0..8 {
        let ReferenceTarget::Local(candidates) = parse(reference) else { return None };
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
