//! Validates generated values and the documents' examples against their schemas.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use serde_json::{Map, Value};

use super::{Direction, formats, patterns};
use crate::spec::{AdditionalProperties, NumericBound, Schema, SchemaRef, SchemaType, Spec};

/// The maximum depth of validated values.
const MAX_DEPTH: usize = 64;

/// The settings of a validation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Validator<'s> {
    pub(super) spec: &'s Spec,
    pub(super) direction: Direction,
    /// True to reject values with errors that are frequent in the examples of documents: a match of several
    /// alternatives of `oneOf`, and properties of one part of `allOf` that another part does not allow.
    pub(super) exact: bool,
    /// True to reject the texts of unsupported patterns.
    pub(super) strict_patterns: bool,
}

impl Validator<'_> {
    /// Returns true if a schema allows a value. Alternatives that only refer to each other allow nothing.
    pub(super) fn is_valid(self, schema: &Schema, value: &Value) -> bool {
        Validation { validator: self, results: RefCell::default() }.item(schema, value, 0)
    }

    /// Returns true if a property is absent in this direction: read-only in requests, write-only in responses.
    pub(super) fn is_excluded(self, schema: &Schema) -> bool {
        match (self.direction, schema.read_only, schema.write_only) {
            (Direction::Sent, true, false) | (Direction::Received, false, true) => true,
            (Direction::Sent | Direction::Received, _, _) => false,
        }
    }
}

/// The validation of one value.
struct Validation<'s> {
    validator: Validator<'s>,
    /// The results by the addresses of named schema and value, so that alternatives that refer to each other are
    /// validated once. A result is false until it is known.
    results: RefCell<BTreeMap<(usize, usize), bool>>,
}

