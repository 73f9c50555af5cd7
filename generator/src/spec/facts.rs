//! What a schema says, whichever of `openapiv3`'s forms it was read into.
//!
//! `openapiv3` reads a schema into a typed form where its keywords fit one type and into `AnySchema` where they do
//! not; these functions answer the same question of both.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind, StringFormat, Type,
    VariantOrUnknownOrEmpty as Format,
};
use serde_json::{Number, Value};

/// The types that OpenAPI 3.0 knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// The type that a schema declares; `object` and `array` also where only their keywords stand there.
#[must_use]
pub fn kind(schema: &Schema) -> Option<Kind> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(_)) => Some(Kind::String),
        SchemaKind::Type(Type::Number(_)) => Some(Kind::Number),
        SchemaKind::Type(Type::Integer(_)) => Some(Kind::Integer),
        SchemaKind::Type(Type::Object(_)) => Some(Kind::Object),
        SchemaKind::Type(Type::Array(_)) => Some(Kind::Array),
        SchemaKind::Type(Type::Boolean(_)) => Some(Kind::Boolean),
        SchemaKind::Any(any) => any_kind(any),
        SchemaKind::OneOf { .. } | SchemaKind::AllOf { .. } | SchemaKind::AnyOf { .. } | SchemaKind::Not { .. } => None,
    }
}

fn any_kind(any: &AnySchema) -> Option<Kind> {
    match any.typ.as_deref() {
        Some("string") => Some(Kind::String),
        Some("integer") => Some(Kind::Integer),
        Some("number") => Some(Kind::Number),
        Some("boolean") => Some(Kind::Boolean),
        Some("array") => Some(Kind::Array),
        Some("object") => Some(Kind::Object),
        _ if !any.properties.is_empty() || any.additional_properties.is_some() => Some(Kind::Object),
        _ if any.items.is_some() => Some(Kind::Array),
        _ => None,
    }
}

/// The declared `format`, as the document writes it.
#[must_use]
pub fn format(schema: &Schema) -> Option<&str> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => match &string.format {
            Format::Item(StringFormat::Date) => Some("date"),
            Format::Item(StringFormat::DateTime) => Some("date-time"),
            Format::Item(StringFormat::Password) => Some("password"),
            Format::Item(StringFormat::Byte) => Some("byte"),
            Format::Item(StringFormat::Binary) => Some("binary"),
            Format::Unknown(format) => Some(format),
            Format::Empty => None,
        },
        SchemaKind::Type(Type::Number(number)) => match &number.format {
            Format::Item(NumberFormat::Float) => Some("float"),
            Format::Item(NumberFormat::Double) => Some("double"),
            Format::Unknown(format) => Some(format),
            Format::Empty => None,
        },
        SchemaKind::Type(Type::Integer(integer)) => match &integer.format {
            Format::Item(IntegerFormat::Int32) => Some("int32"),
            Format::Item(IntegerFormat::Int64) => Some("int64"),
            Format::Unknown(format) => Some(format),
            Format::Empty => None,
        },
        SchemaKind::Any(any) => any.format.as_deref(),
        SchemaKind::Type(Type::Object(_) | Type::Array(_) | Type::Boolean(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    }
}

/// The values that `enum` allows, null left out.
#[must_use]
pub fn enumeration(schema: &Schema) -> Vec<Value> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            string.enumeration.iter().flatten().cloned().map(Value::from).collect()
        }
        SchemaKind::Type(Type::Number(number)) => {
            number.enumeration.iter().flatten().copied().map(Value::from).collect()
        }
        SchemaKind::Type(Type::Integer(integer)) => {
            integer.enumeration.iter().flatten().copied().map(Value::from).collect()
        }
        SchemaKind::Type(Type::Boolean(boolean)) => {
            boolean.enumeration.iter().flatten().copied().map(Value::from).collect()
        }
        SchemaKind::Any(any) => any.enumeration.iter().filter(|value| !value.is_null()).cloned().collect(),
        SchemaKind::Type(Type::Object(_) | Type::Array(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => Vec::new(),
    }
}

/// Whether `enum` lists null.
#[must_use]
pub fn lists_null(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => string.enumeration.iter().any(Option::is_none),
        SchemaKind::Type(Type::Number(number)) => number.enumeration.iter().any(Option::is_none),
        SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.iter().any(Option::is_none),
        SchemaKind::Type(Type::Boolean(boolean)) => boolean.enumeration.iter().any(Option::is_none),
        SchemaKind::Any(any) => any.enumeration.iter().any(Value::is_null),
        SchemaKind::Type(Type::Object(_) | Type::Array(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => false,
    }
}

/// The declared properties.
#[must_use]
pub fn properties(schema: &Schema) -> Option<&IndexMap<String, ReferenceOr<Box<Schema>>>> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => Some(&object.properties),
        SchemaKind::Any(any) => Some(&any.properties),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    }
}

/// The names of the properties that must be there.
#[must_use]
pub fn required(schema: &Schema) -> &[String] {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => &object.required,
        SchemaKind::Any(any) => &any.required,
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => &[],
    }
}

/// What properties beyond the declared ones are: `additionalProperties`, as it is declared.
#[must_use]
pub fn additional(schema: &Schema) -> Option<&AdditionalProperties> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => object.additional_properties.as_ref(),
        SchemaKind::Any(any) => any.additional_properties.as_ref(),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    }
}

