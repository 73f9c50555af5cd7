//! What may stand where in a document of any dialect, as far as references go.
//!
//! A table. It must not know how a reference is followed.

use crate::document::Dialect;

/// A place that a reference may stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Root,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Header,
    Schema,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Discriminator,
    /// What a discriminator's values refer to.
    Mapping,
    /// Anything that is not spoken of here.
    Other,
    /// A value of the author's own, in which nothing refers to anything.
    Free,
}

/// What stands at a place: one of a kind, or a map or list of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    One(Kind),
    Many(Kind),
}

use Spot::{Many, One};

/// What the member `key` of an object is.
pub(super) fn member(kind: Kind, key: &str) -> Spot {
    match (kind, key) {
        (Kind::Free, _) | (_, "example" | "default" | "enum" | "const") => One(Kind::Free),
        (Kind::Root, "paths" | "webhooks") | (Kind::Components, "pathItems") => Many(Kind::PathItem),
        (Kind::Root, "components") => One(Kind::Components),
        (Kind::Root, "definitions") | (Kind::Components, "schemas") => Many(Kind::Schema),
        (Kind::Root, "securityDefinitions") | (Kind::Components, "securitySchemes") => Many(Kind::SecurityScheme),
        (Kind::Root | Kind::Components | Kind::PathItem | Kind::Operation, "parameters") => Many(Kind::Parameter),
        (Kind::Root | Kind::Components | Kind::Operation, "responses") => Many(Kind::Response),
        (Kind::Components, "requestBodies") => Many(Kind::RequestBody),
        (Kind::Components | Kind::Response | Kind::Encoding, "headers") => Many(Kind::Header),
        (Kind::Components | Kind::Response, "links") => Many(Kind::Link),
        (Kind::Components | Kind::Operation, "callbacks") => Many(Kind::Callback),
        (Kind::Components | Kind::Parameter | Kind::Header | Kind::MediaType, "examples") => Many(Kind::Example),
        (Kind::PathItem, "servers" | "summary" | "description") => One(Kind::Other),
        (Kind::PathItem, _) => One(Kind::Operation),
        (Kind::Callback, _) => One(Kind::PathItem),
        (Kind::Operation, "requestBody") => One(Kind::RequestBody),
        (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => Many(Kind::MediaType),
        (Kind::MediaType, "encoding") => Many(Kind::Encoding),
        (Kind::Parameter | Kind::Header | Kind::MediaType | Kind::Response, "schema" | "items" | "itemSchema") => {
            One(Kind::Schema)
        }
        (Kind::Schema, key) => in_schema(key),
        (Kind::Discriminator, "mapping") => One(Kind::Mapping),
        (Kind::Response | Kind::Example, "examples" | "value") => One(Kind::Free),
        _ => One(Kind::Other),
    }
}

fn in_schema(key: &str) -> Spot {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "allOf" | "anyOf"
        | "oneOf" | "prefixItems" => Many(Kind::Schema),
        "items"
        | "not"
        | "additionalProperties"
        | "additionalItems"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "propertyNames"
        | "contains"
        | "if"
        | "then"
        | "else" => One(Kind::Schema),
        "discriminator" => One(Kind::Discriminator),
        "examples" => One(Kind::Free),
        _ => One(Kind::Other),
    }
}

/// Where what is referred to has its place and a name; `None` where it can only stand where it is used.
pub(super) fn section(kind: Kind, dialect: Dialect) -> Option<&'static [&'static str]> {
    let old = dialect == Dialect::Swagger2;
    match kind {
        Kind::Schema if old => Some(&["definitions"]),
        Kind::Schema => Some(&["components", "schemas"]),
        Kind::Parameter if old => Some(&["parameters"]),
        Kind::Parameter => Some(&["components", "parameters"]),
        Kind::Response if old => Some(&["responses"]),
        Kind::Response => Some(&["components", "responses"]),
        Kind::SecurityScheme if old => Some(&["securityDefinitions"]),
        Kind::SecurityScheme => Some(&["components", "securitySchemes"]),
        Kind::RequestBody if !old => Some(&["components", "requestBodies"]),
        Kind::Header if !old => Some(&["components", "headers"]),
        Kind::Example if !old => Some(&["components", "examples"]),
        Kind::Link if !old => Some(&["components", "links"]),
        Kind::Callback if !old => Some(&["components", "callbacks"]),
        _ => None,
    }
}
