//! The document's title and version, and its servers.

use indexmap::IndexMap;

use super::typed::Reader;
use crate::pointer::Pointer;

/// Title, version and description of an API.
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// The title.
    pub title: String,
    /// The description.
    pub description: Option<String>,
    /// The version of the API.
    pub version: String,
}

/// A declared server.
#[derive(Debug, Clone, Default)]
pub struct ServerObject {
    /// The URL, with variables in braces.
    pub url: String,
    /// The description.
    pub description: Option<String>,
    /// The variables of the URL.
    pub variables: IndexMap<String, ServerVariableObject>,
}

/// A declared variable of a server's URL.
#[derive(Debug, Clone)]
pub struct ServerVariableObject {
    /// The allowed values; empty if any value is allowed.
    pub enum_values: Vec<String>,
    /// The default value.
    pub default: String,
    /// The description.
    pub description: Option<String>,
}

impl From<openapiv3::Info> for Info {
    fn from(info: openapiv3::Info) -> Self {
        Self { title: info.title, description: info.description, version: info.version }
    }
}

impl From<openapiv3::Server> for ServerObject {
    fn from(server: openapiv3::Server) -> Self {
        let variables = server.variables.into_iter().flatten().map(|(name, variable)| {
            let openapiv3::ServerVariable { enumeration: enum_values, default, description, extensions: _ } = variable;
            (name, ServerVariableObject { enum_values, default, description })
        });
        Self { url: server.url, description: server.description, variables: variables.collect() }
    }
}

/// Reads a list of servers.
pub(super) fn read_servers(reader: &mut Reader, pointer: &Pointer) -> Vec<ServerObject> {
    reader.list::<openapiv3::Server>(pointer).into_iter().map(ServerObject::from).collect()
}
