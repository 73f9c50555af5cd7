//! What tells the variants of a union apart.
//!
//! In comes a value and a table; out comes the variant that the value is, if it looks like any. Nothing here knows a
//! variant but by its row.

use serde_json::{Map, Value};

use super::node::{Misfit, Node};

/// What a value of one variant looks like, and how it is read.
pub struct Row<U: 'static> {
    /// The JSON types it can have.
    pub kinds: &'static [Kind],
    /// The values it can have; any, if there are none.
    pub values: &'static [Known],
    /// Members it has.
    pub has: &'static [&'static str],
    /// Members it may have, and not all others may.
    pub knows: &'static [&'static str],
    /// Members it has, each with the values that it can have there.
    pub members: &'static [(&'static str, &'static [Known])],
    /// Reads it.
    pub read: fn(Node<'_>) -> Result<U, Misfit>,
}

/// The types of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
    /// Anything.
    Any,
}

/// A value that a description lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// A text.
    Text(&'static str),
    /// A number without a fraction.
    Whole(i64),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl Kind {
    fn is_of(self, value: &Value) -> bool {
        match self {
            Kind::Text => value.is_string(),
            Kind::Whole => value.is_i64() || value.is_u64(),
            Kind::Number => value.is_number(),
            Kind::Bool => value.is_boolean(),
            Kind::List => value.is_array(),
            Kind::Object => value.is_object(),
            Kind::Any => true,
        }
    }
}

impl Known {
    /// Whether it is this value.
    pub fn is(self, value: &Value) -> bool {
        match self {
            Known::Text(text) => value.as_str() == Some(text),
            Known::Whole(number) => value.as_i64() == Some(number) || value.as_f64() == Some(number as f64),
            Known::Number(number) => value.as_f64() == Some(number),
            Known::Bool(flag) => value.as_bool() == Some(flag),
        }
    }

    /// Whether a member is this value. What names a variant is often listed as text where it is a number or a boolean.
    fn names(self, value: &Value) -> bool {
        match (self, value) {
            (Known::Text(text), Value::Number(number)) => number.to_string() == text,
            (Known::Text(text), Value::Bool(flag)) => text == if *flag { "true" } else { "false" },
            _ => self.is(value),
        }
    }
}

impl<U> Row<U> {
    fn is_possible(&self, value: &Value) -> bool {
        let none = Map::new();
        let object = value.as_object().unwrap_or(&none);
        self.kinds.iter().any(|kind| kind.is_of(value))
            && (self.values.is_empty() || self.values.iter().any(|known| known.is(value)))
            && self.has.iter().all(|key| object.contains_key(*key))
            && self.members.iter().all(|(key, known)| {
                object.get(*key).is_some_and(|member| known.iter().any(|known| known.names(member)))
            })
    }
}

/// The rows that a value looks like, those that know more of its members before others, else in their order.
fn possible<'r, U>(rows: &'r [Row<U>], value: &Value) -> Vec<&'r Row<U>> {
    let mut possible: Vec<&Row<U>> = rows.iter().filter(|row| row.is_possible(value)).collect();
    if let (Some(object), true) = (value.as_object(), possible.iter().any(|row| !row.knows.is_empty())) {
        let known = |row: &&Row<U>| row.knows.iter().filter(|key| object.contains_key(**key)).count();
        possible.sort_by_key(|row| std::cmp::Reverse(known(row)));
    }
    possible
}

/// The variant that a value is: of the rows it looks like the first that it fits. An error where it looks like one
/// only and does not fit it; nothing where it looks like none, or like several and fits none.
pub fn choose<U>(rows: &[Row<U>], value: &Value) -> Result<Option<U>, Misfit> {
    let mut first: Option<Misfit> = None;
    let mut tried = 0;
    for row in possible(rows, value) {
        match (row.read)(Node(value)) {
            Ok(union) => return Ok(Some(union)),
            Err(misfit) => _ = first.get_or_insert(misfit),
        }
        tried += 1;
    }
    match first {
        Some(misfit) if tried == 1 => Err(misfit),
        _ => Ok(None),
    }
}
