//! Targets of overlay actions: JSONPath expressions. Only this module uses the JSONPath crate.

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use crate::pointer::Step;

/// A JSONPath (RFC 9535) with its text.
#[derive(Debug, Clone)]
pub struct Target {
    /// The expression.
    pub text: String,
    path: JsonPath,
}

/// The error for an invalid JSONPath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TargetError {
    pub(crate) message: String,
    /// The position of the error in characters, from 1.
    pub(crate) position: usize,
}

/// The limits of an expression; the parser of the JSONPath crate is recursive.
const MAX_LENGTH: usize = 4_000;
const MAX_BRACKETS: usize = 16;

impl Target {
    pub(crate) fn parse(text: &str) -> Result<Self, TargetError> {
        if text.len() > MAX_LENGTH || brackets(text) > MAX_BRACKETS {
            return Err(TargetError { message: "too long or too deeply nested".to_owned(), position: 1 });
        }
        if !text.starts_with('$') {
            return Err(TargetError { message: "it does not start with `$`".to_owned(), position: 1 });
        }
        let path = JsonPath::parse(text)
            .map_err(|error| TargetError { message: error.message().to_owned(), position: error.position() + 1 })?;
        Ok(Self { text: text.to_owned(), path })
    }

    /// Returns the paths of all matching values, without duplicates, in document order.
    #[must_use]
    pub fn matches(&self, root: &Value) -> Vec<Vec<Step>> {
        let nodes = self.path.query_located(root).dedup();
        nodes.locations().map(|location| location.iter().map(step).collect()).collect()
    }
}

fn step(element: &PathElement<'_>) -> Step {
    match element {
        PathElement::Name(name) => Step::Key((*name).to_owned()),
        PathElement::Index(index) => Step::Index(*index),
    }
}

/// Returns the maximum nesting depth of brackets, including quoted ones.
fn brackets(text: &str) -> usize {
    let mut open = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'[' | b'(' => open += 1,
            b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}
