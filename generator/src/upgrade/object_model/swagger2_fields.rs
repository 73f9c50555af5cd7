//! Tables of the fields of Swagger 2.0 that OpenAPI 3.0 does not define or defines differently.

use super::FieldType::{self, Free, FreeList, Map as MapOf, One, Text, TextMap, Texts};
use super::ObjectKind;

/// Returns the type of a field that has text, values or objects.
pub(super) fn field_type(kind: ObjectKind, key: &str) -> Option<FieldType> {
    Some(match (kind, key) {
        (ObjectKind::Root, "host" | "basePath") => Text,
        (ObjectKind::Root | ObjectKind::Operation, "schemes" | "consumes" | "produces") => Texts,
        (ObjectKind::Root, "definitions") => MapOf(ObjectKind::Schema),
        (ObjectKind::Root, "parameters") => MapOf(ObjectKind::Parameter),
        (ObjectKind::Root, "responses") => MapOf(ObjectKind::Response),
        (ObjectKind::Root, "securityDefinitions") => MapOf(ObjectKind::SecurityScheme),
        (ObjectKind::Parameter | ObjectKind::Header, "type" | "format" | "pattern" | "collectionFormat") => Text,
        (ObjectKind::Parameter | ObjectKind::Header, "items") => One(ObjectKind::Schema),
        (ObjectKind::Parameter | ObjectKind::Header, "default") => Free,
        (ObjectKind::Parameter | ObjectKind::Header, "enum") => FreeList,
        (ObjectKind::Response, "schema") => One(ObjectKind::Schema),
        (ObjectKind::Response, "examples") => Free,
        (ObjectKind::SecurityScheme, "flow" | "authorizationUrl" | "tokenUrl") => Text,
        (ObjectKind::SecurityScheme, "scopes") => TextMap,
        _ => return None,
    })
}
