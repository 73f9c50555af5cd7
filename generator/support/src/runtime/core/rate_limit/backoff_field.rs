//! The delay that a field of the response body requests.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::super::json::BYTE_ORDER_MARK;

/// The response field with the time to wait before the next call of the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackoffField {
    field: &'static str,
    /// The number of units per second.
    in_a_second: u32,
}

impl BackoffField {
    /// Creates a field in seconds.
    #[must_use]
    pub const fn seconds(field: &'static str) -> Self {
        Self { field, in_a_second: 1 }
    }

    /// Creates a field in milliseconds.
    #[must_use]
    pub const fn milliseconds(field: &'static str) -> Self {
        Self { field, in_a_second: 1000 }
    }

    /// Returns the requested delay, or `None` if the body is not a JSON object or lacks the field.
    pub(crate) fn read(self, body: &[u8]) -> Option<Duration> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let number = Member(self.field).deserialize(&mut serde_json::Deserializer::from_slice(body)).ok()??;
        let time = Duration::try_from_secs_f64(number / f64::from(self.in_a_second)).ok()?;
        Some(time).filter(|time| !time.is_zero())
    }
}

/// Reads a number from a named field of an object and skips the rest.
struct Member(&'static str);

impl<'de> DeserializeSeed<'de> for Member {
    type Value = Option<f64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == self.0 {
                found = map.next_value::<serde_json::Value>()?.as_f64();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_the_body_is_a_time() {
        let seconds = |body: &str| BackoffField::seconds("backoff").read(body.as_bytes()).map(|time| time.as_millis());
        assert_eq!(seconds(r#"{"items": [{"backoff": 3}], "backoff": 10, "has_more": true}"#), Some(10_000));
        assert_eq!(seconds("\u{FEFF}{\"b\\u0061ckoff\": 0.5}"), Some(500));
        for body in [r#"{"backoff": 0}"#, r#"{"backoff": -1}"#, r#"{"backoff": "10"}"#, r#"{"backoff": 1e300}"#] {
            assert_eq!(seconds(body), None, "{body}");
        }
        for body in
            ["{}", "[]", "7", "", "<html>", r#"{"backoff": null}"#, r#"{"backoff": 1"#, r#"{"a": {"backoff": 1}}"#]
        {
            assert_eq!(seconds(body), None, "{body}");
        }
        assert_eq!(BackoffField::milliseconds("wait").read(br#"{"wait": 1500}"#), Some(Duration::from_millis(1500)));
    }
}