/// The schema of a list's items.
#[must_use]
pub fn items(schema: &Schema) -> Option<&ReferenceOr<Box<Schema>>> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => array.items.as_ref(),
        SchemaKind::Any(any) => any.items.as_ref(),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    }
}

/// The schemas of a list's items one by one, where it has as many as these.
#[must_use]
pub fn places(schema: &Schema) -> Vec<ReferenceOr<Schema>> {
    let listed = schema.schema_data.extensions.get("x-prefix-items").and_then(Value::as_array);
    let listed = listed.map_or(&[][..], Vec::as_slice);
    let (least, most) = item_count(schema);
    if most != Some(listed.len()) || least.is_some_and(|least| least < listed.len()) {
        return Vec::new();
    }
    listed.iter().map(super::schemas::read_alone).collect()
}

/// How many items a list takes: at least, and at most.
#[must_use]
pub fn item_count(schema: &Schema) -> (Option<usize>, Option<usize>) {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => (array.min_items, array.max_items),
        SchemaKind::Any(any) => (any.min_items, any.max_items),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => (None, None),
    }
}

/// Whether no item of a list comes twice.
#[must_use]
pub fn has_unique_items(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => array.unique_items,
        SchemaKind::Any(any) => any.unique_items.unwrap_or(false),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => false,
    }
}

/// How many members an object has: at least, and at most.
#[must_use]
pub fn member_count(schema: &Schema) -> (Option<usize>, Option<usize>) {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => (object.min_properties, object.max_properties),
        SchemaKind::Any(any) => (any.min_properties, any.max_properties),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => (None, None),
    }
}

/// How many characters a text takes: at least, and at most.
#[must_use]
pub fn length(schema: &Schema) -> (Option<usize>, Option<usize>) {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => (string.min_length, string.max_length),
        SchemaKind::Any(any) => (any.min_length, any.max_length),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => (None, None),
    }
}

/// One end of the numbers a schema allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: Number,
    /// Whether the number itself is out.
    pub exclusive: bool,
}

/// The numbers a schema allows: from, and to.
#[must_use]
pub fn bounds(schema: &Schema) -> (Option<Bound>, Option<Bound>) {
    let whole = |value: Option<i64>, exclusive| value.map(|value| Bound { value: value.into(), exclusive });
    let real = |value: Option<f64>, exclusive| Some(Bound { value: number(value?)?, exclusive });
    match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(i)) => {
            (whole(i.minimum, i.exclusive_minimum), whole(i.maximum, i.exclusive_maximum))
        }
        SchemaKind::Type(Type::Number(n)) => {
            (real(n.minimum, n.exclusive_minimum), real(n.maximum, n.exclusive_maximum))
        }
        SchemaKind::Any(any) => (
            real(any.minimum, any.exclusive_minimum.unwrap_or(false)),
            real(any.maximum, any.exclusive_maximum.unwrap_or(false)),
        ),
        SchemaKind::Type(Type::String(_) | Type::Object(_) | Type::Array(_) | Type::Boolean(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => (None, None),
    }
}

/// The regular expression that a text matches.
#[must_use]
pub fn pattern(schema: &Schema) -> Option<&str> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => string.pattern.as_deref(),
        SchemaKind::Any(any) => any.pattern.as_deref(),
        SchemaKind::Type(_)
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    }
}

/// The number that a number is a multiple of.
#[must_use]
pub fn multiple_of(schema: &Schema) -> Option<Number> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => integer.multiple_of.map(Number::from),
        SchemaKind::Type(Type::Number(real)) => real.multiple_of.and_then(number),
        SchemaKind::Any(any) => any.multiple_of.and_then(number),
        SchemaKind::Type(Type::String(_) | Type::Object(_) | Type::Array(_) | Type::Boolean(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    }
}

/// A number as JSON writes it: whole ones without a fraction.
fn number(value: f64) -> Option<Number> {
    // 2^53: beyond it a double no longer tells neighbouring integers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

/// The parts that a schema is put together from: all, one or any of them.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'s> {
    /// `allOf`
    pub all_of: &'s [ReferenceOr<Schema>],
    /// `oneOf`
    pub one_of: &'s [ReferenceOr<Schema>],
    /// `anyOf`
    pub any_of: &'s [ReferenceOr<Schema>],
}

/// The parts that a schema is put together from.
#[must_use]
pub fn parts(schema: &Schema) -> Parts<'_> {
    let none = Parts { all_of: &[], one_of: &[], any_of: &[] };
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of } => Parts { one_of, ..none },
        SchemaKind::AllOf { all_of } => Parts { all_of, ..none },
        SchemaKind::AnyOf { any_of } => Parts { any_of, ..none },
        SchemaKind::Any(any) => Parts { all_of: &any.all_of, one_of: &any.one_of, any_of: &any.any_of },
        SchemaKind::Type(_) | SchemaKind::Not { .. } => none,
    }
}

/// The name in Rust that a person chose for what a schema describes.
#[must_use]
pub fn rust_name(schema: &Schema) -> Option<&str> {
    schema.schema_data.extensions.get("x-rust-name").and_then(Value::as_str)
}

/// Whether a schema says neither a type nor anything that implies one.
#[must_use]
pub fn is_untyped(schema: &Schema) -> bool {
    let parts = parts(schema);
    kind(schema).is_none() && parts.all_of.is_empty() && parts.one_of.is_empty() && parts.any_of.is_empty()
}
