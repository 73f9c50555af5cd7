//! The shape of an OpenAPI 3.0 document, as a table: which members each object has, and what each must be.
//!
//! The table comes from the specification's fixed fields; walks over a document go by it. It must not know how a
//! document is mended.

mod later;

use serde_json::{Map, Value};

use super::trail::Trail;
use crate::pointer::Pointer;

pub(super) use self::later::is_known as is_known_later;

/// The kinds of object in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Root,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    Flows,
    Flow,
    SecurityRequirement,
}

/// What the value of a member must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anything, null too: an example or a default.
    Free,
    /// A list of anything.
    FreeList,
    Text,
    Flag,
    Number,
    /// A whole number from 0.
    Count,
    /// A list of texts.
    Texts,
    /// A map of texts.
    TextMap,
    One(Shape),
    List(Shape),
    Map(Shape),
    /// A schema, or true or false.
    SchemaOrFlag,
}

use Kind::{Count, Flag, Free, FreeList, List, Map as MapOf, Number, One, SchemaOrFlag, Text, TextMap, Texts};

/// What is done with an object: its members, what it is, and where it stands.
pub(super) type See<'v> = dyn FnMut(&mut Map<String, Value>, Shape, &Trail<'_>) + 'v;

type Fields = &'static [(&'static str, Kind)];

/// The methods an operation can have, in the specification's order.
pub(super) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What the member `key` of an object must be; `None` where the specification knows no such member.
pub(super) fn kind_of(shape: Shape, key: &str) -> Option<Kind> {
    match shape {
        Shape::Paths | Shape::Callback => Some(One(Shape::PathItem)),
        Shape::Responses => Some(One(Shape::Response)),
        Shape::SecurityRequirement => Some(Texts),
        Shape::PathItem if METHODS.contains(&key) => Some(One(Shape::Operation)),
        _ => fields(shape).iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind),
    }
}

/// Whether a `{$ref: ...}` may stand in place of the object.
pub(super) fn may_be_reference(shape: Shape) -> bool {
    use Shape::{Callback, Example, Header, Link, Parameter, RequestBody, Response, Schema, SecurityScheme};
    matches!(shape, Callback | Example | Header | Link | Parameter | RequestBody | Response | Schema | SecurityScheme)
}

/// The section of `components` that holds objects of a shape.
pub(super) fn section_of(shape: Shape) -> Option<&'static str> {
    COMPONENTS.iter().find(|(_, kind)| *kind == MapOf(shape)).map(|(section, _)| *section)
}

/// The extension of ours that keeps what a list declares of each of its places: a list of schemas.
pub(super) const PREFIX_ITEMS: &str = "x-prefix-items";

/// Whether a member is an extension, which is its author's own matter.
pub(super) fn is_extension(key: &str) -> bool {
    key.starts_with("x-") && key != PREFIX_ITEMS
}

/// What stands at a pointer, by the pointer alone; `None` where it is no object of the specification.
pub(super) fn shape_at(pointer: &Pointer) -> Option<Shape> {
    let mut kind = One(Shape::Root);
    for token in pointer.tokens() {
        kind = match kind {
            _ if is_extension(&token) && !matches!(kind, MapOf(_)) => return None,
            One(shape) => kind_of(shape, &token).or_else(|| later::kind_of(shape, &token))?,
            MapOf(shape) | List(shape) => One(shape),
            SchemaOrFlag => kind_of(Shape::Schema, &token).or_else(|| later::kind_of(Shape::Schema, &token))?,
            Free | FreeList | Text | Flag | Number | Count | Texts | TextMap => return None,
        };
    }
    match kind {
        One(shape) => Some(shape),
        SchemaOrFlag => Some(Shape::Schema),
        _ => None,
    }
}

