//! Keys of operations that do not depend on the order of a document, nor on the names of path parameters.

use std::collections::BTreeSet;

use super::{Operation, Spec};

/// The keys of the operations of a document.
#[derive(Debug, Clone)]
pub struct OperationKeys {
    /// The keys of several operations, whose paths only differ in the names of parameters.
    ambiguous: BTreeSet<String>,
}

impl OperationKeys {
    /// Reads the operations of a document.
    #[must_use]
    pub fn new(spec: &Spec) -> Self {
        let (mut known, mut ambiguous) = (BTreeSet::new(), BTreeSet::new());
        for operation in &spec.operations {
            if let Some(key) = known.replace(key(operation.method, &template(&operation.path))) {
                ambiguous.insert(key);
            }
        }
        Self { ambiguous }
    }

    /// Returns the key of an operation: its method and its path.
    #[must_use]
    pub fn key(&self, operation: &Operation) -> String {
        self.key_at(operation.method, &operation.path)
    }

    /// Returns the key of the operation with a method and a path.
    #[must_use]
    pub fn key_at(&self, method: &str, path: &str) -> String {
        let short = key(method, &template(path));
        if self.ambiguous.contains(&short) { key(method, path) } else { short }
    }
}

fn key(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_ascii_uppercase())
}

/// Returns a path without the names of its parameters: `/pets/{}`.
#[must_use]
pub fn template(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut is_inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                is_inside = true;
                out.push_str("{}");
            }
            '}' if is_inside => is_inside = false,
            _ if is_inside => {}
            c => out.push(c),
        }
    }
    out
}
