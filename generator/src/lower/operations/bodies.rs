//! Request bodies: one parameter with one media type or a choice of several.

use super::body_choices::{self, Offer};
use super::parameters::{self, ParameterDraft};
use super::serialization::{file_type, in_utf8, is_file_part, style};
use crate::diagnostic::Code;
use crate::ir::{self, Binding, BodyChoice, BodyKind, FormEncoding, MultipartForm, Primitive, Type};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::schemas::arena::NameHint;
use crate::names::{Case, NameRequest, lock};
use crate::spec::{self, Body, Media, SchemaRef, SchemaType};

/// Schemas of a body that are lowered already, with their types.
type KnownBodies = Vec<(Option<SchemaRef>, Type)>;

/// Lowers a body to a parameter. If the document gives no media type, the caller passes a file with one.
pub(super) fn lower(cx: &LoweringContext, out: &mut Sinks, body: &Body, hint: &NameHint) -> ParameterDraft {
    let name = body.name.as_deref().unwrap_or("body");
    let mut docs: Vec<String> = body.description.iter().filter(|text| !text.trim().is_empty()).cloned().collect();
    let mut offers = body_choices::distinct(&body.media);
    if offers.len() > 1 {
        offers.retain(|offer| is_encodable(cx, out, offer.media));
    }
    let (binding, ty) = match offers.as_slice() {
        [] => (Binding::Body(BodyKind::File("*/*".to_owned())), Type::File),
        [only] => binding(cx, out, only.media, hint, &mut KnownBodies::new()),
        several => (choice(cx, out, several, hint), Type::Unit),
    };
    if let Binding::Body(BodyKind::File(range)) = &binding {
        docs.push(format!("The file provides the media type, one of `{range}`; its name is not sent."));
    }
    if let [only] = offers.as_slice() {
        docs.extend(only.docs());
    }
    ParameterDraft {
        name_request: NameRequest::built(name, name).qualified("body"),
        binding,
        ty,
        required: body.required,
        reserved: false,
        empty: false,
        deprecated: false,
        checks: Vec::new(),
        docs,
        rules: Vec::new(),
    }
}

/// Returns the binding and the type of a body of one media type.
fn binding(
    cx: &LoweringContext,
    out: &mut Sinks,
    media: &Media,
    hint: &NameHint,
    known: &mut KnownBodies,
) -> (Binding, Type) {
    match media.name.as_str() {
        "application/x-www-form-urlencoded" if has_no_fields(cx, media) => {
            (Binding::Body(BodyKind::Text(sent(media))), Type::Primitive(Primitive::String))
        }
        "application/x-www-form-urlencoded" => url_encoded_form(cx, out, media, hint, known),
        "multipart/form-data" => multipart_form(cx, out, media, hint, known),
        "*/*" if is_plain_text(cx, media) => {
            (Binding::Body(BodyKind::Text("text/plain".to_owned())), Type::Primitive(Primitive::String))
        }
        _ => match kind(media, declared_type(cx, media)) {
            BodyEncoding::Json => (Binding::Body(BodyKind::Json(sent(media))), body_type(cx, out, media, hint, known)),
            BodyEncoding::Text if is_xml(&sent(media)) => (Binding::Body(BodyKind::Text(sent(media))), Type::Xml),
            BodyEncoding::Text => (Binding::Body(BodyKind::Text(sent(media))), Type::Primitive(Primitive::String)),
            // A range is not a media type to send, and a multipart media type contains the boundary.
            BodyEncoding::Bytes if media.name.contains('*') || media.name.starts_with("multipart/") => {
                (Binding::Body(BodyKind::File(media.name.clone())), Type::File)
            }
            BodyEncoding::Bytes => (Binding::Body(BodyKind::Bytes(sent(media))), Type::Bytes),
        },
    }
}

/// Lowers a URL-encoded form to one value.
fn url_encoded_form(
    cx: &LoweringContext,
    out: &mut Sinks,
    media: &Media,
    hint: &NameHint,
    known: &mut KnownBodies,
) -> (Binding, Type) {
    let ty = match body_type(cx, out, media, hint, known) {
        Type::Json => Type::Map(Box::new(Type::Json)),
        ty => ty,
    };
    (Binding::Body(BodyKind::Form(FormEncoding::UrlEncoded, styles(cx, media))), ty)
}

/// Lowers a multipart form: to a struct of parts if a part is a file, or else to one value.
fn multipart_form(
    cx: &LoweringContext,
    out: &mut Sinks,
    media: &Media,
    hint: &NameHint,
    known: &mut KnownBodies,
) -> (Binding, Type) {
    if let Some(fields) = &media.fields
        && fields.iter().any(|field| is_file_part(field) || file_type(cx, &field.schema).is_some())
    {
        let fields = parameters::form_fields(cx, out, fields, &hint.part("parts", &[]));
        let type_name = out.type_names.claim_one(&operation_type(cx, hint, "parts"));
        return (Binding::Body(BodyKind::Multipart(MultipartForm { type_name, parts: fields })), Type::Unit);
    }
    match body_type(cx, out, media, hint, known) {
        Type::Json => (Binding::Body(BodyKind::Files), Type::Map(Box::new(Type::File))),
        Type::Map(item) if matches!(*item, Type::Json | Type::Bytes) => {
            (Binding::Body(BodyKind::Files), Type::Map(Box::new(Type::File)))
        }
        ty => (Binding::Body(BodyKind::Form(FormEncoding::Multipart, styles(cx, media))), ty),
    }
}

