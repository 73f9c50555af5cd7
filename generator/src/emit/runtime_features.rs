//! The features of the runtime that a client uses. Only their code is copied into the client.

use std::collections::BTreeSet;

use super::operations::{is_upload, serialization};
use super::rust_types::{ScalarType, format};
use crate::ir::{
    Access, Api, Binding, BodyDecoding, BodyKind, Constraint, CredentialLocation, Field, FieldKind, FirstPageNumber,
    FormEncoding, Operation, PaginationStrategy, ParamIn, Parameter, Presence, Primitive, ScalarFormat, Serialization,
    Struct, Type, TypeKind,
};

/// Returns the names of the runtime's features that a client uses.
pub(super) fn used(api: &Api) -> BTreeSet<&'static str> {
    let mut features = BTreeSet::new();
    for ty in api.named_types() {
        ty.visit(&mut |ty| features.extend(of_type(api, ty)));
    }
    for def in api.types.iter() {
        features.extend(of_kind(&def.kind));
        if let TypeKind::Struct(object) = &def.kind {
            features.extend(of_struct(object));
        }
    }
    for operation in api.modules.iter().flat_map(|module| &module.operations) {
        of_operation(operation, &mut features);
    }
    let conditions = [
        ("erased_box", api.types.needs_erased_boxes),
        ("tokens", api.credentials.iter().any(|credential| credential.source.is_some())),
        ("oauth2", api.credentials.iter().any(|credential| credential.uses_oauth2)),
        ("pkce", api.credentials.iter().any(|credential| credential.uses_authorization_code)),
        ("servers", !api.servers.is_empty()),
    ];
    features.extend(conditions.into_iter().filter(|(_, is_used)| *is_used).map(|(name, _)| name));
    features.extend(api.credentials.iter().filter_map(|credential| of_location(&credential.carrier)));
    for (feature, implied) in IMPLIED {
        if features.contains(feature) {
            features.extend(*implied);
        }
    }
    features
}

/// The features whose code uses the code of other features, in an order in which none implies an earlier one.
const IMPLIED: &[(&str, &[&str])] = &[
    // One function encodes styled values in every part of a request.
    ("styled", &["cookies", "header_params", "multipart"]),
    // The parts of a form can be uploads.
    ("multipart", &["forms", "uploads"]),
    ("nullable_fields", &["required_fields"]),
    ("forms", &["request_bodies"]),
    ("length_constraints", &["constraints"]),
    ("tokens", &["auth_headers"]),
    ("uploads", &["request_bodies"]),
    ("xml", &["text_responses"]),
];

fn of_location(location: &CredentialLocation) -> Option<&'static str> {
    match location {
        CredentialLocation::Query(_) => None,
        CredentialLocation::Cookie(_) => Some("cookies"),
        CredentialLocation::Header(_)
        | CredentialLocation::Bearer
        | CredentialLocation::Basic
        | CredentialLocation::Authorization(_) => Some("auth_headers"),
    }
}

fn of_type(api: &Api, ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Array(inner) | Type::Boxed(inner) => format(api, inner).map(|_| "nested_formats"),
        Type::Xml => Some("xml"),
        Type::File => Some("multipart"),
        Type::Map(_) => Some("maps"),
        Type::Tuple(_) => Some("tuples"),
        ty => ScalarType::new(ty).and_then(|scalar| scalar.part),
    }
}

fn of_kind(kind: &TypeKind) -> Option<&'static str> {
    match kind {
        TypeKind::Struct(_) | TypeKind::Alias(_) => None,
        TypeKind::Enum(_) => Some("open_enums"),
        TypeKind::LiteralEnum(_) => Some("value_enums"),
        TypeKind::Union(_) => Some("unions"),
        TypeKind::Newtype(_) => Some("newtypes"),
    }
}

fn of_struct(object: &Struct) -> impl Iterator<Item = &'static str> {
    let of_field = |field: &Field| match field.presence {
        Presence::Optional | Presence::RequiredInRequests => None,
        Presence::Required => Some("required_fields"),
        Presence::Nullable | Presence::OptionalNullable => Some("nullable_fields"),
    };
    let has_read_only = object.fields.iter().any(|field| field.access == Access::ReadOnly);
    let is_lenient = object.fields.iter().any(is_lenient);
    let of_object = [
        has_read_only.then_some("read_only_fields"),
        object.extra.as_ref().map(|_| "unknown_fields"),
        is_lenient.then_some("lenient"),
    ];
    object.fields.iter().filter_map(of_field).chain(of_object.into_iter().flatten())
}

