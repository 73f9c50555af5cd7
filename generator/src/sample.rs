//! One call of every operation that is known to be right, and its answer.
//!
//! Comes in: the spec, what was inferred, and the client that was lowered from them. Goes out: for each operation what
//! a caller gives, what then is on the wire, and what the server may answer; or why there is none. Values are those that
//! the document shows, where they are right by its own schemas, else made from the schemas. What is on the wire is worked
//! out here, and not by the client's encoder, so that the one can be held against the other. Nothing here knows how Rust
//! is printed.

mod answers;
mod arguments;
mod bodies;
mod credentials;
mod fit;
mod formats;
mod merged;
mod patterns;
mod typed;
mod valid;
mod values;
mod wire;

use std::collections::BTreeMap;

use crate::infer::Inferences;
use crate::ir::{Api, Argument, Carriage, Content, FormKind, Given, Operation, PathPart, Request, Sample};
use crate::spec::{self, Spec};
use arguments::{Trace, said};
use values::Maker;

/// The samples of operations, by the names of their types.
pub type Samples = BTreeMap<String, Result<Sample, String>>;

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Sent,
    Received,
}

/// What samples are made from.
struct Stage<'s> {
    spec: &'s Spec,
    inferences: &'s Inferences,
    api: &'s Api,
    /// Values that are sent.
    sent: Maker<'s>,
    /// The same, made from keywords alone.
    made: Maker<'s>,
    /// Values that are received.
    received: Maker<'s>,
}

/// Headers that say how the body or the answer is written, or whose request it is: they are the client's own affair, and
/// OpenAPI has its own words for them.
const OWN_HEADERS: &[&str] = &[
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

/// Makes a sample of every operation.
#[must_use]
pub fn samples(spec: &Spec, inferences: &Inferences, api: &Api) -> Samples {
    let stage = Stage {
        spec,
        inferences,
        api,
        sent: Maker::new(spec, Direction::Sent),
        made: Maker::without_examples(spec, Direction::Sent),
        received: Maker::new(spec, Direction::Received),
    };
    let declared: BTreeMap<(String, &str), &spec::Operation> =
        spec.operations.iter().map(|one| ((one.method.to_ascii_uppercase(), one.path.as_str()), one)).collect();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let sampled = operations.map(|operation| {
        let said = declared.get(&(operation.http_method.to_owned(), operation.template.as_str()));
        let sample = match said {
            Some(said) => stage.sample(operation, said),
            None => Err("the document does not declare it".to_owned()),
        };
        (operation.type_name.rust().to_owned(), sample)
    });
    sampled.collect()
}

impl<'s> Stage<'s> {
    fn sample(&self, operation: &Operation, declared: &'s spec::Operation) -> Result<Sample, String> {
        let (mut given, mut traces) = (Vec::new(), Vec::new());
        for (at, argument) in operation.arguments.iter().enumerate() {
            match self.given(argument, operation, declared) {
                Some((value, trace)) => {
                    given.push((at, value));
                    traces.push((at, trace));
                }
                None if argument.required => {
                    return Err(format!("no value is known that `{}` takes", argument.name.wire()));
                }
                None => {}
            }
        }
        let answer = self.answer(operation, declared).ok_or("no answer of success is known")?;
        let mut request = request(operation, traces);
        credentials::carry(self.api, operation, &mut request);
        Ok(Sample { given, request, answer })
    }

    /// What is given for an argument. One that is the client's own affair is given only where it must be.
    fn given(
        &self,
        argument: &Argument,
        operation: &Operation,
        declared: &'s spec::Operation,
    ) -> Option<(Given, Trace)> {
        if let Carriage::Header(_) = &argument.carriage {
            let name = argument.name.wire().to_ascii_lowercase();
            if OWN_HEADERS.contains(&name.as_str()) && !argument.required {
                return None;
            }
            let own = match name.as_str() {
                "accept" => operation.accept.as_deref().or(Some("application/json")),
                "content-type" => operation.arguments.iter().find_map(|argument| media(&argument.carriage)),
                _ => None,
            };
            if let Some(own) = own {
                return Some((Given::Value(own.into()), Trace::Headers(Vec::new())))
                    .filter(|_| matches!(argument.ty, crate::ir::Type::String));
            }
        }
        match &argument.carriage {
            Carriage::Path(_)
            | Carriage::Query(_)
            | Carriage::Header(_)
            | Carriage::Cookie(_)
            | Carriage::UrlEncodedField(_)
            | Carriage::MultipartField(_)
            | Carriage::MultipartPart(_)
            | Carriage::MultipartFile(_) => self.argument(argument, said(&declared.arguments, argument)),
            Carriage::JsonBody(_)
            | Carriage::TextBody(_)
            | Carriage::BytesBody(_)
            | Carriage::FileBody(_)
            | Carriage::FormBody(..)
            | Carriage::FilesBody
            | Carriage::Parts(_)
            | Carriage::Choice(_) => self.body(argument, declared.body.as_ref()),
        }
    }
}

/// The media type of a body, where it has one of its own.
fn media(carriage: &Carriage) -> Option<&str> {
    match carriage {
        Carriage::JsonBody(media) | Carriage::TextBody(media) | Carriage::BytesBody(media) => Some(media),
        Carriage::UrlEncodedField(_) | Carriage::FormBody(FormKind::UrlEncoded, _) => Some(URL_ENCODED),
        // A multipart form has a boundary, which is made when it is sent; a file says itself what it is.
        Carriage::FormBody(FormKind::Multipart, _)
        | Carriage::MultipartField(_)
        | Carriage::MultipartPart(_)
        | Carriage::MultipartFile(_)
        | Carriage::FilesBody
        | Carriage::FileBody(_)
        | Carriage::Parts(_)
        | Carriage::Choice(_) => None,
        Carriage::Path(_) | Carriage::Query(_) | Carriage::Header(_) | Carriage::Cookie(_) => None,
    }
}

const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The request that the traces of arguments make.
fn request(operation: &Operation, traces: Vec<(usize, Trace)>) -> Request {
    let mut request = Request { query: operation.constants.clone(), ..Request::default() };
    request.headers.extend(operation.accept.iter().map(|media| ("accept".to_owned(), media.clone())));
    let mut in_path = BTreeMap::new();
    let (mut whole, mut form, mut fields, mut parts) = (None, operation.form(), Vec::new(), Vec::new());
    for (at, trace) in traces {
        match trace {
            Trace::Path(text) => _ = in_path.insert(at, text),
            Trace::Query(pairs) => request.query.extend(pairs),
            Trace::Headers(lines) => request.headers.extend(lines),
            Trace::Cookies(pairs) => request.cookies.extend(pairs),
            Trace::Body { media, content } => whole = Some((media, content)),
            Trace::Fields(more) => {
                form = Some(FormKind::UrlEncoded);
                fields.extend(more);
            }
            Trace::Parts(more) => {
                form = Some(FormKind::Multipart);
                parts.extend(more);
            }
        }
    }
    for part in &operation.path {
        match part {
            PathPart::Literal(text) => request.path.push_str(text),
            PathPart::Argument(at) => request.path.push_str(in_path.get(at).map_or("", String::as_str)),
        }
    }
    let of_form = form.map(|form| match form {
        FormKind::UrlEncoded => (URL_ENCODED.to_owned(), Content::Pairs(fields)),
        FormKind::Multipart => (MULTIPART.to_owned(), Content::Parts(parts)),
    });
    if let Some((media, content)) = whole.or(of_form) {
        request.headers.push(("content-type".to_owned(), media));
        request.body = content;
    }
    request
}
