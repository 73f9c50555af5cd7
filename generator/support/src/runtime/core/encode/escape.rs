//! Escaping rules for each part of a request.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::super::secret::append;
use super::super::validate::InvalidParameter;

/// A separator of list items in a single text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A space.
    Space,
    /// `|`
    Pipe,
    /// A tab.
    Tab,
}

impl Separator {
    /// Returns the text and its name in messages.
    fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Comma => (",", "a comma"),
            Self::Semicolon => (";", "a semicolon"),
            Self::Space => (" ", "a space"),
            Self::Pipe => ("|", "a pipe"),
            Self::Tab => ("\t", "a tab"),
        }
    }
}

/// All characters except the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(feature = "styled")]
/// The characters that end a query value or change its meaning; other reserved characters of RFC 3986 are not escaped.
const ENDS_VALUE: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

#[cfg(feature = "styled")]
/// The characters that end a path, or that begin an escape; other reserved characters of RFC 3986 are not escaped.
const ENDS_PATH: &AsciiSet = &ENDS_VALUE.remove(b'&').remove(b'+').add(b'?');

#[cfg(feature = "cookies")]
/// The characters that RFC 6265 forbids in cookies, and the percent sign, which begins an escape.
const NOT_IN_COOKIES: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// The escaping rules of one part of a request.
pub(super) struct Escaping {
    /// The percent-encoded characters, if this part supports percent-encoding.
    escaped: Option<&'static AsciiSet>,
    /// The separators that need no escaping, because items escape them.
    plain: &'static [Separator],
}

impl Escaping {
    /// A path segment.
    pub(super) const PATH: Self = Self { escaped: Some(RESERVED), plain: &[Separator::Comma, Separator::Semicolon] };
    /// A value in a query or a URL-encoded form.
    pub(super) const QUERY: Self = Self { escaped: Some(RESERVED), plain: &[Separator::Comma] };
    #[cfg(feature = "styled")]
    /// A query value with `allowReserved`.
    pub(super) const RESERVED: Self = Self { escaped: Some(ENDS_VALUE), plain: &[] };
    #[cfg(feature = "styled")]
    /// Several path segments.
    pub(super) const SEGMENTS: Self = Self { escaped: Some(ENDS_PATH), plain: &[] };
    #[cfg(feature = "cookies")]
    /// The name or value of a cookie.
    pub(super) const COOKIE: Self = Self { escaped: Some(NOT_IN_COOKIES), plain: &[] };
    #[cfg(any(feature = "header_params", feature = "multipart"))]
    /// Headers and multipart forms, where nothing is escaped.
    pub(super) const RAW: Self = Self { escaped: None, plain: &[] };

    /// Escapes one value.
    pub(super) fn escape(&self, text: &str) -> Zeroizing<String> {
        let Some(set) = self.escaped else { return Zeroizing::new(text.to_owned()) };
        let mut escaped = Zeroizing::default();
        utf8_percent_encode(text, set).for_each(|part| append(&mut escaped, "", &[part]));
        escaped
    }

    /// Joins a list into one value. Fails if an item contains a separator that cannot be escaped.
    pub(super) fn join(
        &self,
        parameter: &'static str,
        items: &[Zeroizing<String>],
        separator: Separator,
    ) -> Result<Zeroizing<String>, InvalidParameter> {
        let (between, _) = separator.text();
        let items = items.iter().map(|item| self.item(parameter, item, separator));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let distinct = self.plain.contains(&separator);
        Ok(if distinct { join(&items, between) } else { join(&items, &self.escape(between)) })
    }

    /// Escapes one item of a list. Fails if it contains a separator that cannot be escaped.
    pub(super) fn item(
        &self,
        parameter: &'static str,
        item: &str,
        separator: Separator,
    ) -> Result<Zeroizing<String>, InvalidParameter> {
        let (text, name) = separator.text();
        if !self.plain.contains(&separator) && item.contains(text) {
            let problem = format!("has an item that contains {name}, which separates items");
            return Err(InvalidParameter::new(parameter, problem));
        }
        Ok(self.escape(item))
    }
}

/// Escapes all characters with a special meaning in a URL.
pub(super) fn escape(text: &str) -> Zeroizing<String> {
    Escaping::QUERY.escape(text)
}

/// Joins texts.
pub(super) fn join(texts: &[Zeroizing<String>], separator: &str) -> Zeroizing<String> {
    Zeroizing::new(texts.iter().map(|text| text.as_str()).collect::<Vec<_>>().join(separator))
}
