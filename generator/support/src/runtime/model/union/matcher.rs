//! Matching of JSON values with the variants of a union.

use serde_json::{Map, Value};

use super::Union;
use super::fidelity::{self, Differences};
use super::value_deserializer::{ValueDeserializer, ValueError};
#[cfg(feature = "lenient")]
use crate::runtime::core::json::lenient::strictly;

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
    #[cfg(all(feature = "decimal", feature = "unions"))]
    /// Reads the variant from its text.
    pub read_text: fn(&str) -> serde_json::Result<U>,
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
fn possible<U>(rows: &'static [VariantMatcher<U>], value: &Value) -> Vec<&'static VariantMatcher<U>> {
    let mut possible: Vec<&'static VariantMatcher<U>> = rows.iter().filter(|row| row.is_possible(value)).collect();
    if let (Some(object), true) = (value.as_object(), possible.iter().any(|row| !row.known_keys.is_empty())) {
        let known = |row: &&VariantMatcher<U>| row.known_keys.iter().filter(|key| object.contains_key(**key)).count();
        possible.sort_by_key(|row| std::cmp::Reverse(known(row)));
    }
    possible
}

/// A variant with its row.
pub type SelectedVariant<U> = (&'static VariantMatcher<U>, U);

/// Returns the variant of a value, if there is one. Fails if the only matching variant does not deserialize.
pub fn select_variant<U: Union>(value: &Value) -> Result<Option<SelectedVariant<U>>, ValueError> {
    let rows = possible(U::ROWS, value);
    match rows.as_slice() {
        [] => Ok(None),
        [only] => match (only.read)(ValueDeserializer(value)) {
            Ok(variant) => Ok(Some((*only, variant)).filter(|(_, variant)| keeps_scalars(value, variant))),
            Err(_) if U::ACCEPTS_ANY => Ok(None),
            Err(misfit) => Err(misfit),
        },
        rows => Ok(fidelity::with_limit(value, || strictly(|| most_faithful(rows, value)))),
    }
}

#[cfg(not(feature = "lenient"))]
/// Runs a function with strict decoding.
fn strictly<T>(read: impl FnOnce() -> T) -> T {
    read()
}

/// Returns true if a variant keeps the meaning of a scalar or list of scalars. Other values are not compared.
fn keeps_scalars<U: Union>(value: &Value, variant: &U) -> bool {
    fidelity::has_objects(value) || Differences::from_written(value, variant).altered == 0
}

/// Returns the first of the variants that write the value with the least differences; `None` if none reads it, if it
/// would lose a part, or if the work reaches its limit.
fn most_faithful<U: Union>(rows: &[&'static VariantMatcher<U>], value: &Value) -> Option<SelectedVariant<U>> {
    let mut best: Option<(Differences, SelectedVariant<U>)> = None;
    for (i, row) in rows.iter().enumerate() {
        if i > 0 && !fidelity::may_repeat(value) {
            return None;
        }
        let Ok(variant) = (row.read)(ValueDeserializer(value)) else { continue };
        let differences = Differences::from_written(value, &variant);
        if best.as_ref().is_none_or(|(least, _)| differences < *least) {
            best = Some((differences, (row, variant)));
        }
        if differences == Differences::default() {
            break;
        }
    }
    let (least, selected) = best?;
    let is_dropped = |object| rows.iter().any(|other| selected.0.drops(other, object));
    let is_lost = match value.as_object() {
        Some(object) => is_dropped(object),
        None => least.altered > 0 && !fidelity::has_objects(value),
    };
    (!is_lost).then_some(selected)
}
