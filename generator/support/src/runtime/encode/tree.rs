//! A value of any type comes in through serde; what it is, without its type, goes out: texts, lists and members.
//!
//! Members keep their order. How any of it is written in a request is not known here.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// A value without its type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, as it is written.
    Number(Number),
    /// A text.
    Text(String),
    /// Values in order.
    List(Vec<Tree>),
    /// Named values in order.
    Object(Vec<(String, Tree)>),
}

/// A number of one of the kinds that JSON is read as.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Whole(i64),
    Natural(u64),
    Real(f64),
}

impl Tree {
    /// The text of a single value; a list or an object is its JSON text.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Number(Number::Whole(value)) => Cow::Owned(value.to_string()),
            Self::Number(Number::Natural(value)) => Cow::Owned(value.to_string()),
            Self::Number(Number::Real(value)) => Cow::Owned(value.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::List(_) | Self::Object(_) => Cow::Owned(self.json()),
        }
    }

    /// The JSON text.
    pub(super) fn json(&self) -> String {
        // A tree was read from JSON, so it is JSON again.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether it is a list or an object.
    pub(super) fn is_nested(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_))
    }

    /// Whether it is there: `null` leaves no trace in a request.
    pub(super) fn is_some(&self) -> bool {
        *self != Self::Null
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(Number::Whole(value)) => serializer.serialize_i64(*value),
            Self::Number(Number::Natural(value)) => serializer.serialize_u64(*value),
            Self::Number(Number::Real(value)) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(Number::Whole(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(Number::Natural(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(Number::Real(value)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}
