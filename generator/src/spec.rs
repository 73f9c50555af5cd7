//! The typed form of an API description: [`Spec`], its [`Operation`]s and [`Schema`]s, each with its JSON pointer.
//!
//! [`Spec::read`] reads a [`Document`] of OpenAPI 3.0 item by item. An item that cannot be read is left out with a
//! diagnostic; the others are kept. Only this module uses `openapiv3`.

mod aliases;
mod convert;
mod extensions;
mod fields;
mod headers;
mod media_type;
mod metadata;
pub mod operation_keys;
mod operations;
mod parameters;
mod schema;
mod schemas;
mod security;
mod typed;

use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

pub use metadata::{Info, ServerObject, ServerVariableObject};
pub use schema::{AdditionalProperties, Discriminator, NumericBound, Schema, SchemaRef, SchemaType, component_name};
pub use security::{OAuth2Flow, OAuth2Flows, SecurityRequirement, SecurityScheme};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::{Dialect, Document};
use crate::pointer::{Origins, Place, Pointer};

/// The typed form of an API description.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Title, version, description.
    pub info: Info,
    /// The servers of the API.
    pub servers: Vec<ServerObject>,
    /// The security requirements of operations that declare none; `None` if the document declares none either.
    pub security: Option<Vec<SecurityRequirement>>,
    /// The security schemes by name.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// The named schemas, in document order.
    pub schemas: IndexMap<String, SchemaRef>,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
    /// True if an array in the query is a `name=value` pair per item by default: true for OpenAPI 3, which explodes
    /// `style: form` by default, false for Swagger 2.0.
    pub lists_are_pairs: bool,
    /// The vendor extensions of the document's root.
    pub extensions: IndexMap<String, Value>,
    /// The positions in the author's document.
    pub origins: Origins,
    /// The ends of chains of references between named schemas.
    aliases: aliases::Aliases,
    /// The indices of operations by their paths.
    by_path: BTreeMap<String, Vec<usize>>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The path template, as written.
    pub path: String,
    /// The HTTP method, in lower case.
    pub method: &'static str,
    /// The pointer to the operation.
    pub pointer: Pointer,
    /// `operationId`
    pub operation_id: Option<String>,
    /// `tags`
    pub tags: Vec<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// `security`; `None` if the operation has the document's.
    pub security: Option<Vec<SecurityRequirement>>,
    /// The vendor extensions.
    pub extensions: IndexMap<String, Value>,
    /// The parameters of the operation and its path, and the fields of a form body.
    pub parameters: Vec<Parameter>,
    /// The request body, unless it is a form whose fields are among the parameters.
    pub body: Option<Body>,
    /// The declared responses.
    pub responses: Vec<Response>,
    /// The servers of the operation or its path; empty if it has those of the document.
    pub servers: Vec<ServerObject>,
    /// The pointer to the list of these servers.
    pub servers_pointer: Pointer,
}

/// The part of a request that holds a parameter.
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
    /// Returns the word that distinguishes parameters of the same name.
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

/// The encoding of a form body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// `multipart/form-data`.
    Multipart,
}

/// One parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name on the wire.
    pub name: String,
    /// The part of the request that holds it.
    pub location: Location,
    /// The description.
    pub description: Option<String>,
    /// True if a call must have it.
    pub required: bool,
    /// True if the document explicitly declares `required: false`.
    pub optional: bool,
    /// True if new code should not use it.
    pub deprecated: bool,
    /// The schema; a schema without keywords if the document has none.
    pub schema: SchemaRef,
    /// An example value.
    pub example: Option<Value>,
    /// The serialization of arrays and objects.
    pub style: ParameterStyle,
    /// True if reserved characters are not percent-encoded; a value in the path can then be several segments.
    pub allow_reserved: bool,
    /// True if it may be sent without a value.
    pub allow_empty: bool,
    /// The declared media type of a form field, or several separated by commas.
    pub media: Option<String>,
    /// The pointer to the parameter, or to the property of the form's schema.
    pub pointer: Pointer,
    /// The pointer to the schema.
    pub schema_pointer: Pointer,
    /// The vendor extensions.
    pub extensions: IndexMap<String, Value>,
}

impl Parameter {
    /// Returns the location and the name, which identify the parameter in its operation.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {}", self.location.as_str(), self.name)
    }
}

/// The serialization of an array or object as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `name=a&name=b`, or a pair for each property of an object.
    Exploded,
    /// One value with a separator between items.
    Joined(char),
    /// One value with commas between items; the properties of an object are `k=v`.
    SimpleExploded,
    /// Path style `.a.b`; with `explode`, the properties of an object are `k=v`.
    Label {
        /// True if every item has a `.` before it.
        explode: bool,
    },
    /// Path style `;name=a`.
    Matrix {
        /// True if every item has a `;name=` before it.
        explode: bool,
    },
    /// `name[property]=value`.
    DeepObject,
    /// JSON text: the parameter has a `content` instead of a `schema`.
    Json,
    /// Text of another media type, which the caller passes as it is.
    Text,
    /// The default of form fields: arrays repeat the field, objects are JSON.
    FormDefault,
}

