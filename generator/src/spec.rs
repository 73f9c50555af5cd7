//! The typed form of one API description: every schema, argument, body and response that could be read, with the
//! pointer it stands at.
//!
//! Comes in: a [`Document`] of OpenAPI 3.0. What the typed model refuses is left out, item by item, with a
//! diagnostic. The only place where `openapiv3` values are made. Knows nothing of Rust names.

mod arguments;
pub mod facts;
mod fields;
mod headers;
mod operations;
mod schemas;
mod typed;

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::{Origins, Place, Pointer};

/// The typed form of an API description.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Title, version, description.
    pub info: openapiv3::Info,
    /// Where the API is served.
    pub servers: Vec<openapiv3::Server>,
    /// The credentials of operations that do not say theirs; `None` where the document does not say either.
    pub security: Option<Vec<openapiv3::SecurityRequirement>>,
    /// The ways to authenticate, by name.
    pub security_schemes: IndexMap<String, openapiv3::SecurityScheme>,
    /// The named schemas, in document order.
    pub schemas: IndexMap<String, ReferenceOr<Schema>>,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
    /// Whether a list in a query whose author says no more is a `name=value` pair for each item: so in OpenAPI 3, where
    /// `style: form` is exploded by default, and not in Swagger 2.0.
    pub lists_are_pairs: bool,
    /// The extensions that stand at the document's root.
    pub extensions: IndexMap<String, Value>,
    /// Where everything was written.
    pub origins: Origins,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The path template, as the document writes it.
    pub path: String,
    /// The HTTP method, in lower case.
    pub method: &'static str,
    /// Where the operation stands.
    pub pointer: Pointer,
    /// Tags, texts, id and extensions. Its parameters, body, responses and servers are empty: they stand below.
    pub head: openapiv3::Operation,
    /// What a caller passes by name: parameters of the operation and its path, and the fields of a form body.
    pub arguments: Vec<Argument>,
    /// The body, where it is not a form whose fields are among the arguments.
    pub body: Option<Body>,
    /// Every declared response.
    pub responses: Vec<Response>,
    /// Where it is served, where it or its path says so itself.
    pub servers: Vec<openapiv3::Server>,
    /// Where those servers are listed.
    pub servers_pointer: Pointer,
}

/// Where an argument travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// As a field of a form body.
    Field(Form),
}

impl Location {
    /// What qualifies a name that several arguments of an operation have.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Field(_) => "field",
        }
    }
}

/// How a form body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// `multipart/form-data`.
    Multipart,
}

/// One argument of an operation.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// The author's words about it.
    pub description: Option<String>,
    /// Whether a call without it is wrong.
    pub required: bool,
    /// Whether the document says in so many words that a call without it is right.
    pub optional: bool,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// Its schema; empty where the document gives none.
    pub schema: ReferenceOr<Schema>,
    /// An example value.
    pub example: Option<Value>,
    /// How lists and objects are written.
    pub style: Style,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether it may be given without a value.
    pub allow_empty: bool,
    /// The media type of its part, or several with commas between, where it is a field of a form and the document says.
    pub media: Option<String>,
    /// Where it stands: a parameter, or a property of the form's schema.
    pub pointer: Pointer,
    /// Where its schema stands.
    pub schema_pointer: Pointer,
    /// Vendor extensions.
    pub extensions: IndexMap<String, Value>,
}

/// How a list or an object is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `name=a&name=b`, or an object's members each as a pair of their own.
    Exploded,
    /// One value, joined by a separator.
    Joined(char),
    /// One value, joined by commas, an object's members as `k=v`.
    Pairs,
    /// Path style `.a.b`; with `explode`, an object's members are `k=v`.
    Label {
        /// Whether every item has a `.` of its own.
        explode: bool,
    },
    /// Path style `;name=a`.
    Matrix {
        /// Whether every item has a `;name=` of its own.
        explode: bool,
    },
    /// `name[member]=value`.
    DeepObject,
    /// The value's JSON text: the parameter has a `content` instead of a `schema`.
    Json,
    /// Text of another media type, as the caller writes it.
    Text,
    /// A field of a form of which nothing is said: lists as several, objects as JSON.
    Content,
}

/// A body that is one value, or a choice of several.
#[derive(Debug, Clone)]
pub struct Body {
    /// What the author calls it, where a name is known.
    pub name: Option<String>,
    /// The author's words about it.
    pub description: Option<String>,
    /// Whether a call without it is wrong.
    pub required: bool,
    /// Its media types, in document order.
    pub media: Vec<Media>,
    /// Where it stands.
    pub pointer: Pointer,
}

/// One media type of a body, with the schema that it has there.
#[derive(Debug, Clone)]
pub struct Media {
    /// The media type, in lower case, without parameters.
    pub name: String,
    /// The media type as the document writes it.
    pub written: String,
    /// The schema; `None` where the document gives none.
    pub schema: Option<ReferenceOr<Schema>>,
    /// An example value.
    pub example: Option<Value>,
    /// Where the schema stands, or would stand.
    pub pointer: Pointer,
    /// The fields of a form, where this is the media type of a body that is one, and its schema says them.
    pub fields: Option<Vec<Argument>>,
}

