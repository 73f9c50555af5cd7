//! Media types of responses: preference, decoding and the `Accept` header.

use super::super::bodies::{self, BodyEncoding};
use super::super::{body_choices, streaming};
use crate::ir::BodyDecoding;
use crate::lower::context::LoweringContext;
use crate::spec::{Media, Response, SchemaType};

/// Returns the preferred media type: JSON, or else a range, or else one with a schema, or else the first.
pub(super) fn best(media: &[Media]) -> Option<&Media> {
    media.iter().min_by_key(|media| {
        if is_json_document(media) {
            0
        } else if media.name.contains('*') {
            1
        } else if media.schema.is_some() {
            2
        } else {
            3
        }
    })
}

/// Returns the decoding of a body by its media type and declared type.
pub(super) fn decoding(cx: &LoweringContext, media: &Media) -> BodyDecoding {
    let declared = bodies::declared_type(cx, media);
    match bodies::kind(media, declared) {
        BodyEncoding::Json if media.name == "*/*" && bodies::is_plain_text(cx, media) => BodyDecoding::Text,
        BodyEncoding::Json if is_json_document(media) || media.name.contains('*') => BodyDecoding::Json,
        BodyEncoding::Json => BodyDecoding::Text,
        BodyEncoding::Text if bodies::is_xml(&media.name) => BodyDecoding::Xml,
        BodyEncoding::Text => BodyDecoding::Text,
        BodyEncoding::Bytes if declared != Some((SchemaType::String, Some("binary"))) && is_textual(&media.name) => {
            BodyDecoding::Text
        }
        BodyEncoding::Bytes => BodyDecoding::Bytes,
    }
}

/// The weight of media types that are accepted with the preferred one.
const ALSO: &str = ";q=0.9";

/// The weight of the media types of errors.
const OF_ERRORS: &str = ";q=0.5";

/// Returns the value of the `Accept` header: the preferred media types of successes, JSON first, then those that are
/// decoded like them, then those of errors; `None` if any media type is accepted.
pub(super) fn accept(cx: &LoweringContext, successes: &[&Response], errors: &[&Response]) -> Option<String> {
    accept_with(cx, successes, &[], errors)
}

/// Returns the value of the `Accept` header of a call that also accepts other media types of successes.
pub(super) fn accept_any(
    cx: &LoweringContext,
    successes: &[&Response],
    others: &[&Media],
    errors: &[&Response],
) -> String {
    accept_with(cx, successes, others, errors).unwrap_or_else(|| "*/*".to_owned())
}

fn accept_with(
    cx: &LoweringContext,
    successes: &[&Response],
    others: &[&Media],
    errors: &[&Response],
) -> Option<String> {
    let mut preferred: Vec<&Media> = successes.iter().flat_map(|response| requested(cx, response)).collect();
    if preferred.iter().any(|media| media.name.contains('*')) {
        return None;
    }
    preferred.sort_by_key(|media| !media.is_json());
    let mut accepted = AcceptedTypes::default();
    preferred.iter().for_each(|media| accepted.push(media, ""));
    successes.iter().flat_map(|response| decoded_alike(cx, response)).for_each(|media| accepted.push(media, ALSO));
    others.iter().for_each(|media| accepted.push(media, ALSO));
    accepted.push_errors(errors);
    accepted.header()
}

/// Returns the value of the `Accept` header of a call that requests one media type: those of other successes and of
/// errors follow.
pub(super) fn accept_only(media: &Media, successes: &[&Response], errors: &[&Response]) -> Option<String> {
    let mut accepted = AcceptedTypes::default();
    accepted.push(media, "");
    let others = successes.iter().filter(|response| offered(response, media).is_none());
    others.filter_map(|response| best(&response.media)).for_each(|media| accepted.push(media, ALSO));
    accepted.push_errors(errors);
    accepted.header()
}

/// The media types of an `Accept` header, without duplicates.
#[derive(Default)]
struct AcceptedTypes {
    names: Vec<String>,
    with_weights: Vec<String>,
}

impl AcceptedTypes {
    fn push(&mut self, media: &Media, weight: &str) {
        let name = in_accept(media);
        if is_media_type(&media.name) && !self.names.contains(&name) {
            self.with_weights.push(format!("{name}{weight}"));
            self.names.push(name);
        }
    }