/// Shows every object of the specification to `see`, outer ones first. One where a list should be, or a list where one
/// or a map should be, is gone through all the same; what is no object is passed by.
pub(super) fn visit(value: &mut Value, shape: Shape, trail: &Trail<'_>, see: &mut See<'_>) {
    match value {
        Value::Object(map) => {
            see(map, shape, trail);
            for (key, member) in map.iter_mut().filter(|(key, _)| !is_extension(key)) {
                let trail = trail.key(key);
                match kind_of(shape, key).or_else(|| later::kind_of(shape, key)) {
                    Some(One(shape) | List(shape)) => visit(member, shape, &trail, see),
                    Some(SchemaOrFlag) => visit(member, Shape::Schema, &trail, see),
                    Some(MapOf(shape)) => visit_map(member, shape, &trail, see),
                    Some(Free | FreeList | Text | Flag | Number | Count | Texts | TextMap) | None => {}
                }
            }
        }
        Value::Array(list) => {
            for (index, element) in list.iter_mut().enumerate() {
                visit(element, shape, &trail.index(index), see);
            }
        }
        _ => {}
    }
}

fn visit_map(value: &mut Value, shape: Shape, trail: &Trail<'_>, see: &mut See<'_>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                visit(member, shape, &trail.key(key), see);
            }
        }
        other => visit(other, shape, trail, see),
    }
}

fn fields(shape: Shape) -> Fields {
    match shape {
        Shape::Root => ROOT,
        Shape::Info => INFO,
        Shape::Contact => CONTACT,
        Shape::License => LICENSE,
        Shape::Server => SERVER,
        Shape::ServerVariable => SERVER_VARIABLE,
        Shape::Components => COMPONENTS,
        Shape::PathItem => PATH_ITEM,
        Shape::Operation => OPERATION,
        Shape::ExternalDocs => EXTERNAL_DOCS,
        Shape::Parameter => PARAMETER,
        Shape::RequestBody => REQUEST_BODY,
        Shape::MediaType => MEDIA_TYPE,
        Shape::Encoding => ENCODING,
        Shape::Response => RESPONSE,
        Shape::Example => EXAMPLE,
        Shape::Link => LINK,
        Shape::Header => HEADER,
        Shape::Tag => TAG,
        Shape::Schema => SCHEMA,
        Shape::Discriminator => DISCRIMINATOR,
        Shape::Xml => XML,
        Shape::SecurityScheme => SECURITY_SCHEME,
        Shape::Flows => FLOWS,
        Shape::Flow => FLOW,
        Shape::Paths | Shape::Callback | Shape::Responses | Shape::SecurityRequirement => &[],
    }
}

const ROOT: Fields = &[
    ("openapi", Text),
    ("info", One(Shape::Info)),
    ("externalDocs", One(Shape::ExternalDocs)),
    ("servers", List(Shape::Server)),
    ("security", List(Shape::SecurityRequirement)),
    ("tags", List(Shape::Tag)),
    ("paths", One(Shape::Paths)),
    ("components", One(Shape::Components)),
];

const INFO: Fields = &[
    ("title", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", One(Shape::Contact)),
    ("license", One(Shape::License)),
    ("version", Text),
];

const CONTACT: Fields = &[("name", Text), ("url", Text), ("email", Text)];
const LICENSE: Fields = &[("name", Text), ("url", Text)];
const SERVER: Fields = &[("url", Text), ("description", Text), ("variables", MapOf(Shape::ServerVariable))];
const SERVER_VARIABLE: Fields = &[("enum", Texts), ("default", Text), ("description", Text)];

const COMPONENTS: Fields = &[
    ("schemas", MapOf(Shape::Schema)),
    ("responses", MapOf(Shape::Response)),
    ("parameters", MapOf(Shape::Parameter)),
    ("examples", MapOf(Shape::Example)),
    ("requestBodies", MapOf(Shape::RequestBody)),
    ("headers", MapOf(Shape::Header)),
    ("securitySchemes", MapOf(Shape::SecurityScheme)),
    ("links", MapOf(Shape::Link)),
    ("callbacks", MapOf(Shape::Callback)),
];

const PATH_ITEM: Fields = &[
    ("$ref", Text),
    ("summary", Text),
    ("description", Text),
    ("servers", List(Shape::Server)),
    ("parameters", List(Shape::Parameter)),
];

const OPERATION: Fields = &[
    ("tags", Texts),
    ("summary", Text),
    ("description", Text),
    ("externalDocs", One(Shape::ExternalDocs)),
    ("operationId", Text),
    ("parameters", List(Shape::Parameter)),
    ("requestBody", One(Shape::RequestBody)),
    ("responses", One(Shape::Responses)),
    ("callbacks", MapOf(Shape::Callback)),
    ("deprecated", Flag),
    ("security", List(Shape::SecurityRequirement)),
    ("servers", List(Shape::Server)),
];

const EXTERNAL_DOCS: Fields = &[("description", Text), ("url", Text)];

const PARAMETER: Fields = &[
    ("name", Text),
    ("in", Text),
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("allowEmptyValue", Flag),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(Shape::Schema)),
    ("content", MapOf(Shape::MediaType)),
    ("example", Free),
    ("examples", MapOf(Shape::Example)),
];

