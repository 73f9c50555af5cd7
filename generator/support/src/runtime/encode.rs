//! An operation's arguments come in one by one; the parts of one HTTP request go out.
//!
//! Which servers there are, which credentials, and how a request is sent is not known here.

mod form;
mod segments;
mod spelling;
mod style;
mod styled;
mod tree;

use std::fmt;

use http::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::runtime::argument::InvalidArgument;
use crate::runtime::plain::Plain;
use crate::runtime::scrub;
use crate::runtime::secret::Secret;
use crate::runtime::upload::{Content, Upload};
use form::Multipart;
use segments::{PathValue, check_segments};
use spelling::{Spelling, escape};

pub use form::File;
pub use spelling::Separator;
pub use style::Style;

/// Takes the arguments of one operation and writes them where they belong.
///
/// Every value is escaped so that it stays one value, whatever characters it has. The methods return an error at once
/// or keep it until the request is finished; nothing is sent either way.
#[derive(Default)]
pub struct Encoder {
    encoded: Encoded,
    body: Body,
    path_values: Vec<PathValue>,
    secret_fields: &'static [&'static str],
    fault: Option<InvalidArgument>,
}

/// A request without its server.
#[derive(Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) path: String,
    pub(crate) query: String,
    /// Those that hold secrets are marked sensitive.
    pub(crate) headers: HeaderMap,
    pub(crate) cookies: String,
    pub(crate) body: Option<Payload>,
    /// The secret texts among the arguments.
    pub(crate) secrets: Vec<Secret>,
}

/// A request body.
#[derive(Clone)]
pub(crate) struct Payload {
    pub(crate) content_type: HeaderValue,
    pub(crate) content: Content,
}

#[derive(Default)]
enum Body {
    #[default]
    None,
    Urlencoded(String),
    Multipart(Multipart),
    Ready(Payload),
}

impl fmt::Debug for Encoder {
    /// Without the arguments, which may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}

impl Encoder {
    /// An encoder of nothing yet. `secret_fields` are the JSON member names whose values are secrets.
    pub(crate) fn new(secret_fields: &'static [&'static str]) -> Self {
        Self { secret_fields, ..Self::default() }
    }

    /// Path text that stands in the API's own template, escaped already.
    pub fn literal(&mut self, text: &str) {
        self.encoded.path.push_str(text);
    }

    /// One value in the path.
    pub fn path<T: Plain>(&mut self, parameter: &'static str, value: &T) -> Result<(), InvalidArgument> {
        let text = self.remember(value);
        let written = Spelling::PATH.write(&text);
        self.path_value(parameter, &text, &written)
    }

    /// A list in the path, as one value.
    pub fn path_list<T: Plain>(
        &mut self,
        parameter: &'static str,
        items: &[T],
        separator: Separator,
    ) -> Result<(), InvalidArgument> {
        let texts = self.remember_all(items);
        if texts.iter().any(String::is_empty) {
            return Err(InvalidArgument::new(parameter, "has an empty item, which a path cannot hold"));
        }
        let written = Spelling::PATH.join(parameter, &texts, separator)?;
        self.path_value(parameter, &written, &written)
    }

    /// Query values, a pair each.
    pub fn query<'v, T: Plain + 'v>(&mut self, name: &'static str, values: impl IntoIterator<Item = &'v T>) {
        for value in values {
            let text = self.remember(value);
            push_pair(&mut self.encoded.query, '&', &escape(name), &Spelling::QUERY.write(&text));
        }
    }

