//! The client as it will be, as Rust: one file of this folder per emitted file, one list of them all.
//!
//! Comes in: [`Api`]. Goes out: items, as token streams, and the few files that are no Rust. No decision is made
//! here: what to print stands in the IR.

mod auth;
mod bodies;
mod calls;
mod client;
mod decode;
mod docs;
mod driver;
mod encode;
mod headers;
mod lib_rs;
mod manifest;
mod operations;
mod paging;
mod readme;
mod servers;
mod streams;
mod types;
mod unions;
mod wire;
mod words;

use std::borrow::Cow;

use proc_macro2::TokenStream;

use crate::ir::{Api, Outcome, Type};

/// A type as Rust writes it outside of the module of types.
#[must_use]
pub fn type_name(api: &Api, ty: &Type) -> String {
    spaced(&words::ty(api, ty, words::From::Elsewhere))
}

/// What an operation gives, or what its errors carry, as Rust.
#[must_use]
pub fn outcome_name(api: &Api, outcome: &Outcome) -> String {
    spaced(&decode::outcome(api, outcome))
}

/// A type's tokens with blanks where people put them.
fn spaced(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "").replace(',', ", ")
}

/// One file of the client crate; what is in it is made when it is asked for, so that files can be made side by side.
#[derive(Debug, Clone)]
pub struct File {
    /// Where it stands in the crate.
    pub path: String,
    maker: Maker,
}

type Make = fn(&Api) -> Content;

#[derive(Debug, Clone)]
enum Maker {
    Whole(Make),
    Group(usize),
    Verbatim(Cow<'static, str>),
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// Rust, item by item; the first is printed right below the header.
    Rust(Vec<Item>),
    /// Rust, laid out already.
    Text(String),
    /// Rust that is written by hand, as it stands.
    Verbatim(Cow<'static, str>),
    /// TOML.
    Toml(String),
    /// Markdown.
    Markdown(String),
}

/// A piece of a Rust file, set off by blank lines.
#[derive(Debug, Clone)]
pub enum Item {
    /// Tokens, to be laid out.
    Tokens(TokenStream),
    /// A call of one of the runtime's macros: its name, what it is about, and one line for each thing it lists.
    Table {
        /// The macro.
        name: &'static str,
        /// What the table is about.
        subject: String,
        /// Its lines.
        lines: Vec<String>,
    },
}

/// The files of every client; those of its operations and of the runtime come on top.
const FILES: &[(&str, Make)] = &[
    ("Cargo.toml", manifest::content),
    ("README.md", readme::content),
    ("src/client.rs", client::content),
    ("src/lib.rs", lib_rs::content),
    ("src/operations.rs", operations::index),
    ("src/types.rs", types::content),
    ("tests/wire.rs", wire::content),
    ("tests/wire/given.rs", calls::given),
    ("tests/wire/harness.rs", |_| Content::Verbatim(Cow::Borrowed(client_support::HARNESS))),
    ("tests/wire/operations.rs", wire::tests),
];

/// The files of the program that calls every operation.
const DRIVER: &[(&str, Make)] = &[
    ("examples/drive.rs", |_| Content::Verbatim(Cow::Borrowed(client_support::DRIVE))),
    ("examples/drive/calls.rs", driver::content),
    ("examples/drive/given.rs", calls::given),
];

/// The files of a client.
#[must_use]
pub fn files(api: &Api) -> Vec<File> {
    let auth: &[(&str, Make)] = &[("src/auth.rs", auth::content)];
    let auth = if api.credentials.iter().any(|credential| credential.has_tokens) { auth } else { &[] };
    let whole =
        FILES.iter().chain(auth).map(|(path, make)| File { path: (*path).to_owned(), maker: Maker::Whole(*make) });
    let groups = api.groups.iter().enumerate().map(|(i, group)| {
        let path = format!("src/operations/{}.rs", group.module.rust());
        File { path, maker: Maker::Group(i) }
    });
    let runtime = client_support::files(&words::parts(api));
    let runtime =
        runtime.into_iter().map(|(path, text)| File { path: format!("src/{path}"), maker: Maker::Verbatim(text) });
    whole.chain(groups).chain(runtime).collect()
}

/// The files of an example that calls every operation of a client once.
pub fn driver() -> impl Iterator<Item = File> {
    DRIVER.iter().map(|(path, make)| File { path: (*path).to_owned(), maker: Maker::Whole(*make) })
}

impl File {
    /// What is in it.
    #[must_use]
    pub fn content(&self, api: &Api) -> Content {
        match &self.maker {
            Maker::Whole(make) => make(api),
            Maker::Group(i) => {
                Content::Rust(api.groups.get(*i).map(|group| operations::group(api, group)).unwrap_or_default())
            }
            Maker::Verbatim(text) => Content::Verbatim(text.clone()),
        }
    }
}
