//! Encoding of cookies.

use zeroize::Zeroizing;

use super::super::secret::append;
use super::super::to_param::ToParam;
use super::super::validate::InvalidParameter;
use super::RequestEncoder;
use super::escape::{Escaping, Separator};

impl RequestEncoder {
    /// Adds cookies, one for each value.
    pub fn cookie<'v, T: ToParam + 'v>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = &'v T>,
    ) -> Result<(), InvalidParameter> {
        for value in values {
            let text = self.record_secret(value);
            push_cookie(&mut self.encoded.cookies, name, &text);
        }
        Ok(())
    }

    /// Adds cookies with list values. Empty lists are omitted.
    pub fn cookie_list<'v, T: ToParam + 'v>(
        &mut self,
        name: &'static str,
        lists: impl IntoIterator<Item = &'v Vec<T>>,
        separator: Separator,
    ) -> Result<(), InvalidParameter> {
        for list in lists.into_iter().filter(|list| !list.is_empty()) {
            let texts = self.remember_all(list);
            let encoded = Escaping::COOKIE.join(name, &texts, separator)?;
            append(&mut self.encoded.cookies, "; ", &[&Escaping::COOKIE.escape(name), "=", &encoded]);
        }
        Ok(())
    }
}

/// Adds a cookie to the value of a `Cookie` header.
pub(crate) fn push_cookie(cookies: &mut Zeroizing<String>, name: &str, value: &str) {
    append(cookies, "; ", &[&Escaping::COOKIE.escape(name), "=", &Escaping::COOKIE.escape(value)]);
}
