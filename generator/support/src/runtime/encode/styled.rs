//! Arguments of any type come in, objects and unions too; each goes where it belongs, in one of OpenAPI's styles.
//!
//! The value's own serde form is what is written, so this is one piece of code for all types.

use http::header::HeaderValue;
use serde::Serialize;

use super::form::File;
use super::spelling::{Spelling, escape};
use super::style::{Scribe, Style};
use super::tree::Tree;
use super::{Body, Encoder, Payload, push_pair};
use crate::runtime::argument::InvalidArgument;
use crate::runtime::scrub;

impl Encoder {
    /// A value in the path.
    pub fn path_styled(
        &mut self,
        parameter: &'static str,
        value: &(impl Serialize + ?Sized),
        style: Style,
    ) -> Result<(), InvalidArgument> {
        let value = self.tree(parameter, value)?;
        let written = scribe(parameter, &Spelling::PATH).text(&value, style)?.unwrap_or_default();
        self.path_value(parameter, &written, &written)
    }

    /// Values in the query.
    pub fn query_styled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidArgument> {
        self.query_spelled(name, values, style, &Spelling::QUERY)
    }

    /// Values in the query that keep those reserved characters which do not end a value.
    pub fn query_reserved(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidArgument> {
        self.query_spelled(name, values, style, &Spelling::RESERVED)
    }

    /// A query parameter that may stand without a value: of a list without items, its name alone.
    pub fn query_empty<'v, T: 'v>(&mut self, name: &'static str, lists: impl IntoIterator<Item = &'v Vec<T>>) {
        if lists.into_iter().any(Vec::is_empty) {
            push_pair(&mut self.encoded.query, '&', &escape(name), "");
        }
    }

    /// Values in a header, a line each.
    pub fn header_styled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidArgument> {
        let secret = self.secret_fields.contains(&name);
        for value in values {
            let known = self.encoded.secrets.len();
            let value = self.tree(name, value)?;
            let secret = secret || self.encoded.secrets.len() > known;
            if let Some(written) = scribe(name, &Spelling::RAW).text(&value, style)? {
                self.header_line(name, &written, &written, secret)?;
            }
        }
        Ok(())
    }

    /// Values in cookies, each pair a cookie of its own.
    pub fn cookie_styled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidArgument> {
        for value in values {
            let value = self.tree(name, value)?;
            for (key, written) in scribe(name, &Spelling::COOKIE).pairs(&value, style)? {
                // A member's name is data, and an equals sign in it would end it.
                let key = if key == name { Spelling::COOKIE.write(&key) } else { escape(&key) };
                push_pair(&mut self.encoded.cookies, ';', &key, &written);
            }
        }
        Ok(())
    }

    /// Values of a form field.
    pub fn field_styled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidArgument> {
        self.field_spelled(name, values, style, &self.form_spelling())
    }

    /// Values of a form field that keep those reserved characters which do not end a value.
    pub fn field_reserved(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
    ) -> Result<(), InvalidArgument> {
        self.field_spelled(name, values, style, &Spelling::RESERVED)
    }

    /// Parts of a multipart form with a media type of their own: each value's JSON text where that is JSON, else its text.
    pub fn part(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        content_type: &'static str,
    ) -> Result<(), InvalidArgument> {
        for value in values {
            let value = self.tree(name, value)?;
            self.tree_part(name, name, &value, content_type)?;
        }
        Ok(())
    }

    /// Files of a multipart form, one part each, which have this media type where they say none.
    pub fn file_as<'v>(
        &mut self,
        name: &'static str,
        files: impl IntoIterator<Item = &'v File>,
        content_type: &'static str,
    ) {
        for file in files {
            let told = file.content_type != File::ANY;
            let typed = if told { file.clone() } else { file.clone().content_type(content_type) };
            self.file(name, [&typed]);
        }
    }

