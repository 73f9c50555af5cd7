//! Members of dialects after 3.0, and of JSON Schema at large, that 3.0 has no place for.
//!
//! Tables, as those of `shape`. They must not know what becomes of a member.

use super::Kind::{self, List, Map as MapOf, One};
use super::Shape;

/// Keywords that hold schemas: references in them are followed as those in any other.
pub(super) fn kind_of(shape: Shape, key: &str) -> Option<Kind> {
    if shape != Shape::Schema {
        return None;
    }
    match key {
        "prefixItems" => Some(List(Shape::Schema)),
        "$defs" | "patternProperties" | "definitions" | "dependentSchemas" => Some(MapOf(Shape::Schema)),
        "if" | "then" | "else" | "contains" | "propertyNames" | "contentSchema" => Some(One(Shape::Schema)),
        "additionalItems" | "unevaluatedItems" | "unevaluatedProperties" => Some(Kind::SchemaOrFlag),
        _ => None,
    }
}

/// Whether a later dialect knows the member, so that it is no mistake of the author's; it is kept as an extension.
pub(in crate::upgrade) fn is_known(shape: Shape, key: &str) -> bool {
    let known: &[&str] = match shape {
        Shape::Root => &["jsonSchemaDialect", "$self", "webhooks"],
        Shape::Info => &["summary"],
        Shape::License => &["identifier"],
        Shape::Components => &["pathItems", "mediaTypes"],
        Shape::Server => &["name"],
        Shape::Tag => &["summary", "parent", "kind"],
        Shape::Response => &["summary"],
        Shape::Example => &["dataValue", "serializedValue"],
        Shape::MediaType => &["prefixEncoding", "itemEncoding"],
        Shape::Encoding => &["encoding", "prefixEncoding", "itemEncoding"],
        Shape::Discriminator => &["defaultMapping"],
        Shape::Xml => &["nodeType"],
        Shape::SecurityScheme => &["deprecated", "oauth2MetadataUrl"],
        Shape::Flows => &["deviceAuthorization"],
        Shape::Schema => &["contentEncoding", "contentMediaType", "contentSchema"],
        _ => &[],
    };
    known.contains(&key)
}
