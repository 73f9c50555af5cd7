//! Facts that parameters declare themselves: types and locations.

use super::{InferredType, Scalar};
use crate::spec::{Location, Operation, Parameter, ParameterStyle, Schema, SchemaType, Spec};

/// Returns the type that a parameter declares; `None` for objects and unions.
pub(super) fn declared_type(spec: &Spec, parameter: &Parameter) -> Option<InferredType> {
    let (_, schema) = spec.resolve(&parameter.schema)?;
    if schema.schema_type != Some(SchemaType::Array) {
        return scalar_type(schema);
    }
    let items = schema.items.as_ref();
    let item = items.as_ref().and_then(|items| spec.resolve(items)).and_then(|(_, schema)| scalar_type(schema));
    let (kind, format) = match item {
        Some(InferredType::Scalar { kind, format }) => (kind, format),
        Some(InferredType::List { .. }) | None => (Scalar::String, None),
    };
    let separator = match parameter.style {
        ParameterStyle::Joined(separator) => Some(separator),
        ParameterStyle::SimpleExploded => Some(','),
        ParameterStyle::Exploded
        | ParameterStyle::Label { .. }
        | ParameterStyle::Matrix { .. }
        | ParameterStyle::DeepObject => None,
        ParameterStyle::Json | ParameterStyle::Text | ParameterStyle::FormDefault => None,
    };
    Some(InferredType::List { kind, format, separator })
}

/// Returns the type of a scalar schema.
pub(super) fn scalar_type(schema: &Schema) -> Option<InferredType> {
    let kind = match schema.schema_type? {
        SchemaType::String => Scalar::String,
        SchemaType::Integer => Scalar::Integer,
        // `number` with an integer format means integer.
        SchemaType::Number if matches!(schema.format.as_deref(), Some("int32" | "int64" | "integer")) => {
            Scalar::Integer
        }
        SchemaType::Number => Scalar::Number,
        SchemaType::Boolean => Scalar::Boolean,
        SchemaType::Array | SchemaType::Object => return None,
    };
    Some(InferredType::Scalar { kind, format: schema.format.as_deref().map(str::to_owned) })
}

/// Returns true if a parameter declares no type.
pub(super) fn is_untyped(spec: &Spec, parameter: &Parameter) -> bool {
    // A `content` parameter is text of its media type, whatever its schema declares.
    let is_content = matches!(parameter.style, ParameterStyle::Json | ParameterStyle::Text);
    !is_content && spec.resolve(&parameter.schema).is_none_or(|(_, schema)| schema.is_untyped())
}

/// Returns true for the `Authorization` header.
pub(super) fn is_authorization_header(parameter: &Parameter) -> bool {
    parameter.location == Location::Header && parameter.name.eq_ignore_ascii_case("authorization")
}

/// Returns a location's name in Swagger 2.0 documents.
pub(super) fn location_name(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Field(_) => "formData",
    }
}

/// Returns the segment before a path parameter, and the path up to and including the parameter.
pub(super) fn path_before<'s>(operation: &'s Operation, parameter: &Parameter) -> Option<(&'s str, &'s str)> {
    let placeholder = Some(format!("{{{}}}", parameter.name)).filter(|_| parameter.location == Location::Path)?;
    let start = operation.path.find(&placeholder)?;
    let part = operation.path.get(..start)?.strip_suffix('/')?.rsplit('/').next()?;
    Some((part, operation.path.get(..start + placeholder.len())?))
}
