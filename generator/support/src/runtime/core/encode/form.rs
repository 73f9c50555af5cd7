//! Encoding of form fields.

use zeroize::Zeroizing;

use super::super::secret::append;
use super::super::to_param::ToParam;
use super::super::validate::InvalidParameter;
use super::RequestEncoder;
use super::body::PendingBody;
use super::escape::{Escaping, Separator, escape};
#[cfg(feature = "multipart")]
use super::multipart::{FilePart, Multipart};

impl RequestEncoder {
    /// Begins a URL-encoded form.
    pub fn urlencoded(&mut self) {
        self.body = PendingBody::Urlencoded(Zeroizing::default());
    }

    #[cfg(feature = "multipart")]
    /// Begins a multipart form.
    pub fn multipart(&mut self) {
        self.body = PendingBody::Multipart(Multipart::default());
    }

    /// Adds values of a form field, one part each.
    pub fn form_field<'v, T: ToParam + 'v>(&mut self, name: &'static str, values: impl IntoIterator<Item = &'v T>) {
        for value in values {
            let text = self.record_secret(value);
            let encoded = self.form_spelling().escape(&text);
            self.form_pair(name, name, &encoded);
        }
    }

    /// Adds lists of a form field, one part each. Empty lists are omitted.
    pub fn form_field_list<'v, T: ToParam + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            match self.form_spelling().join(name, &texts, separator) {
                Ok(encoded) => self.form_pair(name, name, &encoded),
                Err(error) => self.fail(error),
            }
        }
    }

    #[cfg(feature = "multipart")]
    /// Adds files to a multipart form, one part each.
    pub fn file<'v>(&mut self, name: &'static str, files: impl IntoIterator<Item = &'v FilePart>) {
        for file in files {
            let added = match &mut self.body {
                PendingBody::Multipart(form) => form.file(name, name, file),
                _ => Err(InvalidParameter::new(name, "is a file, which requires a multipart form")),
            };
            added.unwrap_or_else(|error| self.fail(error));
        }
    }

    pub(super) fn form_spelling(&self) -> Escaping {
        #[cfg(feature = "multipart")]
        if let PendingBody::Multipart(_) = self.body {
            return Escaping::RAW;
        }
        Escaping::QUERY
    }

    pub(super) fn form_pair(&mut self, parameter: &'static str, name: &str, encoded: &str) {
        match &mut self.body {
            #[cfg(feature = "multipart")]
            PendingBody::Multipart(form) => form.text(name, encoded),
            PendingBody::Urlencoded(form) => append(form, "&", &[&escape(name), "=", encoded]),
            PendingBody::None | PendingBody::Ready(_) => {
                self.fail(InvalidParameter::new(parameter, "is a form field, but the body is not a form"));
            }
        }
    }
}
