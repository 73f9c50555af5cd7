//! `src/lib.rs`: the crate's front page, its modules and what it hands out.
//!
//! The one file that `rustfmt` sees: the modules are marked to be left as they are, and their own root cannot be. So
//! its lines are short enough for any setting, and in the order that `rustfmt` would put them.

use std::fmt::Write;

use super::{Content, docs, servers, words};
use crate::ir::Api;

/// Deprecated parts of the API are complete, and the words and sizes of a description are its author's.
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
#[rustfmt::skip]
pub mod runtime;
#[rustfmt::skip]
pub mod types;
";

/// Where tokens are had, in clients that can ask for some.
const AUTH: &str = "\
#[rustfmt::skip]
pub mod auth;
";

const HANDED_OUT: &str = "\
#[cfg(feature = \"async\")]
pub use runtime::awaited::{Call, Client, ClientBuilder};
#[cfg(feature = \"async\")]
pub use runtime::awaited::{Events, Lines, RawResponse};
#[cfg(feature = \"blocking\")]
pub use runtime::blocking;
#[cfg(feature = \"mock\")]
pub use runtime::mock;

pub use runtime::{ApiError, BodyTooLarge, BuildError, DecodeError};
pub use runtime::{BodyError, Event, Upload};
pub use runtime::{CredentialError, TokenError, TokenSource, TokenStep};
pub use runtime::{Error, File, InvalidArgument, InvalidHeader, Link};
pub use runtime::{PagingError, RateLimit, RedirectError, RequestInfo};
pub use runtime::{Response, ResponseInfo, RetryPolicy, Secret, Throttled};
pub use runtime::{TransportError, UnexpectedAnswer, Unlisted, Uri, Xml};
";

/// What is handed out of the parts of the runtime that only some clients have, in the order of the names.
const OF_PARTS: &[(&str, &str)] = &[
    ("time", "Date"),
    ("decimal", "Decimal"),
    ("time", "IsoDuration"),
    ("time", "TimeOfDay"),
    ("time", "Timestamp"),
    ("uuid", "Uuid"),
];

const README: &str = "
/// The examples of the README are compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!(\"../README.md\")]
struct Readme;
";

/// What is in the file.
pub(super) fn content(api: &Api) -> Content {
    let mut text = String::new();
    let title = format!("A client of {}.", api.title);
    for paragraph in [Some(&title), api.description.as_ref()].into_iter().flatten() {
        for line in docs::safe(paragraph) {
            let _ = writeln!(text, "{}", format!("//! {line}").trim_end());
        }
        text.push_str("//!\n");
    }
    text.push_str("//! Start with [`Client`](runtime::Client): it has a method for each operation.\n\n");
    let servers: String = servers::handed_out(api).iter().map(|path| format!("pub use {path};\n")).collect();
    let parts = of_parts(api);
    let auth = if api.credentials.iter().any(|credential| credential.has_tokens) { AUTH } else { "" };
    Content::Text(format!("{text}{ATTRIBUTES}\n{auth}{MODULES}\n{servers}{HANDED_OUT}{parts}{README}"))
}

/// The line that hands out what the client has of the runtime's parts; a blank line keeps it apart from the others.
fn of_parts(api: &Api) -> String {
    let parts = words::parts(api);
    let names: Vec<&str> = OF_PARTS.iter().filter(|(part, _)| parts.contains(part)).map(|(_, name)| *name).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!("\npub use runtime::{name};\n"),
        names => format!("\npub use runtime::{{{}}};\n", names.join(", ")),
    }
}
