//! One client crate, its modules and its servers.

use std::collections::BTreeMap;

use super::{Credential, Operation, OperationExample, TypeArena};
use crate::names::Name;

/// The version of a client whose version is not configured.
pub const DEFAULT_VERSION: &str = "0.1.0";

/// One client crate.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The crate's package name.
    pub package: String,
    /// The version of the crate.
    pub package_version: String,
    /// The API's title.
    pub title: String,
    /// The API's description.
    pub description: Option<String>,
    /// The API's version.
    pub version: String,
    /// The input files, as the headers of generated files list them.
    pub sources: Vec<String>,
    /// The default base URL; `None` if the document declares no absolute URL.
    pub base_url: Option<String>,
    /// The base path, if the document declares no more than a path.
    pub base_path: Option<String>,
    /// The selectable servers; empty if there is no choice.
    pub servers: Vec<Server>,
    /// The credentials that a client can be configured with.
    pub credentials: Vec<Credential>,
    /// The modules of operations, sorted by name.
    pub modules: Vec<Module>,
    /// The types.
    pub types: TypeArena,
    /// The operation that the documentation calls, as the index of its module and its index there. `None` if no
    /// operation can be called with literal values.
    pub example: Option<(usize, usize)>,
    /// The paginated operation that the documentation calls, as for `example`.
    pub paged_example: Option<(usize, usize)>,
    /// JSON fields whose values are redacted in messages.
    pub secret_members: Vec<String>,
    /// The documented rate limit.
    pub rate_limit: Option<RateLimit>,
    /// An example call of each operation by its type name, or the reason that there is none.
    pub examples: BTreeMap<String, Result<OperationExample, String>>,
}

/// The operations of one module.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// The module's name.
    pub name: Name,
    /// The operations, sorted by name.
    pub operations: Vec<Operation>,
}

/// A server of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The name of its constructor.
    pub method_name: Name,
    /// The name of the struct with its variables, if it has variables.
    pub type_name: Name,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
    /// The URL template, with variables in braces.
    pub template: String,
    /// The variables, in the order of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVariable {
    /// The name in Rust and in the URL.
    pub name: Name,
    /// The default value; empty if the document declares none.
    pub default: String,
    /// The paragraphs of its documentation.
    pub docs: Vec<String>,
}

/// The number of requests that an API allows per interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// The number of requests, at least one.
    pub requests: u32,
    /// The interval in seconds, at least one.
    pub seconds: u32,
}
