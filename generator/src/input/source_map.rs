//! Maps pointers to lines and columns of a text.
//!
//! Values have no positions, because most runs do not need them; [`Locator`] parses the text again on demand. It returns the
//! position of the closest ancestor for a value that does not exist.

mod json;
mod marks;
mod yaml;

use std::cell::OnceCell;

use crate::document::Text;
use crate::input::load::decode;
use crate::pointer::Pointer;

/// Finds the positions of values in a text.
#[derive(Debug)]
pub struct Locator {
    text: String,
    positions: OnceCell<PositionIndex>,
}

#[derive(Debug)]
enum PositionIndex {
    Json(json::JsonIndex),
    Yaml(yaml::YamlIndex),
}

/// The position of the closest ancestor of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    line: usize,
    column: usize,
    /// The number of tokens of the pointer that exist.
    tokens: usize,
}

impl Locator {
    /// Creates a locator, which parses the text when it is first used.
    #[must_use]
    pub fn new(text: &Text) -> Self {
        let text = decode(text).map(std::borrow::Cow::into_owned).unwrap_or_default();
        Self { text, positions: OnceCell::new() }
    }

    /// Returns the line and column (from 1) of a member's key or of an element, or those of the closest ancestor if the value
    /// does not exist.
    ///
    /// `document` is the index of a non-empty document in a YAML stream, from 0. Without it, the first document with the
    /// longest match is used.
    #[must_use]
    pub fn find(&self, pointer: &Pointer, document: Option<usize>) -> Option<(usize, usize)> {
        let tokens = pointer.tokens().collect::<Vec<_>>();
        let found = match self.positions.get_or_init(|| PositionIndex::new(&self.text)) {
            PositionIndex::Json(index) => index.find(&self.text, &tokens),
            PositionIndex::Yaml(index) => index.find(&tokens, document),
        };
        found.map(|found| (found.line, found.column))
    }

    /// Returns a line (from 1) without its line break.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<&str> {
        self.text.lines().nth(line.checked_sub(1)?)
    }
}

impl PositionIndex {
    fn new(text: &str) -> Self {
        json::JsonIndex::new(text).map_or_else(|| Self::Yaml(yaml::YamlIndex::new(text)), Self::Json)
    }
}
