//! Buffered responses and their decoding.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use super::error::{ApiError, DecodeError, Error, ReceivedResponse, UnexpectedResponse};
use super::json;
use super::redact::{MAX_SHOWN, Redactor};
use super::secret::SecretUrl;
#[cfg(feature = "xml")]
use super::xml::Xml;

/// The number of characters of a body that an error without a location shows.
const BEGINNING: usize = 200;

/// The maximum length of the message of a decoding error.
const MESSAGE: usize = 1000;

/// A response with its body in memory, decompressed.
#[derive(Clone)]
pub struct BufferedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The URL after redirects.
    pub(crate) url: SecretUrl,
    /// The URL of the first request.
    pub(crate) request_url: SecretUrl,
    pub(crate) redactor: Redactor,
    /// The number of attempts.
    pub(crate) attempts: u32,
    /// True for lenient decoding.
    pub(crate) is_lenient: bool,
}

impl fmt::Debug for BufferedResponse {
    /// Omits URL and body, which may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferedResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl BufferedResponse {
    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    #[cfg(feature = "response_choices")]
    /// Returns the media type in lower case without parameters; empty if the server declares none.
    pub fn media_type(&self) -> String {
        self.headers.get(CONTENT_TYPE).map(|declared| media_type_essence(declared.as_bytes())).unwrap_or_default()
    }

    /// Decodes JSON, or plain text if the server declares it.
    pub fn json<T: DeserializeOwned, E>(self) -> Result<T, Error<E>> {
        self.typed().map_err(|error| self.decode_error(&error).into())
    }

    #[cfg(feature = "untyped_responses")]
    /// Decodes a body without a schema: JSON if the server declares it, else text; an empty body is `null`. Without a
    /// media type, valid JSON is decoded as JSON.
    pub fn json_or_text<E>(self) -> Result<serde_json::Value, Error<E>> {
        Ok(self.value()?)
    }

    #[cfg(feature = "text_responses")]
    /// Decodes text, or a JSON string if the server declares JSON.
    pub fn text<E>(self) -> Result<String, Error<E>> {
        let is_json = self.headers.get(CONTENT_TYPE).is_some_and(|declared| is_json(declared.as_bytes()));
        match json::from_slice(&self.body, false) {
            Ok(text) if is_json => Ok(text),
            _ => Ok(self.decode_text()?.into_owned()),
        }
    }

    #[cfg(feature = "raw_responses")]
    /// Decodes text.
    pub(crate) fn into_text(self) -> Result<String, DecodeError> {
        self.decode_text().map(Cow::into_owned)
    }

    #[cfg(feature = "xml")]
    /// Returns XML as text.
    pub fn xml<E>(self) -> Result<Xml, Error<E>> {
        self.text().map(Xml::from)
    }

    #[cfg(feature = "binary_responses")]
    /// Returns the bytes.
    pub fn bytes<E>(self) -> Result<Bytes, Error<E>> {
        Ok(self.body)
    }

    #[cfg(feature = "empty_responses")]
    /// Ignores the body.
    pub fn discard<E>(self) -> Result<(), Error<E>> {
        Ok(())
    }

    /// Creates a documented error with a JSON body, or plain text if the server declares it. The body may be invalid.
    pub fn api_error_json<E: DeserializeOwned>(self) -> Error<E> {
        let body = self.typed().map_err(|error| self.decode_error(&error));
        self.api_error(body)
    }

    #[cfg(feature = "untyped_responses")]
    /// Creates a documented error whose body has no schema; an invalid body is returned as text.
    pub fn api_error_untyped(self) -> Error<serde_json::Value> {
        let body = self.value().unwrap_or_else(|_| self.lossy().into());
        self.api_error(Ok(body))
    }

    #[cfg(feature = "text_responses")]
    /// Creates a documented error with a text body. Invalid characters are replaced.
    pub fn api_error_text(self) -> Error<String> {
        let body = self.lossy();
        self.api_error(Ok(body))
    }

    #[cfg(feature = "xml")]
    /// Creates a documented error with an XML body.
    pub fn api_error_xml(self) -> Error<Xml> {
        self.api_error_text().map(Xml::from)
    }

    #[cfg(feature = "binary_responses")]
    /// Creates a documented error with a binary body.
    pub fn api_error_bytes(self) -> Error<Bytes> {
        let body = self.body.clone();
        self.api_error(Ok(body))
    }

    #[cfg(feature = "empty_responses")]
    /// Creates a documented error without a body.
    pub fn api_error_empty(self) -> Error<()> {
        self.api_error(Ok(()))
    }

    /// Creates the error of an undocumented status.
    pub fn into_unexpected<E>(self) -> Error<E> {
        UnexpectedResponse::new(self.into_received()).into()
    }

    fn api_error<E>(self, body: Result<E, DecodeError>) -> Error<E> {
        Error::Api(ApiError::new(self.into_received(), body))
    }

