//! Typed response headers.
//!
//! `headers!` implements reading for a struct of optional fields. A header that does not match the description is
//! reported in the struct, and does not affect the others.

use std::fmt;

use http::header::HeaderMap;
use serde::de::value::{Error as ValueError, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, IntoDeserializer, Visitor};

use crate::runtime::core::json;
use crate::runtime::model::format::Format;

/// Implements reading for a struct of headers, each row `"Name" => field: kind` or `"Name" => field: kind as format`.
///
/// The kind is `text` for values, lists separated by commas, and objects; `lines` for lists with one item per line;
/// `json` for JSON. Every field is an `Option`: a missing or invalid header is `None`. The field in parentheses contains
/// the errors of invalid headers.
macro_rules! headers {
    ($name:ident($invalid:ident) { $($wire:literal => $field:ident : $kind:ident $(as $format:ty)?),* $(,)? }) => {
        impl $name {
            /// Reads the headers of a response. Missing and invalid headers are `None`.
            pub fn from_header_map(headers: &$crate::runtime::HeaderMap) -> Self {
                let mut errors = Vec::new();
                Self {
                    $($field: $crate::runtime::model::headers::$kind::<$crate::runtime::model::format_or_same!($($format)?)>(
                        headers, $wire,
                    ).unwrap_or_else(|error| {
                        errors.push(error);
                        None
                    }),)*
                    $invalid: errors,
                }
            }
        }
    };
}
pub(crate) use headers;

/// A response header that does not match the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidHeader {
    name: &'static str,
    problem: String,
}

impl InvalidHeader {
    /// Returns the name of the header in the API.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for InvalidHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to decode header `{}`: {}", self.name, self.problem)
    }
}

impl std::error::Error for InvalidHeader {}

/// Reads a header as text.
pub fn text<F: Format>(headers: &HeaderMap, name: &'static str) -> Result<Option<F::Value>, InvalidHeader> {
    read::<F>(headers, name, true)
}

/// Reads a header as a list with one item per line.
pub fn lines<F: Format>(headers: &HeaderMap, name: &'static str) -> Result<Option<F::Value>, InvalidHeader> {
    read::<F>(headers, name, false)
}

fn read<F: Format>(
    headers: &HeaderMap,
    name: &'static str,
    has_commas: bool,
) -> Result<Option<F::Value>, InvalidHeader> {
    let Some(lines) = trimmed_lines(headers, name)? else { return Ok(None) };
    match F::read(HeaderDeserializer { lines: lines.clone(), has_commas }) {
        Ok(value) => Ok(Some(value)),
        // A header without a value counts as missing.
        Err(_) if lines.iter().all(|line| line.is_empty()) => Ok(None),
        Err(error) => Err(InvalidHeader { name, problem: error.to_string() }),
    }
}

/// Reads a header as JSON.
pub fn json<F: Format>(headers: &HeaderMap, name: &'static str) -> Result<Option<F::Value>, InvalidHeader> {
    let Some(lines) = trimmed_lines(headers, name)? else { return Ok(None) };
    let text = lines.join(",");
    match json::from_slice::<crate::runtime::model::format::As<F>>(text.as_bytes(), false) {
        Ok(value) => Ok(Some(value.0)),
        Err(error) => Err(InvalidHeader { name, problem: format!("at {}: {}", error.path, error.message) }),
    }
}

/// Returns the trimmed lines of a header.
fn trimmed_lines<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<Vec<&'h str>>, InvalidHeader> {
    let lines = headers.get_all(name).iter().map(|line| std::str::from_utf8(line.as_bytes()).map(str::trim));
    let lines: Vec<&str> =
        lines.collect::<Result<_, _>>().map_err(|_| InvalidHeader { name, problem: "it is not UTF-8".to_owned() })?;
    Ok((!lines.is_empty()).then_some(lines))
}

/// A deserializer of header text. Several lines are one list; numbers and booleans use the first line.
struct HeaderDeserializer<'h> {
    lines: Vec<&'h str>,
    /// True if commas separate items.
    has_commas: bool,
}

impl<'h> HeaderDeserializer<'h> {
    fn single(text: &'h str) -> Self {
        Self { lines: vec![text], has_commas: true }
    }

    fn first(&self) -> &str {
        self.lines.first().copied().unwrap_or_default()
    }

    fn items(&self) -> Vec<&'h str> {
        let items = |line: &&'h str| if self.has_commas { line.split(',').collect() } else { vec![*line] };
        let items = self.lines.iter().flat_map(items);
        items.map(str::trim).filter(|item| !item.is_empty()).collect()
    }

    /// Returns the properties of an object: `a=1,b=2` or `a,1,b,2`.
    fn properties(&self) -> Vec<(&'h str, &'h str)> {
        let items = self.items();
        let pairs: Option<Vec<(&str, &str)>> = items.iter().map(|item| item.split_once('=')).collect();
        pairs.unwrap_or_else(|| items.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
    }

    fn parsed<T: std::str::FromStr>(&self, what: &str) -> Result<T, ValueError> {
        self.first().parse().map_err(|_| ValueError::custom(format!("it is not a valid {what}")))
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $number:ty, $what:literal;)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            visitor.$visit(self.parsed::<$number>($what)?)
        }
    )+};
}

impl<'de> Deserializer<'de> for HeaderDeserializer<'_> {
    type Error = ValueError;

    numbers! {
        deserialize_i8 visit_i8 i8, "integer";
        deserialize_i16 visit_i16 i16, "integer";
        deserialize_i32 visit_i32 i32, "integer";
        deserialize_i64 visit_i64 i64, "integer";
        deserialize_i128 visit_i128 i128, "integer";
        deserialize_u8 visit_u8 u8, "integer";
        deserialize_u16 visit_u16 u16, "integer";
        deserialize_u32 visit_u32 u32, "integer";
        deserialize_u64 visit_u64 u64, "integer";
        deserialize_u128 visit_u128 u128, "integer";
        deserialize_f32 visit_f32 f32, "number";
        deserialize_f64 visit_f64 f64, "number";
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.first().to_ascii_lowercase().as_str() {
            "true" | "1" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            _ => Err(ValueError::custom("it is not a boolean")),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_string(self.lines.join(", "))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_seq(SeqDeserializer::new(self.items().into_iter().map(HeaderDeserializer::single)))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let properties = self.properties().into_iter();
        visitor.visit_map(MapDeserializer::new(properties.map(|(key, text)| (key, HeaderDeserializer::single(text)))))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        visitor.visit_enum(StrDeserializer::new(self.first()))
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

impl IntoDeserializer<'_, ValueError> for HeaderDeserializer<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests;
