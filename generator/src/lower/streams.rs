//! Answers that can come value by value: which media types say so, and what type each value has.
//!
//! A schema under such a media type means one value, or is a list of them; of an object that is a whole event it is the
//! data that is read.

use openapiv3::{ReferenceOr, Schema};

use super::Lowering;
use super::statuses::is_success;
use super::types::Hint;
use crate::ir::{Reading, StreamKind, Streaming, Type};
use crate::spec::facts::{self, Kind};
use crate::spec::{Media, Operation, Status};

/// The members of an event.
const OF_EVENTS: [&str; 4] = ["data", "event", "id", "retry"];

impl Lowering<'_> {
    /// The forms in which an operation can give its answer value by value, each kind once.
    pub(super) fn streams(&mut self, operation: &Operation, hint: &Hint) -> Vec<Streaming> {
        let says_success = operation.responses.iter().any(|response| is_success(response.status));
        let is_good = |status| if says_success { is_success(status) } else { status == Status::Default };
        let good = operation.responses.iter().filter(|response| is_good(response.status));
        let media = good.flat_map(|response| &response.media);
        let mut found: Vec<(StreamKind, &Media)> = Vec::new();
        for (kind, media) in media.filter_map(|media| Some((kind(&media.name)?, media))) {
            // The lines of a body and the records of another are the same values to a caller.
            let is_known =
                |other: &(StreamKind, &Media)| (other.0 == StreamKind::Events) == (kind == StreamKind::Events);
            if !found.iter().any(is_known) {
                found.push((kind, media));
            }
        }
        found.sort_by_key(|(kind, _)| *kind);
        found.into_iter().map(|(kind, media)| self.streaming(kind, media, hint)).collect()
    }

    fn streaming(&mut self, kind: StreamKind, media: &Media, hint: &Hint) -> Streaming {
        let part = match kind {
            StreamKind::Events => "event",
            StreamKind::Lines | StreamKind::Sequence => "line",
        };
        let hint = Hint { pointer: media.pointer.clone(), ..hint.part(part, &[]) };
        let (reading, ty) = self.value_of(kind, media, &hint);
        Streaming { kind, accept: media.name.clone(), reading, ty }
    }

    fn value_of(&mut self, kind: StreamKind, media: &Media, hint: &Hint) -> (Reading, Type) {
        // A row of values is JSON, whatever its schema says of the text as a whole.
        let (is_text, unknown) = match kind {
            StreamKind::Events => ((Reading::Text, Type::String), (Reading::Untyped, Type::Value)),
            StreamKind::Lines | StreamKind::Sequence => ((Reading::Json, Type::Value), (Reading::Json, Type::Value)),
        };
        let Some(mut schema) = media.schema.clone() else { return is_text };
        if let Some(items) = self.items(&schema) {
            schema = items;
        }
        if kind == StreamKind::Events
            && let Some(data) = self.data(&schema)
        {
            schema = data;
        }
        if self.spec.resolve(&schema).is_some_and(|(_, schema)| facts::kind(schema) == Some(Kind::String)) {
            return is_text;
        }
        match self.lower_type(&schema, hint) {
            Type::Value => unknown,
            ty => (Reading::Json, ty),
        }
    }

    /// The schema of a list's items.
    fn items(&self, schema: &ReferenceOr<Schema>) -> Option<ReferenceOr<Schema>> {
        let (_, schema) = self.spec.resolve(schema)?;
        facts::items(schema).cloned().map(ReferenceOr::unbox)
    }

    /// The schema of an event's data, where a schema is of whole events.
    fn data(&self, schema: &ReferenceOr<Schema>) -> Option<ReferenceOr<Schema>> {
        let (_, schema) = self.spec.resolve(schema)?;
        let members = facts::properties(schema)?;
        let is_event = members.len() > 1 && members.keys().all(|name| OF_EVENTS.contains(&name.as_str()));
        members.get("data").filter(|_| is_event).cloned().map(ReferenceOr::unbox)
    }
}

/// How a media type tells values apart; `None` for one that is a single value.
fn kind(media: &str) -> Option<StreamKind> {
    match media {
        "text/event-stream" => Some(StreamKind::Events),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/stream+json"
        | "application/x-json-stream" => Some(StreamKind::Lines),
        "application/json-seq" | "application/geo+json-seq" => Some(StreamKind::Sequence),
        _ => None,
    }
}
