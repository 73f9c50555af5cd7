//! Example calls: the parameters, the expected request and a response that a server may send.
//!
//! Generated documentation shows them, and generated tests compare them with the requests that a client sends.

use serde_json::Value;

use super::Credential;

/// An example call of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationExample {
    /// The values of parameters, each with the parameter's index, in order.
    pub values: Vec<(usize, ExampleParameter)>,
    /// The expected request.
    pub request: ExpectedRequest,
    /// The response to send.
    pub response: StubResponse,
}

/// The value of one parameter in an example.
#[derive(Debug, Clone, PartialEq)]
pub enum ExampleParameter {
    /// A JSON value of the parameter's type.
    Value(Value),
    /// A file.
    File(ExampleFile),
    /// Several files.
    List(Vec<ExampleFile>),
    /// The files of a form, by name.
    Files(Vec<(String, ExampleFile)>),
    /// The fields of a multipart struct, by index.
    Parts(Vec<(usize, Self)>),
    /// A variant of a body enum, by index.
    BodyVariant(usize, Box<Self>),
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// The file name.
    pub name: String,
    /// The declared media type.
    pub media: Option<String>,
    /// The contents.
    pub text: String,
}

/// A request on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpectedRequest {
    /// The path, percent-encoded.
    pub path: String,
    /// The query pairs, decoded.
    pub query: Vec<(String, String)>,
    /// The headers of parameters and body, with lower-case names.
    pub headers: Vec<(String, String)>,
    /// The headers that must be absent: those of credentials that the operation does not use.
    pub absent: Vec<String>,
    /// The cookies, decoded.
    pub cookies: Vec<(String, String)>,
    /// The body.
    pub body: ExpectedBody,
}

/// A request body on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum ExpectedBody {
    /// No body.
    #[default]
    Empty,
    /// A JSON value.
    Json(Value),
    /// The pairs of a URL-encoded form, decoded.
    Pairs(Vec<(String, String)>),
    /// The parts of a multipart form.
    Parts(Vec<Part>),
    /// Text or bytes.
    Text(String),
}

/// A part of a multipart form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The file name, if the part is a file.
    pub file: Option<String>,
    /// The declared media type.
    pub media: Option<String>,
    /// The contents.
    pub text: String,
}

/// A successful response.
#[derive(Debug, Clone, PartialEq)]
pub struct StubResponse {
    /// The status.
    pub status: u16,
    /// The media type of the body; `None` without a body.
    pub media: Option<String>,
    /// The body.
    pub body: String,
}

impl Credential {
    /// Returns a fictitious secret for examples, with the credential's name in it.
    #[must_use]
    pub fn placeholder_secret(&self) -> String {
        format!("made-up-{}", self.name.rust())
    }
}
