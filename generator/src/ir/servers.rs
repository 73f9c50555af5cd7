//! Where an API is served. Plain data.

use crate::names::Name;

/// A server of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The function that makes it.
    pub method_name: Name,
    /// The struct that holds its variables, where it has some.
    pub type_name: Name,
    /// The author's words about it.
    pub docs: Vec<String>,
    /// Its URL, each variable in braces.
    pub template: String,
    /// Its variables, in the order of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name, in Rust and in the URL.
    pub name: Name,
    /// Its value where nobody says; empty where the description does not say either.
    pub default: String,
    /// Paragraphs about it.
    pub docs: Vec<String>,
}
