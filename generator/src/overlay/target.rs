//! JSONPath expressions: read, and asked where they match.
//!
//! The one place that knows the JSONPath library.

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

use crate::pointer::Pointer;

/// A JSONPath (RFC 9535) with its text.
#[derive(Debug, Clone)]
pub struct Target {
    /// As it is written.
    pub text: String,
    path: JsonPath,
}

/// Why a text is no JSONPath.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    /// The character, from 1, where reading stopped.
    pub(crate) position: usize,
}

/// Longer or more deeply bracketed texts are refused, because the library's reader recurses.
const MAX_LENGTH: usize = 4_000;
const MAX_BRACKETS: usize = 16;

impl Target {
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        if text.len() > MAX_LENGTH || brackets(text) > MAX_BRACKETS {
            return Err(Fault { message: "too long or too deeply nested".to_owned(), position: 1 });
        }
        if !text.starts_with('$') {
            return Err(Fault { message: "it does not start with `$`".to_owned(), position: 1 });
        }
        let path = JsonPath::parse(text)
            .map_err(|fault| Fault { message: fault.message().to_owned(), position: fault.position() + 1 })?;
        Ok(Self { text: text.to_owned(), path })
    }

    /// Where it matches, each place once, in document order.
    #[must_use]
    pub fn matches(&self, root: &Value) -> Vec<Vec<Step>> {
        let nodes = self.path.query_located(root).dedup();
        nodes.locations().map(|location| location.iter().map(Step::of).collect()).collect()
    }
}

/// One step down from a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the member of a map.
    Key(String),
    /// To the item of a list.
    Index(usize),
}

impl Step {
    fn of(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Self::Key((*name).to_owned()),
            PathElement::Index(index) => Self::Index(*index),
        }
    }
}

/// The pointer that takes the same steps.
pub(crate) fn pointer(steps: &[Step]) -> Pointer {
    steps.iter().fold(Pointer::root(), |pointer, step| match step {
        Step::Key(key) => pointer.child(key),
        Step::Index(index) => pointer.index(*index),
    })
}

/// How deeply the brackets of a text nest, quoted ones included.
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
