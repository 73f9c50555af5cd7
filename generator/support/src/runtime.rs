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
pub mod call;
pub mod client;
pub mod encode;
pub mod error;
pub mod model;
pub mod open_enum;
pub mod plain;
pub mod secret;
pub mod timestamp;
pub mod union;
pub mod value_enum;

mod exchange;
mod inflate;
pub(crate) mod json;
mod redirect;
mod scrub;

pub use bytes::Bytes;
pub use reqwest::Method;
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

pub use answer::Answer;
pub use argument::{InvalidArgument, counted, sized, within};
pub use call::{Call, Operation, Response};
pub use client::{BuildError, Client, ClientBuilder, Credential, Service};
pub use encode::{Encoder, File, Separator};
pub use error::{ApiError, BodyTooLarge, DecodeError, Error, RedirectError, TransportError, UnexpectedAnswer};
pub use model::format::{As, Own, Written};
pub use open_enum::Unlisted;
pub use plain::Plain;
pub use secret::Secret;
pub use timestamp::{Date, Timestamp, date, date_time, unix_time, unix_time_millis};

pub(crate) use model::model;
pub(crate) use open_enum::open_enum;
pub(crate) use union::{payloads, union};
pub(crate) use value_enum::value_enum;
