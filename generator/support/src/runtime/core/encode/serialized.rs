//! Encoding of parameters of any type, including objects and unions, in the styles of OpenAPI.
//!
//! It works on the serde form of the value, so that one implementation serves all types.

use http::header::HeaderValue;
use serde::Serialize;
use zeroize::Zeroizing;

use super::super::redact;
use super::super::secret::{SecretBuffer, append};
use super::super::upload::UploadBody;
use super::super::validate::InvalidParameter;
use super::body::PendingBody;
use super::escape::{Escaping, escape};
use super::multipart::FilePart;
use super::style::{Style, StyleEncoder};
use super::value::ParamValue;
use super::{PathParam, RequestBody, RequestEncoder};

impl RequestEncoder {
    /// Adds a value to the path.
    pub fn path_with_style(
        &mut self,
        parameter: &'static str,
        value: &(impl Serialize + ?Sized),
        style: Style,
    ) -> Result<(), InvalidParameter> {
        let value = self.tree(parameter, value)?;
        let encoded = style_encoder(parameter, &Escaping::PATH).text(&value, style)?.unwrap_or_default();
        self.path_value(parameter, &encoded, &encoded)
    }

    /// Adds a value to the path without escaping reserved characters that do not end the path, such as slashes. Its
    /// segments must not be empty, `.` or `..`, except that the path may end with a slash.
    pub fn path_allow_reserved(
        &mut self,
        parameter: &'static str,
        value: &(impl Serialize + ?Sized),
        style: Style,
    ) -> Result<(), InvalidParameter> {
        let value = self.tree(parameter, value)?;
        let encoded = style_encoder(parameter, &Escaping::SEGMENTS).text(&value, style)?.unwrap_or_default();
        let before = self.encoded.path.len() + 1;
        self.path_value(parameter, &encoded, &encoded)?;
        let segments = encoded.match_indices('/').map(|(at, _)| PathParam { parameter, start: before + at });
        self.path_values.extend(segments);
        Ok(())
    }

