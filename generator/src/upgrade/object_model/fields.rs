//! Tables of the fixed fields of each object of OpenAPI 3.0.

use super::FieldType::{
    self, Count, Flag, Free, FreeList, List, Map as MapOf, Number, One, SchemaOrFlag, Text, TextMap, Texts,
};
use super::{ObjectKind, PREFIX_ITEMS};

/// The fields of an object with their types.
pub(super) type FieldTable = &'static [(&'static str, FieldType)];

/// Returns the fixed fields of an object; maps have none.
pub(super) fn fields(kind: ObjectKind) -> FieldTable {
    match kind {
        ObjectKind::Root => ROOT,
        ObjectKind::Info => INFO,
        ObjectKind::Contact => CONTACT,
        ObjectKind::License => LICENSE,
        ObjectKind::Server => SERVER,
        ObjectKind::ServerVariable => SERVER_VARIABLE,
        ObjectKind::Components => COMPONENTS,
        ObjectKind::PathItem => PATH_ITEM,
        ObjectKind::Operation => OPERATION,
        ObjectKind::ExternalDocs => EXTERNAL_DOCS,
        ObjectKind::Parameter => PARAMETER,
        ObjectKind::RequestBody => REQUEST_BODY,
        ObjectKind::MediaType => MEDIA_TYPE,
        ObjectKind::Encoding => ENCODING,
        ObjectKind::Response => RESPONSE,
        ObjectKind::Example => EXAMPLE,
        ObjectKind::Link => LINK,
        ObjectKind::Header => HEADER,
        ObjectKind::Tag => TAG,
        ObjectKind::Schema => SCHEMA,
        ObjectKind::Discriminator => DISCRIMINATOR,
        ObjectKind::Xml => XML,
        ObjectKind::SecurityScheme => SECURITY_SCHEME,
        ObjectKind::Flows => FLOWS,
        ObjectKind::Flow => FLOW,
        ObjectKind::Paths | ObjectKind::Callback | ObjectKind::Responses | ObjectKind::SecurityRequirement => &[],
    }
}

const ROOT: FieldTable = &[
    ("openapi", Text),
    ("info", One(ObjectKind::Info)),
    ("externalDocs", One(ObjectKind::ExternalDocs)),
    ("servers", List(ObjectKind::Server)),
    ("security", List(ObjectKind::SecurityRequirement)),
    ("tags", List(ObjectKind::Tag)),
    ("paths", One(ObjectKind::Paths)),
    ("components", One(ObjectKind::Components)),
];

const INFO: FieldTable = &[
    ("title", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", One(ObjectKind::Contact)),
    ("license", One(ObjectKind::License)),
    ("version", Text),
];

const CONTACT: FieldTable = &[("name", Text), ("url", Text), ("email", Text)];
const LICENSE: FieldTable = &[("name", Text), ("url", Text)];
const SERVER: FieldTable = &[("url", Text), ("description", Text), ("variables", MapOf(ObjectKind::ServerVariable))];
const SERVER_VARIABLE: FieldTable = &[("enum", Texts), ("default", Text), ("description", Text)];

pub(super) const COMPONENTS: FieldTable = &[
    ("schemas", MapOf(ObjectKind::Schema)),
    ("responses", MapOf(ObjectKind::Response)),
    ("parameters", MapOf(ObjectKind::Parameter)),
    ("examples", MapOf(ObjectKind::Example)),
    ("requestBodies", MapOf(ObjectKind::RequestBody)),
    ("headers", MapOf(ObjectKind::Header)),
    ("securitySchemes", MapOf(ObjectKind::SecurityScheme)),
    ("links", MapOf(ObjectKind::Link)),
    ("callbacks", MapOf(ObjectKind::Callback)),
];

const PATH_ITEM: FieldTable = &[
    ("$ref", Text),
    ("summary", Text),
    ("description", Text),
    ("servers", List(ObjectKind::Server)),
    ("parameters", List(ObjectKind::Parameter)),
];

const OPERATION: FieldTable = &[
    ("tags", Texts),
    ("summary", Text),
    ("description", Text),
    ("externalDocs", One(ObjectKind::ExternalDocs)),
    ("operationId", Text),
    ("parameters", List(ObjectKind::Parameter)),
    ("requestBody", One(ObjectKind::RequestBody)),
    ("responses", One(ObjectKind::Responses)),
    ("callbacks", MapOf(ObjectKind::Callback)),
    ("deprecated", Flag),
    ("security", List(ObjectKind::SecurityRequirement)),
    ("servers", List(ObjectKind::Server)),
];

const EXTERNAL_DOCS: FieldTable = &[("description", Text), ("url", Text)];

const PARAMETER: FieldTable = &[
    ("name", Text),
    ("in", Text),
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("allowEmptyValue", Flag),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(ObjectKind::Schema)),
    ("content", MapOf(ObjectKind::MediaType)),
    ("example", Free),
    ("examples", MapOf(ObjectKind::Example)),
];

