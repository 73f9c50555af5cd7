//! Reads the body of a response: decoded, complete, and within the limit.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use ureq::http::{HeaderMap, header};
use ureq::{Body, Error};

use super::problem::Problem;

/// The maximum number of bytes of a document, before and after it is decompressed.
const LIMIT: u64 = 64 << 20;

/// The reason that a body cannot be read.
pub(super) enum ReadError {
    /// The body is not acceptable.
    Invalid(Problem),
    /// The transfer failed.
    Transfer(Error),
}

/// Reads the body of a response with the given headers.
pub(super) fn read(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, ReadError> {
    let is_compressed = is_gzip(headers)?;
    if body.content_length().is_some_and(|length| length > LIMIT) {
        return Err(too_large());
    }
    let has_end = body.content_length().is_some() || is_chunked(headers) || is_compressed;
    let transfer = body.into_reader().take(LIMIT + 1);
    let bytes = if is_compressed { decompress(transfer)? } else { read_all(transfer).map_err(transfer_error)? };
    if bytes.len() as u64 > LIMIT {
        return Err(too_large());
    }
    check_contents(headers, &bytes, has_end).map_err(ReadError::Invalid)?;
    Ok(bytes)
}

fn decompress(transfer: io::Take<impl Read>) -> Result<Vec<u8>, ReadError> {
    let mut decoder = MultiGzDecoder::new(transfer);
    let bytes = read_all((&mut decoder).take(LIMIT + 1));
    // The limit ends the stream, which is then not a valid one.
    if decoder.get_ref().limit() == 0 {
        return Err(too_large());
    }
    bytes.map_err(|error| match Error::from(error) {
        Error::Io(error) if error.kind() != io::ErrorKind::TimedOut => {
            let message = format!("the gzip stream is damaged or incomplete: {error}");
            ReadError::Invalid(Problem::new(message, "run the command again"))
        }
        error => ReadError::Transfer(error),
    })
}

fn read_all(mut reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map(|_| bytes)
}

fn transfer_error(error: io::Error) -> ReadError {
    ReadError::Transfer(error.into())
}

fn too_large() -> ReadError {
    let message = format!("the document is larger than {} MiB", LIMIT >> 20);
    ReadError::Invalid(Problem::new(message, "check `source` in specs/clients.toml"))
}

/// Returns true if the body is compressed with gzip; rejects other encodings, which the request does not accept.
fn is_gzip(headers: &HeaderMap) -> Result<bool, ReadError> {
    let encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    let names = encodings.map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_ascii_lowercase());
    let names: Vec<String> = names.filter(|name| !name.is_empty() && name != "identity").collect();
    match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Ok(false),
        ["gzip" | "x-gzip"] => Ok(true),
        _ => {
            let message = format!("the content encoding {:?} is not supported", names.join(", "));
            Err(ReadError::Invalid(Problem::new(message, "the server must send `gzip` or no content encoding")))
        }
    }
}

fn is_chunked(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING)
}

/// Rejects a web page, and a document that can be incomplete without a sign of it.
fn check_contents(headers: &HeaderMap, bytes: &[u8], has_end: bool) -> Result<(), Problem> {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_ascii_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let media_type = headers.get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
    let is_html = media_type.len() >= 9 && media_type[..9].eq_ignore_ascii_case(b"text/html");
    if text.starts_with("<!doctype html") || text.starts_with("<html") || (is_html && text.starts_with('<')) {
        let help = "set `source` to the URL of the API description itself, such as the \"raw\" link of a file";
        return Err(Problem::new("the response is an HTML page", help));
    }
    // A JSON document ends with its last bracket.
    if !has_end && !bytes.is_empty() && !text.starts_with('{') {
        let message = "the response has no length, so that an incomplete document is not recognized";
        return Err(Problem::new(message, "the server must send `Content-Length` or a chunked response"));
    }
    Ok(())
}
