//! Generates parameter values and their serialized form in the request.
//!
//! A value must be valid for the schema, the Rust type, the constraints that the client checks, and its location in the
//! request. A parameter without such a value has none.

use serde_json::Value;

use super::fit::fit;
use super::wire::{self, Escaping};
use super::{SampleContext, typed};
use crate::ir::{
    Binding, Bound, Constraint, ExampleFile, ExampleParameter, ExpectedBody, FieldKind, FormEncoding, ParamIn,
    Parameter, Part, Serialization, Style, Type,
};
use crate::spec::{self, Form, Location, SchemaType};

/// The serialized form of a parameter in a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trace {
    Path(String),
    Query(Vec<(String, String)>),
    Headers(Vec<(String, String)>),
    Cookies(Vec<(String, String)>),
    Fields(Vec<(String, String)>),
    Parts(Vec<Part>),
    Body { media: String, content: ExpectedBody },
}

/// The media type of files without a declared one.
const BINARY: &str = "application/octet-stream";

/// The contents of files.
const FILE_TEXT: &str = "sample";

impl<'s> SampleContext<'s> {
    /// Returns the value and trace of a parameter that is not a body.
    pub(super) fn parameter(
        &self,
        parameter: &Parameter,
        declared: Option<&'s spec::Parameter>,
    ) -> Option<(ExampleParameter, Trace)> {
        if let Binding::FormField(_, FieldKind::File(media)) = &parameter.binding {
            return Some(files(parameter, media.as_deref()));
        }
        let valid = |value: &Value, allows: &dyn Fn(&Value) -> bool| {
            let value = fit(&self.api.types, &parameter.ty, value)?;
            let passes = parameter.constraints.iter().all(|check| passes(check, &value));
            let trace = trace(parameter, &value).filter(|_| passes && allows(&value))?;
            Some((ExampleParameter::Value(value), trace))
        };
        let Some(declared) = declared else {
            return self.minimal_value(parameter).and_then(|value| valid(&value, &|_| true));
        };
        let schema = &declared.schema;
        let allows = |value: &Value| self.is_allowed(declared, value, |value| self.sent.allows(schema, value));
        let strictly =
            |value: &Value| self.is_allowed(declared, value, |value| self.sent.allows_strictly(schema, value));
        let from_document = declared.example.iter().cloned().chain(self.sent.value(schema));
        let values = from_document.chain(self.sent_from_keywords.value(schema)).collect::<Vec<_>>();
        let chosen = values.iter().find_map(|value| valid(value, &allows));
        chosen.or_else(|| valid(&self.minimal_value(parameter)?, &strictly))
    }

    /// Returns a minimal value of the parameter's type that passes the constraints.
    fn minimal_value(&self, parameter: &Parameter) -> Option<Value> {
        let value = typed::value(&self.api.types, &parameter.ty)?;
        Some(parameter.constraints.iter().fold(value, |value, check| constrain(check, value)))
    }

    /// Returns true if a parameter's schema allows a value. The value of a string schema is checked as text, regardless
    /// of its Rust type.
    fn is_allowed(&self, declared: &spec::Parameter, value: &Value, allows: impl Fn(&Value) -> bool) -> bool {
        let kind = self.spec.resolve(&declared.schema).and_then(|(_, schema)| schema.schema_type);
        match value {
            Value::Array(_) if kind.is_some_and(|kind| kind != SchemaType::Array) => true,
            Value::String(_) => allows(value),
            value if kind == Some(SchemaType::String) => allows(&Value::String(wire::text(value))),
            value => allows(value),
        }
    }
}

/// Returns the declaration of a parameter.
pub(super) fn find_declared<'s>(declared: &'s [spec::Parameter], parameter: &Parameter) -> Option<&'s spec::Parameter> {
    declared.iter().find(|one| one.name == parameter.name.wire() && location(&parameter.binding) == Some(one.location))
}

fn location(binding: &Binding) -> Option<Location> {
    Some(match binding {
        Binding::Param(ParamIn::Path, _) => Location::Path,
        Binding::Param(ParamIn::Query, _) => Location::Query,
        Binding::Param(ParamIn::Header, _) => Location::Header,
        Binding::Param(ParamIn::Cookie, _) => Location::Cookie,
        Binding::FormField(FormEncoding::UrlEncoded, _) => Location::Field(Form::UrlEncoded),
        Binding::FormField(FormEncoding::Multipart, _) => Location::Field(Form::Multipart),
        Binding::Body(_) => return None,
    })
}