/// A request body of one or more media types.
#[derive(Debug, Clone)]
pub struct Body {
    /// The name of the body, if the document has one.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// True if a call must have it.
    pub required: bool,
    /// The media types, in document order.
    pub media: Vec<Media>,
    /// The pointer to it.
    pub pointer: Pointer,
}

/// One media type of a body and its schema.
#[derive(Debug, Clone)]
pub struct Media {
    /// The media type, in lower case, without parameters.
    pub name: String,
    /// The media type as written.
    pub written: String,
    /// The schema; `None` if the document has none.
    pub schema: Option<SchemaRef>,
    /// An example value.
    pub example: Option<Value>,
    /// The pointer to the schema, even if there is none.
    pub pointer: Pointer,
    /// The fields of a form, if the schema declares them.
    pub fields: Option<Vec<Parameter>>,
}

impl Media {
    /// Returns true if it is JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        media_type::is_json(&self.name)
    }

    /// Returns the parameters that distinguish it from another media type of the same name, such as `; version=2`. The
    /// client chooses `charset` and `boundary` itself, so these are left out.
    #[must_use]
    pub fn parameters(&self) -> String {
        media_type::parameters(&self.written)
    }
}

/// The status codes of a declared response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// All codes of a class: 4 is `4XX`.
    Class(u16),
    /// Every code without another response.
    Default,
}

impl fmt::Display for Status {
    /// Formats the status as the key of its response.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One declared response.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status codes.
    pub status: Status,
    /// The description.
    pub description: String,
    /// The media types of the body; empty if the document declares no body.
    pub media: Vec<Media>,
    /// The declared headers.
    pub headers: Vec<Header>,
    /// The pointer to it.
    pub pointer: Pointer,
}

impl Response {
    /// Returns the media type that is JSON, or else the one that allows it.
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
    /// The description.
    pub description: Option<String>,
    /// True if new code should not use it.
    pub deprecated: bool,
    /// The schema; a schema without keywords if the document has none.
    pub schema: SchemaRef,
    /// An example value.
    pub example: Option<Value>,
    /// True if the value is JSON text.
    pub is_json: bool,
    /// The separator between the items of an array.
    pub separator: char,
    /// The pointer to the schema, even if there is none.
    pub pointer: Pointer,
}

impl Spec {
    /// Reads a document of OpenAPI 3.0, item by item.
    #[must_use]
    pub fn read(document: &Document, diagnostics: &mut Diagnostics) -> Self {
        let root = &document.root;
        let mut reader = typed::Reader { document, diagnostics };
        let components = Pointer::from_tokens(["components"]);
        let schemas = schemas::read_named(&mut reader, &components.child("schemas"));
        let operations = operations::read(&mut reader, root);
        let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, operation) in operations.iter().enumerate() {
            by_path.entry(operation.path.clone()).or_default().push(index);
        }
        Self {
            by_path,
            info: reader.member::<openapiv3::Info>(&Pointer::root(), "info").map(Info::from).unwrap_or_default(),
            servers: metadata::read_servers(&mut reader, &Pointer::from_tokens(["servers"])),
            security: root.get("security").map(|_| reader.list(&Pointer::from_tokens(["security"]))),
            security_schemes: security::read_schemes(&mut reader, &components.child("securitySchemes")),
            aliases: aliases::Aliases::new(&schemas),
            schemas,
            operations,
            extensions: extensions::read(root),
            lists_are_pairs: document.author != Dialect::Swagger2,
            origins: document.origins.clone(),
        }
    }

    /// Returns the place of a value in the author's document.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.origins.find(pointer)
    }

    /// Returns the operations of a path template.
    pub fn operations_at(&self, path: &str) -> impl Iterator<Item = &Operation> {
        self.by_path.get(path).into_iter().flatten().filter_map(|index| self.operations.get(*index))
    }

    /// Follows references to a schema. Returns it with the name of the last reference; the name is `None` for an inline
    /// schema. Returns `None` if a reference is unresolved or circular.
    #[must_use]
    pub fn resolve<'s>(&'s self, schema: &'s SchemaRef) -> Option<(Option<&'s str>, &'s Schema)> {
        match schema {
            SchemaRef::Inline(item) => Some((None, item)),
            SchemaRef::Reference(reference) => self.resolve_component(reference).map(|(name, item)| (Some(name), item)),
        }
    }

    /// Resolves the URI of a reference like [`Spec::resolve`].
    #[must_use]
    pub fn resolve_component(&self, reference: &str) -> Option<(&str, &Schema)> {
        let (name, schema) = self.schemas.get_key_value(self.aliases.end(component_name(reference)?)?)?;
        schema.as_inline().map(|item| (name.as_str(), item))
    }

    /// Resolves like [`Spec::resolve`], without the name.
    #[must_use]
    pub fn resolve_schema<'s>(&'s self, schema: &'s SchemaRef) -> Option<&'s Schema> {
        self.resolve(schema).map(|(_, schema)| schema)
    }
}

impl typed::Reader<'_> {
    /// Reports an item that is left out.
    fn left_out(&mut self, code: Code, pointer: &Pointer, message: String, help: &str) {
        let place = self.document.place(pointer);
        self.diagnostics.push(Diagnostic::new(code, place, message).help(help));
    }
}
