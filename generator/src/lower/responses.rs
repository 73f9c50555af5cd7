//! Responses: what a call gives, what its declared errors carry, and which status is read as which.
//!
//! Every declared status keeps its type. Where all of one half agree, that type is the outcome; where there is either
//! something or nothing, an `Option`; where they differ, an enum with a variant for each status.

mod arms;
mod concluded;
mod headers;
mod media;
mod outcome;

use openapiv3::{ReferenceOr, Schema};

use super::statuses::{is_error, is_redirect, is_success, words};
use super::types::Hint;
use super::{Lowering, statuses};
use crate::ir::{Arm, Headers, Outcome, Reading, Type};
use crate::spec::{Operation, Response, Status};

/// How the answers of an operation are read.
pub(super) struct Answers {
    pub(super) accept: Option<String>,
    pub(super) output: Outcome,
    pub(super) error: Outcome,
    pub(super) arms: Vec<Arm>,
    pub(super) keeps_redirects: bool,
    pub(super) headers: Option<Headers>,
}

/// One response, decided.
struct Read {
    status: Status,
    reading: Reading,
    ty: Type,
    docs: Vec<String>,
}

/// The responses of an operation by what they mean; a `default` can stand on both sides.
struct Halves<'s> {
    good: Vec<&'s Response>,
    bad: Vec<&'s Response>,
}

/// Schemas without a name that have a type by now: the same schema under two statuses is one type.
type Known<'s> = Vec<(&'s ReferenceOr<Schema>, Type)>;

impl Lowering<'_> {
    /// How the answers of an operation are read. Types that this takes stand beside the operations.
    pub(super) fn answers(&mut self, operation: &Operation, hint: &Hint) -> Answers {
        let responses = self.with_concluded(operation);
        let halves = halves(&responses);
        let mut known = Known::new();
        let good = self.reads(operation, &halves.good, &hint.part("response", &[]), &mut known);
        let bad = self.reads(operation, &halves.bad, &hint.part("error", &[]), &mut known);
        let output = outcome::of_success(&good, &format!("{} output", hint.text), &mut self.beside);
        let error = outcome::of_errors(&bad, &format!("{} error", hint.text), &mut self.beside);
        let keeps_redirects = halves.good.iter().any(|response| is_redirect(response.status));
        Answers {
            accept: media::accept(&halves.good),
            arms: arms::of(&good, &output.places, &bad, &error.places),
            output: output.outcome,
            error: error.outcome,
            keeps_redirects,
            headers: self.headers(&operation.responses, hint),
        }
    }

    /// The responses of one half, in the order in which statuses are told apart.
    fn reads<'s>(
        &mut self,
        operation: &Operation,
        responses: &[&'s Response],
        hint: &Hint,
        known: &mut Known<'s>,
    ) -> Vec<Read> {
        let mut unnamed: Vec<&ReferenceOr<Schema>> = Vec::new();
        for schema in responses.iter().filter_map(|response| media::best(&response.media)?.schema.as_ref()) {
            if matches!(schema, ReferenceOr::Item(_)) && !unnamed.contains(&schema) {
                unnamed.push(schema);
            }
        }
        let mut reads: Vec<Read> = Vec::new();
        for response in responses {
            let of_status = Hint { text: format!("{} {}", hint.text, words(response.status)), ..hint.clone() };
            let hint = if unnamed.len() > 1 { &of_status } else { hint };
            let (reading, ty) = self.response(operation, response, hint, known);
            reads.push(Read { status: response.status, reading, ty, docs: docs(response) });
        }
        reads.sort_by_key(|read| read.status);
        reads.dedup_by_key(|read| read.status);
        reads
    }

    fn response<'s>(
        &mut self,
        operation: &Operation,
        response: &'s Response,
        hint: &Hint,
        known: &mut Known<'s>,
    ) -> (Reading, Type) {
        if is_empty(operation, response) {
            return (Reading::Empty, Type::Unit);
        }
        let Some(media) = media::best(&response.media) else { return (Reading::Untyped, Type::Value) };
        let reading = media::reading(media, self.declared_kind(media));
        let ty = match (reading, &media.schema) {
            (Reading::Text, _) => Type::String,
            (Reading::Xml, _) => Type::Xml,
            (Reading::Bytes, _) => Type::Bytes,
            (Reading::Empty, _) => Type::Unit,
            (Reading::Json | Reading::Untyped, None) => Type::Value,
            (Reading::Json | Reading::Untyped, Some(schema)) => {
                match known.iter().find(|(other, _)| *other == schema) {
                    Some((_, ty)) => ty.clone(),
                    None => {
                        let ty = self.media_type(media, hint);
                        known.push((schema, ty.clone()));
                        ty
                    }
                }
            }
        };
        (if ty == Type::Value { Reading::Untyped } else { reading }, ty)
    }
}

/// Success is what the statuses say; where none of them says so, a redirect is what the caller asked for, and else
/// `default` is. An error that is declared without a body counts, but a bodyless `default` says nothing of errors.
fn halves(responses: &[Response]) -> Halves<'_> {
    let any = |is: fn(Status) -> bool| responses.iter().any(|response| is(response.status));
    let is_good: fn(Status) -> bool = if any(is_success) {
        is_success
    } else if any(is_redirect) {
        is_redirect
    } else {
        |status| status == Status::Default
    };
    let is_bad = |response: &&Response| {
        is_error(response.status) || (response.status == Status::Default && !response.media.is_empty())
    };
    Halves {
        good: responses.iter().filter(|response| is_good(response.status)).collect(),
        bad: responses.iter().filter(is_bad).collect(),
    }
}

/// Whether the answer has no body: by HTTP whatever the document declares, and as a redirect, which says all it has to
/// say in a header.
fn is_empty(operation: &Operation, response: &Response) -> bool {
    operation.method == "head"
        || matches!(response.status, Status::Code(100..=199 | 204 | 205 | 301..=308) | Status::Class(3))
        || (is_redirect(response.status) && response.media.is_empty())
}

/// The status and the author's words about it, on one line where they have no more than one.
fn docs(response: &Response) -> Vec<String> {
    let status = format!("`{}`", statuses::written(response.status));
    match response.description.trim() {
        "" => vec![status],
        words if words.contains('\n') => vec![status, words.to_owned()],
        words => vec![format!("{status}: {words}")],
    }
}
