//! XML as unparsed text.

use std::borrow::Cow;
use std::fmt;

use super::to_param::ToParam;

/// An XML document as text, for any XML library.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Xml(String);

impl Xml {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Converts into the text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<String> for Xml {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Xml {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Xml> for String {
    fn from(xml: Xml) -> Self {
        xml.0
    }
}

impl AsRef<str> for Xml {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Xml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToParam for Xml {
    fn to_param(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_stays_as_it_is() {
        let text = "<?xml version=\"1.0\"?>\n<pet name=\"a &amp; b\"/>\n";
        let xml = Xml::from(text);
        assert_eq!((xml.as_str(), xml.as_ref(), xml.to_param().as_ref()), (text, text, text));
        assert_eq!(
            (xml.to_string(), String::from(xml.clone()), xml.into_string()),
            (text.into(), text.into(), text.into())
        );
    }
}
