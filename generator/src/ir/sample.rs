//! One call of each operation that is known to be right: what a caller gives, what travels because of it, and what the
//! server may answer. Plain data; it is shown in examples and checked against what the client really sends.

use serde_json::Value;

use super::Credential;

/// One call of an operation and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The arguments that are given, by their index, in the order of the operation's.
    pub given: Vec<(usize, Given)>,
    /// What the server is asked.
    pub request: Request,
    /// What it answers.
    pub answer: Answer,
}

/// What a caller gives for one argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// A value of the argument's type, in the form that it has in JSON.
    Value(Value),
    /// A file.
    File(Upload),
    /// Several files.
    List(Vec<Upload>),
    /// The files of a form by their names.
    Files(Vec<(String, Upload)>),
    /// The parts of a form that is a struct, by their index.
    Parts(Vec<(usize, Self)>),
    /// One of the ways to send a body, by its index.
    Way(usize, Box<Self>),
}

/// A file that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What it is called.
    pub name: String,
    /// The media type that it says, where it says one.
    pub media: Option<String>,
    /// What is in it.
    pub text: String,
}

/// A request as it is on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The path, percent-encoded.
    pub path: String,
    /// The pairs of the query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers that the arguments and the body make, by their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The headers that must not be there: those of credentials that the operation does not take.
    pub absent: Vec<String>,
    /// The cookies, decoded.
    pub cookies: Vec<(String, String)>,
    /// The body.
    pub body: Content,
}

/// A body as it is on the wire.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Content {
    /// There is none.
    #[default]
    Empty,
    /// A JSON value.
    Json(Value),
    /// The pairs of an urlencoded form, decoded.
    Pairs(Vec<(String, String)>),
    /// The parts of a multipart form.
    Parts(Vec<Part>),
    /// Text, or bytes that are text.
    Text(String),
}

/// A part of a multipart form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of the field.
    pub name: String,
    /// The name of the file, where it is one.
    pub file: Option<String>,
    /// Its media type, where it says one.
    pub media: Option<String>,
    /// What is in it.
    pub text: String,
}

/// An answer of success.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The media type of the body; `None` where there is no body.
    pub media: Option<String>,
    /// The body.
    pub body: String,
}

impl Credential {
    /// A secret for samples: it says which credential it is, and is nobody's.
    #[must_use]
    pub fn made_up(&self) -> String {
        format!("made-up-{}", self.name.rust())
    }
}
