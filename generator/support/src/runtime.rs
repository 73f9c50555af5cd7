//! The runtime of the client, independent of the API: encodes operations as requests, sends them and decodes responses.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the runtime is the same for all clients, and most use a part of it"
)]

pub mod core;
pub mod facade;
pub mod model;

#[cfg(feature = "async")]
pub use self::core::transport;
#[cfg(feature = "async")]
pub use facade::async_impl;
#[cfg(feature = "blocking")]
pub use facade::blocking;
#[cfg(feature = "mock")]
pub use facade::mock;

#[cfg(any(feature = "http_dates", feature = "rfc3339", feature = "unix_time"))]
pub use jiff::Timestamp;
pub use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use bytes::Bytes;
pub use http::header::{HeaderMap, HeaderName, HeaderValue};
pub use http::{Method, StatusCode};
pub use url::Url;

pub use self::core::config::{CredentialLocation, SecurityRequirements, ServiceMetadata};
#[cfg(feature = "multipart")]
pub use self::core::encode::FilePart;
#[cfg(feature = "styled")]
pub use self::core::encode::Style;
pub use self::core::encode::{RequestEncoder, Separator};
#[cfg(feature = "raw_responses")]
pub use self::core::error::BodyError;
pub use self::core::error::{
    ApiError, BodyTooLarge, DecodeError, Error, PaginationError, RedirectError, TransportError, UnexpectedResponse,
};
pub use self::core::error::{BuildError, CredentialError};
pub use self::core::hooks::{RequestInfo, ResponseInfo};
#[cfg(feature = "streaming")]
pub use self::core::json_lines::JsonFraming;
#[cfg(feature = "async")]
pub use self::core::mode::Async;
#[cfg(feature = "blocking")]
pub use self::core::mode::Blocking;
pub use self::core::mode::Mode;
pub use self::core::operation_info::OperationInfo;
#[cfg(feature = "pagination")]
pub use self::core::pagination::{HasMore, NextPage, PageInfo};
pub use self::core::rate_limit::{BackoffField, RateLimit, RateLimited};
pub use self::core::response::BufferedResponse;
pub use self::core::retry::RetryPolicy;
pub use self::core::secret::SecretString;
#[cfg(feature = "streaming")]
pub use self::core::streaming::Event;
pub use self::core::to_param::ToParam;
#[cfg(feature = "tokens")]
#[cfg(feature = "async")]
pub use self::core::token_source::{AsyncTokenSource, TokenFuture};
#[cfg(feature = "tokens")]
pub use self::core::token_source::{
    SingleFlight, TokenError, TokenErrorCode, TokenErrorResponse, TokenPoll, TokenSource,
};
#[cfg(feature = "uploads")]
pub use self::core::upload::Upload;
pub use self::core::validate::InvalidParameter;
#[cfg(feature = "length_constraints")]
pub use self::core::validate::check_length;
#[cfg(feature = "constraints")]
pub use self::core::validate::{check_items, check_range};
#[cfg(feature = "xml")]
pub use self::core::xml::Xml;
#[cfg(feature = "response_choices")]
pub use facade::alternative::AlternativeResponse;
#[cfg(feature = "pagination")]
#[cfg(feature = "async")]
pub use facade::async_impl::{Items, Pages};
#[cfg(feature = "raw_responses")]
pub use facade::call::BytesResponse;
pub use facade::call::{Call, Operation, Response};
pub use facade::client::{Client, ClientBuilder};
#[cfg(feature = "oauth2")]
pub use facade::oauth2::{ClientCredentials, GrantType, OAuth2, OAuthFlow, RefreshableToken};
#[cfg(feature = "pagination")]
pub use facade::pagination::Paginated;
#[cfg(feature = "pkce")]
pub use facade::pkce::{AuthorizationCode, PendingAuthorization};
#[cfg(feature = "servers")]
pub use facade::server::Server;
#[cfg(feature = "streaming")]
pub use facade::streaming::{EventStreamResponse, JsonStreamResponse};
#[cfg(feature = "base64")]
pub use model::binary::{Base64, Base64Url};
#[cfg(feature = "clock")]
pub use model::clock::{DurationFormat, IsoDuration, TimeFormat, TimeOfDay};
#[cfg(feature = "decimal")]
pub use model::decimals::{Decimal, DecimalNumber, DecimalString};
#[cfg(feature = "erased_box")]
pub use model::erased_box::{Erasable, ErasedBox};
pub use model::format::{As, Same, SerializeAs};
#[cfg(feature = "response_headers")]
pub use model::headers::InvalidHeader;
#[cfg(feature = "http_dates")]
pub use model::http_date::HttpDate;
#[cfg(feature = "numbers")]
pub use model::number::{IntegralNumber, NumberFromString};
#[cfg(feature = "open_enums")]
pub use model::open_enum::UnknownValue;
#[cfg(feature = "rfc3339")]
pub use model::rfc3339::{Date, Rfc3339, Rfc3339Date};
#[cfg(feature = "unix_time")]
pub use model::unix_time::{UnixMillis, UnixSeconds};
#[cfg(feature = "uri")]
pub use model::uri::UriString;
#[cfg(feature = "uuid")]
pub use model::uuid::Uuid;

#[cfg(feature = "response_headers")]
pub(crate) use model::headers::headers;
pub(crate) use model::model;
#[cfg(feature = "newtypes")]
pub(crate) use model::newtype::newtype;
#[cfg(feature = "open_enums")]
pub(crate) use model::open_enum::open_enum;
#[cfg(feature = "unions")]
pub(crate) use model::union::{impl_from_payload, union};
#[cfg(feature = "value_enums")]
pub(crate) use model::value_enum::value_enum;
