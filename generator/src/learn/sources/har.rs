//! Entries of HAR 1.2.

use serde_json::Value;

use super::url::{self, Templates};
use super::{Sink, body};
use crate::learn::exchange::{Exchange, Payload};

/// Reads an entry.
pub(super) fn entry(sink: &mut Sink, entry: &Value) {
    let text = |value: Option<&Value>, key: &str| value.and_then(|value| value.get(key)?.as_str()).map(str::to_owned);
    let (request, response) = (entry.get("request"), entry.get("response"));
    let (Some(method), Some(target)) = (text(request, "method"), text(request, "url")) else {
        return sink.note("without a method or URL left out");
    };
    let request_headers = body::headers(request.and_then(|request| request.get("headers")));
    let kind = entry.get("_resourceType").and_then(Value::as_str).unwrap_or_default();
    let is_preflight = method.eq_ignore_ascii_case("options")
        && body::header(&request_headers, "access-control-request-method").is_some();
    if is_preflight || kind == "preflight" {
        return sink.note("of CORS preflight requests left out");
    }
    let scheme = target.split_once("://").map_or("", |(scheme, _)| scheme);
    if kind == "websocket" || matches!(scheme, "ws" | "wss" | "data" | "blob" | "chrome-extension") {
        return sink.note("of other protocols than HTTP left out");
    }
    let status =
        response.and_then(|response| response.get("status")?.as_u64()).and_then(|status| u16::try_from(status).ok());
    let status = status.filter(|status| (100..600).contains(status));
    if status.is_none() {
        sink.note("without a response");
    }
    let response_headers = body::headers(response.and_then(|response| response.get("headers")));
    let request_body = request_body(sink, request, &request_headers);
    let response_body = response_body(sink, response, &response_headers);
    sink.emit(Exchange {
        method: method.to_ascii_uppercase(),
        target: url::parse(&target, Templates::No),
        request_headers,
        request_body,
        status,
        response_headers,
        response_body,
        ..Exchange::default()
    });
}

fn request_body(sink: &mut Sink, request: Option<&Value>, headers: &[(String, String)]) -> Option<Payload> {
    let data = request?.get("postData")?;
    let media_type = data.get("mimeType").and_then(Value::as_str).filter(|media| !media.is_empty());
    let media_type = media_type.or_else(|| body::header(headers, "content-type"));
    let text = data.get("text").and_then(Value::as_str).filter(|text| !text.is_empty());
    let is_form = media_type.is_some_and(|media| media.starts_with("application/x-www-form-urlencoded"));
    let bytes = match text {
        Some(text) if data.get("encoding").and_then(Value::as_str) == Some("base64") => body::base64(text)?,
        Some(text) => text.as_bytes().to_vec(),
        None if is_form => body::form(data.get("params"), "name"),
        None => return None,
    };
    (!bytes.is_empty()).then(|| body::payload(sink, media_type, bytes, &[])).flatten()
}

fn response_body(sink: &mut Sink, response: Option<&Value>, headers: &[(String, String)]) -> Option<Payload> {
    let content = response?.get("content")?;
    let size = content.get("size").and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok()).unwrap_or(0);
    let media_type = content.get("mimeType").and_then(Value::as_str).filter(|media| !media.is_empty());
    let media_type = media_type.or_else(|| body::header(headers, "content-type"));
    let Some(text) = content.get("text").and_then(Value::as_str).filter(|text| !text.is_empty()) else {
        if size > 0 {
            sink.note("whose body was not recorded");
        }
        return None;
    };
    let bytes = match content.get("encoding").and_then(Value::as_str) {
        Some("base64") => body::base64(text),
        _ => Some(text.as_bytes().to_vec()),
    };
    match bytes {
        Some(bytes) => {
            let payload = body::payload(sink, media_type, bytes, headers)?;
            // The size is that of the decompressed body, in the encoding of its characters.
            if payload.bytes.len() < size && payload.json().is_none() {
                sink.note("with a body that is shorter than its size");
            }
            Some(payload)
        }
        None => {
            sink.note("with invalid base64");
            None
        }
    }
}