    /// Adds values to the query.
    pub fn query_with_style(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidParameter> {
        self.query_spelled(name, values, style, &Escaping::QUERY)
    }

    /// Adds values to the query without escaping reserved characters that do not end a value.
    pub fn query_allow_reserved(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidParameter> {
        self.query_spelled(name, values, style, &Escaping::RESERVED)
    }

    /// Adds a query parameter that may lack a value: an empty list is sent as its name alone.
    pub fn query_allow_empty<'v, T: 'v>(&mut self, name: &'static str, lists: impl IntoIterator<Item = &'v Vec<T>>) {
        if lists.into_iter().any(Vec::is_empty) {
            append(&mut self.encoded.query, "&", &[&escape(name), "="]);
        }
    }

    /// Adds header values, one line each.
    pub fn header_with_style(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidParameter> {
        let secret = self.secret_fields.contains(&name);
        for value in values {
            let known = self.encoded.secrets.len();
            let value = self.tree(name, value)?;
            let secret = secret || self.encoded.secrets.len() > known;
            if let Some(encoded) = style_encoder(name, &Escaping::RAW).text(&value, style)? {
                self.header_line(name, &encoded, &encoded, secret)?;
            }
        }
        Ok(())
    }

    /// Adds cookies, one for each pair.
    pub fn cookie_with_style(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidParameter> {
        for value in values {
            let value = self.tree(name, value)?;
            for (key, encoded) in style_encoder(name, &Escaping::COOKIE).pairs(&value, style)? {
                // Property names are dynamic, and an equals sign would end the name.
                let key = if key == name { Escaping::COOKIE.escape(&key) } else { escape(&key) };
                append(&mut self.encoded.cookies, "; ", &[&key, "=", &encoded]);
            }
        }
        Ok(())
    }

    /// Adds values of a form field.
    pub fn form_field_with_style(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidParameter> {
        self.field_spelled(name, values, style, &self.form_spelling())
    }

    /// Adds values of a form field without escaping reserved characters that do not end a value.
    pub fn form_field_allow_reserved(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidParameter> {
        self.field_spelled(name, values, style, &Escaping::RESERVED)
    }

    /// Adds parts with a media type to a multipart form: JSON if the media type is JSON, otherwise text.
    pub fn part(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        content_type: &'static str,
    ) -> Result<(), InvalidParameter> {
        for value in values {
            let value = self.tree(name, value)?;
            self.tree_part(name, name, &value, content_type)?;
        }
        Ok(())
    }

    /// Adds files to a multipart form, one part each, with a default media type.
    pub fn file_as<'v>(
        &mut self,
        name: &'static str,
        files: impl IntoIterator<Item = &'v FilePart>,
        content_type: &'static str,
    ) {
        for file in files {
            let is_typed = file.content_type != FilePart::ANY;
            let typed = if is_typed { file.clone() } else { file.clone().content_type(content_type) };
            self.file(name, [&typed]);
        }
    }

    /// Adds an object whose properties are form fields, with their styles in `styles`. By default a list repeats the
    /// name of its property, and an object is sent as JSON.
    pub fn form(
        &mut self,
        value: &(impl Serialize + ?Sized),
        styles: &[(&'static str, Style)],
    ) -> Result<(), InvalidParameter> {
        const BODY: &str = "body";
        let ParamValue::Object(members) = self.tree(BODY, value)? else {
            return Err(InvalidParameter::new(BODY, "is not an object, which a form requires"));
        };
        for (name, value) in members {
            let style =
                styles.iter().find(|(known, _)| *known == name).map_or(Style::ContentDefault, |(_, style)| *style);
            self.field_pairs(BODY, &name, &value, style, &self.form_spelling())?;
        }
        Ok(())
    }

    /// Adds parts to a multipart form by their names. A file without a file name is sent as a part without one.
    pub fn files<'v>(&mut self, files: impl IntoIterator<Item = (&'v String, &'v FilePart)>) {
        for (name, file) in files {
            let added = match &mut self.body {
                PendingBody::Multipart(form) => form.file("body", name, file),
                _ => Err(InvalidParameter::new("body", "is a file, which requires a multipart form")),
            };
            added.unwrap_or_else(|error| self.fail(error));
        }
    }

    /// Sets the body to the content of a file with its media type, which must be in `range`, such as `image/*`.
    pub fn file_body(&mut self, range: &'static str, file: &FilePart) -> Result<(), InvalidParameter> {
        let media_type = file.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let allowed = match range.strip_suffix('*') {
            Some("*/") => true,
            Some(start) => media_type.starts_with(start),
            None => media_type == range,
        };
        if !allowed {
            let problem = format!("is `{media_type}`, but must be `{range}`: set it with `FilePart::content_type`");
            return Err(InvalidParameter::new("body", problem));
        }
        let Ok(content_type) = HeaderValue::from_str(&file.content_type) else {
            return Err(InvalidParameter::new("body", "has an invalid media type"));
        };
        self.body =
            PendingBody::Ready(RequestBody { content_type, content: UploadBody::from(file.content.clone()).into() });
        Ok(())
    }

    fn query_spelled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
        spelling: &Escaping,
    ) -> Result<(), InvalidParameter> {
        for value in values {
            let value = self.tree(name, value)?;
            for (key, encoded) in style_encoder(name, spelling).pairs(&value, style)? {
                append(&mut self.encoded.query, "&", &[&escape(&key), "=", &encoded]);
            }
        }
        Ok(())
    }

    fn field_spelled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
        spelling: &Escaping,
    ) -> Result<(), InvalidParameter> {
        for value in values {
            let value = self.tree(name, value)?;
            self.field_pairs(name, name, &value, style, spelling)?;
        }
        Ok(())
    }

    fn field_pairs(
        &mut self,
        parameter: &'static str,
        name: &str,
        value: &ParamValue,
        style: Style,
        spelling: &Escaping,
    ) -> Result<(), InvalidParameter> {
        if style == Style::ContentDefault && matches!(self.body, PendingBody::Multipart(_)) {
            return self.natural_parts(parameter, name, value);
        }
        for (key, encoded) in (StyleEncoder { parameter, name, spelling }).pairs(value, style)? {
            self.form_pair(parameter, &key, &encoded);
        }
        Ok(())
    }

    /// Adds the parts of a value to a multipart form. JSON parts declare their media type.
    fn natural_parts(
        &mut self,
        parameter: &'static str,
        name: &str,
        value: &ParamValue,
    ) -> Result<(), InvalidParameter> {
        let values = match value {
            ParamValue::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values.iter().filter(|value| value.is_present()) {
            if value.is_nested() {
                self.tree_part(parameter, name, value, "application/json")?;
            } else {
                self.form_pair(parameter, name, &value.text());
            }
        }
        Ok(())
    }

    fn tree_part(
        &mut self,
        parameter: &'static str,
        name: &str,
        value: &ParamValue,
        content_type: &'static str,
    ) -> Result<(), InvalidParameter> {
        let essence = content_type.split(';').next().unwrap_or_default().trim_end();
        let is_json = essence == "application/json" || essence.ends_with("+json");
        let text = if is_json { value.json() } else { value.text() };
        if HeaderValue::from_str(content_type).is_err() {
            return Err(InvalidParameter::new(parameter, "has an invalid media type"));
        }
        match &mut self.body {
            PendingBody::Multipart(form) => {
                form.text_with_type(name, &text, content_type);
                Ok(())
            }
            PendingBody::None | PendingBody::Urlencoded(_) | PendingBody::Ready(_) => {
                Err(InvalidParameter::new(parameter, "is a part, but the body is not multipart"))
            }
        }
    }

    /// Returns the value as untyped data. Secrets are recorded for redaction in messages.
    fn tree(&mut self, parameter: &'static str, value: impl Serialize) -> Result<ParamValue, InvalidParameter> {
        let invalid =
            |error: serde_json::Error| InvalidParameter::new(parameter, format!("cannot be serialized: {error}"));
        let SecretBuffer(json) = SecretBuffer::json(&value).map_err(invalid)?;
        // A parameter can be secret by its name, like a body field.
        let name = serde_json::to_string(parameter).map_err(invalid)?;
        let named = Zeroizing::new([b"{", name.as_bytes(), b":", &json, b"}"].concat());
        self.encoded.secrets.extend(redact::secret_values(&named, self.secret_fields));
        serde_json::from_slice(&json).map_err(invalid)
    }
}

fn style_encoder<'s>(parameter: &'static str, spelling: &'s Escaping) -> StyleEncoder<'s> {
    StyleEncoder { parameter, name: parameter, spelling }
}

#[cfg(test)]
mod tests;
