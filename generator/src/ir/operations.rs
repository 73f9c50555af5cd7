//! One operation: its request line, parameters, responses and security.

use std::iter;

use super::{
    AlternativeResponse, AnyResponse, Binding, BodyDecoding, FormEncoding, Pagination, Parameter, RequiredScheme,
    ResponseChoice, ResponseHeaders, ResponseType, StatusArm, Type,
};
use crate::names::Name;

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The operation id, as the client reports it.
    pub id: String,
    /// The key of its names in the lock: its method and its path without the names of parameters.
    pub key: String,
    /// The name of the client's method.
    pub method_name: Name,
    /// The name of the struct with the parameters.
    pub type_name: Name,
    /// The earlier names of the method, which callers can still use.
    pub method_aliases: Vec<String>,
    /// The earlier names of the struct.
    pub type_aliases: Vec<String>,
    /// The HTTP method, in upper case.
    pub http_method: &'static str,
    /// The path template, as the document writes it.
    pub template: String,
    /// The segments of the path, in order.
    pub path: Vec<PathSegment>,
    /// The document's summary.
    pub summary: Option<String>,
    /// The document's description.
    pub description: Option<String>,
    /// Notes about inferred responses.
    pub inferred: Vec<String>,
    /// True if the document deprecates the operation.
    pub deprecated: bool,
    /// The parameters, required ones first.
    pub parameters: Vec<Parameter>,
    /// Names and values of query parameters that every request contains.
    pub fixed_query: Vec<(String, String)>,
    /// The alternative sets of credentials, each sufficient; an empty set comes last. Empty if the operation needs no
    /// authentication; `None` if the document declares nothing, and all configured credentials are sent.
    pub security: Option<Vec<Vec<RequiredScheme>>>,
    /// The value of the `Accept` header.
    pub accept: Option<String>,
    /// The result of a successful call.
    pub output: ResponseType,
    /// The body of a documented error.
    pub error: ResponseType,
    /// True if the operation retrieves something and declares no content for it, so that bytes may arrive.
    pub has_undeclared_content: bool,
    /// The decoding of each status; a status without an arm is not documented.
    pub response_arms: Vec<StatusArm>,
    /// The media types of successful responses that a call can request instead of the preferred one.
    pub choices: Vec<ResponseChoice>,
    /// The responses of a call that accepts all media types; `None` if they have one type.
    pub any: Option<AnyResponse>,
    /// The streaming forms of its response, at most one of each framing.
    pub streams: Vec<StreamVariant>,
    /// True if a redirect is the response of the operation and is not followed.
    pub redirect_is_response: bool,
    /// The declared headers of its responses.
    pub headers: Option<ResponseHeaders>,
    /// The operation's server, if it differs from the API's.
    pub server: Option<String>,
    /// The pagination of its responses.
    pub pagination: Option<Pagination>,
    /// The header that carries an idempotency key.
    pub idempotency_key: Option<String>,
    /// The response field that requests a delay before the next call.
    pub backoff: Option<BackoffField>,
}

impl Operation {
    /// Iterates over the responses that are decoded to other types than those of the preferred media type.
    pub fn alternatives(&self) -> impl Iterator<Item = &AlternativeResponse> {
        self.choices.iter().filter_map(|choice| choice.alternative.as_ref())
    }

    /// Iterates over its successful results with the decoding of each status, the preferred media type first.
    pub fn outputs(&self) -> impl Iterator<Item = (&ResponseType, &[StatusArm])> {
        let alternatives = self.alternatives().map(|alternative| (&alternative.output, alternative.arms.as_slice()));
        iter::once((&self.output, self.response_arms.as_slice())).chain(alternatives)
    }

    /// Iterates mutably over its successful results, the preferred media type first.
    pub fn outputs_mut(&mut self) -> impl Iterator<Item = &mut ResponseType> {
        let alternatives = self.choices.iter_mut().filter_map(|choice| choice.alternative.as_mut());
        iter::once(&mut self.output).chain(alternatives.map(|alternative| &mut alternative.output))
    }

    /// Returns the encoding of the form that the operation sends, even if no field is set. Returns `None` if none of
    /// its parameters is a form field.
    #[must_use]
    pub fn form(&self) -> Option<FormEncoding> {
        let kinds = self.parameters.iter().filter_map(|parameter| match &parameter.binding {
            Binding::FormField(encoding, _) => Some(*encoding),
            Binding::Param(..) | Binding::Body(_) => None,
        });
        // A single file makes the complete form multipart.
        kinds.min_by_key(|kind| *kind != FormEncoding::Multipart)
    }

    /// Returns true if successful responses can be downloaded as a stream: they are raw bytes or empty, or have
    /// undeclared content.
    #[must_use]
    pub fn can_download(&self) -> bool {
        self.has_undeclared_content || self.returns_bytes()
    }

    /// Returns true if successful responses of any media type can be downloaded as a stream.
    #[must_use]
    pub fn has_download(&self) -> bool {
        self.has_undeclared_content || self.outputs().any(|(output, arms)| output.is_bytes(arms))
    }

    /// Returns true if every successful response is raw bytes or empty.
    #[must_use]
    pub fn returns_bytes(&self) -> bool {
        self.output.is_bytes(&self.response_arms)
    }
}

/// A segment of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathSegment {
    /// Text, percent-encoded if necessary.
    Literal(String),
    /// The parameter at this index.
    Parameter(usize),
}

/// A form of an operation's response that is a sequence of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamVariant {
    /// The framing of the values.
    pub kind: StreamFraming,
    /// The media type for the `Accept` header.
    pub accept: String,
    /// The decoding of each value.
    pub decoding: BodyDecoding,
    /// The type of each value.
    pub ty: Type,
}

/// The framing of the values of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreamFraming {
    /// Server-sent events.
    Events,
    /// One value per line.
    Newline,
    /// A record separator before each value (RFC 7464).
    RecordSeparator,
}

/// The response field that contains the delay before the operation may be called again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackoffField {
    /// The name of the field.
    pub field: String,
    /// The unit of its value.
    pub unit: TimeUnit,
}

/// The unit of a number that is a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}
