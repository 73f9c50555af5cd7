//! Timestamps as HTTP headers contain them (RFC 9110, section 5.6.7): `Fri, 17 May 2024 12:30:00 GMT`.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::ser::Serializer;

use super::format::{Format, ParamFormat};

/// The date and time of an HTTP header. The obsolete forms and RFC 3339 are accepted.
pub enum HttpDate {}

impl Format for HttpDate {
    type Value = Timestamp;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        deserializer.deserialize_str(HttpDateVisitor)
    }

    fn write<S: Serializer>(value: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Self::text(value))
    }
}

impl ParamFormat for HttpDate {
    fn text(value: &Timestamp) -> Cow<'_, str> {
        Cow::Owned(value.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }
}

struct HttpDateVisitor;

impl Visitor<'_> for HttpDateVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an HTTP date")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
        let time = httpdate::parse_http_date(text.trim()).ok().and_then(|time| Timestamp::try_from(time).ok());
        time.or_else(|| text.trim().parse().ok()).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
