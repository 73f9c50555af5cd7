//! Media types of responses: preference, decoding and the `Accept` header.

use super::super::bodies::{self, BodyEncoding};
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

/// Returns the value of the `Accept` header: the media types of successes that the client decodes, JSON first, then
/// those of errors with a lower weight; `None` if any media type is accepted.
pub(super) fn accept(cx: &LoweringContext, successes: &[&Response], errors: &[&Response]) -> Option<String> {
    let mut accepted: Vec<&Media> = successes.iter().flat_map(|response| decoded(cx, response)).collect();
    if accepted.iter().any(|media| media.name.contains('*')) {
        return None;
    }
    accepted.retain(|media| is_media_type(&media.name));
    accepted.sort_by_key(|media| !media.is_json());
    let of_errors = errors.iter().filter_map(|response| best(&response.media));
    let of_errors = of_errors.filter(|media| is_media_type(&media.name)).map(in_accept);
    let mut names: Vec<String> = Vec::new();
    for name in accepted.into_iter().map(in_accept) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    for name in of_errors {
        let weighted = format!("{name};q=0.5");
        if !names.contains(&name) && !names.contains(&weighted) {
            names.push(weighted);
        }
    }
    Some(names.join(", "))
}

/// Returns the media types of a response that the client decodes: the preferred one, and if that is raw bytes, all that
/// are raw bytes.
fn decoded<'m>(cx: &LoweringContext, response: &'m Response) -> Vec<&'m Media> {
    match best(&response.media) {
        Some(media) if decoding(cx, media) == BodyDecoding::Bytes => {
            response.media.iter().filter(|media| decoding(cx, media) == BodyDecoding::Bytes).collect()
        }
        best => best.into_iter().collect(),
    }
}

/// Returns a media type as the `Accept` header contains it, with its valid parameters.
fn in_accept(media: &Media) -> String {
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
fn is_media_type(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    text.split_once('/').is_some_and(|(kind, subtype)| is_word(kind) && is_word(subtype))
}