impl Media {
    /// Whether it is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        is_json(&self.name)
    }

    /// The parameters that tell it from another media type of its name, such as `; version=2`. How characters and parts
    /// are written is none of them: that is the client's own affair.
    #[must_use]
    pub fn parameters(&self) -> String {
        parameters(&self.written)
    }
}

fn parameters(written: &str) -> String {
    let parameters = written.split(';').skip(1).map(|part| part.trim().to_ascii_lowercase());
    let own = |part: &String| part.starts_with("charset=") || part.starts_with("boundary=");
    parameters.filter(|part| !part.is_empty() && !own(part)).map(|part| format!("; {part}")).collect()
}

/// Whether a media type, in lower case and without parameters, is JSON.
fn is_json(media: &str) -> bool {
    media.ends_with("/json") || media.ends_with("+json")
}

/// Which answers a response speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// All codes of a class: 4 is `4XX`.
    Class(u16),
    /// Every code that no other response names.
    Default,
}

/// One declared response.
#[derive(Debug, Clone)]
pub struct Response {
    /// Which answers it speaks of.
    pub status: Status,
    /// The author's words about it.
    pub description: String,
    /// Its media types; empty where the document declares no body.
    pub media: Vec<Media>,
    /// The headers that it declares.
    pub headers: Vec<Header>,
    /// Where it stands.
    pub pointer: Pointer,
}

impl Response {
    /// The media type that is JSON, or may be.
    #[must_use]
    pub fn json(&self) -> Option<&Media> {
        let mut media = self.media.iter();
        media.clone().find(|media| media.is_json()).or_else(|| media.find(|media| media.name == "*/*"))
    }
}

/// A header of a response.
#[derive(Debug, Clone)]
pub struct Header {
    /// The name on the wire.
    pub name: String,
    /// The author's words about it.
    pub description: Option<String>,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// Its schema; empty where the document gives none.
    pub schema: ReferenceOr<Schema>,
    /// Whether the value is written as JSON.
    pub is_json: bool,
    /// What stands between the items of a list.
    pub separator: char,
    /// Where its schema stands, or would stand.
    pub pointer: Pointer,
}

impl Spec {
    /// Reads a document of OpenAPI 3.0, item by item.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let root = &document.root;
        let mut reader = typed::Reader { document, diagnostics };
        let components = Pointer::of(["components"]);
        Self {
            info: reader.member(&Pointer::root(), "info").unwrap_or_default(),
            servers: reader.list(&Pointer::of(["servers"])),
            security: root.get("security").map(|_| reader.list(&Pointer::of(["security"]))),
            security_schemes: reader.map(&components.child("securitySchemes")),
            schemas: schemas::read_named(&mut reader, &components.child("schemas")),
            operations: operations::read(&mut reader, root),
            extensions: arguments::extensions(root),
            lists_are_pairs: document.author != Dialect::Swagger2,
            origins: document.origins.clone(),
        }
    }

    /// Where the value at `pointer` was written.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.origins.find(pointer)
    }

    /// The schema that a schema or a chain of references stands for, with its component name if it has one.
    /// `None` for a reference to nothing, or round in a circle.
    #[must_use]
    pub fn resolve<'s>(&'s self, schema: &'s ReferenceOr<Schema>) -> Option<(Option<&'s str>, &'s Schema)> {
        let (mut name, mut schema) = (None, schema);
        for _ in 0..=self.schemas.len() {
            match schema {
                ReferenceOr::Item(item) => return Some((name, item)),
                ReferenceOr::Reference { reference } => {
                    let (key, target) = self.schemas.get_key_value(component_name(reference)?)?;
                    (name, schema) = (Some(key.as_str()), target);
                }
            }
        }
        None
    }
}

impl Spec {
    /// As [`Spec::resolve`], for a schema that stands behind a pointer.
    #[must_use]
    pub fn resolve_boxed<'s>(&'s self, schema: &'s ReferenceOr<Box<Schema>>) -> Option<&'s Schema> {
        match schema {
            ReferenceOr::Item(item) => Some(item),
            ReferenceOr::Reference { reference } => {
                let (_, target) = self.schemas.get_key_value(component_name(reference)?)?;
                self.resolve(target).map(|(_, schema)| schema)
            }
        }
    }
}

/// The name in a reference to a named schema.
#[must_use]
pub fn component_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))
}

impl typed::Reader<'_> {
    /// Says that something was left out.
    fn left_out(&mut self, code: Code, pointer: &Pointer, message: String, help: &str) {
        let place = self.document.place(pointer);
        self.diagnostics.push(Diagnostic::new(code, place, message).help(help));
    }
}