    fn into_received(self) -> ReceivedResponse {
        let Self { status, headers, body, attempts, .. } = self;
        let redactor = self.redactor.with_secrets_of(&body);
        ReceivedResponse {
            status,
            headers,
            snippet: redactor.redact_prefix(&body, BEGINNING),
            body,
            redactor,
            attempts,
        }
    }

    /// Decodes JSON, or a string from plain or undeclared text that is not JSON, as some frameworks send it.
    fn typed<T: DeserializeOwned>(&self) -> Result<T, json::JsonError> {
        json::from_slice(&self.body, self.is_lenient).or_else(|error| {
            let declared = self.headers.get(CONTENT_TYPE);
            let is_text = declared.is_none_or(|declared| is_plain_text(declared.as_bytes()));
            let text = is_text.then(|| serde_json::to_vec(self.decode_text().ok()?.as_ref()).ok()).flatten();
            text.and_then(|text| json::from_slice(&text, self.is_lenient).ok()).ok_or(error)
        })
    }

    #[cfg(feature = "untyped_responses")]
    fn value(&self) -> Result<serde_json::Value, DecodeError> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(serde_json::Value::Null);
        }
        let json = match self.headers.get(CONTENT_TYPE) {
            Some(declared) => is_json(declared.as_bytes()).then(|| json::from_slice(&self.body, false)),
            None => Some(json::from_slice(&self.body, false)).filter(Result::is_ok),
        };
        match json {
            Some(value) => value.map_err(|error| self.decode_error(&error)),
            None => self.decode_text().map(|text| text.into_owned().into()),
        }
    }

    /// Decodes the body as UTF-8, or as Latin-1 if it is not UTF-8 and the server declares Latin-1.
    fn decode_text(&self) -> Result<Cow<'_, str>, DecodeError> {
        std::str::from_utf8(&self.body).map(Cow::Borrowed).or_else(|error| {
            if self.headers.get(CONTENT_TYPE).is_some_and(|declared| is_latin1(declared.as_bytes())) {
                return Ok(self.body.iter().copied().map(char::from).collect());
            }
            let at = error.valid_up_to();
            let message = format!("byte {at} of the body is not UTF-8");
            Err(DecodeError::new(self.status, None, message, self.redactor.excerpt(&self.body, at)))
        })
    }

    #[cfg(any(feature = "text_responses", feature = "untyped_responses"))]
    fn lossy(&self) -> String {
        self.decode_text().unwrap_or_else(|_| String::from_utf8_lossy(&self.body)).into_owned()
    }

    fn decode_error(&self, error: &json::JsonError) -> DecodeError {
        let redactor = self.redactor.with_secrets_of(&self.body);
        let path = redactor.redact_truncated(MESSAGE, format_args!("{}", error.path));
        let message = if error.at < MAX_SHOWN {
            redactor.redact_truncated(MESSAGE, format_args!("{}", error.message))
        } else {
            format!("the value before byte {} is invalid (no details beyond {MAX_SHOWN} bytes)", error.at)
        };
        DecodeError::new(self.status, Some(path), message, redactor.excerpt(&self.body, error.at))
    }
}