/// Returns true if a body's value can be encoded as its media type. Otherwise reports that the media type is
/// unused.
fn is_encodable(cx: &LoweringContext, out: &mut Sinks, media: &Media) -> bool {
    let is_form = media.name == "application/x-www-form-urlencoded";
    if is_form && has_no_fields(cx, media) {
        let message = "media type ignored: a form needs an object with named fields".to_owned();
        let at = media.pointer.split_last().map_or_else(|| media.pointer.clone(), |(media, _)| media);
        out.report(cx, Code::BodyMediaUnused, &at, message, "remove this media type in an overlay");
        return false;
    }
    true
}

/// Returns true if a value is not an object and so has no form fields.
fn has_no_fields(cx: &LoweringContext, media: &Media) -> bool {
    let declared = media.schema.as_ref().and_then(|schema| cx.spec.resolve(schema));
    declared.and_then(|(_, schema)| schema.schema_type).is_some_and(|kind| kind != SchemaType::Object)
}

/// Lowers a body that is one value. Equal schemas under several media types share one type.
fn body_type(cx: &LoweringContext, out: &mut Sinks, media: &Media, hint: &NameHint, known: &mut KnownBodies) -> Type {
    if let Some((_, ty)) = known.iter().find(|(schema, _)| *schema == media.schema) {
        return ty.clone();
    }
    let ty = media_type(cx, out, media, &hint.part("body", &[]));
    known.push((media.schema.clone(), ty.clone()));
    ty
}

/// Requests the name of a type with a purpose in an operation.
fn operation_type(cx: &LoweringContext, hint: &NameHint, purpose: &str) -> NameRequest {
    let key = lock::operation_type(&cx.keys().schema(&hint.pointer), purpose);
    NameRequest::built("", &format!("{} {purpose}", hint.text)).keyed(key)
}

/// Lowers the schema of a media type.
pub(super) fn media_type(cx: &LoweringContext, out: &mut Sinks, media: &Media, hint: &NameHint) -> Type {
    let hint = hint.moved(&media.pointer);
    let ty = match &media.schema {
        Some(schema) => out.lower(cx, schema, &hint),
        None => Type::Json,
    };
    // JSON cannot represent bytes.
    if *out.types.resolve_alias(&ty) == Type::Bytes { Type::Primitive(Primitive::String) } else { ty }
}

/// Returns the type and format that a body's schema declares.
pub(super) fn declared_type<'m>(cx: &'m LoweringContext, media: &'m Media) -> Option<(SchemaType, Option<&'m str>)> {
    let (_, schema) = cx.spec.resolve(media.schema.as_ref()?)?;
    Some((schema.schema_type?, schema.format.as_deref()))
}

/// Returns true if a body is a string without a format or listed values.
pub(super) fn is_plain_text(cx: &LoweringContext, media: &Media) -> bool {
    let schema = media.schema.as_ref().and_then(|schema| cx.spec.resolve_schema(schema));
    schema.is_some_and(|schema| {
        schema.schema_type == Some(SchemaType::String) && schema.format.is_none() && schema.enum_values.is_empty()
    })
}

/// Lowers a body with several media types.
fn choice(cx: &LoweringContext, out: &mut Sinks, offers: &[Offer], hint: &NameHint) -> Binding {
    let mut known = KnownBodies::new();
    let lowered = offers.iter().map(|offer| binding(cx, out, offer.media, hint, &mut known)).collect();
    let variants = {
        let scope = lock::variants(&lock::operation_type(&cx.keys().schema(&hint.pointer), "body"));
        let mut scope = cx.keys().scope(Case::Camel, ["Self"], &scope);
        body_choices::variants(out.types, &mut scope, offers, lowered)
    };
    let type_name = out.type_names.claim_one(&operation_type(cx, hint, "body"));
    Binding::Body(BodyKind::Choice(BodyChoice { type_name, variants }))
}

/// Returns the media type to send: as documented, but with `charset=utf-8`, which is the encoding of the client.
fn sent(media: &Media) -> String {
    match media.name.as_str() {
        "*/*" | "application/*" | "application/*+json" => "application/json".to_owned(),
        "text/*" => "text/plain".to_owned(),
        _ => in_utf8(&media.written),
    }
}

/// Returns the styles of a form's fields that differ from the default.
fn styles(cx: &LoweringContext, media: &Media) -> Vec<(String, ir::Style)> {
    let fields = media.fields.iter().flatten().filter(|field| field.style != spec::ParameterStyle::FormDefault);
    fields.map(|field| (field.name.clone(), style(cx, field, None, false))).collect()
}

/// Encoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyEncoding {
    Json,
    Text,
    Bytes,
}

/// Returns the encoding that a media type and its schema imply.
pub(super) fn kind(media: &Media, declared: Option<(SchemaType, Option<&str>)>) -> BodyEncoding {
    let binary = matches!(declared, Some((SchemaType::String, Some("binary"))));
    match media.name.as_str() {
        // Documents declare files under the media type that they inherit, which is often JSON.
        _ if binary => BodyEncoding::Bytes,
        _ if media.is_json() => BodyEncoding::Json,
        "*/*" | "application/*" => BodyEncoding::Json,
        name if name.starts_with("text/") || is_xml(name) || name == "application/x-www-form-urlencoded" => {
            BodyEncoding::Text
        }
        _ => BodyEncoding::Bytes,
    }
}

/// Returns true if a media type is XML or based on it.
pub(super) fn is_xml(media: &str) -> bool {
    media == "application/xml" || media == "text/xml" || media.ends_with("+xml")
}
