//! Prints an [`Api`] as the files of a client crate.
//!
//! [`files`] lists the files. The content of each is produced on demand, as token streams for Rust and as text for
//! other formats. All decisions are made before: this stage prints the intermediate representation as it is.

mod auth;
mod client;
mod docs;
mod example_calls;
mod lib_rs;
mod manifest;
mod operations;
mod outline;
mod readme;
mod runtime_features;
mod rust_types;
mod servers;
mod types;

use std::borrow::Cow;

use proc_macro2::TokenStream;

use crate::ir::{Api, ResponseType, Type};
use example_calls::{driver, wire};
pub use outline::{ItemCause, OutlineItem, outline, read_outline};

/// Returns a type as Rust code outside of the module of types writes it.
#[must_use]
pub fn type_name(api: &Api, ty: &Type) -> String {
    spaced(&rust_types::ty(api, ty, rust_types::TypeContext::Elsewhere))
}

/// Returns the type of an operation's result or errors as Rust code writes it.
#[must_use]
pub fn outcome_name(api: &Api, outcome: &ResponseType) -> String {
    spaced(&operations::response_type(api, outcome))
}

/// Formats the tokens of a type with conventional spaces.
fn spaced(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "").replace(',', ", ")
}

/// A file of the client crate. Its content is produced on demand, so that files can be produced in parallel.
#[derive(Debug, Clone)]
pub struct File {
    /// The path in the crate.
    pub path: String,
    source: ContentSource,
}

type ContentFn = fn(&Api) -> Content;

#[derive(Debug, Clone)]
enum ContentSource {
    Function(ContentFn),
    /// The module of operations at this index.
    Module(usize),
    Verbatim(Cow<'static, str>),
}

/// The content of a file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Rust items; the first is printed directly below the header.
    Rust(Vec<Item>),
    /// Formatted Rust.
    Text(String),
    /// Hand-written Rust, copied unchanged.
    Verbatim(Cow<'static, str>),
    /// TOML.
    Toml(String),
    /// Markdown.
    Markdown(String),
}

/// A part of a Rust file, separated from others by blank lines.
#[derive(Debug, Clone)]
pub enum Item {
    /// Tokens to format.
    Tokens(TokenStream),
    /// An invocation of a macro of the runtime, with one line per entry.
    MacroCall {
        /// The name of the macro.
        name: &'static str,
        /// The subject, such as the name of a type.
        subject: String,
        /// The entries.
        lines: Vec<String>,
    },
}

/// The files of every client, without the modules of operations and the runtime.
const FILES: &[(&str, ContentFn)] = &[
    ("API.md", outline::content),
    ("Cargo.toml", manifest::content),
    ("README.md", readme::content),
    ("src/client.rs", client::content),
    ("src/lib.rs", lib_rs::content),
    ("src/operations.rs", operations::index),
    ("src/types.rs", types::content),
    ("tests/wire.rs", wire::content),
    ("tests/wire/given.rs", example_calls::given),
    ("tests/wire/harness.rs", |_| Content::Verbatim(Cow::Borrowed(clientsmith_runtime::HARNESS))),
    ("tests/wire/operations.rs", wire::tests),
];

/// The files of the example program that calls every operation.
const DRIVER: &[(&str, ContentFn)] = &[
    ("examples/drive.rs", |api| {
        Content::Verbatim(Cow::Owned(clientsmith_runtime::driver(&runtime_features::used(api))))
    }),
    ("examples/drive/calls.rs", driver::content),
    ("examples/drive/given.rs", example_calls::given),
];

/// Lists the files of a client.
#[must_use]
pub fn files(api: &Api) -> Vec<File> {
    let auth: &[(&str, ContentFn)] = &[("src/auth.rs", auth::content)];
    let auth = if api.credentials.iter().any(|credential| credential.uses_oauth2) { auth } else { &[] };
    let fixed = FILES.iter().chain(auth).map(file);
    let modules = api.modules.iter().enumerate().map(|(i, module)| {
        let path = format!("src/operations/{}.rs", module.name.rust());
        File { path, source: ContentSource::Module(i) }
    });
    let runtime = clientsmith_runtime::sources(&runtime_features::used(api));
    let runtime = runtime
        .into_iter()
        .map(|(path, text)| File { path: format!("src/{path}"), source: ContentSource::Verbatim(text.into()) });
    fixed.chain(modules).chain(runtime).collect()
}

/// Lists the files of the example program that calls every operation once.
pub fn driver() -> impl Iterator<Item = File> {
    DRIVER.iter().map(file)
}

fn file((path, content): &(&str, ContentFn)) -> File {
    File { path: (*path).to_owned(), source: ContentSource::Function(*content) }
}

impl File {
    /// Produces the content.
    #[must_use]
    pub fn content(&self, api: &Api) -> Content {
        match &self.source {
            ContentSource::Function(content) => content(api),
            ContentSource::Module(i) => {
                Content::Rust(api.modules.get(*i).map(|module| operations::module(api, module)).unwrap_or_default())
            }
            ContentSource::Verbatim(text) => Content::Verbatim(text.clone()),
        }
    }
}
