//! The value that passes between the first stages: one API description, untyped, in document order.

use serde_json::Value;

use crate::pointer::{Origins, Place, Pointer, Source};

/// An input text as the caller read it.
#[derive(Debug, Clone)]
pub struct Text {
    /// What messages call it.
    pub name: String,
    /// Its bytes, as they are on disk.
    pub bytes: Vec<u8>,
}

/// Whether a header can be called so: the characters of RFC 9110's tokens.
#[must_use]
pub fn is_header_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// Which specification a description follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Swagger 2.0, also known as OpenAPI 2.0.
    Swagger2,
    /// OpenAPI 3.0.x.
    OpenApi30,
    /// OpenAPI 3.1.x, and what later 3.x versions share with it.
    OpenApi31,
}

/// One API description.
#[derive(Debug, Clone)]
pub struct Document {
    /// The input it was read from; of a merged one, the first.
    pub source: Source,
    /// The specification that `root` follows.
    pub dialect: Dialect,
    /// The specification that its author followed: some of what is left out means something else in each.
    pub author: Dialect,
    /// The content, keys in document order.
    pub root: Value,
    /// Where each value stands in its author's text.
    pub origins: Origins,
}

impl Document {
    /// Where the value at `pointer` was written.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.origins.find(pointer)
    }
}
