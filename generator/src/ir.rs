//! The client as it will be, before it is text: plain data, every name final, every decision made.
//!
//! This is the waist of the generator. Lowering fills it from a description; emission prints it and can ask for
//! nothing that is not here. Neither `openapiv3` nor token streams are known here.

mod answers;
mod arguments;
mod credentials;
mod format;
mod identity;
mod pace;
mod paging;
mod sample;
mod servers;
mod streams;
mod unions;
mod walk;

use std::collections::BTreeMap;

use crate::names::Name;

pub use answers::{Arm, Case, Cases, Header, Headers, Outcome, Placing, Reading};
pub use arguments::{Argument, Carriage, Check, Choice, FormKind, Limit, Parts, Separator, Style, Way, Writing};
pub use credentials::{Carrier, Credential, Flow, Grant, Needed};
pub use format::{Format, Number, Travels, Wire};
pub use pace::{Backoff, RateLimit, TimeUnit};
pub use paging::{More, Paging, Reach, Step, Turning};
pub use sample::{Answer, Content, Given, Part, Request, Sample, Upload};
pub use servers::{Server, ServerVariable};
pub use streams::{StreamKind, Streaming};
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
    /// The path below which it is served, where the description names no more than that.
    pub base_path: Option<String>,
    /// The servers to choose from; empty where there is no choice.
    pub servers: Vec<Server>,
    /// The credentials a client can be given.
    pub credentials: Vec<Credential>,
    /// The operations by module, in the order of their names.
    pub groups: Vec<Group>,
    /// The types.
    pub types: Types,
    /// The operation that examples call: its group, and its place there. `None` where none can be called with plain
    /// values.
    pub example: Option<(usize, usize)>,
    /// The same, of those whose answers come in pages.
    pub paged_example: Option<(usize, usize)>,
    /// JSON members whose values never appear in messages.
    pub secret_members: Vec<String>,
    /// How many requests the API allows, where the document says.
    pub rate_limit: Option<RateLimit>,
    /// A call of each operation, by the name of the operation's type, or why there is none.
    pub samples: BTreeMap<String, Result<Sample, String>>,
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
    /// What was inferred about its answers, and from which words.
    pub inferred: Vec<String>,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// The arguments, the required first.
    pub arguments: Vec<Argument>,
    /// Query parameters that every call has, by name, and their values.
    pub constants: Vec<(String, String)>,
    /// The ways to authenticate, of which one is enough: each lists the credentials that go together, and the way
    /// without any comes last. Empty where it takes none; `None` where nothing is said, so that all the client has go
    /// along.
    pub security: Option<Vec<Vec<Needed>>>,
    /// What the client asks to be answered with.
    pub accept: Option<String>,
    /// What a call gives.
    pub output: Outcome,
    /// What a declared error carries.
    pub error: Outcome,
    /// How each answer is read; statuses that no arm names are undeclared.
    pub arms: Vec<Arm>,
    /// The forms in which it can give its answer value by value, one of each kind.
    pub streams: Vec<Streaming>,
    /// Whether a redirect is the answer itself, and not the way to it.
    pub keeps_redirects: bool,
    /// The headers of its answers, where some are declared.
    pub headers: Option<Headers>,
    /// Its own server, where that is not the API's.
    pub server: Option<String>,
    /// How its answers come in pages, where they do.
    pub paging: Option<Paging>,
    /// The header by which the server knows a request that it got before, where it has one.
    pub idempotency_key: Option<String>,
    /// What its answers say of the wait before the next call, where they do.
    pub backoff: Option<Backoff>,
}

/// A piece of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    /// Text, percent-encoded where it must be.
    Literal(String),
    /// The argument of this index.
    Argument(usize),
}

/// The types of the crate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Types {
    /// Every type, where its id says.
    pub defs: Vec<TypeDef>,
    /// The ids in the order of the types' names.
    pub order: Vec<TypeId>,
    /// Whether types lead so far that what is boxed must be behind a pointer that rustc does not look behind.
    pub lead_far: bool,
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
    /// A value with a form of its own.
    Formatted(Format),
    /// Raw bytes.
    Bytes,
    /// XML, as text.
    Xml,
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
    /// A type that holds itself in no struct and no union: a struct around one value.
    Wrapper(Type),
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
    /// Which way it travels.
    pub travels: Travels,
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
            Some(TypeBody::Struct(_) | TypeBody::Union(_) | TypeBody::Wrapper(_) | TypeBody::Alias(_)) | None => false,
        }
    }
}