/// Returns true if some servers send another value for an absent one: optional values that are not text, and lists and
/// objects.
fn is_lenient(field: &Field) -> bool {
    match &field.ty {
        Type::Unit | Type::Json | Type::Secret | Type::Bytes | Type::Xml | Type::File => false,
        Type::Primitive(Primitive::String) => false,
        Type::Scalar(ScalarFormat::Uri | ScalarFormat::Base64 | ScalarFormat::Base64Url) => false,
        Type::Timestamp(_) | Type::Date | Type::Scalar(_) | Type::Primitive(_) | Type::Tuple(_) => {
            field.presence != Presence::Required
        }
        Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Boxed(_) | Type::Named(_) => true,
    }
}

fn of_operation(operation: &Operation, features: &mut BTreeSet<&'static str>) {
    let decodes = |decoding| operation.outputs().any(|(_, arms)| arms.iter().any(|arm| arm.decoding == decoding));
    let conditions = [
        ("idempotency_keys", operation.idempotency_key.is_some()),
        ("pagination", operation.pagination.is_some()),
        ("raw_responses", operation.has_download() || !operation.streams.is_empty()),
        ("response_choices", !operation.choices.is_empty()),
        ("response_headers", operation.headers.is_some()),
        ("streaming", !operation.streams.is_empty()),
        ("binary_responses", decodes(BodyDecoding::Bytes)),
        ("empty_responses", decodes(BodyDecoding::Empty)),
        ("text_responses", decodes(BodyDecoding::Text)),
        ("untyped_responses", decodes(BodyDecoding::Untyped)),
        ("xml", decodes(BodyDecoding::Xml)),
    ];
    features.extend(conditions.into_iter().filter(|(_, is_used)| *is_used).map(|(name, _)| name));
    features.extend(operation.pagination.as_ref().and_then(|pagination| of_strategy(&pagination.strategy)));
    operation.parameters.iter().for_each(|parameter| of_parameter(parameter, features));
}

fn of_strategy(strategy: &PaginationStrategy) -> Option<&'static str> {
    match strategy {
        PaginationStrategy::Number { first: FirstPageNumber::Field(_), .. } => Some("current_page"),
        PaginationStrategy::Number { .. } | PaginationStrategy::Offset { .. } => None,
        PaginationStrategy::Cursor { .. } | PaginationStrategy::LastItemId { .. } => Some("cursors"),
        PaginationStrategy::Url { .. } | PaginationStrategy::Link => Some("next_links"),
    }
}

fn of_parameter(parameter: &Parameter, features: &mut BTreeSet<&'static str>) {
    for constraint in &parameter.constraints {
        features.insert(match constraint {
            Constraint::Items(..) | Constraint::Range(..) => "constraints",
            Constraint::Length(..) => "length_constraints",
        });
    }
    if parameter.allow_empty {
        features.insert("styled");
    }
    of_binding(&parameter.binding, features);
}

fn of_binding(binding: &Binding, features: &mut BTreeSet<&'static str>) {
    if is_upload(binding) {
        features.insert("uploads");
    }
    match binding {
        Binding::Param(ParamIn::Header, _) => drop(features.insert("header_params")),
        Binding::Param(ParamIn::Cookie, _) => drop(features.insert("cookies")),
        Binding::Param(ParamIn::Path | ParamIn::Query, _) => {}
        Binding::FormField(..) => drop(features.insert("forms")),
        Binding::Body(_) => drop(features.insert("request_bodies")),
    }
    match binding {
        Binding::FormField(FormEncoding::Multipart, FieldKind::Value(_))
        | Binding::FormField(_, FieldKind::File(None)) => {
            features.insert("multipart");
        }
        Binding::FormField(_, FieldKind::Part(_) | FieldKind::File(Some(_)))
        | Binding::Body(BodyKind::File(_) | BodyKind::Form(..) | BodyKind::Files) => {
            features.insert("styled");
        }
        Binding::Body(BodyKind::Multipart(form)) => {
            features.insert("multipart");
            form.parts.iter().for_each(|part| of_parameter(part, features));
        }
        Binding::Body(BodyKind::Choice(choice)) => {
            choice.variants.iter().for_each(|variant| of_binding(&variant.binding, features));
        }
        Binding::Param(..)
        | Binding::FormField(FormEncoding::UrlEncoded, FieldKind::Value(_))
        | Binding::Body(BodyKind::Json(_) | BodyKind::Text(_) | BodyKind::Bytes(_)) => {}
    }
    if let Some(Serialization::Styled(_)) = serialization(binding) {
        features.insert("styled");
    }
}
