//! Compares the operations that a document declares with those in the client.

use std::collections::BTreeSet;

use super::Operations;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::pointer::{Place, Pointer};
use crate::spec::Spec;

/// The keys of a path item that contain operations, in lower case.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Returns the places of all operations of the author's document.
#[must_use]
pub fn declared(document: &Document) -> Vec<Place> {
    let paths = Pointer::from_tokens(["paths"]);
    let items = paths.find(&document.root).and_then(|paths| paths.as_object());
    let mut places = Vec::new();
    for (path, item) in items.into_iter().flatten().filter(|(path, _)| !path.starts_with("x-")) {
        let pointer = paths.child(path);
        let methods = item.as_object().into_iter().flatten().map(|(key, _)| key);
        let methods = methods.filter(|key| METHODS.contains(&key.to_ascii_lowercase().as_str()));
        places.extend(methods.map(|method| document.place(&pointer.child(method))));
    }
    places
}

/// Counts the declared operations that are in the client, and finds those without a diagnostic.
#[must_use]
pub fn operations(declared: &[Place], spec: &Spec, diagnostics: &Diagnostics) -> Operations {
    let kept: BTreeSet<Place> = spec.operations.iter().map(|operation| spec.place(&operation.pointer)).collect();
    let is_reported = |place: &Place| {
        diagnostics.iter().map(|diagnostic| &diagnostic.place).any(|reported| {
            reported.source == place.source
                && (reported.pointer.below(&place.pointer).is_some() || is_item_of(&reported.pointer, &place.pointer))
        })
    };
    let (kept, missing): (Vec<&Place>, Vec<&Place>) = declared.iter().partition(|place| kept.contains(*place));
    let lost = missing.into_iter().filter(|place| !is_reported(place)).cloned().collect();
    Operations { declared: declared.len(), kept: kept.len(), lost }
}

/// Returns `true` if a pointer is the path item that contains an operation.
fn is_item_of(pointer: &Pointer, operation: &Pointer) -> bool {
    operation.split_last().is_some_and(|(item, _)| item == *pointer)
}
