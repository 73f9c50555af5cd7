//! Arguments: a value that is right for each, and what is on the wire because of it.
//!
//! Comes in: an argument of the client and what the document says of it. Goes out: what a caller gives and its trace in
//! the request; nothing where no value is right in every way: for the schema, for the type, for the checks before
//! sending, and for the place where it travels.

use serde_json::Value;

use super::fit::fit;
use super::wire::{self, Place};
use super::{Stage, typed};
use crate::ir::{Argument, Carriage, Check, Content, FormKind, Given, Limit, Part, Style, Type, Upload, Writing};
use crate::spec::facts::{self, Kind};
use crate::spec::{self, Form, Location};

/// What an argument leaves in a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trace {
    Path(String),
    Query(Vec<(String, String)>),
    Headers(Vec<(String, String)>),
    Cookies(Vec<(String, String)>),
    Fields(Vec<(String, String)>),
    Parts(Vec<Part>),
    Body { media: String, content: Content },
}

/// The media type of a file that says none.
const ANY: &str = "application/octet-stream";

/// What is in the files that are sent.
const FILE: &str = "sample";

impl<'s> Stage<'s> {
    /// What is given for an argument that is no body, and its trace.
    pub(super) fn argument(&self, argument: &Argument, said: Option<&'s spec::Argument>) -> Option<(Given, Trace)> {
        if let Carriage::MultipartFile(media) = &argument.carriage {
            return Some(files(argument, media.as_deref()));
        }
        let right = |value: &Value, allows: &dyn Fn(&Value) -> bool| {
            let value = fit(&self.api.types, &argument.ty, value)?;
            let passes = argument.checks.iter().all(|check| passes(check, &value));
            let trace = trace(argument, &value).filter(|_| passes && allows(&value))?;
            Some((Given::Value(value), trace))
        };
        let Some(said) = said else { return self.least(argument).and_then(|value| right(&value, &|_| true)) };
        let allows = |value: &Value| self.is_allowed(said, value, |value| self.sent.allows(&said.schema, value));
        let surely = |value: &Value| self.is_allowed(said, value, |value| self.sent.allows_any(&said.schema, value));
        let shown = said.example.iter().cloned().chain(self.sent.value(&said.schema));
        let values = shown.chain(self.made.value(&said.schema)).collect::<Vec<_>>();
        let given = values.iter().find_map(|value| right(value, &allows));
        given.or_else(|| right(&self.least(argument)?, &surely))
    }

    /// A value of an argument's type, for what the document does not speak of.
    fn least(&self, argument: &Argument) -> Option<Value> {
        let value = typed::value(&self.api.types, &argument.ty)?;
        Some(argument.checks.iter().fold(value, |value, check| within(check, value)))
    }

    /// Whether the schema of an argument allows a value, seen as the document sees it: what is declared as text is text,
    /// whatever its type in the client.
    fn is_allowed(&self, said: &spec::Argument, value: &Value, allows: impl Fn(&Value) -> bool) -> bool {
        let kind = self.spec.resolve(&said.schema).and_then(|(_, schema)| facts::kind(schema));
        match value {
            Value::Array(_) if kind.is_some_and(|kind| kind != Kind::Array) => true,
            Value::String(_) => allows(value),
            value if kind == Some(Kind::String) => allows(&Value::String(wire::text(value))),
            value => allows(value),
        }
    }
}

/// What the document says of an argument.
pub(super) fn said<'s>(said: &'s [spec::Argument], argument: &Argument) -> Option<&'s spec::Argument> {
    said.iter().find(|one| one.name == argument.name.wire() && location(&argument.carriage) == Some(one.location))
}

fn location(carriage: &Carriage) -> Option<Location> {
    Some(match carriage {
        Carriage::Path(_) => Location::Path,
        Carriage::Query(_) => Location::Query,
        Carriage::Header(_) => Location::Header,
        Carriage::Cookie(_) => Location::Cookie,
        Carriage::UrlEncodedField(_) => Location::Field(Form::UrlEncoded),
        Carriage::MultipartField(_) | Carriage::MultipartPart(_) | Carriage::MultipartFile(_) => {
            Location::Field(Form::Multipart)
        }
        Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::BytesBody(_)
        | Carriage::FileBody(_)
        | Carriage::FormBody(..)
        | Carriage::FilesBody
        | Carriage::Parts(_)
        | Carriage::Choice(_) => return None,
    })
}

