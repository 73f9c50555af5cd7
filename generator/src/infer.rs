//! What the document leaves out about its arguments and operations, concluded from what it does say.
//!
//! Comes in: a [`Spec`], which stays as it is. Goes out: [`Inferences`], a table beside it. Every rule looks at one
//! place and offers candidates with their evidence; `choose` is the only judge among them.

pub mod answers;
mod basis;
mod certainty;
mod choices;
mod choose;
mod conventions;
pub mod count;
mod demands;
pub mod figures;
mod flags;
mod ids;
mod limits;
mod lists;
pub mod measure;
mod mentions;
mod names;
mod operation_ids;
pub mod paging;
mod plurals;
mod prose;
pub mod report;
mod roles;
mod rules;
#[cfg(test)]
mod rules_tests;
mod schemes;
mod secrecy;
mod settle;
mod shape;
mod shown;
mod site;
mod subjects;
mod supply;
mod survey;
pub(crate) mod trials;
mod type_words;
mod usage;
mod values;
mod words;

use std::collections::BTreeMap;

use openapiv3::{ArrayType, ReferenceOr, Schema, SchemaData, SchemaKind, Type};
use serde_json::{Number, Value};

use crate::pointer::Pointer;
use crate::repair::Evidence;
use crate::spec::{Location, Spec};
pub use schemes::{Ask, asks, ways};
use settle::Argued;
pub(crate) use settle::DECLARED;
use survey::Survey;

pub use basis::{Basis, basis};
pub use certainty::Certainty;
pub use paging::Paging;

/// What was concluded, by the place it is about (an argument or an operation) and the aspect of it.
pub type Inferences = BTreeMap<Pointer, BTreeMap<Aspect, Inference>>;

/// Concludes what a document leaves out.
///
/// Arguments that declare a type stay as they are: about them only the parts of paging are concluded.
#[must_use]
pub fn infer(spec: &Spec) -> Inferences {
    conclude(spec, Certainty::Likely)
}

/// As [`infer`], and keeps what is as sure as asked for.
#[must_use]
pub fn conclude(spec: &Spec, certainty: Certainty) -> Inferences {
    let mut inferences = Inferences::new();
    answers::infer(spec, &mut inferences);
    let mut survey = Survey::of(spec);
    survey.conclude(&inferences);
    settle::describe(spec, &mut survey);
    for (pointer, argued) in Argued::by_place(spec, &survey) {
        let answers = argued.settle();
        if !answers.is_empty() {
            inferences.insert(pointer, answers);
        }
    }
    if certainty == Certainty::Certain {
        certainty::only_certain(&mut inferences);
    }
    schemes::infer(spec, &mut inferences);
    supply::infer(spec, &mut inferences);
    operation_ids::infer(spec, &mut inferences);
    paging::infer(spec, &mut inferences);
    inferences
}

/// Which question about a place an inference answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Its type.
    Type,
    /// Whether it must be given.
    Required,
    /// How many items it takes.
    Count,
    /// The numbers it takes.
    Bounds,
    /// The values it takes.
    Enum,
    /// What the server takes when it is not given.
    Default,
    /// Whether it must stay out of logs.
    Secrecy,
    /// What it is for.
    Role,
    /// Who gives its value, where that is not the caller of each call.
    Supply,
    /// The id of an operation.
    OperationId,
    /// A way to authenticate, at the place where the document would declare it.
    Scheme,
    /// What a response gives.
    Answer,
    /// How an operation's answers come in pages.
    Paging,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// For [`Aspect::Type`].
    Type(Shape),
    /// For [`Aspect::Required`].
    Required(bool),
    /// For [`Aspect::Count`]: at least, and at most.
    Count(Option<usize>, Option<usize>),
    /// For [`Aspect::Bounds`]: from, and to, both included.
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
    /// For any aspect: no answer is sure enough.
    Open(Aspect),
    /// For [`Aspect::Scheme`].
    Scheme(Scheme),
    /// For [`Aspect::Answer`]; `None` where several schemas are possible and none is sure.
    Answer(Option<Answer>),
    /// For [`Aspect::Paging`]; `None` where the document says that there are no pages.
    Paging(Option<Box<Paging>>),
}

