//! Responses: output type, error type, and how each status is decoded.
//!
//! Every declared status keeps its type. If all successes (or all errors) have one type, it is the output (or error)
//! type. A value or no value is an `Option`. Different types become an enum with a variant per status.
//!
//! If a status has several media types, the result has the type of the preferred one. A call can request the others.

mod arms;
mod choices;
mod headers;
pub(super) mod inferred;
mod media;
mod outcome;

use super::bodies;
use super::statuses::{self, NOT_MODIFIED, is_error, is_redirect, is_success};
use crate::ir::{BodyDecoding, Primitive, ResponseHeaders, ResponseType, ResultMapping, StatusArm, Type};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::schemas::arena::NameHint;
use crate::spec::{Media, Operation, Response, SchemaRef, Status};
use outcome::OutcomeName;

pub(super) use self::choices::ChoiceDrafts;

/// The decoding of an operation's responses.
pub(super) struct LoweredResponses {
    pub(super) accept: Option<String>,
    pub(super) choices: ChoiceDrafts,
    pub(super) has_undeclared_content: bool,
    pub(super) output: ResponseType,
    pub(super) error: ResponseType,
    pub(super) arms: Vec<StatusArm>,
    pub(super) keeps_redirects: bool,
    pub(super) headers: Option<ResponseHeaders>,
}

/// A response with its resolved type.
struct TypedResponse {
    status: Status,
    decoding: BodyDecoding,
    ty: Type,
    docs: Vec<String>,
}

/// Responses of an operation by outcome; a `default` response can be both.
struct Outcomes<'s> {
    successes: Vec<&'s Response>,
    errors: Vec<&'s Response>,
}

/// Responses by outcome with their types, and the mapping of errors to the error type.
struct LoweredOutcomes<'o, 's> {
    outcomes: &'o Outcomes<'s>,
    successes: &'o [TypedResponse],
    errors: (&'o [TypedResponse], &'o [ResultMapping]),
}

/// Inline schemas with their types: the same schema under two statuses has one type.
type KnownSchemas<'s> = Vec<(&'s SchemaRef, Type)>;

/// Lowers the responses of an operation. Claims the names of new types next to the operations.
pub(super) fn lower(cx: &LoweringContext, out: &mut Sinks, operation: &Operation, hint: &NameHint) -> LoweredResponses {
    let responses = inferred::with_inferred(cx, operation);
    let outcomes = outcomes(&responses);
    let mut known = KnownSchemas::new();
    let successes = reads(cx, out, operation, &outcomes.successes, &hint.part("response", &[]), &mut known, &preferred);
    let errors = reads(cx, out, operation, &outcomes.errors, &hint.part("error", &[]), &mut known, &preferred);
    let output = outcome::success(&successes, &OutcomeName::new(cx, hint, "output"), &mut out.type_names);
    let error = outcome::errors(&errors, &OutcomeName::new(cx, hint, "error"), &mut out.type_names);
    let keeps_redirects = outcomes.successes.iter().any(|response| is_redirect(response.status));
    let lowered = LoweredOutcomes { outcomes: &outcomes, successes: &successes, errors: (&errors, &error.mappings) };
    LoweredResponses {
        accept: media::accept(cx, &outcomes.successes, &outcomes.errors),
        choices: choices::lower(cx, out, operation, &lowered, hint, &mut known),
        has_undeclared_content: has_undeclared_content(operation, &outcomes.successes),
        arms: arms::status_arms(&successes, &output.mappings, &errors, &error.mappings),
        output: output.response_type,
        error: error.response_type,
        keeps_redirects,
        headers: headers::lower(cx, out, &operation.responses, hint),
    }
}

/// Returns the preferred media type of a response.
fn preferred(response: &Response) -> Option<&Media> {
    media::best(&response.media)
}

/// Selects the media type that a response is decoded as.
type SelectMedia<'f, 's> = &'f dyn Fn(&'s Response) -> Option<&'s Media>;