/// What a value leaves in a request; `None` where its place cannot hold it.
fn trace(argument: &Argument, value: &Value) -> Option<Trace> {
    let name = argument.name.wire();
    Some(match &argument.carriage {
        Carriage::Path(writing) => {
            let text = wire::one(name, value, *writing, Place::Path)?;
            Trace::Path(Some(text).filter(|text| text != "." && text != "..")?)
        }
        Carriage::Query(writing) => Trace::Query(wire::pairs(name, value, *writing)?),
        Carriage::Cookie(writing) => Trace::Cookies(wire::pairs(name, value, *writing)?),
        Carriage::Header(writing) => Trace::Headers(headers(name, value, *writing)?),
        Carriage::UrlEncodedField(writing) => Trace::Fields(wire::pairs(name, value, *writing)?),
        Carriage::MultipartField(writing) => Trace::Parts(text_parts(name, value, *writing)?),
        Carriage::MultipartPart(media) => Trace::Parts(typed_parts(name, value, media)),
        Carriage::MultipartFile(_)
        | Carriage::JsonBody(_)
        | Carriage::TextBody(_)
        | Carriage::BytesBody(_)
        | Carriage::FileBody(_)
        | Carriage::FormBody(..)
        | Carriage::FilesBody
        | Carriage::Parts(_)
        | Carriage::Choice(_) => return None,
    })
}

fn headers(name: &str, value: &Value, writing: Writing) -> Option<Vec<(String, String)>> {
    let lines = match (value, writing) {
        (Value::Array(items), Writing::Each) => items.iter().map(wire::text).collect(),
        (value, writing) => vec![wire::one(name, value, writing, Place::Plain)?],
    };
    let fits = lines.iter().all(|line: &String| wire::is_header(line));
    fits.then(|| lines.into_iter().map(|line| (name.to_ascii_lowercase(), line)).collect())
}

/// Parts that are text. An object of which nothing is said is JSON, and says so.
fn text_parts(name: &str, value: &Value, writing: Writing) -> Option<Vec<Part>> {
    let nested = match value {
        Value::Array(items) => items.iter().any(|item| item.is_object() || item.is_array()),
        single => single.is_object(),
    };
    let is_json = nested && matches!(writing, Writing::Each | Writing::Styled(Style::Natural));
    let media = is_json.then(|| "application/json".to_owned());
    let part = |(name, text)| Part { name, file: None, media: media.clone(), text };
    Some(wire::pairs(name, value, writing)?.into_iter().map(part).collect())
}

/// Parts with a media type of their own: JSON text where that is JSON, else text.
fn typed_parts(name: &str, value: &Value, media: &str) -> Vec<Part> {
    let is_json = media.ends_with("/json") || media.ends_with("+json");
    let part = |value: &Value| Part {
        name: name.to_owned(),
        file: None,
        media: Some(media.to_owned()),
        text: if is_json { value.to_string() } else { wire::text(value) },
    };
    match value {
        Value::Array(items) => items.iter().map(part).collect(),
        single => vec![part(single)],
    }
}

fn files(argument: &Argument, media: Option<&str>) -> (Given, Trace) {
    let upload = upload(argument.name.wire());
    let part = Part {
        name: argument.name.wire().to_owned(),
        file: Some(upload.name.clone()),
        media: Some(media.unwrap_or(ANY).to_owned()),
        text: upload.text.clone(),
    };
    let given = if matches!(argument.ty, Type::List(_)) { Given::List(vec![upload]) } else { Given::File(upload) };
    (given, Trace::Parts(vec![part]))
}

/// A file of a field.
fn upload(field: &str) -> Upload {
    let word: String = field.chars().filter(char::is_ascii_alphanumeric).collect();
    let word = if word.is_empty() { FILE.to_owned() } else { word.to_ascii_lowercase() };
    Upload { name: format!("{word}.txt"), media: None, text: FILE.to_owned() }
}

