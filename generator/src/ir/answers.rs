//! What comes back from a call: which answers there are, how each is read, and what becomes of it. Plain data.

use super::Type;
use crate::names::Name;

/// What a call gives, or what a declared error carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The same type for every status.
    One(Type),
    /// An enum of the operation's own: a variant for each status.
    Several(Cases),
}

impl Outcome {
    /// The types that it is made of.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let (one, several) = match self {
            Self::One(ty) => (Some(ty), &[][..]),
            Self::Several(cases) => (None, cases.variants.as_slice()),
        };
        one.into_iter().chain(several.iter().map(|case| &case.ty))
    }

    /// The types that it is made of, to be changed.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut Type> {
        let (one, several) = match self {
            Self::One(ty) => (Some(ty), &mut [][..]),
            Self::Several(cases) => (None, cases.variants.as_mut_slice()),
        };
        one.into_iter().chain(several.iter_mut().map(|case| &mut case.ty))
    }
}

/// What an operation's answers can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cases {
    /// The enum's name.
    pub name: Name,
    /// Its variants, in the order of their statuses.
    pub variants: Vec<Case>,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The variant's name, and the status as the description writes it.
    pub name: Name,
    /// What it holds; nothing where that is [`Type::Unit`].
    pub ty: Type,
    /// The author's words about it.
    pub docs: Vec<String>,
}

/// How the answers of some statuses are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The statuses, as ranges: from, and to, both included.
    pub statuses: Vec<(u16, u16)>,
    /// Whether the answer is an error of the operation.
    pub is_error: bool,
    /// How its body is read.
    pub reading: Reading,
    /// What becomes of what was read.
    pub place: Placing,
}

/// What becomes of what was read of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// It is the outcome.
    Whole,
    /// It is the value of an optional outcome.
    Present,
    /// There is nothing, and the optional outcome has no value.
    Absent,
    /// It goes into the outcome's variant of this index.
    Variant(usize),
    /// Nowhere: the status is one that the description does not declare.
    Undeclared,
}

/// How a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As JSON of the declared type.
    Json,
    /// As whatever it is.
    Untyped,
    /// As text.
    Text,
    /// As XML, which stays text.
    Xml,
    /// As bytes.
    Bytes,
    /// Not at all.
    Empty,
}

/// The headers that the answers of an operation declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// The name of the struct that holds them.
    pub name: Name,
    /// The headers, in the order of their declaration.
    pub fields: Vec<Header>,
}

/// One header of an answer; every answer may do without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name, in Rust and on the wire.
    pub name: Name,
    /// The type of its value.
    pub ty: Type,
    /// Whether the value is written as JSON.
    pub is_json: bool,
    /// Whether new code should do without it.
    pub deprecated: bool,
    /// Paragraphs about it.
    pub docs: Vec<String>,
}
