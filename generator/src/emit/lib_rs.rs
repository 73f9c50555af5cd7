//! `src/lib.rs`: the documentation of the crate, its modules and its exports.
//!
//! `rustfmt` skips the modules of a client, but cannot skip this file. Its lines are therefore short enough for any
//! configuration and in the order of `rustfmt`.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Content, docs, runtime_features, servers};
use crate::ir::Api;

/// Attributes of the crate: deprecated items are generated, and texts and sizes come from the document.
const ATTRIBUTES: &str = "\
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![allow(deprecated, non_snake_case)]
#![allow(clippy::doc_lazy_continuation)]
#![allow(clippy::large_enum_variant)]
#![allow(clippy::too_many_arguments)]
";

const MODULES: &str = "\
#[rustfmt::skip]
mod client;
#[rustfmt::skip]
pub mod operations;
// Only the items that users see are documented.
#[allow(missing_docs)]
#[rustfmt::skip]
mod runtime;
#[rustfmt::skip]
pub mod types;
";

/// The module of token sources, for clients with OAuth 2.
const AUTH: &str = "\
#[rustfmt::skip]
pub mod auth;
";

/// The re-exports that depend on a feature of the client.
const CLIENT_FEATURE_EXPORTS: &str = "\
#[cfg(feature = \"async\")]
pub use runtime::async_impl::{Call, Client, ClientBuilder};
#[cfg(feature = \"blocking\")]
pub use runtime::blocking;
#[cfg(feature = \"mock\")]
pub use runtime::mock;
#[cfg(feature = \"async\")]
pub use runtime::transport;
";

/// The names that every client re-exports from the runtime.
const EXPORTS: &[&str] = &[
    "ApiError",
    "BodyTooLarge",
    "BuildError",
    "Bytes",
    "CredentialError",
    "DecodeError",
    "Error",
    "InvalidParameter",
    "Operation",
    "OperationInfo",
    "PaginationError",
    "RateLimit",
    "RateLimited",
    "RedirectError",
    "RequestInfo",
    "Response",
    "ResponseInfo",
    "RetryPolicy",
    "SecretString",
    "StatusCode",
    "TransportError",
    "UnexpectedResponse",
];

/// The names that a client re-exports from the runtime if it uses a feature of the runtime.
const FEATURE_EXPORTS: &[(&str, &str)] = &[
    ("decimal", "Decimal"),
    ("erased_box", "ErasedBox"),
    ("multipart", "FilePart"),
    ("open_enums", "UnknownValue"),
    ("raw_responses", "BodyError"),
    ("response_headers", "InvalidHeader"),
    ("streaming", "Event"),
    ("clock", "IsoDuration"),
    ("clock", "TimeOfDay"),
    ("rfc3339", "Date"),
    ("rfc3339", "Timestamp"),
    ("unix_time", "Timestamp"),
    ("http_dates", "Timestamp"),
    ("tokens", "TokenError"),
    ("tokens", "TokenErrorCode"),
    ("tokens", "TokenErrorResponse"),
    ("tokens", "TokenPoll"),
    ("tokens", "TokenSource"),
    ("uploads", "Upload"),
    ("uri", "UriString"),
    ("uuid", "Uuid"),
    ("xml", "Xml"),
];

/// The names that a client with async code re-exports from the runtime if it uses a feature of the runtime.
const ASYNC_EXPORTS: &[(&str, &str, &[&str])] = &[
    ("raw_responses", "pub use runtime::async_impl::RawResponse;", &["RawResponse"]),
    ("streaming", "pub use runtime::async_impl::{EventStream, JsonStream};", &["EventStream", "JsonStream"]),
    ("tokens", "pub use runtime::{AsyncTokenSource, TokenFuture};", &["AsyncTokenSource", "TokenFuture"]),
    ("pagination", "pub use runtime::{Items, Pages};", &["Items", "Pages"]),
];

/// The items that the client's own tests use.
const PRIVATE: &str = "
#[doc(hidden)]
#[allow(missing_docs)]
pub mod __private {
    pub use crate::runtime::model::format::Format;
    pub use crate::runtime::*;
}
";

/// The maximum width of a line of names.
const WIDTH: usize = 70;

const README: &str = "
/// Compiles the examples of the README with the tests.
#[cfg(doctest)]
#[doc = include_str!(\"../README.md\")]
struct Readme;
";

/// Returns the content of the file.
pub(super) fn content(api: &Api) -> Content {
    let mut lines = vec![format!("A client for {}.", docs::inline(&api.title)), String::new()];
    let description = api.description.as_deref().map(docs::escaped).unwrap_or_default();
    if !description.is_empty() {
        lines.extend(description);
        lines.push(String::new());
    }
    lines.push("Start with [`Client`], which has a method for each operation.".to_owned());
    let text = docs::inner_comment(&lines);
    let servers: String = servers::exports(api).iter().map(|path| format!("pub use {path};\n")).collect();
    let exports = exports(api);
    let auth = if api.credentials.iter().any(|credential| credential.uses_oauth2) { AUTH } else { "" };
    Content::Text(format!(
        "{text}\n{ATTRIBUTES}\n{auth}{MODULES}\n{servers}{CLIENT_FEATURE_EXPORTS}{exports}{PRIVATE}{README}"
    ))
}

/// Returns the names that a client re-exports from the runtime, and others do not.
pub(super) fn specific_exports(api: &Api) -> BTreeSet<&'static str> {
    let used = runtime_features::used(api);
    let of_async = ASYNC_EXPORTS.iter().filter(|(feature, ..)| used.contains(feature)).flat_map(|(.., names)| *names);
    used_exports(&used).chain(of_async.copied()).collect()
}

fn used_exports(used: &BTreeSet<&'static str>) -> impl Iterator<Item = &'static str> {
    FEATURE_EXPORTS.iter().filter(|(feature, _)| used.contains(feature)).map(|(_, name)| *name)
}

/// Returns the lines that re-export items of the runtime; blank lines separate them from others.
fn exports(api: &Api) -> String {
    let used = runtime_features::used(api);
    let of_features = used_exports(&used);
    let mut names: Vec<&str> = EXPORTS.iter().copied().chain(of_features).collect();
    names.sort_unstable();
    names.dedup();
    let mut text = String::from("\n");
    for (_, export, _) in ASYNC_EXPORTS.iter().filter(|(feature, ..)| used.contains(feature)) {
        let _ = writeln!(text, "#[cfg(feature = \"async\")]\n{export}");
    }
    if text.len() > 1 {
        text.push('\n');
    }
    let mut line = String::new();
    for name in names {
        if !line.is_empty() && line.len() + name.len() > WIDTH {
            let _ = writeln!(text, "pub use runtime::{{{}}};", std::mem::take(&mut line));
        }
        line.push_str(if line.is_empty() { "" } else { ", " });
        line.push_str(name);
    }
    let _ = writeln!(text, "pub use runtime::{{{line}}};");
    text
}
