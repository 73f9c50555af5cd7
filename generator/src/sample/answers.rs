//! Answers: one of success for each operation, of the first status that its document declares.

use serde_json::Value;

use super::{Stage, fit, typed};
use crate::infer::{Aspect, Fact};
use crate::ir::{Answer, Arm, Operation, Outcome, Placing, Reading, Type};
use crate::spec::{self, Media, Response, Status};

impl<'s> Stage<'s> {
    /// An answer of success; `None` where no value is known that the client could read.
    pub(super) fn answer(&self, operation: &Operation, said: &'s spec::Operation) -> Option<Answer> {
        let status = status(operation, said);
        let arm = operation.arms.iter().find(|arm| is_of(arm, status)).filter(|arm| !arm.is_error)?;
        let response = said.responses.iter().filter(|response| speaks_of(response, status)).min_by_key(|r| r.status);
        let ty = held(operation, arm);
        let media =
            |accept: fn(&Media) -> bool| response.and_then(|response| response.media.iter().find(|m| accept(m)));
        let (media, body) = match arm.reading {
            _ if operation.http_method == "HEAD" => (None, String::new()),
            Reading::Empty => (None, String::new()),
            Reading::Json => {
                let json = response.and_then(Response::json);
                let media =
                    json.map_or("application/json", |media| media.name.as_str()).replace("*/*", "application/json");
                (Some(media), self.json(ty, response, json)?.to_string())
            }
            Reading::Untyped => (Some("application/json".to_owned()), "{}".to_owned()),
            Reading::Text => (Some(plain(media(|media| !media.is_json()), "text/plain")), "text".to_owned()),
            Reading::Xml => {
                (Some(plain(media(|media| media.name.ends_with("xml")), "application/xml")), "<text/>".to_owned())
            }
            Reading::Bytes => {
                (Some(plain(media(|media| !media.is_json()), "application/octet-stream")), "text".to_owned())
            }
        };
        Some(Answer { status, media, body })
    }

    /// The body of an answer in JSON.
    fn json(&self, ty: &Type, response: Option<&'s Response>, media: Option<&'s Media>) -> Option<Value> {
        let schema = media.and_then(|media| media.schema.as_ref());
        let example = media.and_then(|media| media.example.clone());
        let example = example.filter(|example| schema.is_none_or(|schema| self.received.allows(schema, example)));
        let of_schema = || schema.and_then(|schema| self.received.value(schema));
        let concluded = || {
            let inferred = self.inferences.get(&response?.pointer)?.get(&Aspect::Answer)?;
            let Fact::Answer(Some(answer)) = &inferred.chosen.fact else { return None };
            let (_, schema) = self.spec.schemas.get_key_value(&answer.schema)?;
            let one = self.received.value(schema)?;
            let fits = |value: &Value| fit::fit(&self.api.types, ty, value).is_some();
            [Value::Array(vec![one.clone()]), one].into_iter().find(fits)
        };
        if *ty == Type::Unit {
            return Some(Value::Null);
        }
        // A schema may allow what its type does not hold, such as a whole number written as 1.0.
        let is_read = |value: &Value| fit::holds(&self.api.types, ty, value);
        let least = || typed::value(&self.api.types, ty);
        let said = example.filter(is_read).or_else(|| of_schema().filter(is_read));
        said.or_else(concluded).or_else(least)
    }
}

/// The media type of a body, without what stands for others.
fn plain(media: Option<&Media>, otherwise: &str) -> String {
    let named = media.map(|media| media.name.as_str()).filter(|name| name.contains('/') && !name.contains('*'));
    named.unwrap_or(otherwise).to_owned()
}

/// The status of the answer: the least of success that is declared, else 200.
fn status(operation: &Operation, said: &spec::Operation) -> u16 {
    let first = |from: u16, to: u16| {
        let codes = said.responses.iter().filter_map(|response| match response.status {
            Status::Code(code) => Some(code),
            Status::Class(class) => Some(class * 100),
            Status::Default => None,
        });
        codes.filter(|code| (from..=to).contains(code)).min()
    };
    let redirect = operation.keeps_redirects.then(|| first(300, 399)).flatten();
    first(200, 299).or(redirect).unwrap_or(200)
}

fn is_of(arm: &Arm, status: u16) -> bool {
    arm.statuses.iter().any(|(from, to)| (*from..=*to).contains(&status))
}

fn speaks_of(response: &Response, status: u16) -> bool {
    match response.status {
        Status::Code(code) => code == status,
        Status::Class(class) => class == status / 100,
        Status::Default => true,
    }
}

/// The type that an arm's answer is read as.
fn held<'o>(operation: &'o Operation, arm: &Arm) -> &'o Type {
    match (&operation.output, arm.place) {
        (Outcome::One(Type::Nullable(inner)), Placing::Present) => inner,
        (Outcome::Several(cases), Placing::Variant(at)) => cases.variants.get(at).map_or(&Type::Unit, |case| &case.ty),
        (Outcome::One(ty), _) => ty,
        (Outcome::Several(_), _) => &Type::Unit,
    }
}
