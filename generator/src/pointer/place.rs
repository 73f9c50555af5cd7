//! Locations in input texts: the name of a text, and a value or line in it.

use std::fmt;
use std::sync::Arc;

use super::Pointer;

/// The name of an input text as passed by the caller, usually a relative path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(Arc<str>);

impl Source {
    /// Creates a name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A location in an author's file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The input text.
    pub source: Source,
    /// The value in that text; in a stream of YAML documents, relative to its document. The root for a text without
    /// values.
    pub pointer: Pointer,
    /// The line (from 1) in a text without values, such as a page of documentation.
    pub line: Option<usize>,
}

impl Place {
    /// Creates the place of a value.
    #[must_use]
    pub fn new(source: Source, pointer: Pointer) -> Self {
        Self { source, pointer, line: None }
    }

    /// Creates the place of a line, from 1, in a text without values.
    #[must_use]
    pub fn of_line(source: &Source, line: usize) -> Self {
        Self { source: source.clone(), pointer: Pointer::root(), line: Some(line) }
    }

    /// Returns the place of an input's root.
    #[must_use]
    pub fn root(source: &Source) -> Self {
        Self::new(source.clone(), Pointer::root())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.source),
            None => write!(f, "{}{}", self.source, self.pointer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_shown_with_pointer_or_line() {
        let source = Source::new("a.yaml");
        let title = Place::new(source.clone(), Pointer::from_tokens(["info", "title"]));
        assert_eq!(title.to_string(), "a.yaml#/info/title");
        assert_eq!(Place::of_line(&source, 12).to_string(), "a.yaml:12");
        assert_eq!(Place::root(&source).to_string(), "a.yaml#");
    }
}
