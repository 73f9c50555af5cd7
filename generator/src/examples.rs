//! Generates an example call of every operation: parameter values, the expected request and a stub response.
//!
//! Values are the document's examples if its schemas accept them; other values are generated from the schemas. This
//! module serializes the expected request independently of the runtime's encoder, so that tests can compare the two.

mod bodies;
mod fit;
mod formats;
mod generate;
mod merged;
mod parameters;
mod patterns;
mod responses;
mod security;
mod typed;
mod validate;
mod wire;

use std::collections::BTreeMap;

use crate::infer::Inferences;
use crate::ir::{
    Api, Binding, BodyKind, ExampleParameter, ExpectedBody, ExpectedRequest, FormEncoding, Operation, OperationExample,
    ParamIn, Parameter, PathSegment, Primitive, Type,
};
use crate::spec::{self, Spec};
use generate::ValueGenerator;
use parameters::{Trace, find_declared};

/// The examples by the type names of their operations. An error is the reason for a missing example.
pub type Samples = BTreeMap<String, Result<OperationExample, String>>;

/// The direction of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Sent,
    Received,
}

/// The inputs of the generation.
struct SampleContext<'s> {
    spec: &'s Spec,
    inferences: &'s Inferences,
    api: &'s Api,
    /// The generator of request values.
    sent: ValueGenerator<'s>,
    /// The generator of request values from schema keywords alone.
    sent_from_keywords: ValueGenerator<'s>,
    /// The generator of response values.
    received: ValueGenerator<'s>,
}

/// The headers that the client sets itself. OpenAPI describes them by other means than parameters.
const CLIENT_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// The maximum size of the bodies of all examples of an API, in bytes.
const MAX_SIZE: usize = 1 << 20;

/// The additional size for each operation, in bytes.
const MAX_SIZE_PER_OPERATION: usize = 8 << 10;

/// Generates an example of every operation, as long as they do not exceed their maximum size.
#[must_use]
pub fn samples(spec: &Spec, inferences: &Inferences, api: &Api) -> Samples {
    let context = SampleContext {
        spec,
        inferences,
        api,
        sent: ValueGenerator::new(spec, Direction::Sent),
        sent_from_keywords: ValueGenerator::without_examples(spec, Direction::Sent),
        received: ValueGenerator::new(spec, Direction::Received),
    };
    let declared: BTreeMap<(String, &str), &spec::Operation> =
        spec.operations.iter().map(|one| ((one.method.to_ascii_uppercase(), one.path.as_str()), one)).collect();
    let operations = || api.modules.iter().flat_map(|group| &group.operations);
    let mut remaining = MAX_SIZE + operations().count() * MAX_SIZE_PER_OPERATION;
    let examples = operations().map(|operation| {
        let declaration = declared.get(&(operation.http_method.to_owned(), operation.template.as_str()));
        let example = match declaration {
            Some(_) if remaining == 0 => Err("the examples of the other operations are too large".to_owned()),
            Some(declaration) => context.example(operation, declaration),
            None => Err("the document does not declare it".to_owned()),
        };
        remaining = remaining.saturating_sub(example.as_ref().map_or(0, size));
        (operation.type_name.rust().to_owned(), example)
    });
    examples.collect()
}

/// Returns the size of the bodies of an example, in bytes.
fn size(example: &OperationExample) -> usize {
    let request = match &example.request.body {
        ExpectedBody::Empty => 0,
        ExpectedBody::Json(value) => value.to_string().len(),
        ExpectedBody::Pairs(pairs) => pairs.iter().map(|(name, value)| name.len() + value.len()).sum(),
        ExpectedBody::Parts(parts) => parts.iter().map(|part| part.name.len() + part.text.len()).sum(),
        ExpectedBody::Text(text) => text.len(),
    };
    request + example.response.body.len()
}

impl<'s> SampleContext<'s> {
    fn example(&self, operation: &Operation, declared: &'s spec::Operation) -> Result<OperationExample, String> {
        let (mut values, mut traces) = (Vec::new(), Vec::new());
        for (index, parameter) in operation.parameters.iter().enumerate() {
            match self.value(parameter, operation, declared) {
                Some((value, trace)) => {
                    values.push((index, value));
                    traces.push((index, trace));
                }
                None if parameter.is_mandatory() => {
                    return Err(format!("no valid value for `{}` found", parameter.name.wire()));
                }
                None => {}
            }
        }
        let response = self.response(operation, declared).ok_or("no valid success response found")?;
        let mut request = request(operation, traces);
        security::add_credentials(self.api, operation, &mut request);
        Ok(OperationExample { values, request, response })
    }

