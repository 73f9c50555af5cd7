//! Encoding of the parameters of one operation into the parts of one HTTP request.

#[cfg(feature = "request_bodies")]
mod body;
#[cfg(feature = "cookies")]
mod cookie;
mod escape;
#[cfg(feature = "forms")]
mod form;
#[cfg(feature = "header_params")]
mod header;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "read_only_fields")]
pub mod read_only;
#[cfg(feature = "styled")]
mod serialized;
#[cfg(feature = "styled")]
mod style;
#[cfg(feature = "styled")]
mod value;

use std::fmt;

use http::header::{ACCEPT, HeaderMap, HeaderValue};
use zeroize::Zeroizing;

#[cfg(feature = "request_bodies")]
use super::content::RequestContent;
use super::secret::{SecretString, append};
use super::to_param::ToParam;
use super::validate::InvalidParameter;
#[cfg(feature = "request_bodies")]
use body::PendingBody;
use escape::{Escaping, escape};

#[cfg(feature = "cookies")]
pub(crate) use cookie::push_cookie;
pub use escape::Separator;
#[cfg(feature = "multipart")]
pub use multipart::FilePart;
#[cfg(feature = "styled")]
pub use style::Style;

/// The encoder of the parameters of one operation.
///
/// All values are escaped. Errors are returned at once or when the request is finished.
#[derive(Default)]
pub struct RequestEncoder {
    encoded: EncodedRequest,
    #[cfg(feature = "request_bodies")]
    body: PendingBody,
    path_values: Vec<PathParam>,
    /// The names of JSON fields with secret values.
    secret_fields: &'static [&'static str],
    error: Option<InvalidParameter>,
}

/// An encoded request without its server.
#[derive(Clone, Default)]
pub(crate) struct EncodedRequest {
    pub(crate) path: Zeroizing<String>,
    pub(crate) query: Zeroizing<String>,
    /// The headers. Those with secrets are marked as sensitive.
    pub(crate) headers: HeaderMap,
    #[cfg(feature = "cookies")]
    pub(crate) cookies: Zeroizing<String>,
    #[cfg(feature = "request_bodies")]
    pub(crate) body: Option<RequestBody>,
    /// The secret texts in the parameters.
    pub(crate) secrets: Vec<SecretString>,
}

#[cfg(feature = "request_bodies")]
/// A request body.
#[derive(Clone)]
pub(crate) struct RequestBody {
    pub(crate) content_type: HeaderValue,
    pub(crate) content: RequestContent,
}

impl fmt::Debug for RequestEncoder {
    /// Omits the parameters, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestEncoder").finish_non_exhaustive()
    }
}

impl RequestEncoder {
    /// Creates an empty encoder. `secret_fields` are the names of JSON fields with secret values.
    pub(crate) fn new(secret_fields: &'static [&'static str]) -> Self {
        Self { secret_fields, ..Self::default() }
    }

    /// Adds escaped text of the API's path template.
    pub fn path_literal(&mut self, text: &str) {
        append(&mut self.encoded.path, "", &[text]);
    }

    /// Adds a value to the path.
    pub fn path<T: ToParam>(&mut self, parameter: &'static str, value: &T) -> Result<(), InvalidParameter> {
        let text = self.record_secret(value);
        let encoded = Escaping::PATH.escape(&text);
        self.path_value(parameter, &text, &encoded)
    }

    /// Adds a list to the path as one value.
    pub fn path_list<T: ToParam>(
        &mut self,
        parameter: &'static str,
        items: &[T],
        separator: Separator,
    ) -> Result<(), InvalidParameter> {
        let texts = self.remember_all(items);
        if texts.iter().any(|text| text.is_empty()) {
            return Err(InvalidParameter::new(parameter, "has an empty item, which is not valid in a path"));
        }
        let encoded = Escaping::PATH.join(parameter, &texts, separator)?;
        self.path_value(parameter, &encoded, &encoded)
    }

    /// Adds query values, one pair each.
    pub fn query<'v, T: ToParam + 'v>(&mut self, name: &'static str, values: impl IntoIterator<Item = &'v T>) {
        for value in values {
            let text = self.record_secret(value);
            append(&mut self.encoded.query, "&", &[&escape(name), "=", &Escaping::QUERY.escape(&text)]);
        }
    }

    /// Adds query lists, one pair each. Empty lists are omitted.
    pub fn query_list<'v, T: ToParam + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            match Escaping::QUERY.join(name, &texts, separator) {
                Ok(encoded) => append(&mut self.encoded.query, "&", &[&escape(name), "=", &encoded]),
                Err(error) => self.fail(error),
            }
        }
    }

    /// Sets the accepted media types, in order of preference.
    pub fn accept(&mut self, content_types: &'static str) {
        match HeaderValue::from_str(content_types) {
            Ok(value) => drop(self.encoded.headers.insert(ACCEPT, value)),
            Err(_) => self.fail(InvalidParameter::new("Accept", "has an invalid media type")),
        }
    }

    /// Returns the request, or the first error.
    pub(crate) fn finish(self) -> Result<EncodedRequest, InvalidParameter> {
        if let Some(error) = self.error {
            return Err(error);
        }
        check_segments(&self.encoded.path, &self.path_values)?;
        #[cfg(feature = "request_bodies")]
        let encoded = EncodedRequest { body: self.body.finish()?, ..self.encoded };
        #[cfg(not(feature = "request_bodies"))]
        let encoded = self.encoded;
        Ok(encoded)
    }

    /// Returns the text of a value. Secret values are recorded for redaction in messages.
    fn record_secret<T: ToParam>(&mut self, value: &T) -> Zeroizing<String> {
        let text = Zeroizing::new(value.to_param().into_owned());
        if T::SECRET {
            self.encoded.secrets.push(SecretString::from(&*text));
        }
        text
    }

    fn remember_all<T: ToParam>(&mut self, values: &[T]) -> Vec<Zeroizing<String>> {
        values.iter().map(|value| self.record_secret(value)).collect()
    }

    fn fail(&mut self, error: InvalidParameter) {
        self.error.get_or_insert(error);
    }

    fn path_value(&mut self, parameter: &'static str, text: &str, encoded: &str) -> Result<(), InvalidParameter> {
        if text.is_empty() {
            return Err(InvalidParameter::new(parameter, "is empty, which is not valid in a path"));
        }
        self.path_values.push(PathParam { parameter, start: self.encoded.path.len() });
        append(&mut self.encoded.path, "", &[encoded]);
        Ok(())
    }
}

/// Adds a pair to a query.
pub(crate) fn push_query_pair(query: &mut Zeroizing<String>, name: &str, value: &str) {
    append(query, "&", &[&escape(name), "=", &escape(value)]);
}

/// The position of a parameter in the path.
pub(super) struct PathParam {
    pub(super) parameter: &'static str,
    pub(super) start: usize,
}

/// Rejects a parameter that makes a path segment `.` or `..`, which URL parsers resolve, even as `%2e`, or an empty one,
/// which servers may remove.
pub(super) fn check_segments(path: &str, values: &[PathParam]) -> Result<(), InvalidParameter> {
    let mut start = 0;
    for segment in path.split('/') {
        let end = start + segment.len();
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        if (dots == "." || dots == ".." || (dots.is_empty() && end < path.len()))
            && let Some(value) = values.iter().find(|value| (start..=end).contains(&value.start))
        {
            let made =
                if dots.is_empty() { "an empty path segment".into() } else { format!("`{dots}` a path segment") };
            let problem = format!("makes {made}, which servers do not treat as a value");
            return Err(InvalidParameter::new(value.parameter, problem));
        }
        start = end + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
