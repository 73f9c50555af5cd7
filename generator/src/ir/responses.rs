//! The responses of an operation: their types, and the decoding of each status.

use super::Type;
use crate::names::Name;

/// The type of an operation's result or of its documented errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseType {
    /// The same type for every status.
    Single(Type),
    /// An enum with one variant per status.
    PerStatus(ResponseEnum),
}

impl ResponseType {
    /// Iterates over the types that it consists of.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let (one, several) = match self {
            Self::Single(ty) => (Some(ty), &[][..]),
            Self::PerStatus(cases) => (None, cases.variants.as_slice()),
        };
        one.into_iter().chain(several.iter().map(|case| &case.ty))
    }

    /// Iterates mutably over the types that it consists of.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        let (one, several) = match self {
            Self::Single(ty) => (Some(ty), &mut [][..]),
            Self::PerStatus(cases) => (None, cases.variants.as_mut_slice()),
        };
        one.into_iter().chain(several.iter_mut().map(|case| &mut case.ty))
    }

    /// Returns true if every successful response is raw bytes or empty.
    #[must_use]
    pub fn is_bytes(&self, arms: &[StatusArm]) -> bool {
        let is_bytes = match self {
            Self::Single(Type::Nullable(some)) => **some == Type::Bytes,
            Self::Single(ty) => *ty == Type::Bytes,
            Self::PerStatus(_) => false,
        };
        let mut good = arms.iter().filter(|arm| !arm.is_error);
        is_bytes && good.all(|arm| matches!(arm.decoding, BodyDecoding::Bytes | BodyDecoding::Empty))
    }
}

/// An enum of the responses of one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseEnum {
    /// The name of the enum.
    pub name: Name,
    /// The variants, sorted by status.
    pub variants: Vec<ResponseVariant>,
}

/// A variant of a response enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseVariant {
    /// The name of the variant, and the status as the document writes it.
    pub name: Name,
    /// The type of its body; [`Type::Unit`] for a variant without a value.
    pub ty: Type,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
}

/// The decoding of responses with specific statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusArm {
    /// The statuses, as inclusive ranges.
    pub statuses: Vec<(u16, u16)>,
    /// True if the response is an error of the operation.
    pub is_error: bool,
    /// The decoding of its body.
    pub decoding: BodyDecoding,
    /// The mapping of the decoded body to the result.
    pub mapping: ResultMapping,
}

/// The mapping of a decoded body to the result of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultMapping {
    /// The body is the result.
    Direct,
    /// The body is the value of an optional result.
    Present,
    /// The optional result is `None`.
    Absent,
    /// The body is the value of the variant at this index.
    Variant(usize),
    /// The document does not declare the status.
    Undeclared,
}

/// The decoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyDecoding {
    /// JSON of the declared type.
    Json,
    /// JSON if possible, otherwise text.
    Untyped,
    /// Text.
    Text,
    /// XML, kept as text.
    Xml,
    /// Bytes.
    Bytes,
    /// The body is ignored.
    Empty,
}

/// A documented media type of successful responses, other than the preferred one, that a call can request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseChoice {
    /// The name of the method that requests it.
    pub method_name: Name,
    /// The media type with its parameters.
    pub media: String,
    /// The value of the `Accept` header.
    pub accept: String,
    /// The decoding of the responses; `None` if they are decoded like those of the preferred media type.
    pub alternative: Option<AlternativeResponse>,
}

/// The responses of an operation if a call requests another media type than the preferred one. Errors are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternativeResponse {
    /// The name of the struct.
    pub type_name: Name,
    /// The result of a successful call.
    pub output: ResponseType,
    /// The decoding of each status.
    pub arms: Vec<StatusArm>,
}

/// The responses of an operation if a call accepts all its media types: an enum of their results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyResponse {
    /// The name of the method that accepts them.
    pub method_name: Name,
    /// The name of the struct.
    pub type_name: Name,
    /// The value of the `Accept` header.
    pub accept: String,
    /// The name of the enum.
    pub enum_name: Name,
    /// The variant of the preferred media type and those that are decoded like it.
    pub preferred: Name,
    /// The other variants.
    pub variants: Vec<AnyVariant>,
}

/// A variant of the responses of any media type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyVariant {
    /// The name of the variant.
    pub name: Name,
    /// Its media types, in lower case without parameters.
    pub media: Vec<String>,
    /// The index of the choice with its type.
    pub choice: usize,
}

/// The declared headers of an operation's responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHeaders {
    /// The name of the struct with the headers.
    pub name: Name,
    /// The headers, in document order.
    pub fields: Vec<ResponseHeader>,
    /// The name of the field with the errors of headers that do not match the description.
    pub invalid: Name,
}

/// The serialization of a response header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderFormat {
    /// Text. Commas separate the items of a list, or the properties of an object.
    Text,
    /// A list with one item per line.
    Lines,
    /// JSON.
    Json,
}

/// A header of a response; it is always optional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHeader {
    /// The name in Rust and on the wire.
    pub name: Name,
    /// The type of its value.
    pub ty: Type,
    /// The serialization of the value.
    pub format: HeaderFormat,
    /// True if the document deprecates the header.
    pub deprecated: bool,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
}
