//! Types that are one of several, and values that are known one by one: plain data.

use std::collections::BTreeMap;

use super::Type;
use crate::names::Name;

/// A text with known values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// The known values, in document order.
    pub variants: Vec<Name>,
    /// What is said of some of them, by their wire names.
    pub docs: BTreeMap<String, String>,
    /// The variant that keeps every other value.
    pub unknown: Name,
}

/// A value with known values that are not all texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// The known values, in document order, each with the name of its variant.
    pub variants: Vec<(Name, Constant)>,
    /// What is said of some of them, by their wire names.
    pub docs: BTreeMap<String, String>,
    /// The variant that keeps every other value.
    pub unknown: Name,
}

/// One value that a description lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// A text.
    Text(String),
    /// A number without a fraction.
    Whole(i64),
    /// A number, as Rust writes it.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The member that names the variant, where each variant has values of it.
    pub tag: Option<String>,
    /// The variants, in the order they are tried.
    pub variants: Vec<Variant>,
    /// The variant that keeps every other value.
    pub unknown: Name,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub ty: Type,
    /// What a value of it looks like.
    pub sign: Sign,
    /// Whether what it holds converts into the union: no other variant holds the same.
    pub converts: bool,
    /// Paragraphs about it.
    pub docs: Vec<String>,
}

/// What a value of a variant looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Sign {
    /// Its tag has one of these values.
    Tag {
        /// The values; the first is the one that is written.
        values: Vec<String>,
        /// Whether the variant's own type always has the tag.
        inside: bool,
    },
    /// It has a shape.
    Shape(Shape),
}

/// What a value of a type looks like at a glance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// The JSON types it can have.
    pub kinds: Vec<JsonKind>,
    /// The values it can have; any, if there are none.
    pub values: Vec<Constant>,
    /// Members it has, and the others lack.
    pub has: Vec<String>,
    /// Members it may have and not all others may: of several that a value looks like, the one that knows most of the
    /// value's members comes first.
    pub knows: Vec<String>,
    /// Members that have one of a few values.
    pub members: Vec<(String, Vec<Constant>)>,
}

/// The types of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// A text.
    Text,
    /// A number without a fraction.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A list.
    List,
    /// An object.
    Object,
}
