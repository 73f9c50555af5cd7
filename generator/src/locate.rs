//! A text and a pointer in; line and column of what the pointer names, out.
//!
//! Values do not carry positions, which most runs never ask for; the text is read again when one is needed.
//! It must not know what the text describes, nor fail: what cannot be found is answered by its closest ancestor.

mod json;
mod marks;
mod yaml;

use std::cell::OnceCell;

use crate::document::Text;
use crate::load::decode;
use crate::pointer::Pointer;

/// Finds the lines of one text.
#[derive(Debug)]
pub struct Locator {
    text: String,
    index: OnceCell<Index>,
}

#[derive(Debug)]
enum Index {
    Json(json::Index),
    Yaml(yaml::Index),
}

/// A place that was found, and how much of the pointer it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    line: usize,
    column: usize,
    /// Tokens of the pointer that exist.
    tokens: usize,
}

impl Locator {
    /// A finder for a text; nothing is read before the first question.
    #[must_use]
    pub fn new(text: &Text) -> Self {
        let text = decode(text).map(std::borrow::Cow::into_owned).unwrap_or_default();
        Self { text, index: OnceCell::new() }
    }

    /// Line and column, from 1, of the key of a member or of an item of a list. Where the pointer names something
    /// that is missing, those of the closest ancestor.
    ///
    /// `document` counts the non-empty documents of a YAML stream, from 0. Without it, the document that has the most
    /// of the pointer is taken, the first of several.
    #[must_use]
    pub fn find(&self, pointer: &Pointer, document: Option<usize>) -> Option<(usize, usize)> {
        let tokens = pointer.tokens().collect::<Vec<_>>();
        let found = match self.index.get_or_init(|| Index::of(&self.text)) {
            Index::Json(index) => index.find(&self.text, &tokens),
            Index::Yaml(index) => index.find(&tokens, document),
        };
        found.map(|found| (found.line, found.column))
    }

    /// The text of a line, from 1, without its end.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<&str> {
        self.text.lines().nth(line.checked_sub(1)?)
    }
}

impl Index {
    fn of(text: &str) -> Self {
        json::Index::of(text).map_or_else(|| Self::Yaml(yaml::Index::of(text)), Self::Json)
    }
}
