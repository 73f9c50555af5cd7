//! Limit of the size that overlays add to a document. An action that copies a value into itself doubles it, and so does
//! an update of every value.

use serde_json::Value;

use super::{Change, Overlay};

/// Size that overlays may add to the smallest document, in bytes.
const BASE: usize = 4 << 20;

/// Size that overlays may add, as a multiple of the size of the document and the updates.
const FACTOR: usize = 8;

/// Size of a value in addition to its characters.
const NODE_SIZE: usize = 32;

/// The size that overlays may still add to a document.
#[derive(Debug)]
pub(super) struct Growth {
    left: usize,
}

impl Growth {
    /// Creates the limit for a document and the overlays to apply.
    pub(super) fn new(root: &Value, overlays: &[Overlay]) -> Self {
        let updates = overlays.iter().flat_map(|overlay| &overlay.actions).map(|action| match &action.change {
            Change::Update(value) => size(value),
            Change::Remove | Change::Copy(_) => 0,
        });
        Self { left: BASE.saturating_add(updates.chain([size(root)]).sum::<usize>().saturating_mul(FACTOR)) }
    }

    /// Subtracts the size of a value that is merged into some targets. Returns false if the limit is exceeded.
    pub(super) fn add(&mut self, value: &Value, targets: usize) -> bool {
        let left = self.left.checked_sub(size(value).saturating_mul(targets));
        self.left = left.unwrap_or_default();
        left.is_some()
    }
}

/// Returns the size of a value with its keys, in bytes.
fn size(value: &Value) -> usize {
    let inner = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|(key, value)| key.len() + size(value)).sum(),
    };
    NODE_SIZE + inner
}