/// Lowers the successes or the errors, sorted by the precedence of their statuses.
fn reads<'s>(
    cx: &LoweringContext,
    out: &mut Sinks,
    operation: &Operation,
    responses: &[&'s Response],
    hint: &NameHint,
    known: &mut KnownSchemas<'s>,
    select: SelectMedia<'_, 's>,
) -> Vec<TypedResponse> {
    let mut unnamed: Vec<&SchemaRef> = Vec::new();
    for schema in responses.iter().filter_map(|response| select(response)?.schema.as_ref()) {
        if matches!(schema, SchemaRef::Inline(_)) && !unnamed.contains(&schema) {
            unnamed.push(schema);
        }
    }
    let mut reads: Vec<TypedResponse> = Vec::new();
    for response in responses {
        let status_hint =
            NameHint { text: format!("{} {}", hint.text, statuses::name(response.status)), ..hint.clone() };
        let hint = if unnamed.len() > 1 { &status_hint } else { hint };
        let (decoding, ty) = match select(response) {
            _ if is_empty(operation, response) => (BodyDecoding::Empty, Type::Unit),
            Some(media) => read(cx, out, response, media, hint, known),
            None => (BodyDecoding::Untyped, Type::Json),
        };
        reads.push(TypedResponse { status: response.status, decoding, ty, docs: docs(response) });
    }
    reads.sort_by_key(|read| read.status);
    reads.dedup_by_key(|read| read.status);
    reads
}

fn read<'s>(
    cx: &LoweringContext,
    out: &mut Sinks,
    response: &Response,
    media: &'s Media,
    hint: &NameHint,
    known: &mut KnownSchemas<'s>,
) -> (BodyDecoding, Type) {
    let decoding = media::decoding(cx, media);
    let ty = match (decoding, &media.schema) {
        (BodyDecoding::Text, _) => Type::Primitive(Primitive::String),
        (BodyDecoding::Xml, _) => Type::Xml,
        (BodyDecoding::Bytes, _) => Type::Bytes,
        (BodyDecoding::Empty, _) => Type::Unit,
        (BodyDecoding::Json | BodyDecoding::Untyped, None) => Type::Json,
        (BodyDecoding::Json | BodyDecoding::Untyped, Some(schema)) => {
            match known.iter().find(|(other, _)| *other == schema) {
                Some((_, ty)) => ty.clone(),
                None => {
                    let ty = bodies::media_type(cx, out, media, hint);
                    known.push((schema, ty.clone()));
                    ty
                }
            }
        }
    };
    let decoding = match decoding {
        _ if ty == Type::Json => BodyDecoding::Untyped,
        // A string is JSON or text, as the server declares.
        BodyDecoding::Json if is_string(out, &ty) && media::can_be_text(cx, response) => BodyDecoding::Text,
        decoding => decoding,
    };
    (decoding, ty)
}

fn is_string(out: &Sinks, ty: &Type) -> bool {
    *out.types.resolve_alias(ty) == Type::Primitive(Primitive::String)
}

/// Divides responses into successes and errors. Without a success status, redirects are the successes, and without
/// these `default` is. `304` is a success without a value; statuses of errors and `default` are errors, also without a
/// body.
fn outcomes(responses: &[Response]) -> Outcomes<'_> {
    let any = |is: fn(Status) -> bool| responses.iter().any(|response| is(response.status));
    let is_success_here: fn(Status) -> bool = if any(is_success) {
        is_success
    } else if any(is_redirect) {
        is_redirect
    } else {
        |status| status == Status::Default
    };
    let is_success_here = |status| is_success_here(status) || status == NOT_MODIFIED;
    let is_error_here = |response: &&Response| {
        let is_default_error = !is_success_here(Status::Default) || !response.media.is_empty();
        is_error(response.status) || (response.status == Status::Default && is_default_error)
    };
    Outcomes {
        successes: responses.iter().filter(|response| is_success_here(response.status)).collect(),
        errors: responses.iter().filter(is_error_here).collect(),
    }
}

/// Returns true if an operation retrieves something, but declares no content of any success. Documents of downloads
/// often omit it.
fn has_undeclared_content(operation: &Operation, successes: &[&Response]) -> bool {
    let mut with_body = successes.iter().filter(|response| !is_empty(operation, response)).peekable();
    operation.method == "get" && with_body.peek().is_some() && with_body.all(|response| response.media.is_empty())
}

/// Returns true if the response has no body: HTTP defines none, or it is a redirect, whose information is in the
/// headers.
fn is_empty(operation: &Operation, response: &Response) -> bool {
    operation.method == "head"
        || matches!(response.status, Status::Code(100..=199 | 204 | 205 | 301..=308) | Status::Class(3))
        || (is_redirect(response.status) && response.media.is_empty())
}

/// Returns the status and its description, in one paragraph if the description is one line.
fn docs(response: &Response) -> Vec<String> {
    let status = format!("`{}`", statuses::key(response.status));
    match response.description.trim() {
        "" => vec![status],
        text if text.contains('\n') => vec![status, text.to_owned()],
        text => vec![format!("{status}: {text}")],
    }
}
