//! Tables of the fields that OpenAPI 3.1, OpenAPI 3.2 and JSON Schema add to those of 3.0.

use super::FieldType::{self, List, Map as MapOf, One};
use super::ObjectKind;

/// Returns the type of a keyword that contains schemas, so that references in it are resolved.
pub(super) fn field_type(kind: ObjectKind, key: &str) -> Option<FieldType> {
    if kind != ObjectKind::Schema {
        return None;
    }
    match key {
        "prefixItems" => Some(List(ObjectKind::Schema)),
        "$defs" | "patternProperties" | "definitions" | "dependentSchemas" => Some(MapOf(ObjectKind::Schema)),
        "if" | "then" | "else" | "contains" | "propertyNames" | "contentSchema" => Some(One(ObjectKind::Schema)),
        "additionalItems" | "unevaluatedItems" | "unevaluatedProperties" => Some(FieldType::SchemaOrFlag),
        _ => None,
    }
}

/// Returns true if a later version defines the field: it is kept as an extension without a diagnostic.
pub(in crate::upgrade) fn is_known(kind: ObjectKind, key: &str) -> bool {
    let known: &[&str] = match kind {
        ObjectKind::Root => &["jsonSchemaDialect", "$self", "webhooks"],
        ObjectKind::Info => &["summary"],
        ObjectKind::License => &["identifier"],
        ObjectKind::Components => &["pathItems", "mediaTypes"],
        ObjectKind::Server => &["name"],
        ObjectKind::Tag => &["summary", "parent", "kind"],
        ObjectKind::Response => &["summary"],
        ObjectKind::Example => &["dataValue", "serializedValue"],
        ObjectKind::MediaType => &["prefixEncoding", "itemEncoding"],
        ObjectKind::Encoding => &["encoding", "prefixEncoding", "itemEncoding"],
        ObjectKind::Discriminator => &["defaultMapping"],
        ObjectKind::Xml => &["nodeType"],
        ObjectKind::SecurityScheme => &["deprecated", "oauth2MetadataUrl"],
        ObjectKind::Flows => &["deviceAuthorization"],
        ObjectKind::Schema => &["contentEncoding", "contentMediaType", "contentSchema"],
        _ => &[],
    };
    known.contains(&key)
}
