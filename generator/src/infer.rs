//! Inference of undeclared facts about parameters, operations and responses.
//!
//! [`infer`] reads a [`Spec`] and returns [`Inferences`], a table next to it; the spec is not changed. Each rule reads one
//! parameter and votes for a candidate with evidence. `arbitrate` chooses between the candidates.

mod arbitrate;
mod basis;
pub mod calibration;
pub mod calibration_data;
mod certainty;
mod client_supplied;
mod contradiction;
mod declarations;
mod document_index;
mod evidence;
pub mod locked;
mod operation_ids;
mod operation_texts;

mod page_votes;
pub mod pagination;
mod parameter_context;
pub mod report;
mod resolve;
pub mod responses;
mod rule_ids;
mod rules;
mod security;
mod text;

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::documentation::Documentation;
use crate::pointer::Pointer;
use crate::repairs::Evidence;
use crate::spec::{Location, Spec};
use document_index::DocumentIndex;
use resolve::ParameterVotes;
pub(crate) use rule_ids::DECLARED;
pub use security::{OperationCredential, credential_alternatives, operation_credentials};

pub use basis::{Basis, basis};
pub use certainty::Certainty;
pub use contradiction::Contradiction;
pub use pagination::InferredPagination;

/// Inferences by the location of their subject (a parameter, an operation or a response) and by aspect.
pub type Inferences = BTreeMap<Pointer, BTreeMap<Aspect, Inference>>;

/// Infers the facts that a document does not declare.
///
/// For parameters that declare a type, only roles in pagination, secrets, and credentials are inferred.
#[must_use]
pub fn infer(spec: &Spec) -> Inferences {
    conclude(spec, Certainty::Likely)
}

/// Infers like [`infer`], and keeps conclusions of the given certainty.
#[must_use]
pub fn conclude(spec: &Spec, certainty: Certainty) -> Inferences {
    conclude_with(spec, &Documentation::default(), certainty).0
}

/// Infers like [`conclude`] from a document and pages of documentation. Also returns the facts of pages that differ from
/// the document, which has precedence.
#[must_use]
pub fn conclude_with(
    spec: &Spec,
    documentation: &Documentation,
    certainty: Certainty,
) -> (Inferences, Vec<Contradiction>) {
    let mut inferences = Inferences::new();
    let mut contradictions = responses::infer(spec, documentation, &mut inferences);
    let mut index = DocumentIndex::from_spec(spec);
    index.add_responses(&inferences);
    resolve::add_described_types(spec, &mut index);
    for (pointer, mut votes) in ParameterVotes::by_location(spec, documentation, &index) {
        let differing = votes.merge_pages();
        let resolved = votes.resolve();
        contradictions.extend(differing.into_iter().filter(|found| !found.has_secret_value(&resolved)));
        if !resolved.is_empty() {
            inferences.insert(pointer, resolved);
        }
    }
    if certainty == Certainty::Certain {
        certainty::keep_certain(&mut inferences);
    }
    security::infer(spec, &mut inferences);
    client_supplied::infer(spec, &mut inferences);
    operation_ids::infer(spec, &mut inferences);
    pagination::infer(spec, &mut inferences);
    (inferences, contradictions)
}

/// The aspect of a parameter, operation or response that an inference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The type.
    Type,
    /// Required or optional.
    Required,
    /// The number of items of an array.
    Count,
    /// The minimum and maximum of a number.
    Bounds,
    /// The allowed values.
    Enum,
    /// The default value of the server.
    Default,
    /// Redaction in logs.
    Secrecy,
    /// The role of a parameter.
    Role,
    /// The source of the value, if it is not a parameter of each call.
    Supply,
    /// The id of an operation.
    OperationId,
    /// A security scheme, at the location where the document would declare it.
    Scheme,
    /// The schema of a response.
    Response,
    /// The pagination of an operation.
    Pagination,
}

/// One inferred fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// For [`Aspect::Type`].
    Type(InferredType),
    /// For [`Aspect::Required`].
    Required(bool),
    /// For [`Aspect::Count`]: the minimum and the maximum.
    Count(Option<usize>, Option<usize>),
    /// For [`Aspect::Bounds`]: the inclusive minimum and maximum.
    Bounds(Option<Number>, Option<Number>),
    /// For [`Aspect::Enum`].
    Enum(Vec<String>),
    /// For [`Aspect::Default`].
    Default(Value),
    /// For [`Aspect::Secrecy`].
    Secret(bool),
    /// For [`Aspect::Role`].
    Role(Role),
    /// For [`Aspect::Supply`].
    Supply(Supply),
    /// For [`Aspect::OperationId`].
    OperationId(String),
    /// For any aspect: no candidate is certain enough.
    Open(Aspect),
    /// For [`Aspect::Scheme`].
    Scheme(Scheme),
    /// For [`Aspect::Response`]; `None` if several schemas are possible.
    Response(Option<ResponseSchema>),
    /// For [`Aspect::Pagination`]; `None` if the document states that the operation is not paginated.
    Pagination(Option<Box<InferredPagination>>),
}

