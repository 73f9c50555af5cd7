//! Conversion of `openapiv3::Schema` to [`Schema`].
//!
//! `openapiv3` reads a schema into a variant of `SchemaKind` if all its keywords belong to that variant, and into
//! `AnySchema` otherwise. [`Schema`] has the same fields for all of them.

use openapiv3::{
    AnySchema, ArrayType, IntegerFormat, IntegerType, NumberFormat, NumberType, ObjectType, ReferenceOr, SchemaData,
    SchemaKind, StringFormat, StringType, Type, VariantOrUnknownOrEmpty as Format,
};
use serde::Deserialize;
use serde_json::{Number, Value};

use super::{AdditionalProperties, Discriminator, NumericBound, Schema, SchemaRef, SchemaType};

impl From<openapiv3::Schema> for Schema {
    fn from(schema: openapiv3::Schema) -> Self {
        let mut converted = with_annotations(schema.schema_data);
        match schema.schema_kind {
            SchemaKind::Type(Type::String(string)) => add_string(&mut converted, string),
            SchemaKind::Type(Type::Number(number)) => add_number(&mut converted, number),
            SchemaKind::Type(Type::Integer(integer)) => add_integer(&mut converted, integer),
            SchemaKind::Type(Type::Object(object)) => add_object(&mut converted, object),
            SchemaKind::Type(Type::Array(array)) => add_array(&mut converted, array),
            SchemaKind::Type(Type::Boolean(boolean)) => {
                converted.schema_type = Some(SchemaType::Boolean);
                add_enum(&mut converted, boolean.enumeration);
            }
            SchemaKind::OneOf { one_of } => converted.one_of = refs(one_of),
            SchemaKind::AllOf { all_of } => converted.all_of = refs(all_of),
            SchemaKind::AnyOf { any_of } => converted.any_of = refs(any_of),
            SchemaKind::Not { not } => converted.not = Some((*not).into()),
            SchemaKind::Any(any) => add_any(&mut converted, any),
        }
        converted.prefix_items = prefix_items(&converted);
        converted
    }
}

/// Creates a schema with the keywords that all types share.
fn with_annotations(data: SchemaData) -> Schema {
    Schema {
        title: data.title,
        description: data.description,
        default: data.default,
        example: data.example,
        nullable: data.nullable,
        read_only: data.read_only,
        write_only: data.write_only,
        deprecated: data.deprecated,
        discriminator: data.discriminator.map(|discriminator| Discriminator {
            property_name: discriminator.property_name,
            mapping: discriminator.mapping,
        }),
        extensions: data.extensions,
        ..Schema::default()
    }
}

fn add_string(schema: &mut Schema, string: StringType) {
    schema.schema_type = Some(SchemaType::String);
    schema.format = format(string.format, |format| match format {
        StringFormat::Date => "date",
        StringFormat::DateTime => "date-time",
        StringFormat::Password => "password",
        StringFormat::Byte => "byte",
        StringFormat::Binary => "binary",
    });
    schema.pattern = string.pattern;
    (schema.min_length, schema.max_length) = (string.min_length, string.max_length);
    add_enum(schema, string.enumeration);
}

fn add_number(schema: &mut Schema, number: NumberType) {
    schema.schema_type = Some(SchemaType::Number);
    schema.format = format(number.format, |format| match format {
        NumberFormat::Float => "float",
        NumberFormat::Double => "double",
    });
    schema.minimum = bound(number.minimum.and_then(json_number), number.exclusive_minimum);
    schema.maximum = bound(number.maximum.and_then(json_number), number.exclusive_maximum);
    schema.multiple_of = number.multiple_of.and_then(json_number);
    add_enum(schema, number.enumeration);
}

fn add_integer(schema: &mut Schema, integer: IntegerType) {
    schema.schema_type = Some(SchemaType::Integer);
    schema.format = format(integer.format, |format| match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Int64 => "int64",
    });
    schema.minimum = bound(integer.minimum.map(Number::from), integer.exclusive_minimum);
    schema.maximum = bound(integer.maximum.map(Number::from), integer.exclusive_maximum);
    schema.multiple_of = integer.multiple_of.map(Number::from);
    add_enum(schema, integer.enumeration);
}

fn add_object(schema: &mut Schema, object: ObjectType) {
    schema.schema_type = Some(SchemaType::Object);
    schema.properties = object.properties.into_iter().map(|(name, property)| (name, property.into())).collect();
    schema.required = object.required;
    schema.additional_properties = object.additional_properties.map(AdditionalProperties::from);
    (schema.min_properties, schema.max_properties) = (object.min_properties, object.max_properties);
}

fn add_array(schema: &mut Schema, array: ArrayType) {
    schema.schema_type = Some(SchemaType::Array);
    schema.items = array.items.map(SchemaRef::from);
    (schema.min_items, schema.max_items) = (array.min_items, array.max_items);
    schema.unique_items = array.unique_items;
}