#[cfg(any(feature = "text_responses", feature = "untyped_responses"))]
/// Returns true for JSON media types, such as `application/problem+json`.
fn is_json(content_type: &[u8]) -> bool {
    let essence = media_type_essence(content_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Returns true for plain text.
fn is_plain_text(content_type: &[u8]) -> bool {
    media_type_essence(content_type) == "text/plain"
}

/// Returns the media type in lower case without parameters.
pub(crate) fn media_type_essence(content_type: &[u8]) -> String {
    let content_type = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    content_type.split(';').next().unwrap_or_default().trim().to_owned()
}

/// Returns true if the media type declares Latin-1.
fn is_latin1(content_type: &[u8]) -> bool {
    let content_type = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let mut charsets = parameters.filter(|(name, _)| *name == "charset").map(|(_, value)| value.trim_matches('"'));
    charsets.any(|charset| matches!(charset, "iso-8859-1" | "latin1"))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use http::header::HeaderValue;
    use serde_json::{Value, json};
    use url::Url;

    use super::*;

    fn response(content_type: Option<&'static str>, body: &'static [u8]) -> BufferedResponse {
        let headers = content_type.map(|value| (CONTENT_TYPE, HeaderValue::from_static(value))).into_iter().collect();
        let url = SecretUrl(Url::parse("https://pets.example/").unwrap());
        let (body, request_url, redactor) = (Bytes::from_static(body), url.clone(), Redactor::default());
        BufferedResponse {
            status: StatusCode::OK,
            headers,
            body,
            url,
            request_url,
            redactor,
            attempts: 1,
            is_lenient: true,
        }
    }

    #[test]
    fn an_untyped_body_is_decoded_by_its_media_type() {
        let cases: [(Option<&str>, &[u8], Value); 10] = [
            (Some("application/json"), b"{\"a\": 1}", json!({"a": 1})),
            (Some("Application/Problem+JSON; charset=utf-8"), b"[1]", json!([1])),
            (Some("application/json"), b"", Value::Null),
            (Some("application/json"), b" \r\n", Value::Null),
            (Some("application/json"), b"\xEF\xBB\xBF{}", json!({})),
            (Some("text/plain"), b"12", json!("12")),
            (Some("text/html"), b"<p>", json!("<p>")),
            (None, b"12", json!(12)),
            (None, b"twelve", json!("twelve")),
            (None, b"", Value::Null),
        ];
        for (content_type, body, expected) in cases {
            assert_eq!(
                response(content_type, body).json_or_text::<()>().unwrap(),
                expected,
                "{content_type:?} {body:?}"
            );
        }
    }

    #[test]
    fn a_body_that_contradicts_its_media_type_is_an_error() {
        let error = response(Some("application/json"), b"twelve").json_or_text::<()>().unwrap_err();
        assert_eq!(error.to_string(), "failed to decode response (200 OK) at $: expected ident, near twelve");
        let error = response(Some("text/plain"), b"tw\xFFlve").json_or_text::<()>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "failed to decode response (200 OK): byte 2 of the body is not UTF-8, near tw\u{FFFD}lve"
        );
        assert!(
            matches!(response(None, b"\xFF").text::<()>().unwrap_err(), Error::Decode(error) if error.path().is_none())
        );
    }

    #[test]
    fn an_untyped_error_survives_an_invalid_body() {
        let cases: [(Option<&str>, &[u8], Value); 4] = [
            (Some("application/json"), b"{\"a\": 1}", json!({"a": 1})),
            (Some("application/json"), b"<html>", json!("<html>")),
            (Some("text/plain"), b"n\xFFt", json!("n\u{FFFD}t")),
            (None, b"", Value::Null),
        ];
        for (content_type, body, expected) in cases {
            let Error::Api(error) = response(content_type, body).api_error_untyped() else {
                panic!("{content_type:?}")
            };
            assert_eq!(error.body().unwrap(), &expected);
        }
    }

    #[test]
    fn debug_output_of_an_error_formats_little_more_than_it_shows() {
        struct Item<'c>(&'c Cell<usize>);

        impl fmt::Debug for Item<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.set(self.0.get() + 1);
                f.write_str("item")
            }
        }
        let formatted = Cell::new(0);
        let items: Vec<_> = (0..1_000_000).map(|_| Item(&formatted)).collect();
        let error: Error<_> = response(None, b"{}").api_error(Ok(items));
        for text in [format!("{error:?}"), format!("{error:#?}")] {
            assert!(text.contains("item, item") || text.contains("item,\n"), "{text}");
            assert!(text.len() < 10_000 && formatted.replace(0) < 2000, "{} bytes", text.len());
        }
    }

    #[test]
    fn text_is_read_as_the_server_says() {
        let latin = Some("text/plain; charset=\"ISO-8859-1\"");
        assert_eq!(response(latin, b"caf\xE9").text::<()>().unwrap(), "café");
        assert_eq!(response(latin, "café".as_bytes()).text::<()>().unwrap(), "café");
        let Error::Api(error) = response(Some("text/plain"), b"caf\xE9").api_error_text() else { panic!() };
        assert_eq!(error.body().unwrap(), "caf\u{FFFD}");
    }

    #[test]
    fn xml_stays_text() {
        assert_eq!(response(Some("application/xml"), b"<a/>\n").xml::<()>().unwrap().as_str(), "<a/>\n");
        let Error::Api(error) = response(Some("text/xml"), b"<no/>").api_error_xml() else { panic!() };
        assert_eq!(error.body().unwrap().as_str(), "<no/>");
    }

    #[test]
    fn errors_keep_status_and_body() {
        let Error::Api(error) = response(None, b"{\"why\": \"no\"}").api_error_json::<Value>() else { panic!() };
        assert_eq!((error.status().as_u16(), error.body().unwrap()), (200, &json!({"why": "no"})));
        assert_eq!(error.to_string(), "the API returned 200 OK: {\"why\": \"no\"}");
        let Error::Api(error) = response(None, b"[7]").api_error_json::<Vec<i64>>().map(|ids| ids.len()) else {
            panic!()
        };
        assert_eq!(
            (error.status().as_u16(), error.body().unwrap(), error.to_string().as_str()),
            (200, &1, "the API returned 200 OK: [7]")
        );
        let Error::Api(error) = response(Some("text/html"), b"<p>Bad gateway").api_error_json::<Value>() else {
            panic!()
        };
        assert_eq!((error.status().as_u16(), &error.raw_body()[..]), (200, &b"<p>Bad gateway"[..]));
        assert_eq!(error.body().unwrap_err().message(), "expected value");
        let error = response(None, b"").into_unexpected::<Value>();
        assert_eq!(error.to_string(), "the API returned the undocumented status 200 OK (empty body)");
    }
}
