//! What a caller passes to an operation: the type of each argument, how it travels, what is checked before.
//!
//! Plain data, as all of the IR; neither the description nor Rust's printing is known here.

use super::{Operation, Type};
use crate::names::Name;

/// One argument of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its name, in Rust and on the wire.
    pub name: Name,
    /// How it travels.
    pub carriage: Carriage,
    /// The type of its value.
    pub ty: Type,
    /// Whether a call without it is wrong.
    pub required: bool,
    /// Whether reserved characters of a URL stay as they are.
    pub reserved: bool,
    /// Whether a list without items is sent, as the name alone.
    pub empty: bool,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// What is checked before anything is sent.
    pub checks: Vec<Check>,
    /// Paragraphs about it: the author's words, its limits, what was inferred and from what.
    pub docs: Vec<String>,
}

/// How an argument travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carriage {
    /// In the path.
    Path(Writing),
    /// In the query.
    Query(Writing),
    /// In a header.
    Header(Writing),
    /// In a cookie.
    Cookie(Writing),
    /// As a field of an urlencoded form.
    UrlEncodedField(Writing),
    /// As a field of a multipart form.
    MultipartField(Writing),
    /// As a part of a multipart form, of this media type: JSON text where that is JSON, else plain text.
    MultipartPart(String),
    /// As a file of a multipart form, of this media type where the file says none.
    MultipartFile(Option<String>),
    /// As the whole body, as JSON of this media type.
    JsonBody(String),
    /// As the whole body, as text of this media type.
    TextBody(String),
    /// As the whole body, as bytes of this media type.
    BytesBody(String),
    /// As the whole body, as a file that says its own media type, which this range of them allows.
    FileBody(String),
    /// As the whole body, as a form whose fields are the value's members.
    FormBody(FormKind, Vec<(String, Style)>),
    /// As the whole body, as a multipart form whose parts are the files of a map.
    FilesBody,
    /// As the whole body, as a multipart form that is a struct of its own; the argument's type is not asked.
    Parts(Parts),
    /// As the whole body, in one of several ways; the argument's type is not asked.
    Choice(Choice),
}

/// How a form is made of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormKind {
    /// `name=value` pairs.
    UrlEncoded,
    /// Parts.
    Multipart,
}

impl Operation {
    /// The form that it sends, also where none of its fields is given; `None` where its fields are no form.
    #[must_use]
    pub fn form(&self) -> Option<FormKind> {
        let kinds = self.arguments.iter().filter_map(|argument| match &argument.carriage {
            Carriage::MultipartField(_) | Carriage::MultipartFile(_) | Carriage::MultipartPart(_) => {
                Some(FormKind::Multipart)
            }
            Carriage::UrlEncodedField(_) => Some(FormKind::UrlEncoded),
            Carriage::Path(_) | Carriage::Query(_) | Carriage::Header(_) | Carriage::Cookie(_) => None,
            Carriage::JsonBody(_) | Carriage::TextBody(_) | Carriage::BytesBody(_) | Carriage::FileBody(_) => None,
            Carriage::FormBody(..) | Carriage::FilesBody | Carriage::Parts(_) | Carriage::Choice(_) => None,
        });
        // What has a file is sent whole as what can hold one.
        kinds.min_by_key(|kind| *kind != FormKind::Multipart)
    }
}

/// A multipart form as a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The name of the struct.
    pub type_name: Name,
    /// The parts, the required first.
    pub fields: Vec<Argument>,
}

/// A body that can be sent in several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name of the enum.
    pub type_name: Name,
    /// The ways, the preferred first.
    pub variants: Vec<Way>,
}

/// One way to send a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The variant's name.
    pub name: Name,
    /// Paragraphs about it.
    pub docs: Vec<String>,
    /// Whether a value of its type alone means this way.
    pub converts: bool,
    /// How it travels.
    pub carriage: Carriage,
    /// The type of its value.
    pub ty: Type,
}

/// How a value is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// One value; of a list, each item as a value of its own.
    Each,
    /// A list as one value, joined by a separator.
    Joined(Separator),
    /// A value of any type, in one of the styles of OpenAPI.
    Styled(Style),
}

/// How a value that can be a list or an object is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As one text, its parts joined.
    Joined(Separator),
    /// A pair or a piece for each part.
    Exploded,
    /// `.a,b`, or `.a.b` with `explode`.
    Label {
        /// Whether each part stands alone.
        explode: bool,
    },
    /// `;name=a,b`, or `;name=a;name=b` with `explode`.
    Matrix {
        /// Whether each part stands alone.
        explode: bool,
    },
    /// `name[member]=value`
    Deep,
    /// JSON text.
    Json,
    /// As a form has it where nothing else is said: an object is JSON text, and all else is text.
    Natural,
}

/// What stands between the items of a list.
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

/// A limit on an argument, checked before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The number of items: at least, and at most.
    Count(Option<usize>, Option<usize>),
    /// The length of each text in characters: at least, and at most.
    Length(Option<usize>, Option<usize>),
    /// Each number: from, and to.
    Range(Option<Limit>, Option<Limit>),
}

/// One end of a range of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The number, as Rust writes it in the argument's type.
    pub value: String,
    /// Whether the number itself is out.
    pub exclusive: bool,
}