    /// Returns a parameter's value and trace. A header that the client sets itself has a value only if it is required.
    fn value(
        &self,
        parameter: &Parameter,
        operation: &Operation,
        declared: &'s spec::Operation,
    ) -> Option<(ExampleParameter, Trace)> {
        if let Binding::Param(ParamIn::Header, _) = &parameter.binding {
            let name = parameter.name.wire().to_ascii_lowercase();
            if CLIENT_HEADERS.contains(&name.as_str()) && !parameter.is_mandatory() {
                return None;
            }
            let default = match name.as_str() {
                "accept" => operation.accept.as_deref().or(Some("application/json")),
                "content-type" => operation.parameters.iter().find_map(|parameter| media_type(&parameter.binding)),
                _ => None,
            };
            if let Some(default) = default {
                return Some((ExampleParameter::Value(default.into()), Trace::Headers(Vec::new())))
                    .filter(|_| matches!(parameter.ty, Type::Primitive(Primitive::String)));
            }
        }
        match &parameter.binding {
            Binding::Param(..) | Binding::FormField(..) => {
                self.parameter(parameter, find_declared(&declared.parameters, parameter))
            }
            Binding::Body(_) => self.body(parameter, declared.body.as_ref()),
        }
    }
}

/// Returns the media type of a body if it is fixed.
fn media_type(binding: &Binding) -> Option<&str> {
    match binding {
        Binding::Body(BodyKind::Json(media) | BodyKind::Text(media) | BodyKind::Bytes(media)) => Some(media),
        Binding::FormField(FormEncoding::UrlEncoded, _)
        | Binding::Body(BodyKind::Form(FormEncoding::UrlEncoded, _)) => Some(URL_ENCODED),
        // A multipart form has a random boundary; a file has a media type of its own.
        Binding::FormField(FormEncoding::Multipart, _)
        | Binding::Body(
            BodyKind::Form(FormEncoding::Multipart, _)
            | BodyKind::Files
            | BodyKind::File(_)
            | BodyKind::Multipart(_)
            | BodyKind::Choice(_),
        ) => None,
        Binding::Param(..) => None,
    }
}

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Assembles the request from the traces of its parameters.
fn request(operation: &Operation, traces: Vec<(usize, Trace)>) -> ExpectedRequest {
    let mut request = ExpectedRequest { query: operation.fixed_query.clone(), ..ExpectedRequest::default() };
    request.headers.extend(operation.accept.iter().map(|media| ("accept".to_owned(), media.clone())));
    let mut in_path = BTreeMap::new();
    let (mut body, mut form, mut fields, mut parts) = (None, operation.form(), Vec::new(), Vec::new());
    for (index, trace) in traces {
        match trace {
            Trace::Path(text) => _ = in_path.insert(index, text),
            Trace::Query(pairs) => request.query.extend(pairs),
            Trace::Headers(lines) => request.headers.extend(lines),
            Trace::Cookies(pairs) => request.cookies.extend(pairs),
            Trace::Body { media, content } => body = Some((media, content)),
            Trace::Fields(more) => {
                form = Some(FormEncoding::UrlEncoded);
                fields.extend(more);
            }
            Trace::Parts(more) => {
                form = Some(FormEncoding::Multipart);
                parts.extend(more);
            }
        }
    }
    for part in &operation.path {
        match part {
            PathSegment::Literal(text) => request.path.push_str(text),
            PathSegment::Parameter(index) => request.path.push_str(in_path.get(index).map_or("", String::as_str)),
        }
    }
    let form_body = form.map(|form| match form {
        FormEncoding::UrlEncoded => (URL_ENCODED.to_owned(), ExpectedBody::Pairs(fields)),
        FormEncoding::Multipart => (MULTIPART.to_owned(), ExpectedBody::Parts(parts)),
    });
    if let Some((media, content)) = body.or(form_body) {
        request.headers.push(("content-type".to_owned(), media));
        request.body = content;
    }
    request
}