fn add_any(schema: &mut Schema, any: AnySchema) {
    schema.schema_type = any_type(&any);
    schema.format = any.format;
    schema.pattern = any.pattern;
    schema.minimum = bound(any.minimum.and_then(json_number), any.exclusive_minimum.unwrap_or(false));
    schema.maximum = bound(any.maximum.and_then(json_number), any.exclusive_maximum.unwrap_or(false));
    schema.multiple_of = any.multiple_of.and_then(json_number);
    (schema.min_length, schema.max_length) = (any.min_length, any.max_length);
    schema.items = any.items.map(SchemaRef::from);
    (schema.min_items, schema.max_items) = (any.min_items, any.max_items);
    schema.unique_items = any.unique_items.unwrap_or(false);
    schema.properties = any.properties.into_iter().map(|(name, property)| (name, property.into())).collect();
    schema.required = any.required;
    schema.additional_properties = any.additional_properties.map(AdditionalProperties::from);
    (schema.min_properties, schema.max_properties) = (any.min_properties, any.max_properties);
    schema.all_of = refs(any.all_of);
    schema.one_of = refs(any.one_of);
    schema.any_of = refs(any.any_of);
    schema.not = any.not.map(|not| (*not).into());
    schema.enum_null_index = any.enumeration.iter().position(Value::is_null);
    schema.enum_has_null = schema.enum_null_index.is_some();
    schema.enum_values = any.enumeration.into_iter().filter(|value| !value.is_null()).collect();
}

/// Returns the declared type, or the only one that the keywords of objects or arrays apply to.
fn any_type(any: &AnySchema) -> Option<SchemaType> {
    match any.typ.as_deref() {
        Some("string") => Some(SchemaType::String),
        Some("integer") => Some(SchemaType::Integer),
        Some("number") => Some(SchemaType::Number),
        Some("boolean") => Some(SchemaType::Boolean),
        Some("array") => Some(SchemaType::Array),
        Some("object") => Some(SchemaType::Object),
        _ if !any.properties.is_empty() || any.additional_properties.is_some() => Some(SchemaType::Object),
        _ if any.items.is_some() => Some(SchemaType::Array),
        _ => None,
    }
}

fn add_enum<T: Into<Value>>(schema: &mut Schema, values: Vec<Option<T>>) {
    schema.enum_null_index = values.iter().position(Option::is_none);
    schema.enum_has_null = schema.enum_null_index.is_some();
    schema.enum_values = values.into_iter().flatten().map(Into::into).collect();
}

fn format<T>(format: Format<T>, name: fn(T) -> &'static str) -> Option<String> {
    match format {
        Format::Item(known) => Some(name(known).to_owned()),
        Format::Unknown(format) => Some(format),
        Format::Empty => None,
    }
}

fn bound(value: Option<Number>, exclusive: bool) -> Option<NumericBound> {
    value.map(|value| NumericBound { value, exclusive })
}

/// Returns a number as JSON writes it: integers without a fraction.
fn json_number(value: f64) -> Option<Number> {
    // 2^53: above it, a double does not represent every integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

/// Reads the schemas of a tuple's items, if the array always has as many. `prefixItems` alone allows fewer and more.
fn prefix_items(schema: &Schema) -> Vec<SchemaRef> {
    let listed = schema.extensions.get("x-prefix-items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if schema.max_items != Some(listed.len()) || schema.min_items.is_none_or(|least| least < listed.len()) {
        return Vec::new();
    }
    listed.iter().map(from_json).collect()
}

/// Reads one schema. A schema that cannot be read allows any value.
fn from_json(value: &Value) -> SchemaRef {
    if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
        return SchemaRef::Reference(reference.to_owned());
    }
    openapiv3::Schema::deserialize(value).map(Schema::from).unwrap_or_default().into()
}

fn refs(schemas: Vec<ReferenceOr<openapiv3::Schema>>) -> Vec<SchemaRef> {
    schemas.into_iter().map(SchemaRef::from).collect()
}

impl From<ReferenceOr<openapiv3::Schema>> for SchemaRef {
    fn from(schema: ReferenceOr<openapiv3::Schema>) -> Self {
        match schema {
            ReferenceOr::Item(schema) => Schema::from(schema).into(),
            ReferenceOr::Reference { reference } => Self::Reference(reference),
        }
    }
}

impl From<ReferenceOr<Box<openapiv3::Schema>>> for SchemaRef {
    fn from(schema: ReferenceOr<Box<openapiv3::Schema>>) -> Self {
        schema.unbox().into()
    }
}

impl From<openapiv3::AdditionalProperties> for AdditionalProperties {
    fn from(additional: openapiv3::AdditionalProperties) -> Self {
        match additional {
            openapiv3::AdditionalProperties::Any(any) => Self::Any(any),
            openapiv3::AdditionalProperties::Schema(schema) => Self::Schema((*schema).into()),
        }
    }
}