    /// Adds the media types of errors, unless those of successes are unknown.
    fn push_errors(&mut self, errors: &[&Response]) {
        if !self.names.is_empty() {
            errors.iter().filter_map(|response| best(&response.media)).for_each(|media| self.push(media, OF_ERRORS));
        }
    }

    fn header(&self) -> Option<String> {
        (!self.names.is_empty()).then(|| self.with_weights.join(", "))
    }
}

/// Returns the media types of a response that the client requests: the preferred one, and if that is raw bytes, all that
/// are raw bytes.
fn requested<'m>(cx: &LoweringContext, response: &'m Response) -> Vec<&'m Media> {
    match best(&response.media) {
        Some(media) if decoding(cx, media) == BodyDecoding::Bytes => {
            response.media.iter().filter(|media| decoding(cx, media) == BodyDecoding::Bytes).collect()
        }
        best => best.into_iter().collect(),
    }
}

/// Iterates over the media types of a response that are decoded like the preferred one.
fn decoded_alike<'m>(cx: &LoweringContext, response: &'m Response) -> impl Iterator<Item = &'m Media> {
    let best = best(&response.media);
    let others = response.media.iter().filter(|media| !is_sequence(media) && !media.name.contains('*'));
    others.filter(move |media| best.is_some_and(|best| is_decoded_like(cx, media, best)))
}

/// Returns true if a media type is decoded like the preferred one of its response.
fn is_decoded_like(cx: &LoweringContext, media: &Media, best: &Media) -> bool {
    match (decoding(cx, media), decoding(cx, best)) {
        (BodyDecoding::Json, BodyDecoding::Json) => media.schema == best.schema,
        (BodyDecoding::Text, BodyDecoding::Json) => is_json_as_text(cx, media, best) || bodies::is_plain_text(cx, best),
        (one, other) => one == other,
    }
}

/// Returns true if a media type is plain text for the values of a JSON media type. ASP.NET declares this for each
/// response, but sends JSON.
pub(super) fn is_json_as_text(cx: &LoweringContext, media: &Media, best: &Media) -> bool {
    let has_schema = media.schema.is_some() && media.schema == best.schema;
    media.name == "text/plain" && best.is_json() && has_schema && !bodies::is_plain_text(cx, media)
}

/// Returns true if a media type of a response is text.
pub(super) fn can_be_text(cx: &LoweringContext, response: &Response) -> bool {
    response.media.iter().any(|media| !is_sequence(media) && decoding(cx, media) == BodyDecoding::Text)
}

/// Returns true if a media type is a sequence of values, which streaming methods decode.
pub(super) fn is_sequence(media: &Media) -> bool {
    streaming::framing(&media.name).is_some()
}

/// Returns the media type of a response that equals another one.
pub(super) fn offered<'m>(response: &'m Response, media: &Media) -> Option<&'m Media> {
    response.media.iter().find(|other| is_same(other, media))
}

/// Returns true if two media types are equal, or synonyms for the same content.
pub(super) fn is_same(one: &Media, other: &Media) -> bool {
    (one.name == other.name && one.parameters() == other.parameters()) || body_choices::is_synonym(one, other)
}

/// Returns a media type as the `Accept` header contains it, with its valid parameters.
pub(super) fn in_accept(media: &Media) -> String {
    let parameters = media.parameters();
    let can_stand = parameters.chars().all(|c| c == ' ' || (c.is_ascii_graphic() && c != ','));
    if can_stand { format!("{}{parameters}", media.name) } else { media.name.clone() }
}

/// Returns true if the body is one JSON document rather than a sequence of them.
fn is_json_document(media: &Media) -> bool {
    media.is_json() && media.name != "application/stream+json"
}

/// Returns true if a media type outside `text/` is text.
fn is_textual(media: &str) -> bool {
    const TEXTUAL: [&str; 16] = [
        "application/ecmascript",
        "application/graphql",
        "application/javascript",
        "application/json-lines",
        "application/json-seq",
        "application/jsonl",
        "application/jsonlines",
        "application/jwt",
        "application/ndjson",
        "application/sql",
        "application/toml",
        "application/x-javascript",
        "application/x-jsonlines",
        "application/x-ndjson",
        "application/x-yaml",
        "application/yaml",
    ];
    TEXTUAL.contains(&media) || media.ends_with("+yaml")
}

/// Returns true if a text is a valid media type for an `Accept` header: two tokens with a slash between them.
pub(super) fn is_media_type(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    text.split_once('/').is_some_and(|(kind, subtype)| is_word(kind) && is_word(subtype))
}