const HEADER: Fields = &[
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("allowEmptyValue", Flag),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(Shape::Schema)),
    ("content", MapOf(Shape::MediaType)),
    ("example", Free),
    ("examples", MapOf(Shape::Example)),
];

const REQUEST_BODY: Fields = &[("description", Text), ("content", MapOf(Shape::MediaType)), ("required", Flag)];

const MEDIA_TYPE: Fields = &[
    ("schema", One(Shape::Schema)),
    ("example", Free),
    ("examples", MapOf(Shape::Example)),
    ("encoding", MapOf(Shape::Encoding)),
];

const ENCODING: Fields = &[
    ("contentType", Text),
    ("headers", MapOf(Shape::Header)),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
];

const RESPONSE: Fields = &[
    ("description", Text),
    ("headers", MapOf(Shape::Header)),
    ("content", MapOf(Shape::MediaType)),
    ("links", MapOf(Shape::Link)),
];

const EXAMPLE: Fields = &[("summary", Text), ("description", Text), ("value", Free), ("externalValue", Text)];

const LINK: Fields = &[
    ("operationRef", Text),
    ("operationId", Text),
    ("parameters", Free),
    ("requestBody", Free),
    ("description", Text),
    ("server", One(Shape::Server)),
];

const TAG: Fields = &[("name", Text), ("description", Text), ("externalDocs", One(Shape::ExternalDocs))];

const SCHEMA: Fields = &[
    ("title", Text),
    ("multipleOf", Number),
    ("maximum", Number),
    ("exclusiveMaximum", Flag),
    ("minimum", Number),
    ("exclusiveMinimum", Flag),
    ("maxLength", Count),
    ("minLength", Count),
    ("pattern", Text),
    ("maxItems", Count),
    ("minItems", Count),
    ("uniqueItems", Flag),
    ("maxProperties", Count),
    ("minProperties", Count),
    ("required", Texts),
    ("enum", FreeList),
    ("type", Text),
    ("allOf", List(Shape::Schema)),
    ("oneOf", List(Shape::Schema)),
    ("anyOf", List(Shape::Schema)),
    ("not", One(Shape::Schema)),
    ("items", One(Shape::Schema)),
    ("properties", MapOf(Shape::Schema)),
    ("additionalProperties", SchemaOrFlag),
    ("description", Text),
    ("format", Text),
    ("default", Free),
    ("nullable", Flag),
    ("discriminator", One(Shape::Discriminator)),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("xml", One(Shape::Xml)),
    ("externalDocs", One(Shape::ExternalDocs)),
    ("example", Free),
    ("deprecated", Flag),
    (PREFIX_ITEMS, List(Shape::Schema)),
];

const DISCRIMINATOR: Fields = &[("propertyName", Text), ("mapping", TextMap)];

const XML: Fields = &[("name", Text), ("namespace", Text), ("prefix", Text), ("attribute", Flag), ("wrapped", Flag)];

const SECURITY_SCHEME: Fields = &[
    ("type", Text),
    ("description", Text),
    ("name", Text),
    ("in", Text),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("flows", One(Shape::Flows)),
    ("openIdConnectUrl", Text),
];

const FLOWS: Fields = &[
    ("implicit", One(Shape::Flow)),
    ("password", One(Shape::Flow)),
    ("clientCredentials", One(Shape::Flow)),
    ("authorizationCode", One(Shape::Flow)),
];

const FLOW: Fields = &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", TextMap)];
