//! Causes of untyped values.

use std::fmt;

/// The reason why the schema of a value has no specific type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The document has no schema for the value, or one without a type.
    Undocumented,
    /// An object without documented properties.
    OpenObject,
    /// Alternatives (`oneOf`, `anyOf`) without a common type.
    Union,
    /// Parts (`allOf`) that do not form one type.
    Parts,
    /// An unresolved or circular reference.
    Reference,
    /// The schema has a type, but the client has none: the schema contradicts itself, or the generator does not support it.
    Unexplained,
}

impl Cause {
    /// All causes.
    pub const ALL: &[Self] =
        &[Self::Undocumented, Self::OpenObject, Self::Union, Self::Parts, Self::Reference, Self::Unexplained];

    /// Returns `true` if the document specifies the type of the value.
    #[must_use]
    pub fn is_documented(self) -> bool {
        match self {
            Self::Undocumented | Self::OpenObject => false,
            Self::Union | Self::Parts | Self::Reference | Self::Unexplained => true,
        }
    }

    /// Returns the name of the cause in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undocumented => "undocumented",
            Self::OpenObject => "open-object",
            Self::Union => "union",
            Self::Parts => "parts",
            Self::Reference => "reference",
            Self::Unexplained => "unexplained",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
