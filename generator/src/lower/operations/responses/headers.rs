//! Response headers of an operation: one struct for all statuses, since a header means the same in each.

use crate::ir::{HeaderFormat, Primitive, ResponseHeader, ResponseHeaders, TimestampFormat, Type};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::operations::serialization::is_http_date;
use crate::lower::operations::statuses;
use crate::lower::schemas::arena::{NameHint, TypeDrafts, not_nullable};
use crate::lower::schemas::docs;
use crate::names::{Case, NameRequest, lock};
use crate::spec::{self, AdditionalProperties, Response, SchemaRef, SchemaType};

/// Lowers the declared response headers, without duplicates; those of successes first.
pub(super) fn lower(
    cx: &LoweringContext,
    out: &mut Sinks,
    responses: &[Response],
    hint: &NameHint,
) -> Option<ResponseHeaders> {
    let mut responses: Vec<&Response> = responses.iter().collect();
    responses.sort_by_key(|response| !statuses::is_success(response.status));
    let mut declared: Vec<&spec::Header> = Vec::new();
    for header in responses.iter().flat_map(|response| &response.headers) {
        if !declared.iter().any(|other| other.name.eq_ignore_ascii_case(&header.name)) {
            declared.push(header);
        }
    }
    if declared.is_empty() {
        return None;
    }
    let name_requests: Vec<NameRequest> = declared.iter().map(|header| NameRequest::given(&header.name)).collect();
    let key = cx.keys().schema(&hint.pointer);
    let mut scope = cx.keys().scope(Case::Snake, [], &lock::headers(&key));
    let names = scope.claim(&name_requests);
    let invalid = scope.claim_one(&NameRequest::built("", "invalid headers"));
    let fields = declared.into_iter().zip(names).map(|(header, name)| {
        let (format, ty) = header_type(cx, out, header, hint);
        ResponseHeader { name, ty, format, deprecated: header.deprecated, docs: header_docs(cx, header) }
    });
    let fields = fields.collect();
    let name_request =
        NameRequest::built("", &format!("{} headers", hint.text)).keyed(lock::operation_type(&key, "headers"));
    Some(ResponseHeaders { name: out.type_names.claim_one(&name_request), fields, invalid })
}

/// Returns the serialization and the type that a header declares, or a string if its text form is ambiguous.
fn header_type(cx: &LoweringContext, out: &mut Sinks, header: &spec::Header, hint: &NameHint) -> (HeaderFormat, Type) {
    let hint = NameHint { text: format!("{} {}", hint.text, header.name), pointer: header.pointer.clone() };
    if header.is_json {
        return (HeaderFormat::Json, not_nullable(out.lower(cx, &header.schema, &hint)));
    }
    // Commas are part of its dates, so that each cookie has a line.
    if header.name.eq_ignore_ascii_case("set-cookie") {
        return (HeaderFormat::Lines, Type::Array(Box::new(Type::Secret)));
    }
    if !is_text(cx, &header.schema) && !is_flat_object(cx, &header.schema) {
        return (HeaderFormat::Text, Type::Primitive(Primitive::String));
    }
    let ty = not_nullable(out.lower(cx, &header.schema, &hint));
    let ty = match text_type(out.types, &ty) {
        _ if is_flat_object(cx, &header.schema) => ty,
        Some(Type::Array(_)) if header.separator != ',' => Type::Primitive(Primitive::String),
        Some(Type::Timestamp(_) | Type::Date) if is_http_date(&header.name) => {
            Type::Timestamp(TimestampFormat::HttpDate)
        }
        Some(ty) => ty,
        None => Type::Primitive(Primitive::String),
    };
    (HeaderFormat::Text, ty)
}

/// Returns true for an object whose properties are scalars. Headers contain it as `a=1,b=2` or `a,1,b,2`.
fn is_flat_object(cx: &LoweringContext, schema: &SchemaRef) -> bool {
    let is_scalar = |schema: &SchemaRef| {
        is_text(cx, schema)
            && cx.spec.resolve_schema(schema).is_some_and(|schema| schema.schema_type != Some(SchemaType::Array))
    };
    cx.spec.resolve_schema(schema).is_some_and(|schema| {
        let values = match &schema.additional_properties {
            Some(AdditionalProperties::Schema(values)) => is_scalar(values),
            Some(AdditionalProperties::Any(_)) | None => !schema.properties.is_empty(),
        };
        schema.schema_type == Some(SchemaType::Object)
            && !schema.is_composed()
            && values
            && schema.properties.values().all(is_scalar)
    })
}

/// Returns true if a schema has a text form: it is neither an object nor one of several types.
fn is_text(cx: &LoweringContext, schema: &SchemaRef) -> bool {
    let Some((_, schema)) = cx.spec.resolve(schema) else { return false };
    let is_plain = !schema.is_composed();
    match schema.schema_type {
        Some(SchemaType::Object) => false,
        Some(SchemaType::Array) => schema.items.as_ref().is_none_or(|items| is_text(cx, items)),
        Some(SchemaType::String | SchemaType::Integer | SchemaType::Number | SchemaType::Boolean) | None => is_plain,
    }
}

/// Returns a type as it is decoded from a header's text; `None` if it has no text form.
fn text_type(types: &TypeDrafts, ty: &Type) -> Option<Type> {
    match types.resolve_alias(ty) {
        Type::Named(id) if types.is_enum(*id) => Some(ty.clone()),
        Type::Array(item) => match text_type(types, item).unwrap_or(Type::Primitive(Primitive::String)) {
            Type::Array(_) => None,
            item => Some(Type::Array(Box::new(item))),
        },
        Type::Nullable(inner) => text_type(types, inner),
        Type::Json | Type::Bytes | Type::Xml | Type::File | Type::Unit => None,
        Type::Map(_) | Type::Boxed(_) | Type::Named(_) => None,
        plain => Some(plain.clone()),
    }
}

fn header_docs(cx: &LoweringContext, header: &spec::Header) -> Vec<String> {
    let described = header.description.clone().filter(|text| !text.trim().is_empty());
    match (described, cx.spec.resolve(&header.schema)) {
        (Some(text), _) => vec![text],
        (None, Some((_, schema))) => docs::schema_docs(schema),
        (None, None) => Vec::new(),
    }
}
