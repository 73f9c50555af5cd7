//! Known values of enums, and the rules that recognize the variants of unions.

use std::collections::BTreeMap;

use crate::names::Name;

/// A string with known values.
#[derive(Debug, Clone, PartialEq)]
pub struct StringEnum {
    /// The known values, in document order.
    pub variants: Vec<Name>,
    /// Documentation of values, by wire name.
    pub docs: BTreeMap<String, String>,
    /// The variant for all other values.
    pub unknown: Name,
    /// The scope of the variant names in the lock.
    pub scope: String,
}

/// A value with known literals that are not all strings.
#[derive(Debug, Clone, PartialEq)]
pub struct LiteralEnum {
    /// The known values with the names of their variants, in document order.
    pub variants: Vec<(Name, Literal)>,
    /// Documentation of values, by wire name.
    pub docs: BTreeMap<String, String>,
    /// The variant for all other values.
    pub unknown: Name,
    /// The scope of the variant names in the lock.
    pub scope: String,
}

/// A literal of an `enum` or `const` keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Literal {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// Any other number, as a Rust literal.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
}

/// A rule that recognizes the values of a variant.
#[derive(Debug, Clone, PartialEq)]
pub enum VariantRule {
    /// The discriminator has one of these values.
    Tag {
        /// The values; the first one is used for serialization.
        values: Vec<String>,
        /// True if the variant's type has the discriminator as a required field.
        inside: bool,
    },
    /// The JSON value has this shape.
    JsonShape(JsonShape),
}

/// The properties of a JSON value that identify its type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JsonShape {
    /// The possible JSON types.
    pub kinds: Vec<JsonType>,
    /// The possible values; empty if any value is possible.
    pub values: Vec<Literal>,
    /// Fields that only this type requires.
    pub required_keys: Vec<String>,
    /// Fields that this type declares and at least one other does not. If a value matches several types, the one that
    /// declares most of its fields is selected.
    pub known_keys: Vec<String>,
    /// Fields with few possible values.
    pub constant_keys: Vec<(String, Vec<Literal>)>,
    /// Fields with values that identify other types.
    pub excluded_keys: Vec<(String, Vec<Literal>)>,
    /// True if the type keeps fields that it does not declare.
    pub keeps_all_keys: bool,
}

/// The type of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonType {
    /// A string.
    String,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A list.
    Array,
    /// An object.
    Object,
}