/// A whole body that is a file, of a media type that is allowed.
pub(super) fn file_body(range: &str) -> (Given, Trace) {
    let media = match range.split_once('/') {
        Some(("*", _)) | None => ANY.to_owned(),
        Some(("text", "*")) => "text/plain".to_owned(),
        Some(("image", "*")) => "image/png".to_owned(),
        Some((kind, "*")) => format!("{kind}/octet-stream"),
        Some(("multipart", subtype)) => format!("multipart/{subtype}; boundary=sample"),
        Some(_) => range.to_owned(),
    };
    let upload = Upload { name: "sample".to_owned(), media: Some(media.clone()), text: FILE.to_owned() };
    (Given::File(upload), Trace::Body { media, content: Content::Text(FILE.to_owned()) })
}

/// A whole body that is a form of files.
pub(super) fn files_body() -> (Given, Trace) {
    let upload = upload("file");
    let part = Part {
        name: "file".to_owned(),
        file: Some(upload.name.clone()),
        media: Some(ANY.to_owned()),
        text: upload.text.clone(),
    };
    (Given::Files(vec![("file".to_owned(), upload)]), Trace::Parts(vec![part]))
}

/// A whole body that is a form whose fields are the members of a value.
pub(super) fn form_body(kind: FormKind, styles: &[(String, Style)], value: &Value) -> Option<Trace> {
    let members = value.as_object()?.iter().map(|(name, value)| {
        let style = styles.iter().find(|(known, _)| known == name).map_or(Style::Natural, |(_, style)| *style);
        (name, value, Writing::Styled(style))
    });
    Some(match kind {
        FormKind::UrlEncoded => {
            let fields = members.map(|(name, value, writing)| wire::pairs(name, value, writing));
            Trace::Fields(fields.collect::<Option<Vec<_>>>()?.concat())
        }
        FormKind::Multipart => {
            let parts = members.map(|(name, value, writing)| text_parts(name, value, writing));
            Trace::Parts(parts.collect::<Option<Vec<_>>>()?.concat())
        }
    })
}

/// Whether a value passes what is checked before sending.
fn passes(check: &Check, value: &Value) -> bool {
    let each = |is_right: &dyn Fn(&Value) -> bool| match value {
        Value::Array(items) => items.iter().all(is_right),
        single => is_right(single),
    };
    let counted = |count: usize, least: &Option<usize>, most: &Option<usize>| {
        least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)
    };
    match check {
        Check::Count(least, most) => value.as_array().is_none_or(|items| counted(items.len(), least, most)),
        Check::Length(least, most) => {
            each(&|value| value.as_str().is_none_or(|text| counted(text.chars().count(), least, most)))
        }
        Check::Range(from, to) => each(&|value| {
            value.as_f64().is_none_or(|number| {
                let above = |limit: &Limit, low: f64| if limit.exclusive { number > low } else { number >= low };
                let below = |limit: &Limit, high: f64| if limit.exclusive { number < high } else { number <= high };
                end(from).is_none_or(|(limit, low)| above(limit, low))
                    && end(to).is_none_or(|(limit, high)| below(limit, high))
            })
        }),
    }
}

fn end(limit: &Option<Limit>) -> Option<(&Limit, f64)> {
    let limit = limit.as_ref()?;
    Some((limit, limit.value.parse().ok()?))
}

/// A value that no document speaks of, moved to where a check lets it pass.
fn within(check: &Check, value: Value) -> Value {
    match (check, value) {
        (Check::Count(least, _), Value::Array(items)) => {
            let count = items.len().max(least.unwrap_or(0).min(64));
            Value::Array(items.into_iter().cycle().take(count).collect())
        }
        (check @ (Check::Length(..) | Check::Range(..)), Value::Array(items)) => {
            Value::Array(items.into_iter().map(|item| within(check, item)).collect())
        }
        (Check::Length(least, most), Value::String(text)) => {
            let length = text.chars().count().clamp(least.unwrap_or(0).min(4096), most.unwrap_or(usize::MAX).max(1));
            Value::String(text.chars().cycle().take(length).collect())
        }
        (Check::Range(from, to), Value::Number(number)) => {
            let step = |limit: &Limit| f64::from(u8::from(limit.exclusive));
            let mut value = number.as_f64().unwrap_or(0.0);
            value = end(to).map_or(value, |(limit, high)| value.min(high - step(limit)));
            value = end(from).map_or(value, |(limit, low)| value.max(low + step(limit)));
            if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
        }
        (_, value) => value,
    }
}
