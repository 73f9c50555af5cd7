//! Recorded headers and bodies.

use std::io::Read;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::Sink;
use crate::learn::exchange::Payload;

/// The maximum size of a body after decompression, in bytes: 64 MiB.
const BODY: u64 = 64 << 20;

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

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
    if !text.contains(|c: char| c.is_ascii_whitespace()) {
        return BASE64.decode(text).ok();
    }
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    BASE64.decode(&compact).ok()
}

/// Creates a body, and decompresses it if its bytes are still compressed. Returns `None` for a body that is too large.
pub(super) fn payload(
    sink: &mut Sink,
    media_type: Option<&str>,
    bytes: Vec<u8>,
    headers: &[(String, String)],
) -> Option<Payload> {
    let encoding = header(headers, "content-encoding").unwrap_or_default();
    let bytes = match decoder(encoding, &bytes).map(decompressed) {
        None => bytes,
        Some(Ok(decoded)) => decoded,
        Some(Err(Damage::TooLarge)) => {
            sink.note("with a body of more than 64 MiB after decompression, which is left out");
            return None;
        }
        Some(Err(Damage::Invalid)) => {
            sink.note("with a body that cannot be decompressed");
            bytes
        }
    };
    if media_type.is_some_and(is_json) && serde_json::from_slice::<IgnoredAny>(&bytes).is_err() {
        sink.note("with a body that is not the JSON that its media type says");
    }
    Some(Payload { media_type: media_type.map(str::to_owned), bytes })
}

/// The reason why a body was not decompressed.
enum Damage {
    Invalid,
    TooLarge,
}

/// Returns true if the bytes are compressed in the encoding. Recorders often store decompressed bodies, with the header.
pub(super) fn is_compressed(encoding: &str, bytes: &[u8]) -> bool {
    decoder(encoding, bytes).is_some()
}

/// Returns the decoder for bytes that are still compressed.
fn decoder<'b>(encoding: &str, bytes: &'b [u8]) -> Option<Box<dyn Read + 'b>> {
    let is_text = || std::str::from_utf8(bytes).is_ok();
    match encoding.trim().to_ascii_lowercase().as_str() {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => Some(Box::new(MultiGzDecoder::new(bytes))),
        "deflate" if is_text() => None,
        "deflate" if bytes.first() == Some(&0x78) => Some(Box::new(ZlibDecoder::new(bytes))),
        // Some servers leave out the header of zlib.
        "deflate" => Some(Box::new(DeflateDecoder::new(bytes))),
        "br" if !is_text() => Some(Box::new(Decompressor::new(bytes, 4096))),
        _ => None,
    }
}

fn decompressed(decoder: Box<dyn Read + '_>) -> Result<Vec<u8>, Damage> {
    let mut decoded = Vec::new();
    decoder.take(BODY + 1).read_to_end(&mut decoded).map_err(|_| Damage::Invalid)?;
    let length = u64::try_from(decoded.len()).unwrap_or(u64::MAX);
    if length > BODY { Err(Damage::TooLarge) } else { Ok(decoded) }
}

/// Returns true for the media types of a JSON value.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
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
