//! Bodies that are no forms: one argument, in the media type that says most.

use openapiv3::ReferenceOr;

use super::Lowering;
use super::arguments::Draft;
use super::types::Hint;
use crate::diagnostic::Code;
use crate::ir::{Carriage, Type};
use crate::names::Wish;
use crate::spec::facts::{self, Kind};
use crate::spec::{Body, Media};

impl Lowering<'_> {
    /// The argument of a body; `None` where it declares no media type at all.
    pub(super) fn body(&mut self, body: &Body, hint: &Hint) -> Option<Draft> {
        let media = preferred(&body.media)?;
        if body.media.len() > 1 {
            let others: Vec<_> =
                body.media.iter().map(|m| m.name.as_str()).filter(|name| *name != media.name).collect();
            let message = format!("the body is sent as {}; it could also be {}", media.name, others.join(", "));
            self.report(Code::BodyMediaUnused, &body.pointer, message, "remove the other media types in an overlay");
        }
        let (carriage, ty) = self.body_carriage(media, hint);
        Some(Draft {
            wish: Wish::built(body.name.as_deref().unwrap_or("body"), body.name.as_deref().unwrap_or("body"))
                .qualified("body"),
            carriage,
            ty,
            required: body.required,
            deprecated: false,
            checks: Vec::new(),
            docs: body.description.iter().filter(|text| !text.trim().is_empty()).cloned().collect(),
        })
    }

    fn body_carriage(&mut self, media: &Media, hint: &Hint) -> (Carriage, Type) {
        let sent = if media.name == "*/*" { "application/json" } else { &media.name };
        match kind(media, self.declared_kind(media)) {
            Content::Json => (Carriage::JsonBody, self.media_type(media, &hint.part("body", &[]))),
            Content::Text => (Carriage::TextBody(sent.to_owned()), Type::String),
            Content::Bytes => (Carriage::BytesBody(sent.to_owned()), Type::Bytes),
        }
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

fn is_xml(media: &str) -> bool {
    media == "application/xml" || media.ends_with("+xml")
}
