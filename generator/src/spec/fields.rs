//! Reads the fields of a form body, with their `encoding`, as parameters.
//!
//! A form whose schema does not list its fields stays one value.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::extensions::{self, separator};
use super::media_type::{self, essence, is_json};
use super::typed::Reader;
use super::{Form, Location, Media, Parameter, ParameterStyle, schemas};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// The extension that declares a form field optional: JSON Schema has no such keyword for a property.
const OPTIONAL: &str = "x-required";

/// The fields of a form, gathered from its schema and subschemas.
#[derive(Default)]
struct FormFields<'d> {
    properties: IndexMap<String, (&'d Value, Pointer)>,
    required: BTreeSet<&'d str>,
    /// The schemas visited so far. A schema that contains itself is visited once.
    seen: BTreeSet<Pointer>,
    /// True if a schema lists the fields.
    known: bool,
}

/// Reads the fields of a form body. Returns `None` if its schema does not list them.
pub(super) fn read(reader: &mut Reader, form: Form, media: &Media) -> Option<Vec<Parameter>> {
    let mut fields = FormFields::default();
    if !gather(reader, form, &media.pointer, true, &mut fields) || !fields.known {
        return None;
    }
    let encoding = media.pointer.split_last().and_then(|(media, _)| {
        let (value, at) = reader.resolve(&media)?;
        Some((value.get("encoding")?.as_object()?, at.child("encoding")))
    });
    let FormFields { properties, required, .. } = fields;
    let sent = properties.into_iter().filter(|(_, (value, _))| !is_read_only(value));
    let parameters = sent.map(|(name, (value, pointer))| {
        let encoding = encoding.as_ref().and_then(|(members, at)| Some((members.get(&name)?, at.child(&name))));
        if let Some((members, at)) = &encoding
            && members.get("headers").and_then(Value::as_object).is_some_and(|headers| !headers.is_empty())
        {
            let message = format!("the headers of the part `{name}` are ignored");
            reader.left_out(Code::PartHeadersUnused, at, message, "remove them in an overlay to silence this");
        }
        let encoding = encoding.and_then(|(members, _)| members.as_object());
        field(reader, form, &name, required.contains(name.as_str()), (value, pointer), encoding)
    });
    Some(parameters.collect())
}

/// Returns true if requests omit a field: only the server sets it.
fn is_read_only(schema: &Value) -> bool {
    let is_set = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    is_set("readOnly") && !is_set("writeOnly")
}

/// Gathers the fields of a schema and its subschemas. Returns false if the schema can have other fields.
///
/// A multipart form has the fields of all its alternatives, and the caller sends those of one. An urlencoded form with
/// alternatives stays one value.
fn gather<'d>(
    reader: &mut Reader<'d>,
    form: Form,
    pointer: &Pointer,
    is_certain: bool,
    fields: &mut FormFields<'d>,
) -> bool {
    let Some((schema, at)) = reader.resolve(pointer) else { return false };
    if !fields.seen.insert(at.clone()) {
        return true;
    }
    let list = |key: &str| schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    let alternatives = list("oneOf") + list("anyOf") > 0;
    if alternatives && form == Form::UrlEncoded {
        return false;
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let open = schema.get("additionalProperties").is_some_and(|additional| *additional != Value::Bool(false));
        fields.known |= !properties.is_empty() || !open;
        for (name, value) in properties {
            let pointer = at.child("properties").child(name);
            fields.properties.entry(name.clone()).or_insert((value, pointer));
        }
    }
    if is_certain {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        fields.required.extend(required.filter_map(Value::as_str));
    }
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| (0..list(key)).map(move |i| (key, i)));
    parts.fold(true, |all, (key, i)| {
        let part = at.child(key).index(i);
        gather(reader, form, &part, is_certain && key == "allOf", fields) && all
    })
}

fn field(
    reader: &mut Reader,
    form: Form,
    name: &str,
    required: bool,
    (value, pointer): (&Value, Pointer),
    encoding: Option<&Map<String, Value>>,
) -> Parameter {
    let media = encoding.and_then(|encoding| encoding.get("contentType")?.as_str()).map(media_type::normalized);
    let flag = |key: &str| encoding.and_then(|encoding| encoding.get(key)?.as_bool()).unwrap_or(false);
    Parameter {
        name: name.to_owned(),
        location: Location::Field(form),
        description: value.get("description").and_then(Value::as_str).map(str::to_owned),
        required,
        optional: value.get(OPTIONAL) == Some(&Value::Bool(false)),
        deprecated: value.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
        schema: schemas::read(reader, value, &pointer),
        example: value.get("example").cloned(),
        style: style(value, encoding, media.as_deref()),
        allow_reserved: flag("allowReserved") && form == Form::UrlEncoded,
        allow_empty: false,
        media,
        schema_pointer: pointer.clone(),
        pointer,
        extensions: extensions::read(value),
    }
}

/// Returns the serialization of a field. Its media type decides if it has no style.
fn style(property: &Value, encoding: Option<&Map<String, Value>>, media: Option<&str>) -> ParameterStyle {
    if let Some(separator) = separator(&extensions::read(property)) {
        return ParameterStyle::Joined(separator);
    }
    let member = |key: &str| encoding.and_then(|encoding| encoding.get(key));
    match (member("style").and_then(Value::as_str), member("explode").and_then(Value::as_bool)) {
        (Some("spaceDelimited"), Some(false) | None) => ParameterStyle::Joined(' '),
        (Some("pipeDelimited"), Some(false) | None) => ParameterStyle::Joined('|'),
        (Some("deepObject"), _) => ParameterStyle::DeepObject,
        (_, Some(false)) => ParameterStyle::Joined(','),
        (Some(_), _) | (None, Some(true)) => ParameterStyle::Exploded,
        (None, None) if media.is_some_and(|media| is_json(&essence(media))) => ParameterStyle::Json,
        (None, None) => ParameterStyle::FormDefault,
    }
}
