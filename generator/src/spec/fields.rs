//! The fields of a form body into arguments, with what its `encoding` says of each.
//!
//! A form whose fields are not known beforehand gives none, and stays one value.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::arguments::{extensions, separator};
use super::operations::media_name;
use super::typed::Reader;
use super::{Argument, Form, Location, Media, Style, is_json, schemas};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// What says of a field that a call without it is right; a form has no other word for it.
const OPTIONAL: &str = "x-required";

/// The fields of a form, whatever parts of its schema declare them.
#[derive(Default)]
struct Fields<'d> {
    properties: IndexMap<String, (&'d Value, Pointer)>,
    required: BTreeSet<&'d str>,
    /// The schemas that were looked at, so that one that is a part of itself is looked at once.
    seen: BTreeSet<Pointer>,
    /// Whether the schema says which fields there are.
    known: bool,
}

/// The fields of a form body; `None` where its schema does not say them.
pub(super) fn read(reader: &mut Reader, form: Form, media: &Media) -> Option<Vec<Argument>> {
    let mut fields = Fields::default();
    if !gather(reader, form, &media.pointer, true, &mut fields) || !fields.known {
        return None;
    }
    let encoding = media.pointer.split_last().and_then(|(media, _)| {
        let (value, at) = reader.resolve(&media)?;
        Some((value.get("encoding")?.as_object()?, at.child("encoding")))
    });
    let Fields { properties, required, .. } = fields;
    let arguments = properties.into_iter().map(|(name, (value, pointer))| {
        let encoding = encoding.as_ref().and_then(|(members, at)| Some((members.get(&name)?, at.child(&name))));
        if let Some((members, at)) = &encoding
            && members.get("headers").and_then(Value::as_object).is_some_and(|headers| !headers.is_empty())
        {
            let message = format!("the headers that the part `{name}` could have are left out");
            reader.left_out(Code::PartHeadersUnused, at, message, "remove them in an overlay to silence this");
        }
        let encoding = encoding.and_then(|(members, _)| members.as_object());
        field(reader, form, &name, required.contains(name.as_str()), (value, pointer), encoding)
    });
    Some(arguments.collect())
}

/// Puts together the fields of a schema and its parts; says whether that is all there is to know. The alternatives of
/// a form that can hold files are all offered: which go together is the caller's to know.
fn gather<'d>(reader: &mut Reader<'d>, form: Form, pointer: &Pointer, sure: bool, fields: &mut Fields<'d>) -> bool {
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
    if sure {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        fields.required.extend(required.filter_map(Value::as_str));
    }
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| (0..list(key)).map(move |i| (key, i)));
    parts.fold(true, |all, (key, i)| {
        let part = at.child(key).index(i);
        gather(reader, form, &part, sure && key == "allOf", fields) && all
    })
}

fn field(
    reader: &mut Reader,
    form: Form,
    name: &str,
    required: bool,
    (value, pointer): (&Value, Pointer),
    encoding: Option<&Map<String, Value>>,
) -> Argument {
    let media = encoding.and_then(|encoding| encoding.get("contentType")?.as_str()).map(media_name);
    let flag = |key: &str| encoding.and_then(|encoding| encoding.get(key)?.as_bool()).unwrap_or(false);
    Argument {
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
        extensions: extensions(value),
    }
}

/// How a field is written. Its media type counts where no style is given.
fn style(property: &Value, encoding: Option<&Map<String, Value>>, media: Option<&str>) -> Style {
    if let Some(separator) = separator(&extensions(property)) {
        return Style::Joined(separator);
    }
    let member = |key: &str| encoding.and_then(|encoding| encoding.get(key));
    match (member("style").and_then(Value::as_str), member("explode").and_then(Value::as_bool)) {
        (Some("spaceDelimited"), Some(false) | None) => Style::Joined(' '),
        (Some("pipeDelimited"), Some(false) | None) => Style::Joined('|'),
        (Some("deepObject"), _) => Style::DeepObject,
        (_, Some(false)) => Style::Joined(','),
        (Some(_), _) | (None, Some(true)) => Style::Exploded,
        (None, None) if media.is_some_and(is_json) => Style::Json,
        (None, None) => Style::Content,
    }
}
