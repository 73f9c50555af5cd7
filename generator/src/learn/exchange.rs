//! Recorded HTTP exchanges: the common form of HAR files, Postman collections, cassettes and folders of samples.

use std::fmt;

use serde_json::Value;

/// A recorded request with its response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exchange {
    /// The location in the recording.
    pub origin: Origin,
    /// The method, in upper case.
    pub method: String,
    /// The URL.
    pub target: RequestTarget,
    /// The headers of the request, with names in lower case, in the order of the recording.
    pub request_headers: Vec<(String, String)>,
    /// The body of the request.
    pub request_body: Option<Payload>,
    /// The status of the response. `None` if the recording has no response.
    pub status: Option<u16>,
    /// The headers of the response, with names in lower case, in the order of the recording.
    pub response_headers: Vec<(String, String)>,
    /// The body of the response.
    pub response_body: Option<Payload>,
}

/// The location of an exchange in a recording.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file, as the user named it.
    pub file: String,
    /// The number of the exchange in the file, from 1.
    pub entry: usize,
}

/// The URL of a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RequestTarget {
    /// The scheme, host and port, such as `https://api.example.com:8443`. `None` if the recording has a path only, or a
    /// variable such as Postman's `{{baseUrl}}`.
    pub origin: Option<String>,
    /// The segments of the path. The path `/` and an empty path have no segments; `/users/` ends with an empty one.
    pub segments: Vec<RecordedSegment>,
    /// The query parameters, decoded, in the order of the URL.
    pub query: Vec<(String, String)>,
}

/// A segment of a recorded path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecordedSegment {
    /// A value that was sent, percent-decoded.
    Value(String),
    /// A parameter without its value: `:id` or `{{id}}` of Postman, `{id}` in the name of a sample file.
    Parameter(String),
}

/// A recorded body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Payload {
    /// The media type as sent, with its parameters. `None` if the recording names none.
    pub media_type: Option<String>,
    /// The bytes, without a content encoding or base64.
    pub bytes: Vec<u8>,
}

impl Payload {
    /// Parses the body as JSON. Returns `None` for other content, whatever its media type says.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.bytes).ok()
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, entry {}", self.file, self.entry)
    }
}