    /// Query lists, a pair each; an empty list leaves no trace.
    pub fn query_list<'v, T: Plain + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            match Spelling::QUERY.join(name, &texts, separator) {
                Ok(written) => push_pair(&mut self.encoded.query, '&', &escape(name), &written),
                Err(fault) => self.refuse(fault),
            }
        }
    }

    /// Header values, a line each.
    pub fn header<'v, T: Plain + 'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Result<(), InvalidArgument> {
        for value in values {
            let text = self.remember(value);
            self.header_line(name, &text, &text, T::SECRET)?;
        }
        Ok(())
    }

    /// Header lists, a line each; an empty list leaves no trace.
    pub fn header_list<'v, T: Plain + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) -> Result<(), InvalidArgument> {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            let written = Spelling::RAW.join(name, &texts, separator)?;
            self.header_line(name, &texts.concat(), &written, T::SECRET)?;
        }
        Ok(())
    }

    /// Cookies, one for each value.
    pub fn cookie<'v, T: Plain + 'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Result<(), InvalidArgument> {
        for value in values {
            let text = self.remember(value);
            push_cookie(&mut self.encoded.cookies, name, &text);
        }
        Ok(())
    }

    /// Cookies that are lists; an empty list leaves no trace.
    pub fn cookie_list<'v, T: Plain + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) -> Result<(), InvalidArgument> {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            let written = Spelling::COOKIE.join(name, &texts, separator)?;
            push_pair(&mut self.encoded.cookies, ';', &Spelling::COOKIE.write(name), &written);
        }
        Ok(())
    }

    /// The body is a form of `name=value` pairs: its fields follow.
    pub fn urlencoded(&mut self) {
        self.body = Body::Urlencoded(String::new());
    }

    /// The body is a form that can hold files: its fields follow.
    pub fn multipart(&mut self) {
        self.body = Body::Multipart(Multipart::default());
    }

    /// Values of a form field, one part each.
    pub fn field<'v, T: Plain + 'v>(&mut self, name: &'static str, values: impl IntoIterator<Item = &'v T>) {
        for value in values {
            let text = self.remember(value);
            let written = self.form_spelling().write(&text);
            self.form_pair(name, name, &written);
        }
    }

    /// Lists of a form field, one part each; an empty list leaves no trace.
    pub fn field_list<'v, T: Plain + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            match self.form_spelling().join(name, &texts, separator) {
                Ok(written) => self.form_pair(name, name, &written),
                Err(fault) => self.refuse(fault),
            }
        }
    }

    /// Files of a multipart form, one part each.
    pub fn file<'v>(&mut self, name: &'static str, files: impl IntoIterator<Item = &'v File>) {
        for file in files {
            let added = match &mut self.body {
                Body::Multipart(form) => form.file(name, file),
                _ => Err(InvalidArgument::new(name, "is a file, and only a multipart form can hold one")),
            };
            added.unwrap_or_else(|fault| self.refuse(fault));
        }
    }

    /// The body is JSON.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) -> Result<(), InvalidArgument> {
        self.json_as("application/json", body)
    }

    /// The body is JSON under another media type.
    pub fn json_as<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        body: &T,
    ) -> Result<(), InvalidArgument> {
        let encoded = serde_json::to_vec(body);
        let bytes = encoded.map_err(|fault| InvalidArgument::new("body", format!("is no JSON: {fault}")))?;
        self.encoded.secrets.extend(scrub::field_texts(&bytes, self.secret_fields));
        self.bytes(content_type, bytes);
        Ok(())
    }

    /// The body is text.
    pub fn text<T: Plain>(&mut self, content_type: &'static str, body: &T) {
        let text = self.remember(body);
        self.bytes(content_type, text);
    }

    /// The body is these bytes, or what is read when it is sent.
    pub fn bytes(&mut self, content_type: &'static str, body: impl Into<Upload>) {
        match HeaderValue::from_str(content_type) {
            Ok(content_type) => self.body = Body::Ready(Payload { content_type, content: body.into().into() }),
            Err(_) => self.refuse(InvalidArgument::new("body", "has a media type that no header can hold")),
        }
    }

    /// The media types of the answers that can be read, best first.
    pub fn accept(&mut self, content_types: &'static str) {
        match HeaderValue::from_str(content_types) {
            Ok(value) => drop(self.encoded.headers.insert(ACCEPT, value)),
            Err(_) => self.refuse(InvalidArgument::new("Accept", "has a media type that no header can hold")),
        }
    }

    /// The request, if every argument was in order.
    pub(crate) fn finish(mut self) -> Result<Encoded, InvalidArgument> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        check_segments(&self.encoded.path, &self.path_values)?;
        self.encoded.body = match self.body {
            Body::None => None,
            Body::Urlencoded(form) => Some(Payload {
                content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
                content: form.into(),
            }),
            Body::Multipart(form) => Some(form.finish()?),
            Body::Ready(payload) => Some(payload),
        };
        Ok(self.encoded)
    }

    /// The value's text; a secret one is kept, so that it can be kept out of messages later.
    fn remember<T: Plain>(&mut self, value: &T) -> String {
        let text = value.plain().into_owned();
        if T::SECRET {
            self.encoded.secrets.push(Secret::from(&text));
        }
        text
    }

    fn remember_all<T: Plain>(&mut self, values: &[T]) -> Vec<String> {
        values.iter().map(|value| self.remember(value)).collect()
    }

    fn refuse(&mut self, fault: InvalidArgument) {
        self.fault.get_or_insert(fault);
    }

    fn path_value(&mut self, parameter: &'static str, text: &str, written: &str) -> Result<(), InvalidArgument> {
        if text.is_empty() {
            return Err(InvalidArgument::new(parameter, "is empty, which a path cannot hold"));
        }
        self.path_values.push(PathValue { parameter, start: self.encoded.path.len() });
        self.encoded.path.push_str(written);
        Ok(())
    }

    /// Adds a header line of `written`, which was made from `text`.
    fn header_line(
        &mut self,
        name: &'static str,
        text: &str,
        written: &str,
        secret: bool,
    ) -> Result<(), InvalidArgument> {
        let refused = |why| Err(InvalidArgument::new(name, why));
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return refused("is no name that a header can have");
        };
        if text.contains(char::is_control) {
            return refused("has a control character, which a header cannot hold");
        }
        if written.trim() != written {
            return refused("begins or ends with a space, which a header does not keep");
        }
        let Ok(mut value) = HeaderValue::from_bytes(written.as_bytes()) else {
            return refused("has a character that a header cannot hold");
        };
        value.set_sensitive(secret);
        self.encoded.headers.append(header, value);
        Ok(())
    }

    fn form_spelling(&self) -> Spelling {
        if matches!(self.body, Body::Multipart(_)) { Spelling::RAW } else { Spelling::QUERY }
    }

    fn form_pair(&mut self, parameter: &'static str, name: &str, written: &str) {
        match &mut self.body {
            Body::Multipart(form) => form.text(name, written),
            Body::Urlencoded(form) => push_pair(form, '&', &escape(name), written),
            Body::None | Body::Ready(_) => {
                self.refuse(InvalidArgument::new(parameter, "is a form field, and the body is no form"));
            }
        }
    }
}

/// Adds a cookie to the text of a `Cookie` header.
pub(crate) fn push_cookie(cookies: &mut String, name: &str, value: &str) {
    push_pair(cookies, ';', &Spelling::COOKIE.write(name), &Spelling::COOKIE.write(value));
}

/// Adds a pair to a query.
pub(crate) fn push_query(query: &mut String, name: &str, value: &str) {
    push_pair(query, '&', &escape(name), &escape(value));
}

fn push_pair(pairs: &mut String, between: char, name: &str, value: &str) {
    if !pairs.is_empty() {
        pairs.push(between);
        if between == ';' {
            pairs.push(' ');
        }
    }
    pairs.push_str(name);
    pairs.push('=');
    pairs.push_str(value);
}

#[cfg(test)]
mod tests;
