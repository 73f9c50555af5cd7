//! A whole HTTP answer comes in; the operation says as what to read it, and a typed value or an error goes out.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use url::Url;

use crate::runtime::error::{ApiError, DecodeError, Error, UnexpectedAnswer};
use crate::runtime::json;
use crate::runtime::scrub::Scrubber;
use crate::runtime::xml::Xml;

/// How much of a body an error shows that has no place in it to point at.
const BEGINNING: usize = 200;

/// How much of what is wrong with a body an error shows.
const MESSAGE: usize = 1000;

/// What the server answered, with its compression undone.
#[derive(Clone)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Where it came from, redirects followed.
    pub(crate) url: Url,
    /// Where it was asked for at first.
    pub(crate) asked: Url,
    pub(crate) scrubber: Scrubber,
    /// How many tries it took.
    pub(crate) tries: u32,
}

impl fmt::Debug for Answer {
    /// Without the URL and the body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Reads JSON, or a text where the server says that it is one.
    pub fn json<T: DeserializeOwned, E>(self) -> Result<T, Error<E>> {
        self.typed().map_err(|fault| self.refuse(&fault).into())
    }

    /// Reads what no schema describes: JSON where the server says that it is, else text; an empty body is `null`. Where
    /// the server does not say what it is, it is JSON if it reads as such.
    pub fn untyped<E>(self) -> Result<serde_json::Value, Error<E>> {
        Ok(self.value()?)
    }

    /// Reads text.
    pub fn text<E>(self) -> Result<String, Error<E>> {
        Ok(self.characters()?.into_owned())
    }

    /// Reads text.
    pub(crate) fn read_text(self) -> Result<String, DecodeError> {
        self.characters().map(Cow::into_owned)
    }

    /// Reads XML, which stays text.
    pub fn xml<E>(self) -> Result<Xml, Error<E>> {
        self.text().map(Xml::from)
    }

    /// Takes the body as it is.
    pub fn bytes<E>(self) -> Result<Bytes, Error<E>> {
        Ok(self.body)
    }

    /// Leaves the body unread.
    pub fn empty<E>(self) -> Result<(), Error<E>> {
        Ok(())
    }

    /// The API's declared error, as JSON, or as a text where the server says that it is one.
    pub fn error_json<E: DeserializeOwned>(self) -> Error<E> {
        match self.typed() {
            Ok(body) => self.refusal(body),
            Err(fault) => self.refuse(&fault).into(),
        }
    }

    /// The API's declared error, of a body that no schema describes. That the API refused is worth more than how well it
    /// wrote it: a body that is not what the server says it is comes as text.
    pub fn error_untyped(self) -> Error<serde_json::Value> {
        let body = self.value().unwrap_or_else(|_| self.lossy().into());
        self.refusal(body)
    }

    /// The API's declared error, as text. What is no text in it is replaced.
    pub fn error_text(self) -> Error<String> {
        let body = self.lossy();
        self.refusal(body)
    }

    /// The API's declared error, as XML, which stays text.
    pub fn error_xml(self) -> Error<Xml> {
        self.error_text().map(Xml::from)
    }

    /// The API's declared error, of a body that is none of the above.
    pub fn error_bytes(self) -> Error<Bytes> {
        let body = self.body.clone();
        self.refusal(body)
    }

    /// The API's declared error, which has no body.
    pub fn error_empty(self) -> Error<()> {
        self.refusal(())
    }

    /// A status that the API does not declare.
    pub fn undeclared<E>(self) -> Error<E> {
        let snippet = self.scrubber.learning(&self.body).beginning(&self.body, BEGINNING);
        UnexpectedAnswer::new(self.status, self.headers, self.body, snippet).after(self.tries).into()
    }

    fn refusal<E>(self, body: E) -> Error<E> {
        let scrubber = self.scrubber.learning(&self.body);
        let snippet = scrubber.beginning(&self.body, BEGINNING);
        Error::Api(ApiError::new(self.status, self.headers, body, snippet, scrubber).after(self.tries))
    }

    /// The value that the body is JSON of. What is no such JSON but plain text, as the server says, is that text: frameworks
    /// answer so where an operation gives a text and its media type is left open.
    fn typed<T: DeserializeOwned>(&self) -> Result<T, json::Fault> {
        json::read(&self.body).or_else(|fault| {
            let text = self.headers.get(CONTENT_TYPE).filter(|declared| is_plain_text(declared.as_bytes()));
            let text = text.and_then(|_| serde_json::to_vec(self.characters().ok()?.as_ref()).ok());
            text.and_then(|text| json::read(&text).ok()).ok_or(fault)
        })
    }