/// The schema of a response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResponseSchema {
    /// The name of the component schema.
    pub schema: String,
    /// True for an array of this schema.
    pub listed: bool,
}

/// The source of a value that is not a parameter of each call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supply {
    /// The credential of this security scheme.
    Credential(String),
    /// One of these security schemes, whose credential the client sends in another place of the request. The caller can
    /// set another value.
    Repeated(Vec<String>),
    /// A constant.
    Fixed(String),
    /// The parameter is never sent.
    Nobody,
}

/// A security scheme that a document does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// The location of the credential.
    pub method: AuthMethod,
    /// The description.
    pub description: Option<String>,
}

/// An authentication method.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthMethod {
    /// An API key in the query, a header or a cookie of this name.
    Key(Location, String),
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
}

/// A type of OpenAPI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InferredType {
    /// A scalar.
    Scalar {
        /// `string`, `integer`, `number` or `boolean`.
        kind: Scalar,
        /// The `format`, if known.
        format: Option<String>,
    },
    /// An array of scalars.
    List {
        /// The items' type.
        kind: Scalar,
        /// The items' `format`.
        format: Option<String>,
        /// The separator of the items; `None` if each item is a separate `name=value` pair.
        separator: Option<char>,
    },
}

/// The scalar types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
}

impl Scalar {
    /// Returns the name in OpenAPI documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}

impl InferredType {
    /// Creates a scalar type without a format.
    fn scalar(kind: Scalar) -> Self {
        Self::Scalar { kind, format: None }
    }

    /// Creates a scalar type with a format.
    fn formatted(kind: Scalar, format: &str) -> Self {
        Self::Scalar { kind, format: Some(format.to_owned()) }
    }
}

impl Aspect {
    /// Returns the name in messages and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Required => "required",
            Self::Count => "count",
            Self::Bounds => "bounds",
            Self::Enum => "enum",
            Self::Default => "default",
            Self::Secrecy => "secrecy",
            Self::Role => "role",
            Self::Supply => "supply",
            Self::OperationId => "operationId",
            Self::Scheme => "scheme",
            Self::Response => "response",
            Self::Pagination => "pagination",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: &[Self] =
        &[Self::Auth, Self::ContentNegotiation, Self::Jsonp, Self::Page, Self::PageSize, Self::Offset, Self::Cursor];

    /// Returns the value of the extension `x-role`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::ContentNegotiation => "content-negotiation",
            Self::Jsonp => "jsonp",
            Self::Page => "page",
            Self::PageSize => "page-size",
            Self::Offset => "offset",
            Self::Cursor => "cursor",
        }
    }
}

impl Claim {
    /// Returns the aspect that the fact is about.
    #[must_use]
    pub fn aspect(&self) -> Aspect {
        match self {
            Self::Type(_) => Aspect::Type,
            Self::Required(_) => Aspect::Required,
            Self::Count(..) => Aspect::Count,
            Self::Bounds(..) => Aspect::Bounds,
            Self::Enum(_) => Aspect::Enum,
            Self::Default(_) => Aspect::Default,
            Self::Secret(_) => Aspect::Secrecy,
            Self::Role(_) => Aspect::Role,
            Self::Supply(_) => Aspect::Supply,
            Self::OperationId(_) => Aspect::OperationId,
            Self::Open(aspect) => *aspect,
            Self::Scheme(_) => Aspect::Scheme,
            Self::Response(_) => Aspect::Response,
            Self::Pagination(_) => Aspect::Pagination,
        }
    }
}

/// The kinds of evidence. Rules of one kind read the same text; different kinds are independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum EvidenceSource {
    /// The name of the parameter.
    Name,
    /// The description.
    Prose,
    /// Examples, defaults, enums and other keywords, and values in descriptions.
    Values,
    /// Other uses of the name, or of a similar one, in the document.
    Usage,
}

impl EvidenceSource {
    const ALL: &[Self] = &[Self::Name, Self::Prose, Self::Values, Self::Usage];
}

/// A role of a parameter that changes the behaviour of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A credential, such as an API key or a token.
    Auth,
    /// The media type of the response.
    ContentNegotiation,
    /// A JSONP callback, which a client that reads JSON never sends.
    Jsonp,
    /// A page number.
    Page,
    /// The number of items of a page.
    PageSize,
    /// The number of items to skip.
    Offset,
    /// The cursor of the next page.
    Cursor,
}

/// A conclusion with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// The chosen candidate.
    pub chosen: Candidate,
    /// The other candidates, most likely first.
    pub runners_up: Vec<Candidate>,
}

impl Inference {
    /// Returns true if the conclusion is the default, without evidence.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.chosen.rule == rule_ids::DEFAULT
    }
}

/// A possible conclusion.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The fact.
    pub fact: Claim,
    /// The id of the rule, in kebab case; if several agree, the one with the highest confidence.
    pub rule: &'static str,
    /// The confidence, in percent.
    pub confidence: u8,
    /// The quoted evidence.
    pub evidence: Vec<Evidence>,
}
