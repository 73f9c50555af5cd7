//! Media types of answers: which of several is asked for, and how it is read.

use super::super::bodies::{self, Content};
use crate::ir::Reading;
use crate::spec::facts::Kind;
use crate::spec::{Media, Response};

/// The media type that says most: JSON, then any, then another that has a schema, then the first.
pub(super) fn best(media: &[Media]) -> Option<&Media> {
    media.iter().min_by_key(|media| {
        if is_whole_json(media) {
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

/// How a body of a media type is read.
pub(super) fn reading(media: &Media, declared: Option<(Kind, Option<&str>)>) -> Reading {
    match bodies::kind(media, declared) {
        Content::Json if is_whole_json(media) || media.name.contains('*') => Reading::Json,
        Content::Json => Reading::Text,
        Content::Text if bodies::is_xml(&media.name) => Reading::Xml,
        Content::Text => Reading::Text,
        Content::Bytes if declared != Some((Kind::String, Some("binary"))) && is_textual(&media.name) => Reading::Text,
        Content::Bytes => Reading::Bytes,
    }
}

/// What the client asks to be answered with: the best media type of each successful answer, JSON first. Nothing where
/// any will do.
pub(super) fn accept(responses: &[&Response]) -> Option<String> {
    let mut asked: Vec<&Media> = Vec::new();
    for media in responses.iter().filter_map(|response| best(&response.media)) {
        if media.name.contains('*') {
            return None;
        }
        if is_media_type(&media.name) && !asked.iter().any(|other| asked_for(other) == asked_for(media)) {
            asked.push(media);
        }
    }
    asked.sort_by_key(|media| !media.is_json());
    let names: Vec<String> = asked.iter().map(|media| asked_for(media)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A media type as an `Accept` header has it, with those parameters that can stand there.
fn asked_for(media: &Media) -> String {
    let parameters = media.parameters();
    let can_stand = parameters.chars().all(|c| c == ' ' || (c.is_ascii_graphic() && c != ','));
    if can_stand { format!("{}{parameters}", media.name) } else { media.name.clone() }
}

/// Whether the body is one JSON value, and not a row of them.
fn is_whole_json(media: &Media) -> bool {
    media.is_json() && media.name != "application/stream+json"
}

/// Text by its nature, though its media type is not of `text/`.
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

/// Whether a text can stand in an `Accept` header: two words with a slash between.
fn is_media_type(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    text.split_once('/').is_some_and(|(kind, subtype)| is_word(kind) && is_word(subtype))
}
