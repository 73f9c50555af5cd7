//! Bodies: one argument, in the media type that the document gives, or in one of several.

use openapiv3::{ReferenceOr, Schema};

use super::arguments::Draft;
use super::types::Hint;
use super::writing::{says_file, style};
use super::{Lowering, choices};
use crate::diagnostic::Code;
use crate::ir::{self, Carriage, FormKind, Parts, Type};
use crate::names::Wish;
use crate::spec::facts::{self, Kind};
use crate::spec::{self, Body, Media};

/// The schemas of a body that were lowered already, and their types.
pub(super) type Known = Vec<(Option<ReferenceOr<Schema>>, Type)>;

impl Lowering<'_> {
    /// The argument of a body. Where nothing is said of what it is, the caller says it.
    pub(super) fn body(&mut self, body: &Body, hint: &Hint) -> Draft {
        let name = body.name.as_deref().unwrap_or("body");
        let mut docs: Vec<String> = body.description.iter().filter(|text| !text.trim().is_empty()).cloned().collect();
        let mut ways = choices::distinct(&body.media);
        if ways.len() > 1 {
            ways.retain(|way| self.can_be_sent(way.media));
        }
        let (carriage, ty) = match ways.as_slice() {
            [] => (Carriage::FileBody("*/*".to_owned()), Type::File),
            [only] => self.body_carriage(only.media, hint, &mut Known::new()),
            several => (self.choice(several, hint), Type::Unit),
        };
        if let Carriage::FileBody(range) = &carriage {
            docs.push(format!("Its media type, one of `{range}`, is that of the file; the file's name is not sent."));
        }
        if let [only] = ways.as_slice() {
            docs.extend(only.docs());
        }
        Draft {
            wish: Wish::built(name, name).qualified("body"),
            carriage,
            ty,
            required: body.required,
            reserved: false,
            empty: false,
            deprecated: false,
            checks: Vec::new(),
            docs,
        }
    }

    /// How a body of one media type travels, and its type.
    pub(super) fn body_carriage(&mut self, media: &Media, hint: &Hint, known: &mut Known) -> (Carriage, Type) {
        match media.name.as_str() {
            "application/x-www-form-urlencoded" if self.has_no_fields(media) => {
                (Carriage::TextBody(sent(media)), Type::String)
            }
            "application/x-www-form-urlencoded" => self.whole_form(media, hint, known),
            "multipart/form-data" => self.parts(media, hint, known),
            _ => match kind(media, self.declared_kind(media)) {
                Content::Json => (Carriage::JsonBody(sent(media)), self.body_type(media, hint, known)),
                Content::Text if is_xml(&sent(media)) => (Carriage::TextBody(sent(media)), Type::Xml),
                Content::Text => (Carriage::TextBody(sent(media)), Type::String),
                // A wildcard names no type that could be sent, and the boundary of parts is in their media type.
                Content::Bytes if media.name.contains('*') || media.name.starts_with("multipart/") => {
                    (Carriage::FileBody(media.name.clone()), Type::File)
                }
                Content::Bytes => (Carriage::BytesBody(sent(media)), Type::Bytes),
            },
        }
    }

    /// An urlencoded form as one value.
    fn whole_form(&mut self, media: &Media, hint: &Hint, known: &mut Known) -> (Carriage, Type) {
        let ty = match self.body_type(media, hint, known) {
            Type::Value => Type::Map(Box::new(Type::Value)),
            ty => ty,
        };
        (Carriage::FormBody(FormKind::UrlEncoded, styles(media)), ty)
    }

    /// A multipart form: one value where no part of it is a file, else a struct of its parts.
    fn parts(&mut self, media: &Media, hint: &Hint, known: &mut Known) -> (Carriage, Type) {
        if let Some(fields) = &media.fields
            && fields.iter().any(|field| says_file(field) || self.is_file(&field.schema))
        {
            let fields = self.form_fields(fields, &hint.part("parts", &[]));
            let type_name = self.beside.claim_one(&Wish::built("", &format!("{} Parts", hint.text)));
            return (Carriage::Parts(Parts { type_name, fields }), Type::Unit);
        }
        match self.body_type(media, hint, known) {
            Type::Value => (Carriage::FilesBody, Type::Map(Box::new(Type::File))),
            Type::Map(item) if matches!(*item, Type::Value | Type::Bytes) => {
                (Carriage::FilesBody, Type::Map(Box::new(Type::File)))
            }
            ty => (Carriage::FormBody(FormKind::Multipart, styles(media)), ty),
        }
    }

    /// Whether a body's value can be written as its media type, where it can be sent in another way too.
    fn can_be_sent(&mut self, media: &Media) -> bool {
        let is_form = media.name == "application/x-www-form-urlencoded";
        if is_form && self.has_no_fields(media) {
            let message = "the body could also be sent as a form, but has no named fields; it is not".to_owned();
            let at = media.pointer.split_last().map_or_else(|| media.pointer.clone(), |(media, _)| media);
            self.report(Code::BodyMediaUnused, &at, message, "remove this media type in an overlay");
            return false;
        }
        true
    }

    /// Whether a value is no object, so that it has no fields that a form could hold.
    fn has_no_fields(&self, media: &Media) -> bool {
        let declared = media.schema.as_ref().and_then(|schema| self.spec.resolve(schema));
        declared.and_then(|(_, schema)| facts::kind(schema)).is_some_and(|kind| kind != Kind::Object)
    }

    /// Whether a part is a file, or a list of files.
    fn is_file(&self, schema: &ReferenceOr<Schema>) -> bool {
        let Some((_, schema)) = self.spec.resolve(schema) else { return false };
        let item = facts::items(schema).and_then(|items| self.spec.resolve_boxed(items)).unwrap_or(schema);
        facts::kind(item) == Some(Kind::String) && facts::format(item) == Some("binary")
    }

    /// The type of a body that is one value; a schema that stands under several media types is one type.
    fn body_type(&mut self, media: &Media, hint: &Hint, known: &mut Known) -> Type {
        if let Some((_, ty)) = known.iter().find(|(schema, _)| *schema == media.schema) {
            return ty.clone();
        }
        let ty = self.media_type(media, &hint.part("body", &[]));
        known.push((media.schema.clone(), ty.clone()));
        ty
    }

    /// The type of a JSON body.
    pub(super) fn media_type(&mut self, media: &Media, hint: &Hint) -> Type {
        let hint = Hint { text: hint.text.clone(), pointer: media.pointer.clone() };
        let ty = match &media.schema {
            Some(schema) => self.lower_type(schema, &hint),
            None => Type::Value,
        };
        // JSON has no bytes.
        if *self.types.behind(&ty) == Type::Bytes { Type::String } else { ty }
    }

    /// The type word and format that a body's schema declares.
    pub(super) fn declared_kind<'m>(&'m self, media: &'m Media) -> Option<(Kind, Option<&'m str>)> {
        let (_, schema) = self.spec.resolve(media.schema.as_ref()?)?;
        Some((facts::kind(schema)?, facts::format(schema)))
    }
}

