//! How text is written in each part of a request, so that it comes out there as what it was.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::runtime::argument::InvalidArgument;

/// What stands between the items of a list that is written as one text.
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
    fn text(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Space => " ",
            Self::Pipe => "|",
            Self::Tab => "\t",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Comma => "a comma",
            Self::Semicolon => "a semicolon",
            Self::Space => "a space",
            Self::Pipe => "a pipe",
            Self::Tab => "a tab",
        }
    }
}

/// Everything but the characters that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What would end a value in a query, or would come out of it as something else: of the reserved characters of RFC 3986
/// the others stay.
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

/// What RFC 6265 keeps out of cookies, and the percent sign, which leads an escape.
const NOT_IN_COOKIES: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// The rules of one part of a request.
pub(super) struct Spelling {
    /// What is percent-encoded; nothing where that is not understood.
    escaped: Option<&'static AsciiSet>,
    /// The separators that may stand as they are, and cannot be mistaken since items have theirs escaped.
    plain: &'static [Separator],
}

impl Spelling {
    /// Between two slashes.
    pub(super) const PATH: Self = Self { escaped: Some(RESERVED), plain: &[Separator::Comma, Separator::Semicolon] };
    /// A value in a query or in a form like one.
    pub(super) const QUERY: Self = Self { escaped: Some(RESERVED), plain: &[Separator::Comma] };
    /// A value in a query that keeps reserved characters as they are.
    pub(super) const RESERVED: Self = Self { escaped: Some(ENDS_VALUE), plain: &[] };
    /// A cookie's name or value.
    pub(super) const COOKIE: Self = Self { escaped: Some(NOT_IN_COOKIES), plain: &[] };
    /// Where every character is its own: headers and multipart forms.
    pub(super) const RAW: Self = Self { escaped: None, plain: &[] };

    /// One value.
    pub(super) fn write(&self, text: &str) -> String {
        match self.escaped {
            Some(set) => utf8_percent_encode(text, set).to_string(),
            None => text.to_owned(),
        }
    }

    /// A list as one value. Where the separator cannot be told from the same character within an item, such an item is
    /// refused.
    pub(super) fn join(
        &self,
        parameter: &'static str,
        items: &[String],
        separator: Separator,
    ) -> Result<String, InvalidArgument> {
        let between = separator.text();
        let items = items.iter().map(|item| self.item(parameter, item, separator));
        let items = items.collect::<Result<Vec<_>, _>>()?;
        let distinct = self.plain.contains(&separator);
        Ok(if distinct { items.join(between) } else { items.join(&self.write(between)) })
    }

    /// One item of a list, refused where the separator in it would be taken for one between items.
    pub(super) fn item(
        &self,
        parameter: &'static str,
        item: &str,
        separator: Separator,
    ) -> Result<String, InvalidArgument> {
        if !self.plain.contains(&separator) && item.contains(separator.text()) {
            let problem = format!("has an item with {} in it, which here would split it in two", separator.name());
            return Err(InvalidArgument::new(parameter, problem));
        }
        Ok(self.write(item))
    }
}

/// Text with everything escaped that has a meaning in a URL.
pub(super) fn escape(text: &str) -> String {
    Spelling::QUERY.write(text)
}