/// Serializes a value for its location in the request; `None` if it cannot be represented there.
fn trace(parameter: &Parameter, value: &Value) -> Option<Trace> {
    let name = parameter.name.wire();
    Some(match &parameter.binding {
        Binding::Param(ParamIn::Path, serialization) => {
            let place = if parameter.allow_reserved { Escaping::Segments } else { Escaping::Path };
            let text = wire::single(name, value, *serialization, place)?;
            Trace::Path(Some(text).filter(|text| text.split('/').all(|segment| !["", ".", ".."].contains(&segment)))?)
        }
        Binding::Param(ParamIn::Query, serialization) => Trace::Query(wire::pairs(name, value, *serialization)?),
        Binding::Param(ParamIn::Cookie, serialization) => Trace::Cookies(wire::pairs(name, value, *serialization)?),
        Binding::Param(ParamIn::Header, serialization) => Trace::Headers(headers(name, value, *serialization)?),
        Binding::FormField(FormEncoding::UrlEncoded, FieldKind::Value(serialization)) => {
            Trace::Fields(wire::pairs(name, value, *serialization)?)
        }
        Binding::FormField(FormEncoding::Multipart, FieldKind::Value(serialization)) => {
            Trace::Parts(text_parts(name, value, *serialization)?)
        }
        Binding::FormField(_, FieldKind::Part(media)) => Trace::Parts(typed_parts(name, value, media)),
        Binding::FormField(_, FieldKind::File(_)) | Binding::Body(_) => return None,
    })
}

fn headers(name: &str, value: &Value, serialization: Serialization) -> Option<Vec<(String, String)>> {
    let lines = match (value, serialization) {
        (Value::Array(items), Serialization::Repeated) => items.iter().map(wire::text).collect(),
        (value, serialization) => vec![wire::single(name, value, serialization, Escaping::Plain)?],
    };
    let fits = lines.iter().all(|line: &String| wire::is_header(line));
    fits.then(|| lines.into_iter().map(|line| (name.to_ascii_lowercase(), line)).collect())
}

/// Returns text parts. An object without a declared style is JSON with a media type.
fn text_parts(name: &str, value: &Value, serialization: Serialization) -> Option<Vec<Part>> {
    let nested = match value {
        Value::Array(items) => items.iter().any(|item| item.is_object() || item.is_array()),
        single => single.is_object(),
    };
    let is_json =
        nested && matches!(serialization, Serialization::Repeated | Serialization::Styled(Style::ContentDefault));
    let media = is_json.then(|| "application/json".to_owned());
    let part = |(name, text)| Part { name, file: None, media: media.clone(), text };
    Some(wire::pairs(name, value, serialization)?.into_iter().map(part).collect())
}

