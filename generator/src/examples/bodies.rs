//! Generates request bodies, with the first content type for which there is a valid value.

use serde_json::Value;

use super::fit::fit;
use super::parameters::{Trace, file_body, files_body, find_declared, form_body};
use super::{SampleContext, typed};
use crate::ir::{
    Binding, BodyChoice, BodyKind, ExampleParameter, ExpectedBody, FormEncoding, MultipartForm, Parameter, Part, Type,
};
use crate::spec::{Body, Media};

impl<'s> SampleContext<'s> {
    /// Returns the value and trace of a body.
    pub(super) fn body(&self, parameter: &Parameter, body: Option<&'s Body>) -> Option<(ExampleParameter, Trace)> {
        let media = body.map_or(&[][..], |body| body.media.as_slice());
        match &parameter.binding {
            Binding::Body(BodyKind::Choice(choice)) => self.choice(choice, media),
            binding => self.single(binding, &parameter.ty, media),
        }
    }

    fn choice(&self, choice: &BodyChoice, media: &'s [Media]) -> Option<(ExampleParameter, Trace)> {
        choice.variants.iter().enumerate().find_map(|(index, variant)| {
            let (value, trace) = self.single(&variant.binding, &variant.ty, media)?;
            Some((ExampleParameter::BodyVariant(index, Box::new(value)), trace))
        })
    }

    fn single(&self, binding: &Binding, ty: &Type, media: &'s [Media]) -> Option<(ExampleParameter, Trace)> {
        let declared = find_media(binding, media);
        let valued = |trace: &dyn Fn(&Value) -> Option<Trace>| {
            self.body_values(ty, declared)
                .into_iter()
                .find_map(|value| Some((ExampleParameter::Value(value.clone()), trace(&value)?)))
        };
        match binding {
            Binding::Body(BodyKind::Json(media)) => {
                valued(&|value| Some(Trace::Body { media: media.clone(), content: ExpectedBody::Json(value.clone()) }))
            }
            Binding::Body(BodyKind::Text(media) | BodyKind::Bytes(media)) => {
                let text = text(media, declared);
                let content = ExpectedBody::Text(text.clone());
                Some((ExampleParameter::Value(Value::from(text)), Trace::Body { media: media.clone(), content }))
            }
            Binding::Body(BodyKind::Form(kind, styles)) => valued(&|value| form_body(*kind, styles, value)),
            Binding::Body(BodyKind::File(range)) => Some(file_body(range)),
            Binding::Body(BodyKind::Files) => Some(files_body()),
            Binding::Body(BodyKind::Multipart(parts)) => self.parts(parts, declared),
            Binding::Param(..) | Binding::FormField(..) | Binding::Body(BodyKind::Choice(_)) => None,
        }
    }

    /// Returns the valid values of a body, the document's example first.
    fn body_values(&self, ty: &Type, media: Option<&'s Media>) -> Vec<Value> {
        let schema = media.and_then(|media| media.schema.as_ref());
        let mut values: Vec<Value> = media.and_then(|media| media.example.clone()).into_iter().collect();
        if let Some(schema) = schema {
            values.extend(self.sent.value(schema));
            values.extend(self.sent_from_keywords.value(schema));
        }
        values.retain(|value| schema.is_none_or(|schema| self.sent.allows(schema, value)));
        let minimal = typed::value(&self.api.types, ty);
        values.extend(minimal.filter(|value| schema.is_none_or(|schema| self.sent.allows_strictly(schema, value))));
        let fitted = values.iter().filter_map(|value| fit(&self.api.types, ty, value));
        fitted.filter(|value| schema.is_none_or(|schema| self.sent.allows(schema, value))).collect()
    }

    /// Returns a multipart struct with every part for which there is a valid value.
    fn parts(&self, parts: &MultipartForm, media: Option<&'s Media>) -> Option<(ExampleParameter, Trace)> {
        let declared = media.and_then(|media| media.fields.as_deref()).unwrap_or_default();
        let (mut values, mut traces) = (Vec::new(), Vec::<Part>::new());
        for (index, field) in parts.parts.iter().enumerate() {
            match self.parameter(field, find_declared(declared, field)) {
                Some((value, Trace::Parts(parts))) => {
                    values.push((index, value));
                    traces.extend(parts);
                }
                Some(_) | None if field.required => return None,
                Some(_) | None => {}
            }
        }
        Some((ExampleParameter::Parts(values), Trace::Parts(traces)))
    }
}

/// Returns the declared media type that a body is sent as.
fn find_media<'s>(binding: &Binding, media: &'s [Media]) -> Option<&'s Media> {
    let named = |name: &str| {
        let name = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        media.iter().find(|media| media.name == name)
    };
    match binding {
        Binding::Body(BodyKind::Json(name)) => {
            named(name).or_else(|| media.iter().find(|media| media.name.contains('*')))
        }
        Binding::Body(BodyKind::Text(name) | BodyKind::Bytes(name) | BodyKind::File(name)) => named(name),
        Binding::Body(BodyKind::Form(FormEncoding::UrlEncoded, _)) => named("application/x-www-form-urlencoded"),
        Binding::Body(BodyKind::Form(FormEncoding::Multipart, _) | BodyKind::Files | BodyKind::Multipart(_)) => {
            named("multipart/form-data")
        }
        Binding::FormField(..) | Binding::Body(BodyKind::Choice(_)) => None,
        Binding::Param(..) => None,
    }
}

/// Returns the contents of a text body.
fn text(media: &str, declared: Option<&Media>) -> String {
    let example = declared.and_then(|declared| declared.example.as_ref()?.as_str().map(str::to_owned));
    example.filter(|text| !text.is_empty()).unwrap_or_else(|| {
        let plain = if media.ends_with("xml") || media.contains("xml;") { "<text/>" } else { "text" };
        if media.starts_with("application/x-www-form-urlencoded") { "text=text".to_owned() } else { plain.to_owned() }
    })
}
