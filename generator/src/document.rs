//! The value that the first stages pass on: an untyped API description in document order.

use serde_json::Value;

use crate::pointer::{Origins, Place, Pointer, Source};

/// An input text as the caller read it.
#[derive(Debug, Clone)]
pub struct Text {
    /// The name in messages.
    pub name: String,
    /// The content, as on disk.
    pub bytes: Vec<u8>,
}

/// Returns `true` if a text is a valid header name: a token of RFC 9110.
#[must_use]
pub fn is_header_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// The specification of an API description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Swagger 2.0, also known as OpenAPI 2.0.
    Swagger2,
    /// OpenAPI 3.0.x.
    OpenApi30,
    /// OpenAPI 3.1.x, and the features that later 3.x versions share with it.
    OpenApi31,
}

/// An untyped API description.
#[derive(Debug, Clone)]
pub struct Document {
    /// The input text; the first one of a merged document.
    pub source: Source,
    /// The specification of `root`.
    pub dialect: Dialect,
    /// The specification of the author's document; the meaning of omitted keywords depends on it.
    pub author: Dialect,
    /// The content, with keys in document order.
    pub root: Value,
    /// The places of the values in the author's files.
    pub origins: Origins,
}

impl Document {
    /// Returns the place of a value in the author's file.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.origins.find(pointer)
    }
}