    /// A form that is one value: each member is a field, in the style that `styles` has for it. Without one, a list
    /// repeats the member's name, and an object is JSON.
    pub fn form(
        &mut self,
        value: &(impl Serialize + ?Sized),
        styles: &[(&'static str, Style)],
    ) -> Result<(), InvalidArgument> {
        const BODY: &str = "body";
        let Tree::Object(members) = self.tree(BODY, value)? else {
            return Err(InvalidArgument::new(BODY, "is no object, and a form has named fields"));
        };
        for (name, value) in members {
            let style = styles.iter().find(|(known, _)| *known == name).map_or(Style::Natural, |(_, style)| *style);
            self.field_pairs(BODY, &name, &value, style, &self.form_spelling())?;
        }
        Ok(())
    }

    /// Parts of a multipart form by their names. A file without a name of its own is a part that is no file.
    pub fn files<'v>(&mut self, files: impl IntoIterator<Item = (&'v String, &'v File)>) {
        for (name, file) in files {
            let added = match &mut self.body {
                Body::Multipart(form) => form.named_file(name, file),
                _ => Err(InvalidArgument::new("body", "is a file, and only a multipart form can hold one")),
            };
            added.unwrap_or_else(|fault| self.refuse(fault));
        }
    }

    /// The body is what is in a file, under the file's own media type. `range` says which may be: `image/*`.
    pub fn content(&mut self, range: &'static str, file: &File) -> Result<(), InvalidArgument> {
        let given = file.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let allowed = match range.strip_suffix('*') {
            Some("*/") => true,
            Some(start) => given.starts_with(start),
            None => given == range,
        };
        if !allowed {
            let problem = format!("is `{given}`, but must be `{range}`: give it with `File::content_type`");
            return Err(InvalidArgument::new("body", problem));
        }
        let Ok(content_type) = HeaderValue::from_str(&file.content_type) else {
            return Err(InvalidArgument::new("body", "has a media type that no header can hold"));
        };
        self.body = Body::Ready(Payload { content_type, content: file.content.clone().into() });
        Ok(())
    }

    fn query_spelled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
        spelling: &Spelling,
    ) -> Result<(), InvalidArgument> {
        for value in values {
            let value = self.tree(name, value)?;
            for (key, written) in scribe(name, spelling).pairs(&value, style)? {
                push_pair(&mut self.encoded.query, '&', &escape(&key), &written);
            }
        }
        Ok(())
    }

    fn field_spelled(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Serialize>,
        style: Style,
        spelling: &Spelling,
    ) -> Result<(), InvalidArgument> {
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
        value: &Tree,
        style: Style,
        spelling: &Spelling,
    ) -> Result<(), InvalidArgument> {
        if style == Style::Natural && matches!(self.body, Body::Multipart(_)) {
            return self.natural_parts(parameter, name, value);
        }
        for (key, written) in (Scribe { parameter, name, spelling }).pairs(value, style)? {
            self.form_pair(parameter, &key, &written);
        }
        Ok(())
    }

    /// The parts of a value in a multipart form, of which those that are JSON say so.
    fn natural_parts(&mut self, parameter: &'static str, name: &str, value: &Tree) -> Result<(), InvalidArgument> {
        let values = match value {
            Tree::List(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        for value in values.iter().filter(|value| value.is_some()) {
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
        value: &Tree,
        content_type: &'static str,
    ) -> Result<(), InvalidArgument> {
        let is_json = content_type == "application/json" || content_type.ends_with("+json");
        let text = if is_json { value.json() } else { value.text().into_owned() };
        if HeaderValue::from_str(content_type).is_err() {
            return Err(InvalidArgument::new(parameter, "has a media type that no header can hold"));
        }
        match &mut self.body {
            Body::Multipart(form) => {
                form.typed(name, text, content_type);
                Ok(())
            }
            Body::None | Body::Urlencoded(_) | Body::Ready(_) => {
                Err(InvalidArgument::new(parameter, "is a part, and the body is no form of parts"))
            }
        }
    }

    /// The value without its type. What is secret in it is kept, so that it can be kept out of messages later.
    fn tree(&mut self, parameter: &'static str, value: impl Serialize) -> Result<Tree, InvalidArgument> {
        let refused = |fault: serde_json::Error| InvalidArgument::new(parameter, format!("cannot be written: {fault}"));
        let json = serde_json::to_vec(&value).map_err(refused)?;
        // A parameter can be a secret by its own name, as a member of a body can.
        let name = serde_json::to_string(parameter).map_err(refused)?;
        let named = [b"{", name.as_bytes(), b":", &json, b"}"].concat();
        self.encoded.secrets.extend(scrub::field_texts(&named, self.secret_fields));
        serde_json::from_slice(&json).map_err(refused)
    }
}

fn scribe<'s>(parameter: &'static str, spelling: &'s Spelling) -> Scribe<'s> {
    Scribe { parameter, name: parameter, spelling }
}

#[cfg(test)]
mod tests;
