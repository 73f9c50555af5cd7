//! Streaming responses: the media types that consist of several values, and the type of each value.
//!
//! The schema of such a media type describes one value or a list of them. If it describes a complete server-sent event,
//! the client decodes the `data` field.

use super::statuses::is_success;
use crate::ir::{BodyDecoding, Primitive, StreamFraming, StreamVariant, Type};
use crate::lower::context::{LoweringContext, Sinks};
use crate::lower::schemas::arena::NameHint;
use crate::spec::{Media, Operation, SchemaRef, SchemaType, Status};

/// Fields of a server-sent event.
const EVENT_FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

/// Returns the streaming variants of an operation, one per kind.
pub(super) fn lower(
    cx: &LoweringContext,
    out: &mut Sinks,
    operation: &Operation,
    hint: &NameHint,
) -> Vec<StreamVariant> {
    let has_success = operation.responses.iter().any(|response| is_success(response.status));
    let is_success_here = |status| if has_success { is_success(status) } else { status == Status::Default };
    let successes = operation.responses.iter().filter(|response| is_success_here(response.status));
    let media = successes.flat_map(|response| &response.media);
    let mut found: Vec<(StreamFraming, &Media)> = Vec::new();
    for (kind, media) in media.filter_map(|media| Some((framing(&media.name)?, media))) {
        // Lines and records contain the same values.
        let is_known =
            |other: &(StreamFraming, &Media)| (other.0 == StreamFraming::Events) == (kind == StreamFraming::Events);
        if !found.iter().any(is_known) {
            found.push((kind, media));
        }
    }
    found.sort_by_key(|(kind, _)| *kind);
    found.into_iter().map(|(kind, media)| variant(cx, out, kind, media, hint)).collect()
}

fn variant(
    cx: &LoweringContext,
    out: &mut Sinks,
    kind: StreamFraming,
    media: &Media,
    hint: &NameHint,
) -> StreamVariant {
    let part = match kind {
        StreamFraming::Events => "event",
        StreamFraming::Newline | StreamFraming::RecordSeparator => "line",
    };
    let hint = NameHint { pointer: media.pointer.clone(), ..hint.part(part, &[]) };
    let (decoding, ty) = value_type(cx, out, kind, media, &hint);
    StreamVariant { kind, accept: media.name.clone(), decoding, ty }
}

fn value_type(
    cx: &LoweringContext,
    out: &mut Sinks,
    kind: StreamFraming,
    media: &Media,
    hint: &NameHint,
) -> (BodyDecoding, Type) {
    // A sequence of values is JSON, even if its schema describes the body as a string.
    let (is_text, unknown) = match kind {
        StreamFraming::Events => {
            ((BodyDecoding::Text, Type::Primitive(Primitive::String)), (BodyDecoding::Untyped, Type::Json))
        }
        StreamFraming::Newline | StreamFraming::RecordSeparator => {
            ((BodyDecoding::Json, Type::Json), (BodyDecoding::Json, Type::Json))
        }
    };
    let Some(mut schema) = media.schema.clone() else { return is_text };
    if let Some(items) = items(cx, &schema) {
        schema = items;
    }
    if kind == StreamFraming::Events
        && let Some(data) = event_data(cx, &schema)
    {
        schema = data;
    }
    if cx.spec.resolve(&schema).is_some_and(|(_, schema)| schema.schema_type == Some(SchemaType::String)) {
        return is_text;
    }
    match out.lower(cx, &schema, hint) {
        Type::Json => unknown,
        ty => (BodyDecoding::Json, ty),
    }
}

/// Returns the schema of a list's items.
fn items(cx: &LoweringContext, schema: &SchemaRef) -> Option<SchemaRef> {
    let (_, schema) = cx.spec.resolve(schema)?;
    schema.items.clone()
}

/// Returns the schema of `data` if a schema describes a complete event.
fn event_data(cx: &LoweringContext, schema: &SchemaRef) -> Option<SchemaRef> {
    let (_, schema) = cx.spec.resolve(schema)?;
    let members = &schema.properties;
    let is_event = members.len() > 1 && members.keys().all(|name| EVENT_FIELDS.contains(&name.as_str()));
    members.get("data").filter(|_| is_event).cloned()
}

/// Returns how a media type separates values; `None` if it is a single value.
pub(super) fn framing(media: &str) -> Option<StreamFraming> {
    match media {
        "text/event-stream" => Some(StreamFraming::Events),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/stream+json"
        | "application/x-json-stream" => Some(StreamFraming::Newline),
        "application/json-seq" | "application/geo+json-seq" => Some(StreamFraming::RecordSeparator),
        _ => None,
    }
}
