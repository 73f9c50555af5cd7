//! Recorded headers and bodies.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use serde_json::Value;

use super::Sink;
use crate::learn::exchange::Payload;

/// The maximum size of a body after decompression, in bytes: 64 MiB.
const BODY: u64 = 64 << 20;

/// Reads a list of headers with the members `name` (or `key`) and `value`. Pseudo headers of HTTP/2 are left out.
pub(super) fn headers(list: Option<&Value>) -> Vec<(String, String)> {
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let entries = list.and_then(Value::as_array).into_iter().flatten();
    let enabled = entries.filter(|entry| entry.get("disabled") != Some(&Value::Bool(true)));
    let headers =
        enabled.filter_map(|entry| Some((text(entry, "name").or_else(|| text(entry, "key"))?, text(entry, "value")?)));
    headers.map(|(name, value)| (name.to_ascii_lowercase(), value)).filter(|(name, _)| !name.starts_with(':')).collect()
}

/// Returns the value of a header.
pub(super) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Decodes base64 with or without line breaks and padding.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD.decode(&compact).ok()
}

/// Creates a body, and decompresses it if its bytes are still compressed.
pub(super) fn payload(
    sink: &mut Sink,
    media_type: Option<&str>,
    bytes: Vec<u8>,
    headers: &[(String, String)],
) -> Payload {
    let encoding = header(headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
    let decoder: Option<Box<dyn Read>> = match encoding.as_str() {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => Some(Box::new(MultiGzDecoder::new(bytes.as_slice()))),
        "deflate" if bytes.first() == Some(&0x78) => Some(Box::new(ZlibDecoder::new(bytes.as_slice()))),
        "br" | "zstd" if std::str::from_utf8(&bytes).is_err() => {
            sink.note("with a body in a compression that is not read");
            None
        }
        _ => None,
    };
    let decoded = decoder.and_then(|decoder| {
        let mut decoded = Vec::new();
        let result = decoder.take(BODY).read_to_end(&mut decoded);
        result.map_err(|_| sink.note("with a body that cannot be decompressed")).ok().map(|_| decoded)
    });
    Payload { media_type: media_type.map(str::to_owned), bytes: decoded.unwrap_or(bytes) }
}

/// Encodes the fields of a form.
pub(super) fn form(fields: Option<&Value>, name: &str) -> Vec<u8> {
    let text = |field: &Value, key: &str| field.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let encoded =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let enabled = |field: &&Value| field.get("disabled") != Some(&Value::Bool(true));
    let fields = fields.and_then(Value::as_array).into_iter().flatten().filter(enabled);
    let pairs = fields.map(|field| format!("{}={}", encoded(&text(field, name)), encoded(&text(field, "value"))));
    pairs.collect::<Vec<_>>().join("&").into_bytes()
}