impl Validation<'_> {
    fn reference(&self, schema: &SchemaRef, value: &Value, depth: usize) -> bool {
        let Some((name, item)) = self.validator.spec.resolve(schema) else { return true };
        self.named(name, item, value, depth)
    }

    fn named(&self, name: Option<&str>, item: &Schema, value: &Value, depth: usize) -> bool {
        if depth > MAX_DEPTH || name.is_none() {
            return depth > MAX_DEPTH || self.item(item, value, depth);
        }
        let key = (ptr::from_ref(item).addr(), ptr::from_ref(value).addr());
        if let Some(result) = self.results.borrow().get(&key) {
            return *result;
        }
        self.results.borrow_mut().insert(key, false);
        let is_valid = self.item(item, value, depth);
        self.results.borrow_mut().insert(key, is_valid);
        is_valid
    }

    fn item(&self, item: &Schema, value: &Value, depth: usize) -> bool {
        if value.is_null() {
            return self.allows_null(item, depth);
        }
        (item.enum_values.is_empty() || item.enum_values.iter().any(|listed| is_equal(listed, value)))
            && item.schema_type.is_none_or(|kind| is_of_type(kind, value))
            && self.parts(item, value, depth)
            && match value {
                Value::String(text) => self.is_text(item, text),
                Value::Number(_) => value.as_f64().is_some_and(|number| is_number(item, number)),
                Value::Array(items) => self.list(item, items, depth),
                Value::Object(properties) => self.object(item, properties, depth),
                Value::Null | Value::Bool(_) => true,
            }
    }

    fn allows_null(&self, item: &Schema, depth: usize) -> bool {
        let among = |parts: &[SchemaRef]| parts.iter().any(|part| self.reference(part, &Value::Null, depth + 1));
        item.nullable
            || item.enum_has_null
            || (item.is_untyped() && item.enum_values.is_empty())
            || among(&item.one_of)
            || among(&item.any_of)
    }

    fn parts(&self, item: &Schema, value: &Value, depth: usize) -> bool {
        let is_valid = |part: &&SchemaRef| self.reference(part, value, depth + 1);
        let one = item.one_of.iter().filter(is_valid).count();
        item.all_of.iter().all(|part| is_valid(&part))
            && (item.any_of.is_empty() || item.any_of.iter().any(|part| is_valid(&part)))
            && (item.one_of.is_empty() || one == 1 || (one > 1 && !self.validator.exact))
            && item.not.as_ref().is_none_or(|not| !is_valid(&not))
    }

    fn list(&self, item: &Schema, items: &[Value], depth: usize) -> bool {
        let (min, max) = (item.min_items, item.max_items);
        let distinct = || items.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() == items.len();
        let positions = &item.prefix_items;
        let each = |(at, value): (usize, &Value)| match (positions.get(at), item.items.as_ref()) {
            (Some(position), _) => self.reference(position, value, depth + 1),
            (None, Some(schema)) => self.reference(schema, value, depth + 1),
            (None, None) => true,
        };
        min.is_none_or(|min| items.len() >= min)
            && max.is_none_or(|max| items.len() <= max)
            && (!item.unique_items || distinct())
            && items.iter().enumerate().all(each)
    }

    fn object(&self, item: &Schema, properties: &Map<String, Value>, depth: usize) -> bool {
        let property = |name: &str| item.properties.get(name);
        let (min, max) = (item.min_properties, item.max_properties);
        let is_excluded = |property: &SchemaRef| {
            self.validator.spec.resolve_schema(property).is_some_and(|property| self.validator.is_excluded(property))
        };
        let is_present = |name: &String| properties.contains_key(name) || property(name).is_some_and(is_excluded);
        let fits = |(name, value): (&String, &Value)| match (property(name), item.additional_properties.as_ref()) {
            (Some(property), _) => !is_excluded(property) && self.reference(property, value, depth + 1),
            (None, Some(AdditionalProperties::Any(false))) => !self.validator.exact && !item.all_of.is_empty(),
            (None, Some(AdditionalProperties::Schema(schema))) => self.reference(schema, value, depth + 1),
            (None, Some(AdditionalProperties::Any(true)) | None) => true,
        };
        min.is_none_or(|min| properties.len() >= min)
            && max.is_none_or(|max| properties.len() <= max)
            && item.required.iter().all(is_present)
            && properties.iter().all(fits)
    }

    fn is_text(&self, item: &Schema, text: &str) -> bool {
        let (min, max) = (item.min_length, item.max_length);
        let length = text.chars().count();
        min.is_none_or(|min| length >= min)
            && max.is_none_or(|max| length <= max)
            && item.format.as_deref().is_none_or(|format| formats::is_valid(format, text))
            && item
                .pattern
                .as_deref()
                .is_none_or(|pattern| patterns::matches(pattern, text).unwrap_or(!self.validator.strict_patterns))
    }
}

/// Returns true if two values are equal; 1 equals 1.0.
pub(super) fn is_equal(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn is_of_type(kind: SchemaType, value: &Value) -> bool {
    match kind {
        SchemaType::String => value.is_string(),
        SchemaType::Integer => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        SchemaType::Number => value.is_number(),
        SchemaType::Boolean => value.is_boolean(),
        SchemaType::Array => value.is_array(),
        SchemaType::Object => value.is_object(),
    }
}

fn is_number(item: &Schema, number: f64) -> bool {
    let (from, to) = (item.minimum.as_ref(), item.maximum.as_ref());
    let limit = |bound: &NumericBound| bound.value.as_f64().unwrap_or(f64::NAN);
    let sized = match item.format.as_deref().map(formats::normalize).as_deref() {
        Some("int32") => number.fract() == 0.0 && number >= f64::from(i32::MIN) && number <= f64::from(i32::MAX),
        Some("int64" | "integer" | "long") => number.fract() == 0.0,
        _ => true,
    };
    let divides = |step: f64| step == 0.0 || ((number / step) - (number / step).round()).abs() < 1e-9;
    sized
        && from.is_none_or(|from| if from.exclusive { number > limit(from) } else { number >= limit(from) })
        && to.is_none_or(|to| if to.exclusive { number < limit(to) } else { number <= limit(to) })
        && item.multiple_of.as_ref().and_then(serde_json::Number::as_f64).is_none_or(divides)
}
