//! Encoding of header parameters.

use http::header::HeaderName;
use zeroize::Zeroizing;

use super::super::secret;
use super::super::to_param::ToParam;
use super::super::validate::InvalidParameter;
use super::RequestEncoder;
use super::escape::{Escaping, Separator, join};

impl RequestEncoder {
    /// Adds header values, one line each.
    pub fn header<'v, T: ToParam + 'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Result<(), InvalidParameter> {
        for value in values {
            let text = self.record_secret(value);
            self.header_line(name, &text, &text, T::SECRET)?;
        }
        Ok(())
    }

    /// Adds header lists, one line each. Empty lists are omitted.
    pub fn header_list<'v, T: ToParam + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) -> Result<(), InvalidParameter> {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            let encoded = Escaping::RAW.join(name, &texts, separator)?;
            self.header_line(name, &join(&texts, ""), &encoded, T::SECRET)?;
        }
        Ok(())
    }

    /// Adds a header line `encoded`, which was encoded from `text`.
    pub(super) fn header_line(
        &mut self,
        name: &'static str,
        text: &str,
        encoded: &str,
        is_secret: bool,
    ) -> Result<(), InvalidParameter> {
        let invalid = |why| Err(InvalidParameter::new(name, why));
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return invalid("is not a valid header name");
        };
        if text.contains(char::is_control) {
            return invalid("has a control character, which is not valid in a header");
        }
        if encoded.trim() != encoded {
            return invalid("begins or ends with a space, which headers do not preserve");
        }
        let Some(mut value) = secret::sensitive_header_value(Zeroizing::new(encoded.to_owned())) else {
            return invalid("has a character that is not valid in a header");
        };
        value.set_sensitive(is_secret);
        self.encoded.headers.append(header, value);
        Ok(())
    }
}
