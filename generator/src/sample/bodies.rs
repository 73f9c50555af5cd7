//! Bodies: what a caller gives, by the first way to send it for which there is a value, and what is on the wire then.

use serde_json::Value;

use super::arguments::{Trace, file_body, files_body, form_body, said};
use super::fit::fit;
use super::{Stage, typed};
use crate::ir::{Argument, Carriage, Choice, Content, FormKind, Given, Part, Parts, Type};
use crate::spec::{Body, Media};

impl<'s> Stage<'s> {
    /// What is given for a body, and its trace.
    pub(super) fn body(&self, argument: &Argument, body: Option<&'s Body>) -> Option<(Given, Trace)> {
        let media = body.map_or(&[][..], |body| body.media.as_slice());
        match &argument.carriage {
            Carriage::Choice(choice) => self.choice(choice, media),
            carriage => self.way(carriage, &argument.ty, media),
        }
    }

    fn choice(&self, choice: &Choice, media: &'s [Media]) -> Option<(Given, Trace)> {
        choice.variants.iter().enumerate().find_map(|(at, way)| {
            let (given, trace) = self.way(&way.carriage, &way.ty, media)?;
            Some((Given::Way(at, Box::new(given)), trace))
        })
    }

    fn way(&self, carriage: &Carriage, ty: &Type, media: &'s [Media]) -> Option<(Given, Trace)> {
        let said = declared(carriage, media);
        let valued = |trace: &dyn Fn(&Value) -> Option<Trace>| {
            self.body_values(ty, said).into_iter().find_map(|value| Some((Given::Value(value.clone()), trace(&value)?)))
        };
        match carriage {
            Carriage::JsonBody(media) => {
                valued(&|value| Some(Trace::Body { media: media.clone(), content: Content::Json(value.clone()) }))
            }
            Carriage::TextBody(media) | Carriage::BytesBody(media) => {
                let text = text(media, said);
                let content = Content::Text(text.clone());
                Some((Given::Value(Value::from(text)), Trace::Body { media: media.clone(), content }))
            }
            Carriage::FormBody(kind, styles) => valued(&|value| form_body(*kind, styles, value)),
            Carriage::FileBody(range) => Some(file_body(range)),
            Carriage::FilesBody => Some(files_body()),
            Carriage::Parts(parts) => self.parts(parts, said),
            Carriage::Path(_)
            | Carriage::Query(_)
            | Carriage::Header(_)
            | Carriage::Cookie(_)
            | Carriage::UrlEncodedField(_)
            | Carriage::MultipartField(_)
            | Carriage::MultipartPart(_)
            | Carriage::MultipartFile(_)
            | Carriage::Choice(_) => None,
        }
    }

    /// The values that a body can have, the document's own first.
    fn body_values(&self, ty: &Type, media: Option<&'s Media>) -> Vec<Value> {
        let schema = media.and_then(|media| media.schema.as_ref());
        let mut values: Vec<Value> = media.and_then(|media| media.example.clone()).into_iter().collect();
        if let Some(schema) = schema {
            values.extend(self.sent.value(schema));
            values.extend(self.made.value(schema));
        }
        values.retain(|value| schema.is_none_or(|schema| self.sent.allows(schema, value)));
        let least = typed::value(&self.api.types, ty);
        values.extend(least.filter(|value| schema.is_none_or(|schema| self.sent.allows_any(schema, value))));
        let fitting = values.iter().filter_map(|value| fit(&self.api.types, ty, value));
        fitting.filter(|value| schema.is_none_or(|schema| self.sent.allows(schema, value))).collect()
    }

    /// A form that is a struct: every part for which there is a value.
    fn parts(&self, parts: &Parts, media: Option<&'s Media>) -> Option<(Given, Trace)> {
        let declared = media.and_then(|media| media.fields.as_deref()).unwrap_or_default();
        let (mut given, mut traces) = (Vec::new(), Vec::<Part>::new());
        for (at, field) in parts.fields.iter().enumerate() {
            match self.argument(field, said(declared, field)) {
                Some((value, Trace::Parts(parts))) => {
                    given.push((at, value));
                    traces.extend(parts);
                }
                Some(_) | None if field.required => return None,
                Some(_) | None => {}
            }
        }
        Some((Given::Parts(given), Trace::Parts(traces)))
    }
}

/// The media type of the document that a body is sent as.
fn declared<'s>(carriage: &Carriage, media: &'s [Media]) -> Option<&'s Media> {
    let named = |name: &str| {
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        media.iter().find(|media| media.name == name)
    };
    match carriage {
        Carriage::JsonBody(name) => named(name).or_else(|| media.iter().find(|media| media.name.contains('*'))),
        Carriage::TextBody(name) | Carriage::BytesBody(name) | Carriage::FileBody(name) => named(name),
        Carriage::FormBody(FormKind::UrlEncoded, _) => named("application/x-www-form-urlencoded"),
        Carriage::FormBody(FormKind::Multipart, _) | Carriage::FilesBody | Carriage::Parts(_) => {
            named("multipart/form-data")
        }
        Carriage::UrlEncodedField(_)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::MultipartFile(_)
        | Carriage::Choice(_) => None,
        Carriage::Path(_) | Carriage::Query(_) | Carriage::Header(_) | Carriage::Cookie(_) => None,
    }
}

/// A body that is text.
fn text(media: &str, said: Option<&Media>) -> String {
    let example = said.and_then(|said| said.example.as_ref()?.as_str().map(str::to_owned));
    example.filter(|text| !text.is_empty()).unwrap_or_else(|| {
        let plain = if media.ends_with("xml") || media.contains("xml;") { "<text/>" } else { "text" };
        if media.starts_with("application/x-www-form-urlencoded") { "text=text".to_owned() } else { plain.to_owned() }
    })
}
