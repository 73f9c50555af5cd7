//! Stub responses: a success response for each operation, with the lowest declared status.

use serde_json::Value;

use super::{SampleContext, fit, typed};
use crate::infer::{Aspect, Claim};
use crate::ir::{BodyDecoding, Operation, ResponseType, ResultMapping, StatusArm, StubResponse, Type};
use crate::spec::{self, Media, Response, Status};

impl<'s> SampleContext<'s> {
    /// Returns a success response; `None` if no body is known that the client can decode.
    pub(super) fn response(&self, operation: &Operation, declared: &'s spec::Operation) -> Option<StubResponse> {
        let status = status(operation, declared);
        let arm = operation.response_arms.iter().find(|arm| matches_status(arm, status)).filter(|arm| !arm.is_error)?;
        let response = declared.responses.iter().filter(|response| covers(response, status)).min_by_key(|r| r.status);
        let ty = response_type(operation, arm);
        let media =
            |accept: fn(&Media) -> bool| response.and_then(|response| response.media.iter().find(|m| accept(m)));
        let (media, body) = match arm.decoding {
            _ if operation.http_method == "HEAD" => (None, String::new()),
            BodyDecoding::Empty => (None, String::new()),
            BodyDecoding::Json => {
                let json = response.and_then(Response::json);
                let media =
                    json.map_or("application/json", |media| media.name.as_str()).replace("*/*", "application/json");
                (Some(media), self.json(ty, response, json)?.to_string())
            }
            BodyDecoding::Untyped => (Some("application/json".to_owned()), "{}".to_owned()),
            BodyDecoding::Text => (Some(media_type(media(|media| !media.is_json()), "text/plain")), "text".to_owned()),
            BodyDecoding::Xml => {
                (Some(media_type(media(|media| media.name.ends_with("xml")), "application/xml")), "<text/>".to_owned())
            }
            BodyDecoding::Bytes => {
                (Some(media_type(media(|media| !media.is_json()), "application/octet-stream")), "text".to_owned())
            }
        };
        Some(StubResponse { status, media, body })
    }

    /// Returns the body of a JSON response.
    fn json(&self, ty: &Type, response: Option<&'s Response>, media: Option<&'s Media>) -> Option<Value> {
        let schema = media.and_then(|media| media.schema.as_ref());
        let example = media.and_then(|media| media.example.clone());
        let example = example.filter(|example| schema.is_none_or(|schema| self.received.allows(schema, example)));
        let from_schema = || schema.and_then(|schema| self.received.value(schema));
        let from_inference = || {
            let inferred = self.inferences.get(&response?.pointer)?.get(&Aspect::Response)?;
            let Claim::Response(Some(claimed)) = &inferred.chosen.fact else { return None };
            let (_, schema) = self.spec.schemas.get_key_value(&claimed.schema)?;
            let one = self.received.value(schema)?;
            let fits = |value: &Value| fit::fit(&self.api.types, ty, value).is_some();
            [Value::Array(vec![one.clone()]), one].into_iter().find(fits)
        };
        if *ty == Type::Unit {
            return Some(Value::Null);
        }
        // A schema may allow values that its type does not, such as an integer written as 1.0.
        let is_readable = |value: &Value| fit::is_readable(&self.api.types, ty, value);
        let minimal = || typed::value(&self.api.types, ty);
        let declared = example.filter(is_readable).or_else(|| from_schema().filter(is_readable));
        declared.or_else(from_inference).or_else(minimal)
    }
}

/// Returns the name of a media type, or `default` for a media type range.
fn media_type(media: Option<&Media>, default: &str) -> String {
    let named = media.map(|media| media.name.as_str()).filter(|name| name.contains('/') && !name.contains('*'));
    named.unwrap_or(default).to_owned()
}

/// Returns the lowest declared success status, or 200.
fn status(operation: &Operation, declared: &spec::Operation) -> u16 {
    let first = |from: u16, to: u16| {
        let codes = declared.responses.iter().filter_map(|response| match response.status {
            Status::Code(code) => Some(code),
            Status::Class(class) => Some(class * 100),
            Status::Default => None,
        });
        codes.filter(|code| (from..=to).contains(code)).min()
    };
    let redirect = operation.redirect_is_response.then(|| first(300, 399)).flatten();
    first(200, 299).or(redirect).unwrap_or(200)
}

fn matches_status(arm: &StatusArm, status: u16) -> bool {
    arm.statuses.iter().any(|(from, to)| (*from..=*to).contains(&status))
}

fn covers(response: &Response, status: u16) -> bool {
    match response.status {
        Status::Code(code) => code == status,
        Status::Class(class) => class == status / 100,
        Status::Default => true,
    }
}

/// Returns the type that an arm's response is decoded as.
fn response_type<'o>(operation: &'o Operation, arm: &StatusArm) -> &'o Type {
    match (&operation.output, arm.mapping) {
        (ResponseType::Single(Type::Nullable(inner)), ResultMapping::Present) => inner,
        (ResponseType::PerStatus(cases), ResultMapping::Variant(at)) => {
            cases.variants.get(at).map_or(&Type::Unit, |case| &case.ty)
        }
        (ResponseType::Single(ty), _) => ty,
        (ResponseType::PerStatus(_), _) => &Type::Unit,
    }
}
