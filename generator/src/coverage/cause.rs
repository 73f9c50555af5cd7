//! Why a value is left untyped.

use std::fmt;

/// Why a value is left untyped, as its schema tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The description gives no schema, or one that says nothing of a type.
    Undocumented,
    /// An object whose members the description leaves open.
    OpenObject,
    /// One of several schemas (`oneOf`, `anyOf`), and there is no type for them.
    Union,
    /// Several schemas at once (`allOf`) that make no one type.
    Parts,
    /// A reference to nothing, or to itself.
    Reference,
    /// The schema has a type, and yet the client has none: it contradicts itself, or this program falls short.
    Unexplained,
}

impl Cause {
    /// Every cause.
    pub const ALL: &[Self] =
        &[Self::Undocumented, Self::OpenObject, Self::Union, Self::Parts, Self::Reference, Self::Unexplained];

    /// Whether the description does say what the value is.
    #[must_use]
    pub fn is_documented(self) -> bool {
        match self {
            Self::Undocumented | Self::OpenObject => false,
            Self::Union | Self::Parts | Self::Reference | Self::Unexplained => true,
        }
    }

    /// The written form.
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