const HEADER: FieldTable = &[
    ("description", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("allowEmptyValue", Flag),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("schema", One(ObjectKind::Schema)),
    ("content", MapOf(ObjectKind::MediaType)),
    ("example", Free),
    ("examples", MapOf(ObjectKind::Example)),
];

const REQUEST_BODY: FieldTable =
    &[("description", Text), ("content", MapOf(ObjectKind::MediaType)), ("required", Flag)];

const MEDIA_TYPE: FieldTable = &[
    ("schema", One(ObjectKind::Schema)),
    ("example", Free),
    ("examples", MapOf(ObjectKind::Example)),
    ("encoding", MapOf(ObjectKind::Encoding)),
];

const ENCODING: FieldTable = &[
    ("contentType", Text),
    ("headers", MapOf(ObjectKind::Header)),
    ("style", Text),
    ("explode", Flag),
    ("allowReserved", Flag),
];

const RESPONSE: FieldTable = &[
    ("description", Text),
    ("headers", MapOf(ObjectKind::Header)),
    ("content", MapOf(ObjectKind::MediaType)),
    ("links", MapOf(ObjectKind::Link)),
];

const EXAMPLE: FieldTable = &[("summary", Text), ("description", Text), ("value", Free), ("externalValue", Text)];

const LINK: FieldTable = &[
    ("operationRef", Text),
    ("operationId", Text),
    ("parameters", Free),
    ("requestBody", Free),
    ("description", Text),
    ("server", One(ObjectKind::Server)),
];

const TAG: FieldTable = &[("name", Text), ("description", Text), ("externalDocs", One(ObjectKind::ExternalDocs))];

const SCHEMA: FieldTable = &[
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
    ("allOf", List(ObjectKind::Schema)),
    ("oneOf", List(ObjectKind::Schema)),
    ("anyOf", List(ObjectKind::Schema)),
    ("not", One(ObjectKind::Schema)),
    ("items", One(ObjectKind::Schema)),
    ("properties", MapOf(ObjectKind::Schema)),
    ("additionalProperties", SchemaOrFlag),
    ("description", Text),
    ("format", Text),
    ("default", Free),
    ("nullable", Flag),
    ("discriminator", One(ObjectKind::Discriminator)),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("xml", One(ObjectKind::Xml)),
    ("externalDocs", One(ObjectKind::ExternalDocs)),
    ("example", Free),
    ("deprecated", Flag),
    (PREFIX_ITEMS, List(ObjectKind::Schema)),
];

const DISCRIMINATOR: FieldTable = &[("propertyName", Text), ("mapping", TextMap)];

const XML: FieldTable =
    &[("name", Text), ("namespace", Text), ("prefix", Text), ("attribute", Flag), ("wrapped", Flag)];

const SECURITY_SCHEME: FieldTable = &[
    ("type", Text),
    ("description", Text),
    ("name", Text),
    ("in", Text),
    ("scheme", Text),
    ("bearerFormat", Text),
    ("flows", One(ObjectKind::Flows)),
    ("openIdConnectUrl", Text),
];

const FLOWS: FieldTable = &[
    ("implicit", One(ObjectKind::Flow)),
    ("password", One(ObjectKind::Flow)),
    ("clientCredentials", One(ObjectKind::Flow)),
    ("authorizationCode", One(ObjectKind::Flow)),
];

const FLOW: FieldTable = &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", TextMap)];