/// Returns parts with a declared media type; their contents are JSON if the media type is.
fn typed_parts(name: &str, value: &Value, media: &str) -> Vec<Part> {
    let essence = media.split(';').next().unwrap_or_default();
    let is_json = essence.ends_with("/json") || essence.ends_with("+json");
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

fn files(parameter: &Parameter, media: Option<&str>) -> (ExampleParameter, Trace) {
    let file = example_file(parameter.name.wire());
    let part = Part {
        name: parameter.name.wire().to_owned(),
        file: Some(file.name.clone()),
        media: Some(media.unwrap_or(BINARY).to_owned()),
        text: file.text.clone(),
    };
    let value = if matches!(parameter.ty, Type::Array(_)) {
        ExampleParameter::List(vec![file])
    } else {
        ExampleParameter::File(file)
    };
    (value, Trace::Parts(vec![part]))
}

/// Returns the file of a form field.
fn example_file(field: &str) -> ExampleFile {
    let word: String = field.chars().filter(char::is_ascii_alphanumeric).collect();
    let word = if word.is_empty() { FILE_TEXT.to_owned() } else { word.to_ascii_lowercase() };
    ExampleFile { name: format!("{word}.txt"), media: None, text: FILE_TEXT.to_owned() }
}

/// Returns a body that is one file, with a media type in `range`.
pub(super) fn file_body(range: &str) -> (ExampleParameter, Trace) {
    let media = match range.split_once('/') {
        Some(("*", _)) | None => BINARY.to_owned(),
        Some(("text", "*")) => "text/plain".to_owned(),
        Some(("image", "*")) => "image/png".to_owned(),
        Some((kind, "*")) => format!("{kind}/octet-stream"),
        Some(("multipart", subtype)) => format!("multipart/{subtype}; boundary=sample"),
        Some(_) => range.to_owned(),
    };
    let file = ExampleFile { name: "sample".to_owned(), media: Some(media.clone()), text: FILE_TEXT.to_owned() };
    (ExampleParameter::File(file), Trace::Body { media, content: ExpectedBody::Text(FILE_TEXT.to_owned()) })
}

/// Returns a body that is a form of files.
pub(super) fn files_body() -> (ExampleParameter, Trace) {
    let file = example_file("file");
    let part = Part {
        name: "file".to_owned(),
        file: Some(file.name.clone()),
        media: Some(BINARY.to_owned()),
        text: file.text.clone(),
    };
    (ExampleParameter::Files(vec![("file".to_owned(), file)]), Trace::Parts(vec![part]))
}

/// Returns the trace of a form body whose fields are the properties of a value.
pub(super) fn form_body(kind: FormEncoding, styles: &[(String, Style)], value: &Value) -> Option<Trace> {
    let properties = value.as_object()?.iter().map(|(name, value)| {
        let style = styles.iter().find(|(known, _)| known == name).map_or(Style::ContentDefault, |(_, style)| *style);
        (name, value, Serialization::Styled(style))
    });
    Some(match kind {
        FormEncoding::UrlEncoded => {
            let fields = properties.map(|(name, value, serialization)| wire::pairs(name, value, serialization));
            Trace::Fields(fields.collect::<Option<Vec<_>>>()?.concat())
        }
        FormEncoding::Multipart => {
            let parts = properties.map(|(name, value, serialization)| text_parts(name, value, serialization));
            Trace::Parts(parts.collect::<Option<Vec<_>>>()?.concat())
        }
    })
}

/// Returns true if a value satisfies a constraint that the client checks before sending.
fn passes(check: &Constraint, value: &Value) -> bool {
    let each = |is_valid: &dyn Fn(&Value) -> bool| match value {
        Value::Array(items) => items.iter().all(is_valid),
        single => is_valid(single),
    };
    let counted = |count: usize, min: &Option<usize>, max: &Option<usize>| {
        min.is_none_or(|min| count >= min) && max.is_none_or(|max| count <= max)
    };
    match check {
        Constraint::Items(min, max) => value.as_array().is_none_or(|items| counted(items.len(), min, max)),
        Constraint::Length(min, max) => {
            each(&|value| value.as_str().is_none_or(|text| counted(text.chars().count(), min, max)))
        }
        Constraint::Range(from, to) => each(&|value| {
            value.as_f64().is_none_or(|number| {
                let above = |limit: &Bound, low: f64| if limit.exclusive { number > low } else { number >= low };
                let below = |limit: &Bound, high: f64| if limit.exclusive { number < high } else { number <= high };
                end(from).is_none_or(|(limit, low)| above(limit, low))
                    && end(to).is_none_or(|(limit, high)| below(limit, high))
            })
        }),
    }
}

fn end(limit: &Option<Bound>) -> Option<(&Bound, f64)> {
    let limit = limit.as_ref()?;
    Some((limit, limit.value.parse().ok()?))
}

/// Changes a value so that it satisfies a constraint.
fn constrain(check: &Constraint, value: Value) -> Value {
    match (check, value) {
        (Constraint::Items(min, _), Value::Array(items)) => {
            let count = items.len().max(min.unwrap_or(0).min(64));
            Value::Array(items.into_iter().cycle().take(count).collect())
        }
        (check @ (Constraint::Length(..) | Constraint::Range(..)), Value::Array(items)) => {
            Value::Array(items.into_iter().map(|item| constrain(check, item)).collect())
        }
        (Constraint::Length(min, max), Value::String(text)) => {
            let length = text.chars().count().clamp(min.unwrap_or(0).min(4096), max.unwrap_or(usize::MAX).max(1));
            Value::String(text.chars().cycle().take(length).collect())
        }
        (Constraint::Range(from, to), Value::Number(number)) => {
            let step = |limit: &Bound| f64::from(u8::from(limit.exclusive));
            let mut value = number.as_f64().unwrap_or(0.0);
            value = end(to).map_or(value, |(limit, high)| value.min(high - step(limit)));
            value = end(from).map_or(value, |(limit, low)| value.max(low + step(limit)));
            if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
        }
        (_, value) => value,
    }
}
