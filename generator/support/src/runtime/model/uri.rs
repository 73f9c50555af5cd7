//! URIs as unparsed text, since APIs often return relative references or templates as URIs.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use url::Url;

use crate::runtime::core::to_param::ToParam;

/// A URI or URI reference as text. It derefs to `str`; [`UriString::parse`] parses it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UriString(String);

impl UriString {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses an absolute URL.
    pub fn parse(&self) -> Result<Url, <Url as std::str::FromStr>::Err> {
        Url::parse(&self.0)
    }

    /// Parses a URL relative to a base URL.
    pub fn resolve_against(&self, base: &Url) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&self.0)
    }
}

impl From<String> for UriString {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for UriString {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for UriString {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<Url> for UriString {
    fn from(url: Url) -> Self {
        Self(url.into())
    }
}

impl From<UriString> for String {
    fn from(uri: UriString) -> Self {
        uri.0
    }
}

impl Deref for UriString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UriString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UriString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl ToParam for UriString {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl<'de> Deserialize<'de> for UriString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Serialize for UriString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
