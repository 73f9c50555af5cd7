//! Secret strings: tokens, keys, passwords.

use std::borrow::Cow;
use std::fmt;
#[cfg(any(feature = "request_bodies", feature = "styled"))]
use std::io;

use bytes::Bytes;
use http::HeaderValue;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use subtle::ConstantTimeEq;
use url::Url;
use zeroize::{Zeroize, Zeroizing};

use super::to_param::ToParam;

/// A secret string, redacted in `Debug`; read it with [`expose_secret`](SecretString::expose_secret).
///
/// Comparison takes constant time. Text converts with `into()`; a `String` is not copied.
///
/// Its memory is wiped on drop, and so are the copies in URLs, headers and bodies that the client encodes. Copies in
/// buffers of the HTTP stack, of TLS and of the system, and in the bodies of responses, are not wiped.
#[derive(Clone)]
pub struct SecretString(Zeroizing<String>);

impl SecretString {
    /// Returns the text.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }
}

/// Creates a sensitive header value without copying the text, or `None` if it is not valid in a header.
pub(crate) fn sensitive_header_value(text: Zeroizing<String>) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Appends parts to a text, after a separator unless the text is empty. A buffer that is too small is wiped.
pub(crate) fn append(text: &mut Zeroizing<String>, separator: &str, parts: &[&str]) {
    let separator = if text.is_empty() { "" } else { separator };
    let length = text.len() + separator.len() + parts.iter().map(|part| part.len()).sum::<usize>();
    if length > text.capacity() {
        let shorter = std::mem::replace(text, Zeroizing::new(String::with_capacity(2 * length)));
        text.push_str(&shorter);
    }
    text.push_str(separator);
    parts.iter().for_each(|part| text.push_str(part));
}

#[cfg(any(feature = "request_bodies", feature = "styled"))]
/// A buffer that is wiped when it is dropped or grows.
#[derive(Default)]
pub(crate) struct SecretBuffer(pub(crate) Zeroizing<Vec<u8>>);

#[cfg(any(feature = "request_bodies", feature = "styled"))]
impl SecretBuffer {
    /// Serializes a value as JSON.
    pub(crate) fn json(value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        let mut buffer = Self::default();
        serde_json::to_writer(&mut buffer, value).map(|()| buffer)
    }

    pub(crate) fn extend_from_slice(&mut self, bytes: &[u8]) {
        let length = self.0.len() + bytes.len();
        if length > self.0.capacity() {
            let shorter = std::mem::replace(&mut self.0, Zeroizing::new(Vec::with_capacity(2 * length)));
            self.0.extend_from_slice(&shorter);
        }
        self.0.extend_from_slice(bytes);
    }
}

#[cfg(any(feature = "request_bodies", feature = "styled"))]
impl io::Write for SecretBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A URL that is wiped on drop.
#[derive(Clone)]
pub(crate) struct SecretUrl(pub(crate) Url);

impl Drop for SecretUrl {
    fn drop(&mut self) {
        if let Ok(empty) = Url::parse("a:") {
            String::from(std::mem::replace(&mut self.0, empty)).zeroize();
        }
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<String> for SecretString {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for SecretString {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<&String> for SecretString {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

impl From<&SecretString> for SecretString {
    fn from(secret: &SecretString) -> Self {
        secret.clone()
    }
}

impl PartialEq for SecretString {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for SecretString {}

impl ToParam for SecretString {
    const SECRET: bool = true;

    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl Serialize for SecretString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SecretString {
    /// Deserializes a string. The error of another value quotes the value, so it is replaced.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from).map_err(|_| Error::custom("invalid type, expected a string"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let secret = SecretString::from("opensesame");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "[redacted] Some(\n    [redacted],\n)");
    }

    #[test]
    fn equality_is_that_of_the_text() {
        assert_eq!(SecretString::from("a"), SecretString::from("a".to_owned()));
        assert_ne!(SecretString::from("a"), SecretString::from("b"));
        assert_ne!(SecretString::from("a"), SecretString::from("aa"));
    }

    #[test]
    fn a_header_has_the_text_itself() {
        let text = Zeroizing::new("Bearer opensesame".to_owned());
        let place = text.as_ptr();
        let value = sensitive_header_value(text).unwrap();
        assert_eq!((value.as_bytes().as_ptr(), value.clone().as_bytes().as_ptr()), (place, place));
        assert!(value.is_sensitive() && sensitive_header_value(Zeroizing::new("a\nb".to_owned())).is_none());
    }

    #[test]
    fn json_round_trip() {
        let secret: SecretString = serde_json::from_str(r#""a\"b""#).unwrap();
        assert_eq!(secret.expose_secret(), "a\"b");
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""a\"b""#);
    }

    #[test]
    fn a_value_of_another_type_is_not_quoted() {
        for text in ["424242", "-424242", "4242.42", "true", "[424242]", "{\"424242\": 1}", "null"] {
            let message = serde_json::from_str::<SecretString>(text).unwrap_err().to_string();
            assert!(message.contains("expected a string") && !message.contains("4242"), "{message}");
            assert!(!message.contains("true"), "{message}");
        }
    }
}