    fn value(&self) -> Result<serde_json::Value, DecodeError> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(serde_json::Value::Null);
        }
        let json = match self.headers.get(CONTENT_TYPE) {
            Some(declared) => is_json(declared.as_bytes()).then(|| json::read(&self.body)),
            None => Some(json::read(&self.body)).filter(Result::is_ok),
        };
        match json {
            Some(value) => value.map_err(|fault| self.refuse(&fault)),
            None => self.characters().map(|text| text.into_owned().into()),
        }
    }

    /// The body as text: UTF-8, unless it is not and the server says that it is Latin-1.
    fn characters(&self) -> Result<Cow<'_, str>, DecodeError> {
        std::str::from_utf8(&self.body).map(Cow::Borrowed).or_else(|fault| {
            if self.headers.get(CONTENT_TYPE).is_some_and(|declared| is_latin1(declared.as_bytes())) {
                return Ok(self.body.iter().copied().map(char::from).collect());
            }
            let at = fault.valid_up_to();
            let message = format!("byte {at} of the body is not UTF-8");
            Err(DecodeError::new(self.status, None, message, self.scrubber.excerpt(&self.body, at)))
        })
    }

    fn lossy(&self) -> String {
        self.characters().unwrap_or_else(|_| String::from_utf8_lossy(&self.body)).into_owned()
    }

    fn refuse(&self, fault: &json::Fault) -> DecodeError {
        let scrubber = self.scrubber.learning(&self.body);
        let (path, message) = (scrubber.at_most(MESSAGE, &fault.path), scrubber.at_most(MESSAGE, &fault.message));
        DecodeError::new(self.status, Some(path), message, scrubber.excerpt(&self.body, fault.at))
    }
}

/// Whether a media type is JSON or made of it, as `application/problem+json` is.
fn is_json(content_type: &[u8]) -> bool {
    let essence = essence(content_type);
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Whether a media type is that of text which is nothing but text.
fn is_plain_text(content_type: &[u8]) -> bool {
    essence(content_type) == "text/plain"
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(content_type: &[u8]) -> String {
    let content_type = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    content_type.split(';').next().unwrap_or_default().trim().to_owned()
}

/// Whether a media type says that its text is Latin-1.
fn is_latin1(content_type: &[u8]) -> bool {
    let content_type = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let mut charsets = parameters.filter(|(name, _)| *name == "charset").map(|(_, value)| value.trim_matches('"'));
    charsets.any(|charset| matches!(charset, "iso-8859-1" | "latin1"))
}

#[cfg(test)]
mod tests {
    use http::header::HeaderValue;
    use serde_json::{Value, json};

    use super::*;

    fn answer(content_type: Option<&'static str>, body: &'static [u8]) -> Answer {
        let headers = content_type.map(|value| (CONTENT_TYPE, HeaderValue::from_static(value))).into_iter().collect();
        let url = Url::parse("https://pets.example/").unwrap();
        let (body, asked, scrubber) = (Bytes::from_static(body), url.clone(), Scrubber::default());
        Answer { status: 200, headers, body, url, asked, scrubber, tries: 1 }
    }

    #[test]
    fn an_untyped_body_is_read_as_the_server_says() {
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
            assert_eq!(answer(content_type, body).untyped::<()>().unwrap(), expected, "{content_type:?} {body:?}");
        }
    }

    #[test]
    fn what_is_not_as_declared_is_an_error() {
        let error = answer(Some("application/json"), b"twelve").untyped::<()>().unwrap_err();
        assert_eq!(error.to_string(), "the answer (200 OK) cannot be read at $: expected ident, near twelve");
        let error = answer(Some("text/plain"), b"tw\xFFlve").untyped::<()>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the answer (200 OK) cannot be read: byte 2 of the body is not UTF-8, near tw\u{FFFD}lve"
        );
        assert!(
            matches!(answer(None, b"\xFF").text::<()>().unwrap_err(), Error::Decode(error) if error.path().is_none())
        );
    }

    #[test]
    fn an_untyped_error_never_hides_behind_its_body() {
        let cases: [(Option<&str>, &[u8], Value); 4] = [
            (Some("application/json"), b"{\"a\": 1}", json!({"a": 1})),
            (Some("application/json"), b"<html>", json!("<html>")),
            (Some("text/plain"), b"n\xFFt", json!("n\u{FFFD}t")),
            (None, b"", Value::Null),
        ];
        for (content_type, body, expected) in cases {
            let Error::Api(error) = answer(content_type, body).error_untyped() else { panic!("{content_type:?}") };
            assert_eq!(error.body(), &expected);
        }
    }

    #[test]
    fn text_is_read_as_the_server_says() {
        let latin = Some("text/plain; charset=\"ISO-8859-1\"");
        assert_eq!(answer(latin, b"caf\xE9").text::<()>().unwrap(), "café");
        assert_eq!(answer(latin, "café".as_bytes()).text::<()>().unwrap(), "café");
        let Error::Api(error) = answer(Some("text/plain"), b"caf\xE9").error_text() else { panic!() };
        assert_eq!(error.body(), "caf\u{FFFD}");
    }

    #[test]
    fn xml_stays_text() {
        assert_eq!(answer(Some("application/xml"), b"<a/>\n").xml::<()>().unwrap().as_str(), "<a/>\n");
        let Error::Api(error) = answer(Some("text/xml"), b"<no/>").error_xml() else { panic!() };
        assert_eq!(error.body().as_str(), "<no/>");
    }

    #[test]
    fn errors_keep_status_and_body() {
        let Error::Api(error) = answer(None, b"{\"why\": \"no\"}").error_json::<Value>() else { panic!() };
        assert_eq!((error.status(), error.body()), (200, &json!({"why": "no"})));
        assert_eq!(error.to_string(), "the API answered 200 OK: {\"why\": \"no\"}");
        let Error::Api(error) = answer(None, b"[7]").error_json::<Vec<i64>>().map(|ids| ids.len()) else { panic!() };
        assert_eq!(
            (error.status(), error.body(), error.to_string().as_str()),
            (200, &1, "the API answered 200 OK: [7]")
        );
        let error = answer(None, b"").undeclared::<Value>();
        assert_eq!(error.to_string(), "the server answered 200 OK, which the API does not declare (empty body)");
    }
}