/// What a response gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    /// The name of the schema.
    pub schema: String,
    /// Whether it is a list of these.
    pub listed: bool,
}

/// Who gives an argument its value, so that it is no argument of each call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supply {
    /// The client, which has the credential of this security scheme.
    Credential(String),
    /// The client, and always this one.
    Fixed(String),
    /// Nobody: it is never sent.
    Nobody,
}

/// A way to authenticate that a document does not declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// How the credential travels.
    pub way: Way,
    /// The author's words about it.
    pub description: Option<String>,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// In the query, a header or a cookie of this name.
    Key(Location, String),
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization: Basic`.
    Basic,
}

/// A type, in OpenAPI's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A single value.
    Scalar {
        /// `string`, `integer`, `number` or `boolean`.
        kind: Scalar,
        /// `format`, where one is known.
        format: Option<String>,
    },
    /// A list of single values.
    List {
        /// The items' type.
        kind: Scalar,
        /// The items' `format`.
        format: Option<String>,
        /// What stands between the items; `None` where each item is a `name=value` pair of its own.
        separator: Option<char>,
    },
}

/// The types of single values.
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
    /// As OpenAPI writes it.
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

impl Aspect {
    /// What lines and messages call it.
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
            Self::Answer => "answer",
            Self::Paging => "paging",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: &[Self] =
        &[Self::Auth, Self::ContentNegotiation, Self::Jsonp, Self::Page, Self::PageSize, Self::Offset, Self::Cursor];

    /// As `x-role` writes it.
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

impl Fact {
    /// The question it answers.
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
            Self::Answer(_) => Aspect::Answer,
            Self::Paging(_) => Aspect::Paging,
        }
    }
}

impl Answer {
    /// The schema that says so.
    #[must_use]
    pub fn as_schema(&self) -> ReferenceOr<Schema> {
        let reference = format!("#/components/schemas/{}", self.schema);
        if !self.listed {
            return ReferenceOr::Reference { reference };
        }
        let items = Some(ReferenceOr::Reference { reference });
        let array = ArrayType { items, min_items: None, max_items: None, unique_items: false };
        let schema_kind = SchemaKind::Type(Type::Array(array));
        ReferenceOr::Item(Schema { schema_data: SchemaData::default(), schema_kind })
    }
}

/// The kinds of evidence. Rules of one kind see the same words; different kinds are independent witnesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// The name of the argument.
    Name,
    /// The author's words about it.
    Prose,
    /// Example, default, enum and other keywords, and values that prose shows.
    Values,
    /// The same name, or the like, elsewhere in the document.
    Usage,
}

impl Side {
    const ALL: &[Self] = &[Self::Name, Self::Prose, Self::Values, Self::Usage];
}

/// What an argument is for, where that changes what the client does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A credential: an API key, a token.
    Auth,
    /// Which representation the answer should have.
    ContentNegotiation,
    /// The callback of JSONP, which a client that reads JSON never sends.
    Jsonp,
    /// The number of a page.
    Page,
    /// How many items a page has.
    PageSize,
    /// How many items to skip.
    Offset,
    /// Where the next page starts, in the server's words.
    Cursor,
}

/// A conclusion, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// The candidate that was chosen.
    pub chosen: Candidate,
    /// The others, most likely first.
    pub runners_up: Vec<Candidate>,
}

impl Inference {
    /// Whether nothing speaks for the choice but that some choice must be made.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.chosen.rule == settle::DEFAULT
    }
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The answer.
    pub fact: Fact,
    /// The rule that offers it, in kebab case; of several that agree, the most confident one.
    pub rule: &'static str,
    /// How likely it is right, in percent.
    pub confidence: u8,
    /// The author's words it rests on.
    pub evidence: Vec<Evidence>,
}
