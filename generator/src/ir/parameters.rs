//! The parameters and bodies of an operation: types, bindings to the request, and constraints.

use super::Type;
use crate::names::{Name, lock};

/// One parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name in Rust and on the wire.
    pub name: Name,
    /// The binding to the request.
    pub binding: Binding,
    /// The type of its value.
    pub ty: Type,
    /// True if it is an argument of the method that creates the call.
    pub required: bool,
    /// True if it has a setter that must be called: a call without it fails before it is sent.
    pub required_setter: bool,
    /// True if reserved characters of a URL are not percent-encoded, in a path also slashes.
    pub allow_reserved: bool,
    /// True if an empty list is sent as the name without a value.
    pub allow_empty: bool,
    /// True if the document deprecates the parameter.
    pub deprecated: bool,
    /// The constraints that the client checks before sending.
    pub constraints: Vec<Constraint>,
    /// The paragraphs of its documentation: description, bounds, notes about inference.
    pub docs: Vec<String>,
    /// The rules that inferred facts about it.
    pub rules: Vec<&'static str>,
}

impl Parameter {
    /// Returns true if each call must set it.
    #[must_use]
    pub fn is_mandatory(&self) -> bool {
        self.required || self.required_setter
    }

    /// Returns the key of the name in the lock: its location and its name on the wire.
    #[must_use]
    pub fn key(&self) -> String {
        let location = match &self.binding {
            Binding::Param(ParamIn::Path, _) => "path",
            Binding::Param(ParamIn::Query, _) => "query",
            Binding::Param(ParamIn::Header, _) => "header",
            Binding::Param(ParamIn::Cookie, _) => "cookie",
            Binding::FormField(..) => "field",
            Binding::Body(_) => return self.name.wire().to_owned(),
        };
        lock::parameter(location, self.name.wire())
    }
}

/// The part of the request that a parameter is sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// In the path, the query, a header or a cookie.
    Param(ParamIn, Serialization),
    /// A field of a form.
    FormField(FormEncoding, FieldKind),
    /// The body.
    Body(BodyKind),
}

/// The location of a parameter: OpenAPI's `in`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamIn {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// The content of a form field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Value(Serialization),
    /// A part of a multipart form with this media type: JSON for JSON media types, otherwise plain text.
    Part(String),
    /// A file of a multipart form, with the media type of files that have none.
    File(Option<String>),
}

/// The content of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON of this media type.
    Json(String),
    /// Text of this media type.
    Text(String),
    /// Bytes of this media type.
    Bytes(String),
    /// A file with its specific media type, which is within this range.
    File(String),
    /// A form with the fields of the value.
    Form(FormEncoding, Vec<(String, Style)>),
    /// A multipart form with the files of a map.
    Files,
    /// A multipart form with a separate struct; the parameter's type is unused.
    Multipart(MultipartForm),
    /// One of several media types; the parameter's type is unused.
    Choice(BodyChoice),
}

/// The encoding of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormEncoding {
    /// `name=value` pairs.
    UrlEncoded,
    /// `multipart/form-data`
    Multipart,
}

/// A multipart form with a struct of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultipartForm {
    /// The name of the struct.
    pub type_name: Name,
    /// The parts, required ones first.
    pub parts: Vec<Parameter>,
}

/// A body that can be sent as one of several media types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyChoice {
    /// The name of the enum.
    pub type_name: Name,
    /// The variants, the preferred one first.
    pub variants: Vec<BodyVariant>,
}

/// One variant of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyVariant {
    /// The name of the variant.
    pub name: Name,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
    /// True if no other variant has its type, so that the enum implements `From` for it.
    pub has_from_impl: bool,
    /// The binding to the request.
    pub binding: Binding,
    /// The type of its value.
    pub ty: Type,
}

/// The serialization of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serialization {
    /// One value; a list is sent as one value per item.
    Repeated,
    /// A list as one value, with a separator between items.
    Joined(Separator),
    /// A value of any type, in a style of OpenAPI.
    Styled(Style),
}

/// The style of a parameter that can be a list or an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One value with a separator between items.
    Joined(Separator),
    /// One pair or segment per item.
    Exploded,
    /// A list of lists: each inner list is one text.
    Nested {
        /// The separator between the inner lists; `None` if each is a pair.
        outer: Option<Separator>,
        /// The separator between the items of an inner list.
        inner: Separator,
    },
    /// `.a,b`, or `.a.b` with `explode`.
    Label {
        /// True if each item is separate.
        explode: bool,
    },
    /// `;name=a,b`, or `;name=a;name=b` with `explode`.
    Matrix {
        /// True if each item is separate.
        explode: bool,
    },
    /// `name[key]=value`
    DeepObject,
    /// JSON text.
    Json,
    /// The default of a multipart field: JSON for objects, otherwise text.
    ContentDefault,
}

/// The separator between the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// a space
    Space,
    /// `|`
    Pipe,
    /// a tab
    Tab,
}

/// A constraint that the client checks before sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// The minimum and maximum number of items.
    Items(Option<usize>, Option<usize>),
    /// The minimum and maximum length of each string, in characters.
    Length(Option<usize>, Option<usize>),
    /// The lower and upper bound of each number.
    Range(Option<Bound>, Option<Bound>),
}

/// A bound of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The number, as a Rust literal of the parameter's type.
    pub value: String,
    /// True if the number itself is not allowed.
    pub exclusive: bool,
}
