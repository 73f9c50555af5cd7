//! The client as it will be, before it is text: plain data, every name final, every decision made.
//!
//! This is the waist of the generator. Lowering fills it from a description; emission prints it and can ask for
//! nothing that is not here. Neither `openapiv3` nor token streams are known here.

use crate::names::Name;

mod unions;

pub use unions::{Constant, Enum, JsonKind, Shape, Sign, Union, Values, Variant};

/// One client crate.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The crate's package name.
    pub package: String,
    /// The API's title.
    pub title: String,
    /// What the API is, in its author's words.
    pub description: Option<String>,
    /// The API's own version.
    pub version: String,
    /// The inputs the client was made from, as headers name them.
    pub sources: Vec<String>,
    /// Where the API is served; `None` where the description names no absolute URL.
    pub base_url: Option<String>,
    /// The credentials a client can be given.
    pub credentials: Vec<Credential>,
    /// The operations by module, in the order of their names.
    pub groups: Vec<Group>,
    /// The types.
    pub types: Types,
    /// The operation that examples call: its group, and its place there. `None` where none can be called with plain
    /// values.
    pub example: Option<(usize, usize)>,
    /// JSON members whose values never appear in messages.
    pub secret_members: Vec<String>,
}

/// A credential, and how it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential {
    /// The setter's name.
    pub name: Name,
    /// What it is, in the author's words.
    pub description: Option<String>,
    /// How it travels.
    pub carrier: Carrier,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    /// As a query parameter of this name.
    Query(String),
    /// As a header of this name.
    Header(String),
    /// As a cookie of this name.
    Cookie(String),
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
}

/// The operations of one module.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The module's name.
    pub module: Name,
    /// The operations, in the order of their names.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The operation's id, as the client reports it.
    pub id: String,
    /// The method of the client.
    pub method_name: Name,
    /// The struct that holds its arguments.
    pub type_name: Name,
    /// The HTTP method, in upper case.
    pub http_method: &'static str,
    /// The path template, as the author writes it.
    pub template: String,
    /// The path, in the order it is written.
    pub path: Vec<PathPart>,
    /// The author's summary.
    pub summary: Option<String>,
    /// The author's description.
    pub description: Option<String>,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// The arguments, the required first.
    pub arguments: Vec<Argument>,
    /// What the client asks to be answered with.
    pub accept: Option<String>,
    /// What a call gives.
    pub output: Type,
    /// What a declared error carries.
    pub error: Type,
    /// How each answer is read; statuses that no arm names are undeclared.
    pub arms: Vec<Arm>,
}

/// A piece of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// Text, percent-encoded where it must be.
    Literal(String),
    /// The argument of this index.
    Argument(usize),
}

/// One argument of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// Its name, in Rust and on the wire.
    pub name: Name,
    /// How it travels.
    pub carriage: Carriage,
    /// The type of its value.
    pub ty: Type,
    /// Whether a call without it is wrong.
    pub required: bool,
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
    /// As a file of a multipart form.
    MultipartFile,
    /// As the whole body, as JSON.
    JsonBody,
    /// As the whole body, as text of this media type.
    TextBody(String),
    /// As the whole body, as bytes of this media type.
    BytesBody(String),
}

/// How a value is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// One value; of a list, each item as a value of its own.
    Each,
    /// A list as one value, joined by a separator.
    Joined(Separator),
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
#[derive(Debug, Clone, PartialEq)]
pub enum Check {
    /// The number of items: at least, and at most.
    Count(Option<usize>, Option<usize>),
    /// The length of each text in characters: at least, and at most.
    Length(Option<usize>, Option<usize>),
    /// Each number: from, and to.
    Range(Option<Limit>, Option<Limit>),
}

/// One end of a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// The number, as Rust writes it in the argument's type.
    pub value: String,
    /// Whether the number itself is out.
    pub exclusive: bool,
}

/// How the answers of some statuses are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The statuses: from, and to, both included.
    pub statuses: (u16, u16),
    /// Whether the answer is an error of the operation.
    pub is_error: bool,
    /// How its body is read.
    pub reading: Reading,
}

/// How a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As JSON of the declared type.
    Json,
    /// As whatever it is.
    Untyped,
    /// As text.
    Text,
    /// As bytes.
    Bytes,
    /// Not at all.
    Empty,
}

/// The types of the crate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Types {
    /// Every type, where its id says.
    pub defs: Vec<TypeDef>,
    /// The ids in the order of the types' names.
    pub order: Vec<TypeId>,
}

impl Types {
    /// The type of an id.
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.defs.get(id.0)
    }

    /// The types in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &TypeDef> {
        self.order.iter().filter_map(|id| self.get(*id))
    }
}

/// The index of a type in [`Types::defs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// A type, as Rust writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// `()`
    Unit,
    /// Any JSON value.
    Value,
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `String`
    String,
    /// A text that stays out of logs.
    Secret,
    /// A point in time.
    Timestamp(TimeForm),
    /// A day.
    Date,
    /// Raw bytes.
    Bytes,
    /// A file of a multipart form.
    File,
    /// A list.
    List(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
    /// A value that may be null.
    Nullable(Box<Type>),
    /// A value behind a pointer, where a type would else contain itself.
    Boxed(Box<Type>),
    /// A list of known length, each item of a type of its own: from two to twelve.
    Tuple(Vec<Type>),
    /// A type of the crate.
    Named(TypeId),
}

/// How a point in time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeForm {
    /// RFC 3339 text.
    Rfc3339,
    /// Seconds since 1970.
    UnixSeconds,
    /// Milliseconds since 1970.
    UnixMillis,
}

/// A type of the crate.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its name, in Rust and in the description.
    pub name: Name,
    /// Paragraphs about it.
    pub docs: Vec<String>,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// What it is.
    pub body: TypeBody,
}

/// What a type of the crate is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeBody {
    /// An object.
    Struct(Struct),
    /// A text with known values.
    Enum(Enum),
    /// A value with known values that are not all texts.
    Values(Values),
    /// One of several types.
    Union(Union),
    /// Another name of a type.
    Alias(Type),
}

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// Its declared members, in document order.
    pub fields: Vec<Field>,
    /// The members beyond the declared ones: the Rust name of the map that holds them, and their type.
    pub extra: Option<(Name, Type)>,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name, in Rust and on the wire.
    pub name: Name,
    /// The type of its value.
    pub ty: Type,
    /// Whether it can be missing or null.
    pub slot: Slot,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// Paragraphs about it.
    pub docs: Vec<String>,
}

/// Whether a member can be missing or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Always there.
    Required,
    /// May be missing; null counts as missing.
    Optional,
    /// Always there, may be null.
    Nullable,
    /// May be missing, may be null, and the two differ.
    OptionalNullable,
}

impl Types {
    /// Whether a type has one known value only.
    #[must_use]
    pub fn is_constant(&self, ty: &Type) -> bool {
        let Type::Named(id) = ty else { return false };
        match self.get(*id).map(|def| &def.body) {
            Some(TypeBody::Enum(body)) => body.variants.len() == 1,
            Some(TypeBody::Values(body)) => body.variants.len() == 1,
            Some(TypeBody::Struct(_) | TypeBody::Union(_) | TypeBody::Alias(_)) | None => false,
        }
    }
}
