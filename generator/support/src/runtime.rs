//! What every operation of the client stands on: encoding a request, sending it, decoding the answer.
//!
//! An operation comes in as a plain struct that knows its own path, parameters and answers; a typed answer or an
//! [`Error`] goes out. Nothing in here knows which API it serves.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the same text serves every client, and few clients use all of it"
)]

pub mod answer;
pub mod argument;
#[cfg(feature = "async")]
pub mod awaited;
#[cfg(feature = "base64")]
pub mod binary;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod call;
pub mod client;
#[cfg(feature = "time")]
pub mod clock;
#[cfg(feature = "decimal")]
pub mod decimals;
pub mod encode;
pub mod error;
pub mod headers;
pub mod hooks;
pub mod link;
#[cfg(feature = "mock")]
pub mod mock;
pub mod mode;
pub mod model;
pub mod number;
#[cfg(feature = "oauth2")]
pub mod oauth2;
pub mod open_enum;
pub mod pace;
pub mod paging;
#[cfg(feature = "pkce")]
pub mod pkce;
pub mod plain;
pub mod retry;
pub mod secret;
pub mod server;
pub mod streams;
#[cfg(feature = "time")]
pub mod timestamp;
pub mod token;
#[cfg(feature = "async")]
pub mod transport;
pub mod union;
pub mod upload;
pub mod uri;
#[cfg(feature = "uuid")]
pub mod uuid;
pub mod value_enum;
pub mod wrapper;
pub mod xml;

mod exchange;
mod flow;
mod inflate;
pub(crate) mod json;
mod options;
mod records;
mod redirect;
mod scrub;
mod sse;
mod trace;

pub use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use bytes::Bytes;
pub use http::Method;
pub use http::header::{HeaderMap, HeaderName, HeaderValue};
pub use url::Url;

#[cfg(feature = "uuid")]
pub use self::uuid::Uuid;
pub use answer::Answer;
pub use argument::{InvalidArgument, counted, sized, within};
#[cfg(feature = "base64")]
pub use binary::{base64, base64url};
pub use call::{Call, Called, Operation, Response};
pub use client::{BuildError, Client, ClientBuilder, Credential, CredentialError, Security, Service};
#[cfg(feature = "time")]
pub use clock::{IsoDuration, TimeOfDay, duration, time};
#[cfg(feature = "decimal")]
pub use decimals::{Decimal, decimal, decimal_text};
pub use encode::{Encoder, File, Separator, Style};
pub use error::{
    ApiError, BodyError, BodyTooLarge, DecodeError, Error, RedirectError, TransportError, UnexpectedAnswer,
};
pub use headers::InvalidHeader;
pub use hooks::{RequestInfo, ResponseInfo};
pub use link::{Link, Linked};
#[cfg(feature = "async")]
pub use mode::Async;
#[cfg(feature = "blocking")]
pub use mode::Blocking;
pub use mode::Mode;
pub use model::format::{As, Own, Written};
pub use number::{quoted, whole};
#[cfg(feature = "oauth2")]
pub use oauth2::{ClientCredentials, Flow, Grant, OAuth2, Session};
pub use open_enum::Unlisted;
pub use pace::{Backoff, RateLimit, Throttled};
#[cfg(feature = "async")]
pub use paging::{Items, Pages};
pub use paging::{More, Page, Paged, PagingError, Turn};
#[cfg(feature = "pkce")]
pub use pkce::{AuthorizationCode, Login};
pub use plain::Plain;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use server::Server;
pub use streams::{Event, GivesBytes, GivesEvents, GivesLines, LineKind};
#[cfg(feature = "time")]
pub use timestamp::{Date, Timestamp, date, date_time, unix_time, unix_time_millis};
pub use token::{Flight, Refusal, TokenError, TokenRefused, TokenSource, TokenStep};
pub use upload::Upload;
pub use uri::Uri;
pub use xml::Xml;

pub(crate) use headers::headers;
pub(crate) use model::model;
pub(crate) use open_enum::open_enum;
pub(crate) use union::{payloads, union};
pub(crate) use value_enum::value_enum;
pub(crate) use wrapper::wrapper;
