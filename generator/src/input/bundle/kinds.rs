//! The object types of a document in any dialect, for the positions of references.

use crate::document::Dialect;

/// The type of an object that can contain references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ObjectType {
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
    /// The mapping of a discriminator.
    Mapping,
    /// Any other type.
    Other,
    /// A literal value, in which `$ref` is not a reference.
    Free,
}

/// The content of a member: one object, or a map or list of objects of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    One(ObjectType),
    Many(ObjectType),
}

use Slot::{Many, One};

/// Returns the content of a member of an object.
pub(super) fn member(kind: ObjectType, key: &str) -> Slot {
    match (kind, key) {
        (ObjectType::Free, _) | (_, "example" | "default" | "enum" | "const") => One(ObjectType::Free),
        (ObjectType::Root, "paths" | "webhooks") | (ObjectType::Components, "pathItems") => Many(ObjectType::PathItem),
        (ObjectType::Root, "components") => One(ObjectType::Components),
        (ObjectType::Root, "definitions") | (ObjectType::Components, "schemas") => Many(ObjectType::Schema),
        (ObjectType::Root, "securityDefinitions") | (ObjectType::Components, "securitySchemes") => {
            Many(ObjectType::SecurityScheme)
        }
        (ObjectType::Root | ObjectType::Components | ObjectType::PathItem | ObjectType::Operation, "parameters") => {
            Many(ObjectType::Parameter)
        }
        (ObjectType::Root | ObjectType::Components | ObjectType::Operation, "responses") => Many(ObjectType::Response),
        (ObjectType::Components, "requestBodies") => Many(ObjectType::RequestBody),
        (ObjectType::Components | ObjectType::Response | ObjectType::Encoding, "headers") => Many(ObjectType::Header),
        (ObjectType::Components | ObjectType::Response, "links") => Many(ObjectType::Link),
        (ObjectType::Components | ObjectType::Operation, "callbacks") => Many(ObjectType::Callback),
        (ObjectType::Components | ObjectType::Parameter | ObjectType::Header | ObjectType::MediaType, "examples") => {
            Many(ObjectType::Example)
        }
        (ObjectType::PathItem, "servers" | "summary" | "description") => One(ObjectType::Other),
        (ObjectType::PathItem, _) => One(ObjectType::Operation),
        (ObjectType::Callback, _) => One(ObjectType::PathItem),
        (ObjectType::Operation, "requestBody") => One(ObjectType::RequestBody),
        (ObjectType::Parameter | ObjectType::Header | ObjectType::RequestBody | ObjectType::Response, "content") => {
            Many(ObjectType::MediaType)
        }
        (ObjectType::MediaType, "encoding") => Many(ObjectType::Encoding),
        (
            ObjectType::Parameter | ObjectType::Header | ObjectType::MediaType | ObjectType::Response,
            "schema" | "items" | "itemSchema",
        ) => One(ObjectType::Schema),
        (ObjectType::Schema, key) => in_schema(key),
        (ObjectType::Discriminator, "mapping") => One(ObjectType::Mapping),
        (ObjectType::Response | ObjectType::Example, "examples" | "value") => One(ObjectType::Free),
        _ => One(ObjectType::Other),
    }
}

fn in_schema(key: &str) -> Slot {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "allOf" | "anyOf"
        | "oneOf" | "prefixItems" => Many(ObjectType::Schema),
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
        | "else" => One(ObjectType::Schema),
        "discriminator" => One(ObjectType::Discriminator),
        "examples" => One(ObjectType::Free),
        _ => One(ObjectType::Other),
    }
}

/// Returns the component section of a type, or `None` if it has none.
pub(super) fn section(kind: ObjectType, dialect: Dialect) -> Option<&'static [&'static str]> {
    let old = dialect == Dialect::Swagger2;
    match kind {
        ObjectType::Schema if old => Some(&["definitions"]),
        ObjectType::Schema => Some(&["components", "schemas"]),
        ObjectType::Parameter if old => Some(&["parameters"]),
        ObjectType::Parameter => Some(&["components", "parameters"]),
        ObjectType::Response if old => Some(&["responses"]),
        ObjectType::Response => Some(&["components", "responses"]),
        ObjectType::SecurityScheme if old => Some(&["securityDefinitions"]),
        ObjectType::SecurityScheme => Some(&["components", "securitySchemes"]),
        ObjectType::RequestBody if !old => Some(&["components", "requestBodies"]),
        ObjectType::Header if !old => Some(&["components", "headers"]),
        ObjectType::Example if !old => Some(&["components", "examples"]),
        ObjectType::Link if !old => Some(&["components", "links"]),
        ObjectType::Callback if !old => Some(&["components", "callbacks"]),
        _ => None,
    }
}
