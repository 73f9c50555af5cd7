//! Cassettes of VCR and vcrpy.

use std::io::Read;

use serde_json::{Map, Value, json};

use super::url::{self, Templates};
use super::{RecordingError, Sink, YAML, body};
use crate::learn::exchange::{Exchange, Payload};

/// Reads a cassette in YAML.
pub(super) fn read_yaml(sink: &mut Sink, input: impl Read) -> Result<(), RecordingError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(YAML).unwrap_or(u64::MAX);
    input.take(limit + 1).read_to_end(&mut bytes).map_err(|error| sink.unreadable(&error))?;
    if bytes.len() > YAML {
        let message = format!("the file has more than {YAML} bytes of YAML");
        let help = "split the cassette, or convert it to JSON, which has no limit";
        return Err(RecordingError { file: sink.file.to_owned(), position: None, message, help });
    }
    let root: serde_yaml::Value = serde_yaml::from_slice(&bytes).map_err(|error| {
        let position = error.location().map(|location| (location.line(), location.column()));
        let message = "the file is neither JSON nor valid YAML".to_owned();
        RecordingError { position, ..sink.error(message) }
    })?;
    let root = json_value(&root, 0);
    let list = root.get("http_interactions").or_else(|| root.get("interactions")).and_then(Value::as_array);
    let list = list.ok_or_else(|| sink.error("the file is no recording".to_owned()))?;
    for interaction in list {
        sink.next_entry();
        entry(sink, interaction);
    }
    Ok(())
}

/// The maximum depth of a cassette.
const DEPTH: usize = 64;

/// Converts YAML to JSON, without tags.
fn json_value(value: &serde_yaml::Value, depth: usize) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        _ if depth > DEPTH => Value::Null,
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => json!(value),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        Yaml::String(text) => json!(text),
        Yaml::Sequence(items) => items.iter().map(|item| json_value(item, depth + 1)).collect(),
        Yaml::Mapping(members) => {
            let members = members.iter().filter_map(|(key, value)| Some((key.as_str()?, json_value(value, depth + 1))));
            Value::Object(members.map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tagged) => json_value(&tagged.value, depth + 1),
    }
}

/// Reads an interaction.
pub(super) fn entry(sink: &mut Sink, interaction: &Value) {
    let (request, response) = (interaction.get("request"), interaction.get("response"));
    let text = |key: &str| request.and_then(|request| request.get(key)?.as_str()).map(str::to_owned);
    let (Some(method), Some(uri)) = (text("method"), text("uri").or_else(|| text("url"))) else {
        return sink.note("without a method or URL left out");
    };
    let status = response.and_then(|response| response.get("status"));
    let status = status.and_then(|status| status.get("code").unwrap_or(status).as_u64());
    let status = status.and_then(|status| u16::try_from(status).ok()).filter(|status| (100..600).contains(status));
    if status.is_none() {
        sink.note("without a response");
    }
    let request_headers = headers(request);
    let response_headers = headers(response);
    let request_body = payload(sink, request, &request_headers);
    let response_body = payload(sink, response, &response_headers);
    sink.emit(Exchange {
        method: method.to_ascii_uppercase(),
        target: url::parse(&uri, Templates::No),
        request_headers,
        request_body,
        status,
        response_headers,
        response_body,
        ..Exchange::default()
    });
}

/// Reads headers whose values are texts or lists of texts.
fn headers(message: Option<&Value>) -> Vec<(String, String)> {
    let members = message.and_then(|message| message.get("headers")?.as_object()).into_iter().flatten();
    let values = members.flat_map(|(name, value)| {
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        list.iter().filter_map(move |value| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned())))
    });
    values.collect()
}

fn payload(sink: &mut Sink, message: Option<&Value>, headers: &[(String, String)]) -> Option<Payload> {
    let recorded = message?.get("body")?;
    let string = recorded.get("string").unwrap_or(recorded);
    let bytes = match recorded.get("base64_string").and_then(Value::as_str) {
        Some(text) => body::base64(text),
        None => {
            let text = string.as_str()?;
            // vcrpy tags compressed bodies as binary, and serde_yaml reads that tag as text.
            let encoding = body::header(headers, "content-encoding");
            let compressed =
                encoding.and_then(|encoding| body::base64(text).filter(|bytes| body::is_compressed(encoding, bytes)));
            Some(compressed.unwrap_or_else(|| text.as_bytes().to_vec()))
        }
    };
    let Some(bytes) = bytes else {
        sink.note("with invalid base64");
        return None;
    };
    let media_type = body::header(headers, "content-type");
    (!bytes.is_empty()).then(|| body::payload(sink, media_type, bytes, headers)).flatten()
}
