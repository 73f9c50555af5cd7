//! How long an answer asks to wait, in a member of its body.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::runtime::json::BYTE_ORDER_MARK;

/// The member of an operation's answers that says how long to wait before the operation is called again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    field: &'static str,
    /// How many of its units are a second.
    in_a_second: u32,
}

impl Backoff {
    /// A member that counts seconds.
    #[must_use]
    pub const fn seconds(field: &'static str) -> Self {
        Self { field, in_a_second: 1 }
    }

    /// A member that counts milliseconds.
    #[must_use]
    pub const fn milliseconds(field: &'static str) -> Self {
        Self { field, in_a_second: 1000 }
    }

    /// How long a body asks to wait; nothing where it does not, or is no JSON object.
    pub(crate) fn read(self, body: &[u8]) -> Option<Duration> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let number = Member(self.field).deserialize(&mut serde_json::Deserializer::from_slice(body)).ok()??;
        let time = Duration::try_from_secs_f64(number / f64::from(self.in_a_second)).ok()?;
        Some(time).filter(|time| !time.is_zero())
    }
}

/// The number that an object has as the member of a name. The rest of it is passed over.
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
        let seconds = |body: &str| Backoff::seconds("backoff").read(body.as_bytes()).map(|time| time.as_millis());
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
        assert_eq!(Backoff::milliseconds("wait").read(br#"{"wait": 1500}"#), Some(Duration::from_millis(1500)));
    }
}
