//! The intermediate representation: a client crate as plain data, with every name and every type final.
//!
//! `lower` builds an [`Api`] from a document, and `emit` prints it. Neither `openapiv3` nor token streams appear here.

mod api;
mod examples;
mod operations;
mod pagination;
mod parameters;
mod responses;
mod scalars;
mod security;
mod types;
mod unions;
mod visit;

pub use api::{Api, DEFAULT_VERSION, Module, RateLimit, Server, ServerVariable};
pub use examples::{
    ExampleFile, ExampleParameter, ExpectedBody, ExpectedRequest, OperationExample, Part, StubResponse,
};
pub use operations::{BackoffField, Operation, PathSegment, StreamFraming, StreamVariant, TimeUnit};
pub use pagination::{FieldPath, FieldPathSegment, FirstPageNumber, HasMore, Pagination, PaginationStrategy};
pub use parameters::{
    Binding, BodyChoice, BodyKind, BodyVariant, Bound, Constraint, FieldKind, FormEncoding, MultipartForm, ParamIn,
    Parameter, Separator, Serialization, Style,
};
pub use responses::{
    AlternativeResponse, AnyResponse, AnyVariant, BodyDecoding, HeaderFormat, ResponseChoice, ResponseEnum,
    ResponseHeader, ResponseHeaders, ResponseType, ResponseVariant, ResultMapping, StatusArm,
};
pub use scalars::{Access, JsonRepr, NumericType, ScalarFormat};
pub use security::{Credential, CredentialLocation, GrantType, OAuthFlow, RequiredScheme};
pub use types::{
    Field, Presence, Primitive, Struct, TimestampFormat, Type, TypeArena, TypeDef, TypeId, TypeKind, Union, Variant,
};
pub use unions::{JsonShape, JsonType, Literal, LiteralEnum, StringEnum, VariantRule};
