//! Matching of JSON values with the variants of a union.

use serde_json::{Map, Value};

use super::Union;
use super::fidelity::{self, Fidelity};
use super::value_deserializer::{ValueDeserializer, ValueError};

/// The shape of the values of one variant, and its reader.
pub struct VariantMatcher<U: 'static> {
    /// The possible JSON types.
    pub kinds: &'static [JsonType],
    /// The possible values; empty if any is allowed.
    pub values: &'static [Literal],
    /// Required properties.
    pub required_keys: &'static [&'static str],
    /// Optional properties that not all other variants share.
    pub known_keys: &'static [&'static str],
    /// Required properties with their possible values.
    pub constant_keys: &'static [(&'static str, &'static [Literal])],
    /// Properties with the values that belong to other variants.
    pub excluded_keys: &'static [(&'static str, &'static [Literal])],
    /// Reads the variant.
    pub read: fn(ValueDeserializer<'_>) -> Result<U, ValueError>,
}

/// The types of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// A string.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An array.
    Array,
    /// An object.
    Object,
    /// An object whose variant keeps all properties.
    OpenObject,
    /// Any value.
    Any,
}

/// A constant of an API description.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// A string.
    Text(&'static str),
    /// An integer.
    Integer(i64),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl JsonType {
    fn is_of(self, value: &Value) -> bool {
        match self {
            JsonType::String => value.is_string(),
            JsonType::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            JsonType::Number => value.is_number(),
            JsonType::Boolean => value.is_boolean(),
            JsonType::Array => value.is_array(),
            JsonType::Object | JsonType::OpenObject => value.is_object(),
            JsonType::Any => true,
        }
    }
}

impl Literal {
    /// Returns true if the value equals this constant.
    pub fn is(self, value: &Value) -> bool {
        match self {
            Literal::Text(text) => value.as_str() == Some(text),
            Literal::Integer(number) => {
                value.as_i64() == Some(number) || value.is_f64() && value.as_f64() == Some(number as f64)
            }
            Literal::Number(number) => value.as_f64() == Some(number),
            Literal::Bool(flag) => value.as_bool() == Some(flag),
        }
    }

    /// Returns true if a property equals this constant. A string also equals a number or boolean with this text.
    fn names(self, value: &Value) -> bool {
        match (self, value) {
            (Literal::Text(text), Value::Number(number)) => number.to_string() == text,
            (Literal::Text(text), Value::Bool(flag)) => text == if *flag { "true" } else { "false" },
            _ => self.is(value),
        }
    }
}

impl<U> VariantMatcher<U> {
    fn is_possible(&self, value: &Value) -> bool {
        let none = Map::new();
        let object = value.as_object().unwrap_or(&none);
        let has = |(key, known): &(&str, &[Literal])| {
            object.get(*key).is_some_and(|member| known.iter().any(|known| known.names(member)))
        };
        self.kinds.iter().any(|kind| kind.is_of(value))
            && (self.values.is_empty() || self.values.iter().any(|known| known.is(value)))
            && self.required_keys.iter().all(|key| object.contains_key(*key))
            && self.constant_keys.iter().all(has)
            && !self.excluded_keys.iter().any(has)
    }

    /// Returns true if the variant drops a property of the object that the other row lists.
    fn drops(&self, other: &Self, object: &Map<String, Value>) -> bool {
        !self.kinds.contains(&JsonType::OpenObject)
            && other.known_keys.iter().any(|key| object.contains_key(*key) && !self.known_keys.contains(key))
    }
}

/// Returns the rows that match a value, in order, with those first that list more of its properties.
fn possible<'r, U>(rows: &'r [VariantMatcher<U>], value: &Value) -> Vec<&'r VariantMatcher<U>> {
    let mut possible: Vec<&VariantMatcher<U>> = rows.iter().filter(|row| row.is_possible(value)).collect();
    if let (Some(object), true) = (value.as_object(), possible.iter().any(|row| !row.known_keys.is_empty())) {
        let known = |row: &&VariantMatcher<U>| row.known_keys.iter().filter(|key| object.contains_key(**key)).count();
        possible.sort_by_key(|row| std::cmp::Reverse(known(row)));
    }
    possible
}

/// Returns the variant of a value, if there is one. Fails if the only matching variant does not deserialize.
pub fn select_variant<U: Union>(value: &Value) -> Result<Option<U>, ValueError> {
    let rows = possible(U::ROWS, value);
    let is_flat = fidelity::is_flat(value);
    let mut respelled = None;
    for row in &rows {
        let variant = match (row.read)(ValueDeserializer(value)) {
            Ok(variant) => variant,
            Err(misfit) if rows.len() == 1 => return Err(misfit),
            Err(_) => continue,
        };
        let fidelity = if is_flat { Fidelity::from_written(value, &variant) } else { Fidelity::Exact };
        match fidelity {
            Fidelity::Exact => {
                let is_dropped = |object| rows.iter().any(|other| row.drops(other, object));
                return Ok((!value.as_object().is_some_and(is_dropped)).then_some(variant));
            }
            Fidelity::Respelled => _ = respelled.get_or_insert(variant),
            Fidelity::Lossy => {}
        }
    }
    Ok(respelled)
}