/// The media type that is sent: as the document writes it, but always UTF-8, which is what the client writes.
fn sent(media: &Media) -> String {
    match media.name.as_str() {
        "*/*" | "application/*" | "application/*+json" => "application/json".to_owned(),
        "text/*" => "text/plain".to_owned(),
        _ => {
            let mut parts = media.written.split(';').map(str::trim).filter(|part| !part.is_empty());
            let mut sent = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let is_charset = part.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("charset="));
                sent.push_str("; ");
                sent.push_str(if is_charset { "charset=utf-8" } else { part });
            }
            sent
        }
    }
}

/// The styles that a form's fields ask for.
fn styles(media: &Media) -> Vec<(String, ir::Style)> {
    let fields = media.fields.iter().flatten().filter(|field| field.style != spec::Style::Content);
    fields.map(|field| (field.name.clone(), style(field, None, false))).collect()
}

/// How a body is made of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Json,
    Text,
    Bytes,
}

/// What a media type and the schema under it say about the bytes.
pub(super) fn kind(media: &Media, declared: Option<(Kind, Option<&str>)>) -> Content {
    let binary = matches!(declared, Some((Kind::String, Some("binary"))));
    match media.name.as_str() {
        _ if media.is_json() => Content::Json,
        _ if binary => Content::Bytes,
        "*/*" | "application/*" => Content::Json,
        name if name.starts_with("text/") || is_xml(name) || name == "application/x-www-form-urlencoded" => {
            Content::Text
        }
        _ => Content::Bytes,
    }
}

/// The media type that says most: JSON, then any other that has a schema, then the first.
pub(super) fn preferred(media: &[Media]) -> Option<&Media> {
    let json = |m: &&Media| m.is_json();
    let any = |m: &&Media| m.name == "*/*" || m.name == "application/*";
    let with_schema = |m: &&Media| matches!(m.schema, Some(ReferenceOr::Item(_) | ReferenceOr::Reference { .. }));
    media.iter().find(json).or(media.iter().find(any)).or(media.iter().find(with_schema)).or(media.first())
}

/// Whether a media type is XML or made of it.
pub(super) fn is_xml(media: &str) -> bool {
    media == "application/xml" || media == "text/xml" || media.ends_with("+xml")
}
