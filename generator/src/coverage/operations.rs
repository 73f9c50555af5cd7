//! The operations that a document declares, and what became of each: in the client, or in a diagnostic.

use std::collections::BTreeSet;

use super::Operations;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::pointer::{Place, Pointer};
use crate::spec::Spec;

/// What a path item holds that is an operation, in any spelling.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Where the operations of a document stand, as its author wrote it.
#[must_use]
pub fn declared(document: &Document) -> Vec<Place> {
    let paths = Pointer::of(["paths"]);
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

/// What became of the declared operations.
#[must_use]
pub fn operations(declared: &[Place], spec: &Spec, diagnostics: &Diagnostics) -> Operations {
    let kept: BTreeSet<Place> = spec.operations.iter().map(|operation| spec.place(&operation.pointer)).collect();
    let is_reported = |place: &Place| {
        diagnostics.iter().map(|diagnostic| &diagnostic.place).any(|told| {
            let (told, lost) = (told, place);
            told.source == lost.source
                && (told.pointer.below(&lost.pointer).is_some() || is_item_of(&told.pointer, &lost.pointer))
        })
    };
    let (kept, missing): (Vec<&Place>, Vec<&Place>) = declared.iter().partition(|place| kept.contains(*place));
    let lost = missing.into_iter().filter(|place| !is_reported(place)).cloned().collect();
    Operations { declared: declared.len(), kept: kept.len(), lost }
}

/// Whether a pointer is the path item that an operation stands in.
fn is_item_of(pointer: &Pointer, operation: &Pointer) -> bool {
    operation.split_last().is_some_and(|(item, _)| item == *pointer)
}
