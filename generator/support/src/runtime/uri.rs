//! Addresses, kept as the text that they were received or given as.
//!
//! Comes in: any text. Goes out: the same text, and on demand its parsed form. What a description calls a URI is often
//! relative, a template, or nearly one; that is no reason to refuse a whole answer. Knows serde, but no data format.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use url::Url;

use super::plain::Plain;

/// A URI or a reference to one, as text. It derefs to `str`; [`Uri::parse`] takes it apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(String);

impl Uri {
    /// The text, as it is sent and received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The absolute URL that the text is; an error where it is relative or none at all.
    pub fn parse(&self) -> Result<Url, <Url as std::str::FromStr>::Err> {
        Url::parse(&self.0)
    }

    /// The absolute URL that the text is, seen from another; an error where it is none at all.
    pub fn parse_at(&self, base: &Url) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&self.0)
    }
}

impl From<String> for Uri {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Uri {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Uri {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<Url> for Uri {
    fn from(url: Url) -> Self {
        Self(url.into())
    }
}

impl From<Uri> for String {
    fn from(uri: Uri) -> Self {
        uri.0
    }
}

impl Deref for Uri {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Plain for Uri {
    fn plain(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl<'de> Deserialize<'de> for Uri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Uri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
